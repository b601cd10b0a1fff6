import { expect, test } from "vitest";
import { HotParts } from "./hot-parts.ts";
import { HOT_SEGMENTS, MAX_HOT_BYTES } from "./limits.ts";

const never = (): boolean => false;
const always = (): boolean => true;

test("parts of a segment come back in order, or not at all when one is missing", () => {
  const hot = new HotParts();
  hot.add("a", 0, 1, Uint8Array.of(2));
  expect(hot.parts("a", 0, 2)).toBeNull();
  hot.add("a", 0, 0, Uint8Array.of(1));
  expect(hot.parts("a", 0, 2)).toEqual([Uint8Array.of(1), Uint8Array.of(2)]);
});

test("settled segments go once they are cold, unsettled ones stay", () => {
  const hot = new HotParts();
  for (let msn = 0; msn <= HOT_SEGMENTS + 1; msn++) hot.add("a", msn, 0, Uint8Array.of(msn));
  expect(hot.trim(HOT_SEGMENTS + 1, (msn) => msn !== 0)).toEqual([]);
  expect([hot.part("a", 0, 0), hot.part("a", 1, 0), hot.part("a", 2, 0)]).toEqual([
    Uint8Array.of(0),
    null,
    Uint8Array.of(2),
  ]);
});

test("what is exactly at the limit stays; one byte more drops the oldest segment, and says that it is lost", () => {
  const hot = new HotParts();
  hot.add("a", 0, 0, Uint8Array.of(1));
  hot.add("a", 1, 0, new Uint8Array(MAX_HOT_BYTES - 1));
  expect([hot.trim(1, never), hot.bytes]).toEqual([[], MAX_HOT_BYTES]);
  hot.add("a", 1, 1, Uint8Array.of(1));
  expect([hot.trim(1, never), hot.bytes]).toEqual([[0], MAX_HOT_BYTES]);
});

test("a stored segment that is dropped for room is not lost", () => {
  const hot = new HotParts();
  hot.add("a", 0, 0, new Uint8Array(MAX_HOT_BYTES));
  hot.add("a", 1, 0, Uint8Array.of(1));
  expect(hot.trim(1, always)).toEqual([]);
  expect(hot.bytes).toBe(1);
});
