import { expect, test } from "vitest";
import { FAILURE_WINDOW_MS, FailureLimit, MAX_FAILING_CALLERS, MAX_FAILURES } from "./failure-limit.ts";

test("a caller is over the limit at the last failure allowed, until the window is over", () => {
  const limit = new FailureLimit();
  for (let i = 1; i < MAX_FAILURES; i++) limit.note("a", 0);
  expect(limit.isOver("a", 0)).toBe(false);
  limit.note("a", 0);
  expect([limit.isOver("a", 1), limit.isOver("b", 1), limit.isOver("a", FAILURE_WINDOW_MS)]).toEqual([
    true,
    false,
    false,
  ]);
});

test("one caller more than are counted makes the oldest forgotten", () => {
  const limit = new FailureLimit();
  for (let i = 0; i < MAX_FAILURES; i++) limit.note("first", 0);
  for (let i = 1; i < MAX_FAILING_CALLERS; i++) limit.note(String(i), 0);
  expect(limit.isOver("first", 1)).toBe(true);
  limit.note("one more", 0);
  expect(limit.isOver("first", 1)).toBe(false);
});
