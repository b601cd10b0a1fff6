import { expect, test } from "vitest";
import { line, person } from "#testing/chat-people.ts";
import type { Kept } from "./ring.ts";
import { mergeable, readKept, writeKept } from "./rows.ts";

const kept: Kept[] = [
  { event: line(1, person("ada", "7"), "two\nlines"), nonce: "n1" },
  { event: { kind: "clear", seq: 2, at: 2 }, nonce: null },
];

test("events come back from a row as they were, with their marks", () => {
  expect(readKept(writeKept(kept))).toEqual(kept);
  expect(readKept(`${writeKept(kept)}\n${writeKept(kept)}`)).toEqual([...kept, ...kept]);
});

test("a line that cannot be read costs its own event only", () => {
  const [first, second] = writeKept(kept).split("\n");
  expect(readKept(`${first}\n{"rubbish\n["z",1]\n${second}`)).toEqual(kept);
});

const row = (previous: number, last: number, bytes: number) => ({
  ...{ previous, last, bytes },
  first_at: previous,
  last_at: last,
});

test("rows that follow each other become one, up to a size", () => {
  expect(mergeable([row(0, 1, 30), row(1, 2, 30), row(2, 3, 30), row(3, 4, 30)], 100)).toEqual([row(0, 3, 92)]);
  expect(mergeable([row(0, 1, 60), row(1, 2, 60)], 100)).toEqual([]);
});

test("rows with a hole between them stay apart", () => {
  expect(mergeable([row(0, 1, 10), row(5, 6, 10), row(6, 7, 10)], 100)).toEqual([row(5, 7, 21)]);
});
