/** The law of doors: which room may import which, and which packages. Tests and what is never shipped may import everything. Pure. */
import {
  type Import,
  importsOf,
  isProgram,
  isShell,
  isTest,
  resolveImport,
  roomOf,
  type SourceFile,
  type TidyFault,
} from "./source.ts";

/** Rooms that are deployed or run in production. */
const SHIPPED: ReadonlySet<string> = new Set(["protocol", "media", "durable-objects", "workers", "transcoder", "web"]);

type Door = { readonly rooms: readonly string[]; readonly packages: RegExp | null };

const PACKAGES_OF_SCHEMAS = /^valibot$/;

/** Rooms and packages that each shipped room may import; null: any package. */
const DOORS: Readonly<Record<string, Door>> = {
  protocol: { rooms: ["protocol"], packages: PACKAGES_OF_SCHEMAS },
  media: { rooms: ["protocol", "media"], packages: PACKAGES_OF_SCHEMAS },
  "durable-objects": {
    rooms: ["protocol", "media", "durable-objects"],
    packages: /^(valibot|cloudflare:|itty-durable|node:zlib$)/,
  },
  workers: { rooms: ["protocol", "media", "durable-objects", "workers"], packages: null },
  transcoder: { rooms: ["protocol", "media", "transcoder"], packages: null },
  web: { rooms: ["protocol", "media", "web"], packages: /^(?!node:|cloudflare:)/ },
  testing: { rooms: ["protocol", "media", "durable-objects", "transcoder", "testing"], packages: null },
};

export function checkDoors(files: readonly SourceFile[]): readonly TidyFault[] {
  return files
    .filter((file) => isProgram(file.path) && !isTest(file.path) && !file.path.endsWith("/vite.config.ts"))
    .flatMap((file) => importsOf(file).flatMap((entry) => checkImport(file.path, entry)));
}

function checkImport(path: string, entry: Import): readonly TidyFault[] {
  const room = roomOf(path);
  const door = DOORS[room];
  if (door === undefined) return [];
  const fault = (message: string): readonly TidyFault[] => [{ path, line: entry.line, message }];
  const target = resolveImport(path, entry.specifier);
  if (target === null) {
    const allowed = door.packages === null || door.packages.test(entry.specifier);
    const core = room === "durable-objects" && !isShell(path) && !PACKAGES_OF_SCHEMAS.test(entry.specifier);
    return !allowed || core ? fault(`${core ? "a core" : room} may not import the package ${entry.specifier}`) : [];
  }
  if (entry.specifier.startsWith(".") && roomOf(target) !== room)
    return fault(`${entry.specifier} leaves the room: import it as #${target}`);
  const client = target === "workers/client.ts" && (room === "web" || room === "transcoder");
  const migrations = target.startsWith("workers/migrations/") && room === "testing";
  if (!door.rooms.includes(roomOf(target)) && !client && !migrations) return fault(`${room} may not import ${target}`);
  if (room === "durable-objects" && !isShell(path) && isShell(target) && !entry.typeOnly)
    return fault(`a core may not import the shell ${target}`);
  if (
    room === "workers" &&
    roomOf(target) === "durable-objects" &&
    isShell(target) &&
    !entry.typeOnly &&
    path !== "workers/main.ts"
  ) {
    return fault(`only workers/main.ts names the objects' classes; here the type of ${target} is enough`);
  }
  if (room === "testing" && isShell(target)) return fault(`testing may not import the shell ${target}`);
  return [];
}

/** Re-exports across rooms hide where a thing lives. The Worker's main module must name the objects' classes. */
export function checkReExports(files: readonly SourceFile[]): readonly TidyFault[] {
  const faults: TidyFault[] = [];
  for (const file of files) {
    if (!SHIPPED.has(roomOf(file.path)) || !isProgram(file.path) || file.path === "workers/main.ts") continue;
    for (const match of file.text.matchAll(/^export\s[^"'`;()=]*?\bfrom\s*"(#[^"]+)"/gm)) {
      const line = file.text.slice(0, match.index).split("\n").length;
      faults.push({ path: file.path, line, message: `re-exports ${match[1]} of another room` });
    }
  }
  return faults;
}
