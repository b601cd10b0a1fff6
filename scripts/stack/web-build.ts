/** Builds the pages with Vite when their sources changed since the last build, and puts them in place only when they are whole. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { SetupFault } from "../setup/find-tool.ts";
import { ROOT } from "../setup/root.ts";
import { runProgram } from "../setup/run-program.ts";

const DIST = join(ROOT, "web/dist");
const STAMP = join(ROOT, ".cache/web-build");
/** What the pages are made of. */
const SOURCES = ["web", "protocol", "media", "workers/client.ts", "package-lock.json"];

/** Whether it built. The pages lie in web/dist afterwards. */
export async function ensureWebBuilt(say: (line: string) => void): Promise<boolean> {
  const key = await sourceKey();
  const built = await readFile(STAMP, "utf8").catch(() => "");
  if (built === key && existsSync(join(DIST, "index.html"))) return false;
  say("Building the pages ...");
  const next = join(ROOT, `.cache/web-${process.pid}`);
  try {
    const args = ["build", "web", "--outDir", next, "--emptyOutDir", "--logLevel", "warn"];
    // Whoever asks for it, tests among them: what is built is what people get.
    const { code, output } = await runProgram("vite", args, { env: { NODE_ENV: "production" } });
    if (code !== 0) throw new SetupFault(`The pages could not be built:\n${output.trim()}`);
    await rm(DIST, { recursive: true, force: true });
    await rename(next, DIST);
  } finally {
    await rm(next, { recursive: true, force: true });
  }
  await mkdir(join(ROOT, ".cache"), { recursive: true });
  await writeFile(STAMP, key);
  return true;
}

async function sourceKey(): Promise<string> {
  const hash = createHash("sha256");
  for (const source of SOURCES) {
    for (const file of await filesOf(join(ROOT, source))) {
      hash
        .update(relative(ROOT, file))
        .update("\0")
        .update(await readFile(file))
        .update("\0");
    }
  }
  return hash.digest("hex");
}

/** A file itself, or the files below a folder in a fixed order, without builds and tests. */
async function filesOf(path: string): Promise<readonly string[]> {
  if (!existsSync(path)) return [];
  const entries = await readdir(path, { withFileTypes: true }).catch(() => null);
  if (entries === null) return [path];
  const kept = entries.filter(({ name }) => name !== "dist" && name !== "node_modules" && !name.includes(".test."));
  const below = await Promise.all(
    kept
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((entry) => (entry.isDirectory() ? filesOf(join(path, entry.name)) : [join(path, entry.name)])),
  );
  return below.flat();
}
