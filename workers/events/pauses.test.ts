import { expect, test } from "vitest";
import { RETRY_SECONDS } from "../eventsub/limits.ts";
import { pauseAfter } from "./pauses.ts";

test("a message waits longer after each try, and no longer than the last pause", () => {
  expect([1, 2, 3, 4, 5, 99].map((attempts) => pauseAfter(RETRY_SECONDS, attempts))).toEqual([
    10, 30, 90, 270, 270, 270,
  ]);
});

test("deliveries are given up before receivers drop them for their age", () => {
  expect(RETRY_SECONDS.reduce((sum, pause) => sum + pause, 0)).toBeLessThan(600);
});
