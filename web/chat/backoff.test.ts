import { expect, test } from "vitest";
import { MAX_RECONNECT_MS, reconnectDelay } from "./backoff.ts";

test("the wait is anything up to a ceiling that doubles with each failure, to its end", () => {
  expect([1, 2, 3, 4, 5, 2000].map((failures) => reconnectDelay(failures, 0.5))).toEqual([
    500,
    1000,
    2000,
    4000,
    MAX_RECONNECT_MS / 2,
    MAX_RECONNECT_MS / 2,
  ]);
  expect(reconnectDelay(5, 0)).toBe(0);
});
