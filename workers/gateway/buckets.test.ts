import { expect, test } from "vitest";
import { Buckets, MAX_BUCKETS, WINDOW_MS } from "./buckets.ts";

const LIMIT = 60;

test("a bucket gives as many as it holds, and not one more", () => {
  const buckets = new Buckets();
  const taken = Array.from({ length: LIMIT + 1 }, () => buckets.take("a", LIMIT, 0));
  expect(taken.map(({ isGranted }) => isGranted)).toEqual([...Array.from({ length: LIMIT }, () => true), false]);
  expect(taken[0]).toEqual({ isGranted: true, limit: LIMIT, remaining: 59, resetS: 1, retryS: 0 });
  expect(taken[LIMIT]).toEqual({ isGranted: false, limit: LIMIT, remaining: 0, resetS: 60, retryS: 1 });
});

test("it fills evenly and never above its brim, and others have their own", () => {
  const buckets = new Buckets();
  for (let n = 0; n < LIMIT; n++) buckets.take("a", LIMIT, 0);
  expect(buckets.take("a", LIMIT, WINDOW_MS / LIMIT - 1).isGranted).toBe(false);
  expect(buckets.take("a", LIMIT, WINDOW_MS / LIMIT).isGranted).toBe(true);
  expect(buckets.take("b", LIMIT, 0).remaining).toBe(LIMIT - 1);
  expect(buckets.take("a", LIMIT, 10 * WINDOW_MS).remaining).toBe(LIMIT - 1);
  expect(buckets.take("a", LIMIT, 9 * WINDOW_MS).remaining).toBe(LIMIT - 2);
});

test("one more than are remembered makes the one forgotten that was away longest", () => {
  const buckets = new Buckets();
  for (let n = 0; n < MAX_BUCKETS; n++) buckets.take(String(n), 1, 0);
  expect(buckets.take("0", 1, 0).isGranted).toBe(false);
  buckets.take("one more", 1, 0);
  // "0" was just seen, so "1" had to go.
  expect([buckets.take("0", 1, 0).isGranted, buckets.take("1", 1, 0).isGranted]).toEqual([false, true]);
});
