/** How the pages ask the API: by the typed client alone. A call that spells its address out drifts from the route, and no compiler says so. Pure. */
import { isProgram, isTest, lineAt, roomOf, type SourceFile, type TidyFault, withoutComments } from "./source.ts";

/** Each says in its head why: the client itself, what runs before the application, and media. */
const MAY_FETCH: ReadonlySet<string> = new Set(["web/client.ts", "web/early-load.ts", "web/watch/early-playlist.ts"]);
/** What runs before the application, and a link to a file that the browser saves by itself. */
const MAY_NAME: ReadonlySet<string> = new Set(["web/early-load.ts", "web/settings/data-section.tsx"]);

const BY_ITSELF =
  /(?<![\w$#.])fetch\s*\(|\b(?:globalThis|window|self)\.fetch\b|\bnew XMLHttpRequest\b|\bsendBeacon\s*\(|\bcreateClient\s*\(/g;
const ADDRESS = /["'`]\/api\//g;

export function checkAsking(files: readonly SourceFile[]): readonly TidyFault[] {
  return files.flatMap(({ path, text }) => {
    if (roomOf(path) !== "web" || !isProgram(path) || isTest(path)) return [];
    const code = withoutComments(text);
    const found = (pattern: RegExp, message: string): readonly TidyFault[] =>
      [...code.matchAll(pattern)].map(({ index }) => ({ path, line: lineAt(code, index), message }));
    return [
      ...(MAY_FETCH.has(path) ? [] : found(BY_ITSELF, "asks by itself: call the API through web/client.ts")),
      ...(MAY_NAME.has(path) ? [] : found(ADDRESS, "spells an address of the API out: call it through web/client.ts")),
    ];
  });
}
