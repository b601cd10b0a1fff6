import { expect, test } from "vitest";
import { MAX_BATCH_EVENTS } from "#protocol/chat/limits.ts";
import { flushTime } from "./flush.ts";

test("a quiet room flushes at once", () => {
  expect(flushTime(1000, 1, 10, 1050)).toBe(1050);
  expect(flushTime(0, 1, 10, 90_000)).toBe(90_000);
});

test("a busy room waits for the rest of the interval", () => {
  expect(flushTime(1000, 1, 499, 1001)).toBe(1050);
  expect(flushTime(1000, 1, 500, 1001)).toBe(1100);
});

test("a full queue is flushed at once", () => {
  expect(flushTime(1000, MAX_BATCH_EVENTS - 1, 10, 1001)).toBe(1050);
  expect(flushTime(1000, MAX_BATCH_EVENTS, 10, 1001)).toBe(1001);
});

test("a clock that was set back does not hold the room", () => {
  expect(flushTime(9000, 1, 10, 1000)).toBe(1000);
});
