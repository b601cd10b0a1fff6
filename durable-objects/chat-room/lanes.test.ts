import { expect, test } from "vitest";
import { type Job, Lanes, MAX_IN_LANE } from "./lanes.ts";

function world() {
  const done: string[] = [];
  const lanes = new Lanes();
  const now =
    (name: string): Job =>
    () => {
      done.push(name);
      return null;
    };
  /** Begins when it is run, and ends when it is settled. */
  const later = (name: string) => {
    let settle: () => void = () => undefined;
    const work = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const job: Job = () => {
      done.push(name);
      return work;
    };
    return { job, settle: () => settle(), work };
  };
  return { done, lanes, now, later };
}

test("what need not wait is done at once", () => {
  const { done, lanes, now } = world();
  expect([lanes.run("a", now("1")), done, lanes.size]).toEqual([true, ["1"], 0]);
});

test("a sender's next waits for what it sent before; others do not", async () => {
  const { done, lanes, now, later } = world();
  const [first, second] = [later("first"), later("second")];
  lanes.run("a", first.job);
  lanes.run("a", second.job);
  lanes.run("a", now("third"));
  lanes.run("b", now("other"));
  expect(done).toEqual(["first", "other"]);
  second.settle();
  first.settle();
  await first.work;
  await second.work;
  await Promise.resolve();
  expect([done, lanes.size]).toEqual([["first", "other", "second", "third"], 0]);
});

test("no more than so many wait", () => {
  const { lanes, now, later } = world();
  lanes.run("a", later("first").job);
  const taken = Array.from({ length: MAX_IN_LANE + 1 }, (_, at) => lanes.run("a", now(`${at}`)));
  expect(taken).toEqual([...Array.from({ length: MAX_IN_LANE }, () => true), false]);
});
