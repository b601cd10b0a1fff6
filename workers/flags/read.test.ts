import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FEATURES, SETTINGS } from "#protocol/flags/flag.ts";

const ROOMS = ["workers", "durable-objects"].map((room) => join(import.meta.dirname, "../..", room));
/** The ways of asking, each with the feature's name. */
const isAsked = (text: string, name: string): boolean =>
  [`.isOn("${name}"`, `requireOn(c, "${name}"`, `requireOn(call.c, "${name}"`, `isOnFor(env.FLAGS, "${name}"`].some(
    (ask) => text.includes(ask),
  );

test("every flag that the operator can set is asked for somewhere", async () => {
  const paths = await Promise.all(
    ROOMS.map(async (room) => (await readdir(room, { recursive: true })).map((path) => join(room, path))),
  );
  const files = paths.flat().filter((path) => /(?<!\.test)\.ts$/.test(path));
  const text = (await Promise.all(files.map((path) => readFile(path, "utf8")))).join("\n");
  const asked = [
    ...Object.keys(FEATURES).filter((name) => isAsked(text, name)),
    ...Object.keys(SETTINGS).filter((name) => text.includes(`.number("${name}"`)),
  ];
  expect(asked).toEqual([...Object.keys(FEATURES), ...Object.keys(SETTINGS)]);
});
