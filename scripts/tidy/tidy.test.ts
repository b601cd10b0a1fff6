import { describe, expect, test } from "vitest";
import { checkAsking } from "./asking.ts";
import { checkCycles } from "./cycles.ts";
import { checkDoors, checkReExports } from "./doors.ts";
import { checkClock, checkLength, checkLinks, checkNames, checkOpening, checkWords } from "./files.ts";
import type { SourceFile, TidyFault } from "./source.ts";
import { renderFault, tidyTree } from "./tree.ts";

const file = (path: string, ...lines: string[]): SourceFile => ({ path, text: lines.join("\n") });
const say = (faults: readonly TidyFault[]): readonly string[] => faults.map(renderFault);

test("the tree is tidy", () => {
  expect(say(tidyTree().faults)).toEqual([]);
});

describe("the law of doors", () => {
  test("a lower room does not import a higher one", () => {
    const files = [
      file("protocol/a.ts", 'import { b } from "#media/b.ts";'),
      file("media/b.ts", 'import { c } from "#protocol/a.ts";', 'import * as v from "valibot";', 'import "node:fs";'),
      file("web/c.ts", 'import type { x } from "#workers/client.ts";', 'import type { y } from "#workers/app.ts";'),
      file("transcoder/d.ts", 'import { world } from "#testing/world.ts";', 'const m = await import("#scripts/x.ts");'),
      file("media/e.test.ts", 'import { world } from "#testing/world.ts";'),
    ];
    expect(say(checkDoors(files))).toEqual([
      "protocol/a.ts:1: protocol may not import media/b.ts",
      "media/b.ts:3: media may not import the package node:fs",
      "web/c.ts:2: web may not import workers/app.ts",
      "transcoder/d.ts:1: transcoder may not import testing/world.ts",
      "transcoder/d.ts:2: transcoder may not import scripts/x.ts",
    ]);
  });

  test("a relative import stays in its room", () => {
    expect(say(checkDoors([file("media/a/b.ts", 'import { x } from "../../protocol/ids.ts";')]))).toEqual([
      "media/a/b.ts:1: ../../protocol/ids.ts leaves the room: import it as #protocol/ids.ts",
    ]);
  });

  test("cores know neither shells nor the platform, and only the main module names the objects' classes", () => {
    const files = [
      file(
        "durable-objects/room/room.ts",
        'import { s } from "./storage.ts";',
        'import { D } from "cloudflare:workers";',
      ),
      file(
        "durable-objects/room/durable-object.ts",
        'import { s } from "./storage.ts";',
        'import { D } from "cloudflare:workers";',
      ),
      file("workers/app.ts", 'import { R } from "#durable-objects/room/durable-object.ts";'),
      file("workers/env.ts", 'import type { R } from "#durable-objects/room/durable-object.ts";'),
      file("workers/main.ts", 'export { R } from "#durable-objects/room/durable-object.ts";'),
    ];
    expect(say(checkDoors(files))).toEqual([
      "durable-objects/room/room.ts:1: a core may not import the shell durable-objects/room/storage.ts",
      "durable-objects/room/room.ts:2: a core may not import the package cloudflare:workers",
      "workers/app.ts:1: only workers/main.ts names the objects' classes; here the type of durable-objects/room/durable-object.ts is enough",
    ]);
  });

  test("a room does not hand on what another room exports", () => {
    const files = [
      file("web/a.ts", "", "export {", "  x,", '} from "#protocol/ids.ts";', 'export { y } from "./b.ts";'),
    ];
    expect(say(checkReExports(files))).toEqual(["web/a.ts:2: re-exports #protocol/ids.ts of another room"]);
  });

  test("an import in a comment is none", () => {
    expect(checkDoors([file("media/a.ts", '/* import { x } from "node:fs"; */', '// import "node:fs";')])).toEqual([]);
  });
});

test("a page asks the API by the typed client, not by an address", () => {
  const asking = ['await fetch("/api/me");', "await window.fetch(`/api/me`);", 'ask("/api/me");'];
  const files = [
    file("web/studio/a.ts", ...asking),
    file("web/studio/b.ts", "navigator.sendBeacon(url);", "new XMLHttpRequest();", 'createClient("");'),
    file("web/studio/c.ts", "// fetch(url)", "this.#fetch(x); prefetch(x); world.fetch(x); api.me.$get();"),
    file("web/client.ts", "fetch(input, init);"),
    file("web/early-load.ts", 'fetch("/api/live");'),
    file("web/a.test.ts", 'fetch("/api/live");'),
    file("scripts/a.ts", 'fetch("/api/live");'),
  ];
  const [own, named] = ["asks by itself", "spells an address of the API out"];
  expect(say(checkAsking(files))).toEqual(
    [
      ...[`a.ts:1: ${own}`, `a.ts:2: ${own}`, `a.ts:1: ${named}`, `a.ts:2: ${named}`, `a.ts:3: ${named}`],
      ...[`b.ts:1: ${own}`, `b.ts:2: ${own}`, `b.ts:3: ${own}`],
    ].map((fault) => `web/studio/${fault}: call ${fault.endsWith(own) ? "the API" : "it"} through web/client.ts`),
  );
});

test("circles of imports are found, however long, and once each", () => {
  const files = [
    file("media/a.ts", 'import { b } from "./b.ts";'),
    file("media/b.ts", 'import type { c } from "#media/c.ts";'),
    file("media/c.ts", 'import { a } from "./a.ts";', 'import { d } from "./d.ts";'),
    file("media/d.ts", 'import { e } from "./e.ts";'),
    file("media/e.ts", "export const e = 1;"),
  ];
  expect(say(checkCycles(files))).toEqual(["media/a.ts:1: imports in a circle with media/b.ts, media/c.ts"]);
});

test("pure code asks no clock and throws no dice", () => {
  const files = [
    file("media/a.ts", "// Date.now() is not asked", "const now = Date.now();", "const at = new Date(5);"),
    file("durable-objects/room/room.ts", "const id = Math.random();"),
    file("durable-objects/room/storage.ts", "const now = Date.now();"),
    file("media/a.test.ts", "const now = Date.now();"),
  ];
  expect(say(checkClock(files))).toEqual([
    "media/a.ts:2: Date.now in pure code: let the caller pass it in",
    "durable-objects/room/room.ts:1: Math.random in pure code: let the caller pass it in",
  ]);
});

test("names are kebab-case and say something", () => {
  const files = [
    "web/Player.tsx",
    "web/live-edge.test.ts",
    "web/utils/a.ts",
    "media/helpers.ts",
    "media/index.ts",
    "a/b_c.ts",
  ];
  expect(say(checkNames(files.map((path) => file(path))))).toEqual([
    "web/Player.tsx:1: the name Player.tsx is not kebab-case",
    "web/utils/a.ts:1: the name utils says nothing",
    "media/helpers.ts:1: the name helpers.ts says nothing",
    "media/index.ts:1: is a barrel: name the file for what it holds",
    "a/b_c.ts:1: the name b_c.ts is not kebab-case",
  ]);
});

test("a file at the limit of lines passes, one past it does not", () => {
  const lines = (count: number): string[] => Array.from({ length: count }, () => "x");
  const files = [file("web/a.ts", ...lines(400), ""), file("web/b.ts", ...lines(401))];
  expect(say(checkLength(files, 400))).toEqual(["web/b.ts:401: has 401 lines, more than 400"]);
});

test("a program file opens with a comment", () => {
  const files = [
    file("web/a.ts", "/** What it is for. */"),
    file("web/b.mjs", "#!/usr/bin/env node", "// What it is for."),
    file("web/c.ts", "import x;"),
    file("web/c.test.ts", "import x;"),
  ];
  expect(say(checkOpening(files))).toEqual(["web/c.ts:1: does not open with a comment"]);
});

test("unfinished work, silenced checks and folders of one machine are found", () => {
  const marks = ["TO" + "DO", "@ts-" + "ignore", "describe.sk" + "ip(", "test.on" + "ly(", "/ho" + "me/ann/x"];
  const found = checkWords([
    file("a.md", ...marks.map((mark) => `const x = 1; ${mark}`), "test.skipIf(no)()", "/live/home/x"),
  ]);
  expect(found.map((fault) => fault.line)).toEqual([1, 2, 3, 4, 5]);
});

test("relative links of documents lead somewhere", () => {
  const text = ["[a](./b.md#x) [b](https://x.y) [c](gone.md) [d](#here)", "```", "[e](gone.md)", "```", "[f](/docs/)"];
  const exists = (path: string): boolean => ["docs/b.md", "docs"].includes(path);
  expect(say(checkLinks([file("docs/a.md", ...text)], exists))).toEqual([
    "docs/a.md:1: links to gone.md, which does not exist",
  ]);
});
