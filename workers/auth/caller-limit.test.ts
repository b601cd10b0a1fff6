import { expect, test } from "vitest";
import { CallerLimit, callerOf, MAX_COUNTED_CALLERS, WINDOW_MS } from "./caller-limit.ts";

const MOST = 20;

test("a caller is over the limit at the last that is allowed, until the window is over", () => {
  const limit = new CallerLimit(MOST);
  for (let i = 1; i < MOST; i++) limit.note("a", 0);
  expect(limit.isOver("a", 0)).toBe(false);
  limit.note("a", 0);
  expect([limit.isOver("a", 1), limit.isOver("b", 1), limit.isOver("a", WINDOW_MS)]).toEqual([true, false, false]);
});

test("a limit may have a window of its own", () => {
  const limit = new CallerLimit(1, 1000);
  limit.note("a", 0);
  expect([limit.isOver("a", 999), limit.isOver("a", 1000)]).toEqual([true, false]);
});

test("one caller more than are counted makes the oldest forgotten", () => {
  const limit = new CallerLimit(MOST);
  for (let i = 0; i < MOST; i++) limit.note("first", 0);
  for (let i = 1; i < MAX_COUNTED_CALLERS; i++) limit.note(String(i), 0);
  expect(limit.isOver("first", 1)).toBe(true);
  limit.note("one more", 0);
  expect(limit.isOver("first", 1)).toBe(false);
});

test.each([
  [undefined, "unknown"],
  ["192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:0DB8:1:2::1", "2001:db8:1:2"],
  ["2001:db8::9", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
])("the address %j counts as %j", (address, caller) => {
  expect(callerOf(address)).toBe(caller);
});
