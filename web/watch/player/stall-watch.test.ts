import { expect, test } from "vitest";
import { SEEN_FROM_MS, StallWatch } from "./stall-watch.ts";

test("a wait that can be seen is a stall, with its length", () => {
  const watch = new StallWatch();
  watch.begin(1000);
  expect(watch.end(1000 + SEEN_FROM_MS)).toBe(SEEN_FROM_MS);
  expect(watch.totals(2000)).toEqual({ stalls: 1, stalledMs: SEEN_FROM_MS });
});

test("a wait shorter than two frames is none", () => {
  const watch = new StallWatch();
  watch.begin(1000);
  expect(watch.end(1000 + SEEN_FROM_MS - 1)).toBeNull();
  expect(watch.totals(2000)).toEqual({ stalls: 0, stalledMs: 0 });
});

test("a wait after a seek is the seek's, and playing without a wait is nothing", () => {
  const watch = new StallWatch();
  watch.noteSeek(1000);
  watch.begin(1799);
  expect(watch.end(5000)).toBeNull();
  watch.begin(6000);
  expect(watch.end(6100)).toBe(100);
});

test("a stall that lasts counts already, and once", () => {
  const watch = new StallWatch();
  watch.begin(1000);
  watch.begin(1200);
  expect(watch.totals(1500)).toEqual({ stalls: 1, stalledMs: 500 });
  watch.end(1600);
  expect(watch.totals(9000)).toEqual({ stalls: 1, stalledMs: 600 });
});

test("a new source ends the wait without a stall", () => {
  const watch = new StallWatch();
  watch.begin(1000);
  watch.forget();
  expect(watch.end(3000)).toBeNull();
});
