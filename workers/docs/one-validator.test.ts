import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOM = join(import.meta.dirname, "..");

test("every route checks by the one validator that remembers its schema, so that the description of the API can tell it", async () => {
  const files = (await readdir(ROOM, { recursive: true })).filter((path) => path.endsWith(".ts"));
  const importing = await Promise.all(
    files.map(async (path) =>
      (await readFile(join(ROOM, path), "utf8")).includes('"@hono/standard-' + 'validator"') ? path : null,
    ),
  );
  expect(importing.filter((path) => path !== null)).toEqual(["validation.ts"]);
});
