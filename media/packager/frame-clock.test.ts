import { describe, expect, it } from "vitest";
import { Fault } from "#protocol/errors.ts";
import { PART_TARGET } from "#protocol/playback/constants.ts";
import { seconds } from "#protocol/units.ts";
import { FrameClock, MAX_STUCK_FRAMES } from "./frame-clock.ts";
import { exactRate, FrameRate } from "./frame-rate.ts";
import { PART_MIN, partSpan } from "./part-span.ts";

const feed = (clock: FrameClock, stamps: readonly number[]) => stamps.map((ms) => clock.next(ms, 0));
const stampsAt = (rate: number, count: number) =>
  Array.from({ length: count }, (_, i) => Math.round((i * 1000) / rate));

describe("a frame clock", () => {
  it("snaps stamps to the grid, and starts it anew where one is off by more than 1.5 ms", () => {
    const clock = new FrameClock(seconds(0), 30);
    expect(feed(clock, [0, 33, 67, 100, 102 + 33, 168])).toEqual([0, 3000, 6000, 9000, 12_150, 15_150]);
  });

  it("stays on the grid over frames that are missing", () => {
    expect(feed(new FrameClock(seconds(1), 25), [0, 40, 200, 240])).toEqual([90_000, 93_600, 108_000, 111_600]);
  });

  it("spreads the fraction of a tick at 59.94 fps", () => {
    const times = feed(new FrameClock(seconds(0), 59.94), stampsAt(60000 / 1001, 5));
    expect(times).toEqual([0, 1502, 3003, 4505, 6006]);
  });

  it("keeps stamps as they are while no rate is known", () => {
    expect(feed(new FrameClock(seconds(0), null), [0, 30, 71, 71.5])).toEqual([0, 2700, 6390, 6435]);
  });

  it("never goes back, nor before what is emitted", () => {
    const clock = new FrameClock(seconds(0), null);
    expect([clock.next(50, 0), clock.next(40, 0), clock.next(60, 6000)]).toEqual([4500, 4501, 6000]);
  });

  it("takes as many standing stamps as the limit says, and is at fault with one more", () => {
    const clock = new FrameClock(seconds(0), null);
    feed(clock, new Array(1 + MAX_STUCK_FRAMES).fill(10));
    expect(() => clock.next(10, 0)).toThrow(Fault);
  });

  it("recalls a time under its stamp and the ones beside it", () => {
    const clock = new FrameClock(seconds(0), null);
    clock.remember(33, 3000);
    expect([32, 33, 34, 35].map((ms) => clock.recall(ms))).toEqual([3000, 3000, 3000, 3150]);
  });
});

describe("a frame rate", () => {
  it("is the exact one that a rounded one means", () => {
    expect([23.976, 23.98, 29.97, 30, 59.94, 27.5].map(exactRate)).toEqual([
      24000 / 1001,
      24000 / 1001,
      30000 / 1001,
      30,
      60000 / 1001,
      27.5,
    ]);
  });

  it("is found from stamps alone, 29.97 and 30 apart", () => {
    for (const rate of [24000 / 1001, 24, 25, 30000 / 1001, 30, 50, 60000 / 1001, 60]) {
      const found = new FrameRate(null);
      for (const ms of stampsAt(rate, 96)) found.note(ms);
      expect(found.current).toBe(rate);
    }
  });

  it("is none for stamps that vary", () => {
    const found = new FrameRate(30);
    for (let i = 0; i < 200; i++) found.note(i * 33 + (i % 3) * 8);
    expect(found.current).toBe(null);
  });
});

describe("the part span", () => {
  it("is a whole number of frames, even from 48 fps on", () => {
    const rates = [10, 12, 15, 20, 24000 / 1001, 24, 25, 30000 / 1001, 30, 48, 50, 60000 / 1001, 60, 90, 100, 120];
    expect(rates.map((rate) => Number((partSpan(rate) * rate).toFixed(6)))).toEqual([
      3, 4, 5, 6, 8, 8, 8, 10, 10, 16, 16, 20, 20, 30, 32, 40,
    ]);
    for (const rate of rates) expect(partSpan(rate) >= PART_MIN && partSpan(rate) <= PART_TARGET).toBe(true);
  });

  it("is longer than usual where only that is long enough, and nominal where nothing fits", () => {
    expect(partSpan(17.5) * 17.5).toBeCloseTo(6, 9);
    expect([14, 5, null].map(partSpan)).toEqual([0.33367, 0.33367, 0.33367]);
  });
});
