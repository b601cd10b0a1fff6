import { expect, test } from "vitest";
import type { PackagerEvent } from "#media/packager/events.ts";
import { seconds } from "#protocol/units.ts";
import { LAG_LIMIT_MS } from "./health.ts";
import { hasTimeForStills, nextStillAt, type StillOutcome } from "./still-schedule.ts";
import { Stills } from "./stills.ts";

test("a still is due 30 s after the last was begun, and soon when the channel was not listed yet", () => {
  expect([nextStillAt("shown", 1000), nextStillAt("failed", 1000), nextStillAt("early", 1000)]).toEqual([
    31_000, 31_000, 3500,
  ]);
});

test("a node has time for stills while no broadcast of it is late", () => {
  expect([
    hasTimeForStills([]),
    hasTimeForStills([0, LAG_LIMIT_MS / 2]),
    hasTimeForStills([0, LAG_LIMIT_MS / 2 + 1]),
  ]).toEqual([true, true, false]);
});

class World {
  now = 0;
  isBusy = false;
  readonly taken: number[] = [];
  #settle: (outcome: StillOutcome) => void = () => undefined;
  readonly stills = new Stills({
    takeStill: (media) => {
      if (this.isBusy) return null;
      this.taken.push(media[1] ?? -1);
      return new Promise((resolve) => {
        this.#settle = resolve;
      });
    },
    now: () => this.now,
  });

  constructor() {
    const track = { kind: "video", codecs: "avc1.4d401f", width: 640, height: 360 } as const;
    this.stills.declare([{ ...track, id: "source", frameRate: 30, bandwidth: 1 }]);
    this.stills.add([{ kind: "init", rendition: "source", version: 0, data: new Uint8Array([0]), track }]);
  }

  at(now: number, byte: number, independent = true): void {
    this.now = now;
    const times = { start: seconds(10), duration: seconds(0.333) };
    const part: PackagerEvent = {
      ...{ kind: "part", rendition: "source", msn: 1, part: 0, init: 0, ...times },
      ...{ independent, last: false, data: new Uint8Array([byte]) },
    };
    this.stills.add([part]);
  }

  async settle(outcome: StillOutcome): Promise<void> {
    this.#settle(outcome);
    await Promise.resolve();
  }
}

test("the first key frame makes a still at once, the next one 30 s later from what is newest then", async () => {
  const world = new World();
  world.at(5, 1);
  world.at(2000, 2);
  await world.settle("shown");
  world.at(30_004, 3);
  world.at(30_005, 4, false);
  expect(world.taken).toEqual([1, 3]);
  await world.settle("failed");
  world.at(60_004, 5);
  world.at(60_005, 6);
  expect(world.taken).toEqual([1, 3, 6]);
});

test("while one is made there is no second, however long it takes", async () => {
  const world = new World();
  world.at(0, 1);
  world.at(90_000, 2);
  expect(world.taken).toEqual([1]);
  await world.settle("shown");
  world.at(90_001, 3);
  expect(world.taken).toEqual([1, 3]);
});

test("a node without time is asked again with the next part, with the newest key frame", () => {
  const world = new World();
  world.isBusy = true;
  world.at(0, 1);
  world.at(2000, 2);
  world.isBusy = false;
  world.at(2333, 3, false);
  expect(world.taken).toEqual([2]);
});

test("a channel that is not listed yet is tried again with a key frame some seconds later", async () => {
  const world = new World();
  world.at(0, 1);
  await world.settle("early");
  world.at(2499, 2);
  world.at(2500, 3, false);
  expect(world.taken).toEqual([1, 2]);
});
