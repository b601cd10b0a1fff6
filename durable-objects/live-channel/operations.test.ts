import { expect, test } from "vitest";
import { ManualClock } from "#testing/manual-clock.ts";
import { MAX_OPERATIONS_IN_FLIGHT, OPERATION_TIMEOUT_MS, RETRY_CAP_MS } from "./limits.ts";
import { Operations, retryPause } from "./operations.ts";

function operation(work: () => Promise<unknown>, isWanted = () => true) {
  const log: string[] = [];
  return { log, work, isWanted, done: () => log.push("done"), dropped: () => log.push("dropped") };
}

test("pauses double, are capped, and half of them is random", () => {
  expect([retryPause(1, 0), retryPause(1, 1), retryPause(3, 0.5), retryPause(20, 1)]).toEqual([
    100,
    200,
    600,
    RETRY_CAP_MS,
  ]);
});

test("no more than four run at once", async () => {
  const operations = new Operations(new ManualClock());
  for (let i = 0; i < 9; i++) operations.push(operation(() => new Promise(() => undefined)));
  expect([operations.inFlight, operations.waiting]).toEqual([MAX_OPERATIONS_IN_FLIGHT, 5]);
});

test("an operation is tried until it succeeds", async () => {
  const clock = new ManualClock();
  const operations = new Operations(clock);
  let tries = 0;
  const one = operation(async () => {
    tries++;
    if (tries < 3) throw new Error("no");
  });
  operations.push(one);
  await clock.advance(149);
  expect([tries, one.log]).toEqual([1, []]);
  await clock.advance(1 + 300);
  expect([tries, one.log, operations.failures, operations.inFlight]).toEqual([3, ["done"], 2, 0]);
});

test("an operation that nobody wants any more is dropped between two tries", async () => {
  const clock = new ManualClock();
  const operations = new Operations(clock);
  let isWanted = true;
  const one = operation(
    () => Promise.reject(new Error("no")),
    () => isWanted,
  );
  operations.push(one);
  await clock.advance(10);
  isWanted = false;
  await clock.advance(RETRY_CAP_MS);
  expect([one.log, await operations.drained(1)]).toEqual([["dropped"], true]);
});

test("an operation that never answers counts as failed", async () => {
  const clock = new ManualClock();
  const operations = new Operations(clock);
  let tries = 0;
  operations.push(
    operation(() => {
      tries++;
      return new Promise(() => undefined);
    }),
  );
  await clock.advance(OPERATION_TIMEOUT_MS + 200);
  expect(tries).toBe(2);
});
