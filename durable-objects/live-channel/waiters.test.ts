import { expect, test } from "vitest";
import { ManualClock } from "#testing/manual-clock.ts";
import { MAX_WAITERS } from "./limits.ts";
import { Waiters } from "./waiters.ts";

test("all who wait are woken at once, and leave no timer behind", async () => {
  const clock = new ManualClock();
  const waiters = new Waiters(clock);
  const waits = [waiters.wait(1000), waiters.wait(2000)];
  expect(waiters.size).toBe(2);
  waiters.wake();
  await Promise.all(waits);
  expect([waiters.size, clock.pending]).toEqual([0, 0]);
});

test("a wait ends with its time", async () => {
  const clock = new ManualClock();
  const waiters = new Waiters(clock);
  const wait = waiters.wait(1000);
  await clock.advance(999);
  expect(waiters.size).toBe(1);
  await clock.advance(1);
  await wait;
  expect(waiters.size).toBe(0);
});

test("one waiter too many is not kept", async () => {
  const waiters = new Waiters(new ManualClock());
  for (let i = 0; i < MAX_WAITERS; i++) void waiters.wait(1000);
  await waiters.wait(1000);
  expect(waiters.size).toBe(MAX_WAITERS);
});
