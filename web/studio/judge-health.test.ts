import { expect, test } from "vitest";
import type { HealthReading } from "#protocol/channel/health.ts";
import {
  FALLEN_BITRATE,
  FALLEN_FPS,
  judgeHealth,
  LATELY_MS,
  LEAST_FPS,
  LEAST_SPEED,
  MOST_WAITING,
  STALE_MS,
  USUAL_READINGS,
} from "./judge-health.ts";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.health;
const usual = { speed: 1, fps: 30, bitrate: 6_000_000, gop: 2, dropped: [], ring: 0, message: "" };
const END = 100_000;

/** A minute of readings, a second apart; those of late are changed. */
function minute(lately: Partial<HealthReading>, count = 60): readonly HealthReading[] {
  return Array.from({ length: count }, (_, index) => {
    const at = END - (count - 1 - index) * 1000;
    return { at, ...usual, ...(END - at < LATELY_MS ? lately : {}) };
  });
}
const live = (lately: Partial<HealthReading>, count?: number) =>
  judgeHealth({ state: "live", readings: minute(lately, count), now: END });

test("the channel's state speaks before any figure", () => {
  const readings = minute({});
  const judged = (["offline", "starting", "reconnecting"] as const).map((state) =>
    judgeHealth({ state, readings, now: END }),
  );
  expect(judged).toEqual([
    { level: "off", sentence: say.offline },
    { level: "unknown", sentence: say.starting },
    { level: "bad", sentence: say.reconnecting },
  ]);
});

test("without a reading, or with an old one, nothing is said to be well", () => {
  const readings = minute({});
  expect(judgeHealth({ state: "live", readings: [], now: END })).toEqual({ level: "unknown", sentence: say.silent });
  expect(judgeHealth({ state: "live", readings, now: END + STALE_MS }).level).toBe("good");
  expect(judgeHealth({ state: "live", readings, now: END + STALE_MS + 1 }).level).toBe("unknown");
});

test("each figure is good at its limit, and named past it", () => {
  expect(live({})).toEqual({ level: "good", sentence: say.good });
  expect(live({ fps: LEAST_FPS }, 5).level).toBe("good");
  expect(live({ fps: LEAST_FPS - 1 }, 5)).toEqual({ level: "bad", sentence: say.fewFrames(9) });
  expect(live({ ring: MOST_WAITING }).level).toBe("good");
  expect(live({ ring: MOST_WAITING + 1 })).toEqual({ level: "bad", sentence: say.slowWay });
  expect(live({ speed: LEAST_SPEED }).level).toBe("good");
  expect(live({ speed: LEAST_SPEED - 0.01 })).toEqual({ level: "bad", sentence: say.slowServer });
});

test("a fall below the usual is told with both figures, once there is a usual", () => {
  const fallen = { bitrate: 6_000_000 * FALLEN_BITRATE };
  expect(live(fallen).level).toBe("good");
  expect(live({ bitrate: 2_000_000 })).toEqual({ level: "warn", sentence: say.bitrateFell(6_000_000, 2_000_000) });
  expect(live({ fps: 30 * FALLEN_FPS }).level).toBe("good");
  expect(live({ fps: 23 })).toEqual({ level: "warn", sentence: say.framesMissing(30, 23) });
  expect(live({ fps: 23 }, USUAL_READINGS - 1).level).toBe("good");
  expect(live({ fps: 23 }, USUAL_READINGS).level).toBe("warn");
});

test("what the server says is passed on, and one bad second is a hiccup", () => {
  const message = "Key frames come every 8.0 s.";
  expect(live({ message })).toEqual({ level: "warn", sentence: message });
  expect(live({ message, ring: 40 })).toEqual({ level: "bad", sentence: message });
  const readings = minute({}).map((reading) => (reading.at === END ? { ...reading, speed: 0.7 } : reading));
  expect(judgeHealth({ state: "live", readings, now: END }).level).toBe("good");
});
