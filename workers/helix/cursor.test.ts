import * as v from "valibot";
import { expect, test } from "vitest";
import { MAX_CURSOR_LENGTH } from "#protocol/helix/envelope.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";

const placeSchema = v.strictTuple([v.pipe(v.number(), v.integer()), v.string()]);
const span = { first: [12, "1001"] as [number, string], last: [3, "1002"] as [number, string] };
const decode = (cursor: string) => decodeCursor("streams", placeSchema, cursor);
const forged = (value: unknown): string => btoa(JSON.stringify(value)).replaceAll("=", "");

test("a cursor says where a page begins and ends, in letters that need no escape", () => {
  const cursor = encodeCursor("streams", span);
  expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
  expect(decode(cursor)).toEqual(span);
});

test("a cursor of another list is none", () => {
  expect(decode(encodeCursor("games", span))).toBe(null);
});

test.each([
  ["nothing", ""],
  ["no base64", "%%%"],
  ["no JSON", btoa("{")],
  ["an object", forged({})],
  ["a place too few", forged(["streams", [1, "a"]])],
  ["a place too many", forged(["streams", [1, "a"], [1, "a"], [1, "a"]])],
  ["a value of another type", forged(["streams", ["1", "a"], [1, "a"]])],
  ["a value too many", forged(["streams", [1, "a", 2], [1, "a"]])],
  ["no number", forged(["streams", [null, "a"], [1, "a"]])],
])("a cursor with %s is none", (_, cursor) => {
  expect(decode(cursor)).toBe(null);
});

test("a cursor has so many letters and not one more", () => {
  const ofLength = (letters: number): string => {
    const text = JSON.stringify(["streams", [1, "a"], [1, "a"]]);
    return btoa(text.padEnd((letters / 4) * 3, " "));
  };
  const longest = ofLength(MAX_CURSOR_LENGTH);
  expect([longest.length, decode(longest)]).toEqual([MAX_CURSOR_LENGTH, { first: [1, "a"], last: [1, "a"] }]);
  expect(decode(ofLength(MAX_CURSOR_LENGTH + 4))).toBe(null);
});
