import { describe, expect, it } from "vitest";
import {
  faultsOf,
  inOrder,
  options,
  partsOf,
  readFragment,
  runPackager,
  segmentsOf,
  video,
} from "#testing/packager-scenario.ts";
import { Packager } from "./packager.ts";

const SOURCE = { rendition: "source", kind: "video" } as const;
const lone = (frameRate: number | null) => options([{ ...SOURCE, frameRate }]);

describe("at a constant frame rate", () => {
  const cases = [
    { rate: 24, nominal: 24, gop: 48, frames: 8, segment: "+2.0000 in 6" },
    { rate: 24000 / 1001, nominal: 23.976, gop: 48, frames: 8, segment: "+2.0020 in 6" },
    { rate: 25, nominal: 25, gop: 50, frames: 8, segment: "+2.0000 in 7" },
    { rate: 30000 / 1001, nominal: 29.97, gop: 60, frames: 10, segment: "+2.0020 in 6" },
    { rate: 30, nominal: 30, gop: 60, frames: 10, segment: "+2.0000 in 6" },
    { rate: 50, nominal: 50, gop: 100, frames: 16, segment: "+2.0000 in 7" },
    { rate: 60000 / 1001, nominal: 59.94, gop: 120, frames: 20, segment: "+2.0020 in 6" },
    { rate: 60, nominal: 60, gop: 120, frames: 20, segment: "+2.0000 in 6" },
  ];
  for (const { rate, nominal, gop, frames, segment } of cases) {
    it(`cuts ${nominal} fps into parts of ${frames} frames and segments of one GOP`, () => {
      const length = (3 * gop) / rate;
      const events = runPackager(lone(nominal), inOrder(video({ rate, seconds: length, key: gop })));
      expect(faultsOf(events, "source", 90_000)).toEqual([]);
      const starts = [0, 1, 2].map((i) => (10 + (i * gop) / rate).toFixed(4));
      expect(segmentsOf(events, "source")).toEqual(starts.map((start, i) => `${i}: ${start} ${segment}`));
      expect(readFragment(partsOf(events, "source")[0] ?? fail()).durations).toHaveLength(frames);
    });
  }

  it("gives every frame the same duration although the stamps are whole milliseconds", () => {
    const events = runPackager(lone(30), inOrder(video({ rate: 30, seconds: 6, key: 60 })));
    const durations = partsOf(events, "source").flatMap((part) => readFragment(part).durations);
    expect(durations).toEqual(new Array(180).fill(3000));
  });

  it("emits a part as its last frame comes, before the next one", () => {
    const packager = new Packager(lone(30));
    const emitted = inOrder(video({ rate: 30, seconds: 1, key: 60 })).map(
      (input) => packager.push(input).filter((event) => event.kind === "part").length,
    );
    // The configuration, then three times ten frames.
    expect(emitted).toEqual([0, ...[1, 2, 3].flatMap(() => [0, 0, 0, 0, 0, 0, 0, 0, 0, 1])]);
  });

  it("emits the initialisation section once, before the first part", () => {
    const given = { ...lone(30), nextInit: 7 };
    const events = runPackager(given, inOrder(video({ rate: 30, seconds: 4, key: 60 })));
    expect(events.map((event) => event.kind).indexOf("init")).toBe(0);
    const inits = events.filter((event) => event.kind === "init");
    expect(inits.map(({ version, track }) => ({ version, track }))).toEqual([
      { version: 7, track: { kind: "video", codecs: "avc1.42c00d", width: 320, height: 180 } },
    ]);
    expect(new Set(partsOf(events, "source").map((part) => part.init))).toEqual(new Set([7]));
  });

  it("finds the rate by itself when the publisher names none or a wrong one", () => {
    for (const nominal of [null, 60, 25]) {
      const events = runPackager(lone(nominal), inOrder(video({ rate: 30, seconds: 12, key: 60 })));
      const durations = partsOf(events, "source").flatMap((part) => readFragment(part).durations);
      expect(durations.slice(-120)).toEqual(new Array(120).fill(3000));
      const last = partsOf(events, "source").find((part) => part.msn === 5);
      expect(Math.abs((last?.start ?? 0) - 20)).toBeLessThan(0.001);
    }
  });

  it("keeps the other frames on the grid when the encoder loses some", () => {
    const lost = (i: number) => i % 47 === 20;
    const events = runPackager(lone(30), inOrder(video({ rate: 30, seconds: 8, key: 60, lost })));
    const faults = faultsOf(events, "source", 90_000).filter((fault) => !fault.includes("after the one before"));
    expect(faults).toEqual([]);
    const durations = partsOf(events, "source").flatMap((part) => readFragment(part).durations);
    expect(new Set(durations)).toEqual(new Set([3000, 6000]));
  });
});

describe("with B-frames", () => {
  const events = runPackager(lone(30), inOrder(video({ rate: 30, seconds: 4, key: 60, reordered: true })));

  it("gives key frames equal decode and presentation times, and other frames signed offsets", () => {
    const first = readFragment(partsOf(events, "source")[0] ?? fail());
    // One frame of lead-in: the first key frame is decoded at 34 ms instead of 0 (33 ms, the rounded offset).
    expect(first.decodeTime).toBe(900_000 + 33 * 90);
    expect(first.offsets).toEqual([0, 6000, 0, 0, 6000, 0, 0, 6000, 0, 0]);
  });

  it("cuts the same parts as without them", () => {
    expect(faultsOf(events, "source", 90_000)).toEqual([]);
    expect(segmentsOf(events, "source")).toEqual(["0: 10.0330 +2.0000 in 6", "1: 12.0330 +2.0000 in 6"]);
  });

  it("keeps offsets negative that are smaller than the first key frame's", () => {
    const inputs = inOrder(video({ rate: 25, seconds: 1, key: 25 })).map((input, i) =>
      input.kind === "videoFrame" ? { ...input, compositionMs: [80, 160, 0, 40][(i - 1) % 4] ?? 0 } : input,
    );
    const parts = partsOf(runPackager(lone(25), inputs), "source");
    expect(readFragment(parts[0] ?? fail()).offsets).toEqual([0, 7200, -7200, -3600, 0, 7200, -7200, -3600]);
  });
});

describe("with a varying frame rate", () => {
  const jitterMs = (i: number) => [0, 11, -9, 6, -4][i % 5] ?? 0;

  it("keeps each frame's own duration and every part within its bounds", () => {
    const events = runPackager(lone(null), inOrder(video({ rate: 30, seconds: 8, key: 60, jitterMs })));
    expect(faultsOf(events, "source", 90_000)).toEqual([]);
    expect(segmentsOf(events, "source").slice(0, 3)).toEqual([
      "0: 10.0000 +2.0000 in 6",
      "1: 12.0000 +2.0000 in 6",
      "2: 14.0000 +2.0000 in 6",
    ]);
  });

  it("gives up a constant rate that the stamps do not keep", () => {
    const events = runPackager(lone(30), inOrder(video({ rate: 30, seconds: 8, key: 60, jitterMs })));
    const durations = partsOf(events, "source").flatMap((part) => readFragment(part).durations);
    expect(durations.slice(-5).map((ticks) => Math.round(ticks / 90))).not.toEqual([33, 33, 33, 33, 33]);
    expect(faultsOf(events, "source", 90_000).filter((fault) => !fault.includes("after the one before"))).toEqual([]);
  });

  it("cuts a frame that outlasts a part, which leaves a hole", () => {
    const lost = (i: number) => i > 10 && i < 40;
    const events = runPackager(lone(null), inOrder(video({ rate: 30, seconds: 4, key: 60, lost })));
    expect(faultsOf(events, "source", 90_000)).toEqual([
      expect.stringMatching(/^source 0\.2 starts 0\.65\d* s after the one before$/),
    ]);
  });
});

describe("segments", () => {
  const run = (key: number | ((i: number) => boolean), length: number) => {
    const packager = new Packager(lone(30));
    const inputs = inOrder(video({ rate: 30, seconds: length, key }));
    const events = [...inputs, { kind: "flush" } as const].flatMap((input) => packager.push(input));
    expect(faultsOf(events, "source", 90_000)).toEqual([]);
    return segmentsOf(events, "source");
  };

  it("hold two GOPs of 1 s", () => {
    expect(run(30, 6)).toEqual(["0: 10.0000 +2.0000 in 6", "1: 12.0000 +2.0000 in 6", "2: 14.0000 +2.0000 in 6"]);
  });

  it("hold one GOP of 1.5 s, since two would be too long", () => {
    expect(run(45, 6)).toEqual([
      "0: 10.0000 +1.5000 in 5",
      "1: 11.5000 +1.5000 in 5",
      "2: 13.0000 +1.5000 in 5",
      "3: 14.5000 +1.5000 in 5",
    ]);
  });

  it("hold three GOPs of 0.7 s", () => {
    expect(run(21, 6.3)).toEqual(["0: 10.0000 +2.1000 in 7", "1: 12.1000 +2.1000 in 7", "2: 14.2000 +2.1000 in 7"]);
  });

  it("never outgrow the maximum when GOPs are irregular", () => {
    const keys = new Set([0, 21, 50, 64, 110, 131, 170, 180, 226, 250]);
    const lines = run((i) => keys.has(i), 10);
    expect(lines.slice(0, 5)).toEqual([
      "0: 10.0000 +1.6667 in 5",
      "1: 11.6667 +2.0000 in 6",
      "2: 13.6667 +2.0000 in 6",
      "3: 15.6667 +1.8667 in 6",
      "4: 17.5333 +2.4667 in 8",
    ]);
  });

  it("of a long GOP are cut without a key frame", () => {
    expect(run(300, 10)).toEqual([
      "0: 10.0000 +2.4667 in 8",
      "1: 12.4667 +2.4667 in 8 *",
      "2: 14.9333 +2.4667 in 8 *",
      "3: 17.4000 +2.4667 in 8 *",
      "4: 19.8667 +0.1333 in 1 *",
    ]);
  });

  it("close short at the flush, and the numbers go on from there", () => {
    const packager = new Packager({ ...lone(30), firstMsn: 41, nextInit: 3 });
    const inputs = inOrder(video({ rate: 30, seconds: 2.5, key: 60 }));
    const events = [...inputs, { kind: "flush" } as const].flatMap((input) => packager.push(input));
    expect(segmentsOf(events, "source")).toEqual(["41: 10.0000 +2.0000 in 6", "42: 12.0000 +0.5000 in 2"]);
    expect(partsOf(events, "source").at(-1)?.last).toBe(true);
    expect({ end: packager.end, nextMsn: packager.nextMsn, nextInit: packager.nextInit }).toEqual({
      end: 12.5,
      nextMsn: 43,
      nextInit: 4,
    });
    expect(packager.push({ kind: "flush" })).toEqual([]);
  });

  it("are said to be whole as soon as the next one begins, once each, where their last part could not know it", () => {
    const events = runPackager(lone(30), inOrder(video({ rate: 30, seconds: 6.1, key: 60 })));
    const told = events.flatMap((event) => {
      if (event.kind === "close") return [`close ${event.msn}`];
      return event.kind === "part" && event.last ? [`last ${event.msn}`] : [];
    });
    expect(told).toEqual(["close 0", "close 1", "close 2", "last 3"]);
  });

  it("begin with the first key frame: what comes before is left out", () => {
    const events = runPackager(lone(30), inOrder(video({ rate: 30, seconds: 4, key: (i) => i % 60 === 17 })));
    expect(segmentsOf(events, "source")[0]).toBe("0: 10.5670 +2.0000 in 6");
  });
});

describe("what is wrong with the input", () => {
  it("is a fault when timestamps stand still", () => {
    const inputs = inOrder(video({ rate: 30, seconds: 10, key: 60 })).map((input) =>
      input.kind === "videoFrame" ? { ...input, dtsMs: 500 } : input,
    );
    expect(() => runPackager(lone(30), inputs)).toThrow("do not advance");
  });

  it.each([
    ["equal", [], ["0: 10.0000 +2.0000 in 6", "1: 12.0000 +2.0000 in 6"]],
    ["different", [0], ["0: 10.0000 +2.0000 in 6"]],
  ])("ends the pictures at a %s configuration only if it changed", (_what, more, segments) => {
    const inputs = inOrder(video({ rate: 30, seconds: 4, key: 60 }));
    const config = inputs[0];
    if (config?.kind !== "videoConfig") return fail();
    const at = inputs.findIndex((input) => input.kind === "videoFrame" && input.dtsMs >= 2000);
    const again = { ...config, avcc: Uint8Array.from([...config.avcc, ...more]) };
    expect(segmentsOf(runPackager(lone(30), inputs.toSpliced(at, 0, again)), "source")).toEqual(segments);
  });

  it("has no part before a configuration", () => {
    const inputs = inOrder(video({ rate: 30, seconds: 2, key: 60 })).slice(1);
    expect(runPackager(lone(30), inputs)).toEqual([]);
  });
});

function fail(): never {
  throw new Error("nothing there");
}
