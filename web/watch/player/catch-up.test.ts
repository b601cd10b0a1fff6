import { expect, test } from "vitest";
import { type Ms, ms, seconds } from "#protocol/units.ts";
import {
  CATCH_UP_START,
  type CatchUpAction,
  type CatchUpInput,
  type CatchUpState,
  HOLE_PATIENCE,
  RATE_MAX,
  RATE_MIN,
  SEEK_PAUSE,
  START_SPAN,
  steer,
} from "./catch-up.ts";

const input = (change: Partial<CatchUpInput>): CatchUpInput => ({
  now: ms(100_000),
  latency: seconds(0.7),
  target: seconds(0.7),
  minBuffer: seconds(0.2),
  position: seconds(50),
  bufferedEnd: seconds(50.45),
  nextStart: null,
  steering: true,
  playedFor: ms(60_000),
  ...change,
});
const rate = (value: number): CatchUpAction => ({ kind: "rate", rate: value });
const act = (change: Partial<CatchUpInput>, state: CatchUpState = CATCH_UP_START) => steer(state, input(change)).action;

test("at the target it plays at its natural rate", () => {
  expect(act({})).toEqual(rate(1));
});

test("behind the target it plays faster, in steps of 0.02", () => {
  expect(act({ latency: seconds(0.9) })).toEqual(rate(1.1));
  expect(act({ latency: seconds(0.83) })).toEqual(rate(1.06));
});

test("it never plays faster than the most or slower than the least", () => {
  expect(act({ latency: seconds(1.9) })).toEqual(rate(RATE_MAX));
  expect(act({ latency: seconds(0.3) })).toEqual(rate(RATE_MIN));
});

test("it does not speed up while less than the least buffer is ahead", () => {
  expect(act({ latency: seconds(0.95), bufferedEnd: seconds(50.19) })).toEqual(rate(1));
});

test("it slows down when half of the least buffer is left", () => {
  expect(act({ latency: seconds(0.95), bufferedEnd: seconds(50.09) })).toEqual(rate(RATE_MIN));
});

test("a correction begins beyond the outer band and ends within the inner one", () => {
  expect(act({ latency: seconds(0.735) })).toEqual(rate(1));
  const begun = steer(CATCH_UP_START, input({ latency: seconds(0.78) }));
  expect(begun.action).toEqual(rate(1.04));
  const on = steer(begun.state, input({ latency: seconds(0.735) }));
  expect(on.action).toEqual(rate(1.02));
  expect(steer(on.state, input({ latency: seconds(0.715) })).action).toEqual(rate(1));
});

test("far behind with the buffer there, it seeks to the target and keeps the least buffer", () => {
  expect(act({ latency: seconds(3), bufferedEnd: seconds(53) })).toEqual({
    kind: "seek",
    to: seconds(52.3),
    why: "behind",
  });
  expect(act({ latency: seconds(3), bufferedEnd: seconds(52) })).toEqual({
    kind: "seek",
    to: seconds(51.8),
    why: "behind",
  });
});

test("right after the start it seeks for less", () => {
  const late = { latency: seconds(1.5), bufferedEnd: seconds(51.2) } as const;
  expect(act({ ...late, playedFor: START_SPAN }).kind).toBe("rate");
  expect(act({ ...late, playedFor: ms(START_SPAN - 1) })).toEqual({ kind: "seek", to: seconds(50.8), why: "behind" });
});

test("far behind without a buffer it goes to the playlist's live position", () => {
  expect(act({ latency: seconds(30), bufferedEnd: seconds(50) })).toEqual({ kind: "jump" });
});

test("seeks are not repeated: each doubles the pause before the next", () => {
  const far = { latency: seconds(3), bufferedEnd: seconds(53) } as const;
  let state = CATCH_UP_START;
  const seeks: Ms[] = [];
  for (let now = 0; now < 60_000; now += 100) {
    const next = steer(state, input({ ...far, now: ms(now) }));
    state = next.state;
    if (next.action.kind === "seek") seeks.push(ms(now));
  }
  expect(seeks).toEqual([0, SEEK_PAUSE, 3 * SEEK_PAUSE, 7 * SEEK_PAUSE]);
});

test("once the target was held for a while, the pause is short again", () => {
  const sought = steer(CATCH_UP_START, input({ latency: seconds(3), bufferedEnd: seconds(53), now: ms(0) }));
  expect(sought.state.seekPause).toBe(2 * SEEK_PAUSE);
  const held = steer(sought.state, input({ now: ms(1000) }));
  expect(steer(held.state, input({ now: ms(21_000) })).state.seekPause).toBe(SEEK_PAUSE);
});

test("without a latency, or while paused or seeking, the rate is natural", () => {
  expect(act({ latency: null })).toEqual(rate(1));
  expect(act({ latency: seconds(9), steering: false })).toEqual(rate(1));
});

test("a hole in the buffer is stepped over once playback has stood before it", () => {
  const standing = { bufferedEnd: seconds(50), nextStart: seconds(50.5), latency: seconds(0.8) } as const;
  const first = steer(CATCH_UP_START, input({ ...standing, now: ms(0) }));
  expect(first.action.kind).toBe("rate");
  const early = steer(first.state, input({ ...standing, now: ms(HOLE_PATIENCE - 1) }));
  expect(early.action.kind).toBe("rate");
  expect(steer(early.state, input({ ...standing, now: HOLE_PATIENCE })).action).toEqual({
    kind: "seek",
    to: seconds(50.52),
    why: "hole",
  });
});

test("from 1.5 s behind it comes to the target and stays there", () => {
  let state = CATCH_UP_START;
  let latency = 2;
  const seen: number[] = [];
  for (let tick = 0; tick < 200; tick++) {
    const next = steer(
      state,
      input({ latency: seconds(latency), now: ms(tick * 100), bufferedEnd: seconds(50 + latency - 0.25) }),
    );
    state = next.state;
    if (next.action.kind === "rate") latency -= (next.action.rate - 1) * 0.1;
    seen.push(latency);
  }
  expect(Math.min(...seen)).toBeGreaterThan(0.67);
  expect(seen.slice(-50).every((value) => Math.abs(value - 0.7) <= 0.03)).toBe(true);
});
