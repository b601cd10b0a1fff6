import { expect, test } from "vitest";
import { ms } from "#protocol/units.ts";
import { IDLE_AFTER, nextPoll, PATIENT_AFTER, type PollInput } from "./poll-schedule.ts";

const poll = (change: Partial<PollInput>) =>
  nextPoll({ state: "offline", visible: true, waitedFor: ms(0), failures: 0, ...change });

test("a waiting page asks at least once a second, a starting one more often", () => {
  expect(poll({})).toBe(800);
  expect(poll({ state: null })).toBe(800);
  expect(poll({ state: "starting" })).toBe(400);
});

test("a page that plays asks seldom", () => {
  expect([poll({ state: "live" }), poll({ state: "reconnecting" })]).toEqual([4000, 2000]);
});

test("a long wait asks less often", () => {
  expect(poll({ waitedFor: ms(PATIENT_AFTER - 1) })).toBe(800);
  expect(poll({ waitedFor: PATIENT_AFTER })).toBe(2500);
  expect(poll({ waitedFor: IDLE_AFTER })).toBe(10_000);
  expect(poll({ state: "starting", waitedFor: PATIENT_AFTER })).toBe(2500);
});

test("a hidden page and an unknown channel hardly ask", () => {
  expect(poll({ visible: false })).toBe(15_000);
  expect(poll({ state: "unknown" })).toBe(30_000);
});

test("failures are retried with doubling pauses up to the most", () => {
  expect([1, 2, 3, 4, 5, 6, 99].map((failures) => poll({ failures }))).toEqual([
    500, 1000, 2000, 4000, 8000, 8000, 8000,
  ]);
});
