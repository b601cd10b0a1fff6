import { expect, test } from "vitest";
import { ms, seconds } from "#protocol/units.ts";
import {
  LOADS_KEPT,
  minBufferFor,
  noteLoad,
  noteStall,
  retarget,
  SEGMENTS_BEHIND,
  STALL_COUNTS_BELOW,
  STALL_DECAY_AFTER,
  STALL_EXTRA_MAX,
  startTarget,
  TARGET_CEILING,
  TARGET_FLOOR,
  type TargetState,
  updateTarget,
} from "./latency-target.ts";

const PARTS = { partTarget: seconds(0.35), targetDuration: seconds(2) };

/** A target that has seen these load times often enough to have followed them. */
function settled(loads: readonly number[], state: TargetState = startTarget(PARTS)): TargetState {
  let now = state;
  for (let i = 0; i < LOADS_KEPT; i++) now = noteLoad(now, ms(loads[i % loads.length] ?? 0));
  for (let second = 0; second < 120; second++) now = updateTarget(now, PARTS, ms(second));
  return now;
}
const rounded = (state: TargetState): number => Math.round(state.target * 100) / 100;

test("on loopback it aims at about 0.7 s", () => {
  expect(rounded(settled([6, 8, 7, 12]))).toBeCloseTo(0.69, 1);
});

test("with a round trip of 60 ms it aims below 0.9 s", () => {
  const target = rounded(settled([64, 66, 70, 68]));
  expect(target).toBeGreaterThan(0.78);
  expect(target).toBeLessThan(0.88);
});

test("a network whose loads spread widely costs the spread", () => {
  const steady = settled([60]);
  const uneven = settled([60, 60, 60, 60, 200]);
  expect(rounded(uneven) - rounded(steady)).toBeCloseTo(0.14, 1);
});

test("it stays between its floor and its ceiling", () => {
  expect(
    updateTarget(startTarget({ ...PARTS, partTarget: seconds(0.05) }), { ...PARTS, partTarget: seconds(0.05) }, ms(0))
      .target,
  ).toBe(TARGET_FLOOR);
  expect(settled([9000]).target).toBe(TARGET_CEILING);
});

test("a worse network counts at once, a better one slowly", () => {
  const slow = updateTarget(
    [300, 300, 300, 300].reduce((state, took) => noteLoad(state, ms(took)), startTarget(PARTS)),
    PARTS,
    ms(0),
  );
  expect(rounded(slow)).toBe(1.27);
  const fast = updateTarget(
    Array.from({ length: 60 }).reduce<TargetState>((state) => noteLoad(state, ms(10)), slow),
    PARTS,
    ms(1000),
  );
  expect(rounded(fast)).toBe(1.24);
});

test("each stall adds 0.15 s at once, up to the most", () => {
  const calm = settled([8]);
  const stalled = noteStall(calm, ms(200), ms(0));
  expect(stalled.target - calm.target).toBeCloseTo(0.15);
  let often = calm;
  for (let i = 0; i < 40; i++) often = noteStall(often, ms(200), ms(i));
  expect(often.extra).toBe(STALL_EXTRA_MAX);
});

test("what a stall added goes again after a minute without one", () => {
  const stalled = noteStall(noteStall(settled([8]), ms(200), ms(0)), ms(200), ms(1000));
  const at = (now: number) => updateTarget(stalled, PARTS, ms(now));
  expect(at(1000 + STALL_DECAY_AFTER - 1).extra).toBeCloseTo(0.3);
  const once = at(1000 + STALL_DECAY_AFTER);
  expect(once.extra).toBeCloseTo(0.15);
  expect(updateTarget(once, PARTS, ms(1000 + 2 * STALL_DECAY_AFTER)).extra).toBeCloseTo(0);
});

test("a stop of seconds is no stall of the network and adds nothing", () => {
  const calm = settled([8]);
  expect(noteStall(calm, STALL_COUNTS_BELOW, ms(0))).toEqual(calm);
});

test("a playlist without parts is played three target durations behind", () => {
  const state = updateTarget(startTarget(PARTS), { partTarget: null, targetDuration: seconds(2) }, ms(0));
  expect(state.target).toBe(6);
});

test("whole segments are played three behind, steadily, whatever the network does", () => {
  const segments = { ...PARTS, partTarget: null };
  const start = startTarget(segments);
  expect(start.target).toBe(SEGMENTS_BEHIND * 2);
  const slow = [900, 900, 900, 900].reduce((state, took) => noteLoad(state, ms(took)), start);
  expect(updateTarget(slow, segments, ms(1000)).target).toBe(6);
  expect(updateTarget(noteStall(slow, ms(200), ms(0)), segments, ms(1000)).target).toBeCloseTo(6.15);
});

test("who changes between parts and whole segments gets the other target at once, with what was learnt of the network", () => {
  const close = settled([8]);
  const far = retarget(close, { ...PARTS, partTarget: null });
  expect(far.target).toBe(6);
  expect(retarget(far, PARTS)).toEqual({ ...close, target: retarget(close, PARTS).target });
  expect(retarget(far, PARTS).target - close.target).toBeLessThan(0.03);
});

test("it keeps no more loads than it looks at, and none that is no time", () => {
  let state = startTarget(PARTS);
  for (let i = 0; i <= LOADS_KEPT; i++) state = noteLoad(state, ms(i));
  expect(state.loads.length).toBe(LOADS_KEPT);
  expect(state.loads[0]).toBe(1);
  expect(noteLoad(state, ms(Number.NaN))).toBe(state);
  expect(noteLoad(state, ms(-1))).toBe(state);
});

test("the least buffer follows the part and the network within its bounds", () => {
  expect(minBufferFor(settled([8]), PARTS.partTarget)).toBeCloseTo(0.183);
  expect(minBufferFor(settled([900]), PARTS.partTarget)).toBe(0.5);
  expect(minBufferFor(settled([8]), null)).toBe(1);
});
