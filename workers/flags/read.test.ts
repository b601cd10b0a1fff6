import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FEATURES, SETTINGS } from "#protocol/flags/flag.ts";

const ROOM = join(import.meta.dirname, "..");

test("every flag that the operator can set is asked for somewhere", async () => {
  const files = (await readdir(ROOM, { recursive: true })).filter((path) => /(?<!\.test)\.ts$/.test(path));
  const text = (await Promise.all(files.map((path) => readFile(join(ROOM, path), "utf8")))).join("\n");
  const asked = [
    ...Object.keys(FEATURES).filter((name) => text.includes(`.isOn("${name}"`)),
    ...Object.keys(SETTINGS).filter((name) => text.includes(`.number("${name}"`)),
  ];
  expect(asked).toEqual([...Object.keys(FEATURES), ...Object.keys(SETTINGS)]);
});
