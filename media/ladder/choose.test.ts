import { describe, expect, it } from "vitest";
import { bitsPerSecond } from "#protocol/units.ts";
import { CAPACITY_SHARE, chooseLadder, dropOrder, dropRung } from "./choose.ts";
import { ladderCost } from "./cost.ts";
import type { Rung, Source } from "./rungs.ts";

/** Two cores of the measured kind reach about 220 million pixels a second in one ffmpeg. */
const TWO_CORES = 220e6;
const PLENTY = 5e9;

const sound = { bitrate: bitsPerSecond(128_000), passthrough: true };
const source = (width: number, height: number, frameRate: number, change: Partial<Source> = {}): Source => ({
  width,
  height,
  frameRate,
  bitrate: null,
  passthrough: true,
  audio: sound,
  ...change,
});
const encoded = { passthrough: false };
const show = (rungs: readonly Rung[]): readonly string[] =>
  rungs.map((r) => (r.kind === "audio" ? r.id : `${r.id} ${r.width}x${r.height}@${r.frameRate}`));
const ladder = (of: Source, pixelsPerSecond: number): readonly Rung[] =>
  chooseLadder({ source: of, capacity: { pixelsPerSecond }, encoderOverhead: 1 });

describe("chooseLadder", () => {
  const small30 = ["360p30 640x360@30", "160p30 284x160@30", "audio"];
  const below720 = ["480p30 854x480@30", ...small30];
  it.each<[string, Source, number, readonly string[]]>([
    [
      "gives a 720p30 source three rungs on two cores",
      source(1280, 720, 30),
      TWO_CORES,
      ["source 1280x720@30", ...below720],
    ],
    [
      "gives a 1080p60 source 720p30 where it fits and 720p60 does not",
      source(1920, 1080, 60),
      TWO_CORES,
      ["source 1920x1080@60", "720p30 1280x720@30", ...below720],
    ],
    [
      "leaves out the largest rung first when the node is slower",
      source(1920, 1080, 60),
      160e6,
      ["source 1920x1080@60", ...below720],
    ],
    [
      "prefers 720p60 to 720p30 where it fits",
      source(1920, 1080, 60),
      PLENTY,
      ["source 1920x1080@60", "720p60 1280x720@60", ...below720],
    ],
    [
      "gives a 30 fps source no 60 fps rung",
      source(1920, 1080, 30),
      PLENTY,
      ["source 1920x1080@30", "720p30 1280x720@30", ...below720],
    ],
    [
      "does not repeat the source's own size",
      source(640, 360, 30),
      PLENTY,
      ["source 640x360@30", "160p30 284x160@30", "audio"],
    ],
    ["does not repeat nearly the source's size", source(888, 500, 30), PLENTY, ["source 888x500@30", ...small30]],
    ["gives a tiny source no other rung", source(256, 144, 15), PLENTY, ["source 256x144@15", "audio"]],
    [
      "halves 50 fps to 25",
      source(1280, 720, 50),
      PLENTY,
      ["source 1280x720@50", "480p30 854x480@25", "360p30 640x360@25", "160p30 284x160@25", "audio"],
    ],
    ["halves 48 fps to 24", source(640, 360, 48), PLENTY, ["source 640x360@48", "160p30 284x160@24", "audio"]],
    ["keeps 47 fps whole", source(640, 360, 47), PLENTY, ["source 640x360@47", "160p30 284x160@47", "audio"]],
    [
      "keeps every second and fourth frame of 120 fps",
      source(1920, 1080, 120),
      PLENTY,
      ["source 1920x1080@120", "720p60 1280x720@60", ...below720],
    ],
    [
      "names a portrait's rungs by the short side",
      source(720, 1280, 30),
      PLENTY,
      ["source 720x1280@30", "480p30 480x854@30", "360p30 360x640@30", "160p30 160x284@30", "audio"],
    ],
    [
      "keeps 4:3",
      source(960, 720, 30),
      PLENTY,
      ["source 960x720@30", "480p30 640x480@30", "360p30 480x360@30", "160p30 214x160@30", "audio"],
    ],
    [
      "passes the source through alone when not even the decoder fits",
      source(1920, 1080, 60),
      10e6,
      ["source 1920x1080@60", "audio"],
    ],
    [
      "encodes the source at its own size where that fits",
      source(1280, 720, 30, encoded),
      TWO_CORES,
      ["source 1280x720@30", ...below720],
    ],
    [
      "makes odd sides of an encoded source even",
      source(853, 481, 30, encoded),
      PLENTY,
      ["source 852x480@30", "360p30 638x360@30", "160p30 284x160@30", "audio"],
    ],
    [
      "encodes a large source smaller, leaving room for the smallest rung, under the name source",
      source(1920, 1080, 60, encoded),
      TWO_CORES,
      ["source 1280x720@60", "160p30 284x160@30", "audio"],
    ],
    [
      "encodes the smallest size when nothing fits",
      source(1920, 1080, 60, encoded),
      1e6,
      ["source 284x160@30", "audio"],
    ],
    [
      "encodes a tiny source at its own size when nothing fits",
      source(160, 120, 30, { passthrough: false, audio: null }),
      1,
      ["source 160x120@30"],
    ],
  ])("%s", (_title, of, pixelsPerSecond, expected) => {
    expect(show(ladder(of, pixelsPerSecond))).toEqual(expected);
  });

  it("gives each rung its bitrate and an honest peak", () => {
    const of = source(1280, 720, 60, { bitrate: bitsPerSecond(3_000_000) });
    expect(ladder(of, 120e6)).toEqual([
      {
        kind: "video",
        id: "source",
        width: 1280,
        height: 720,
        frameRate: 60,
        step: 1,
        bitrate: 3_000_000,
        bandwidth: 4_061_037,
        passthrough: true,
      },
      {
        kind: "video",
        id: "480p30",
        width: 854,
        height: 480,
        frameRate: 30,
        step: 2,
        bitrate: 1_200_000,
        bandwidth: 1_507_197,
        passthrough: false,
      },
      {
        kind: "video",
        id: "360p30",
        width: 640,
        height: 360,
        frameRate: 30,
        step: 2,
        bitrate: 700_000,
        bandwidth: 882_197,
        passthrough: false,
      },
      {
        kind: "video",
        id: "160p30",
        width: 284,
        height: 160,
        frameRate: 30,
        step: 2,
        bitrate: 250_000,
        bandwidth: 319_697,
        passthrough: false,
      },
      { kind: "audio", id: "audio", bitrate: 128_000, bandwidth: 150_157, passthrough: true },
    ]);
  });

  it("keeps every bitrate below the better rung's when the publisher sends little", () => {
    const of = source(1280, 720, 30, { bitrate: bitsPerSecond(800_000) });
    expect(ladder(of, PLENTY).map((rung) => rung.bitrate)).toEqual([800_000, 600_000, 450_000, 250_000, 128_000]);
  });

  it("does not encode the source at more than the publisher sends", () => {
    const of = source(1920, 1080, 60, { passthrough: false, bitrate: bitsPerSecond(2_000_000) });
    expect(ladder(of, TWO_CORES)[0]?.bitrate).toBe(2_000_000);
    expect(ladder(of, PLENTY)[0]?.bitrate).toBe(2_000_000);
  });

  it("counts a slower preset against the same capacity", () => {
    const input = { source: source(1920, 1080, 60), capacity: { pixelsPerSecond: TWO_CORES } };
    expect(show(chooseLadder({ ...input, encoderOverhead: 2.6 }))).toEqual(["source 1920x1080@60", ...below720]);
  });

  it("stays within the capacity's share over sizes, rates and capacities, and always answers a picture", () => {
    for (const [width, height] of [
      [1920, 1080],
      [1280, 720],
      [540, 960],
      [720, 540],
      [426, 240],
    ] as const) {
      for (const frameRate of [15, 24, 29.97, 30, 50, 59.94, 120]) {
        for (const capacity of [1e6, 3e7, 1e8, 2e8, 4e8, 2e9]) {
          const of = source(width, height, frameRate);
          const rungs = ladder(of, capacity);
          const video = rungs.filter((rung) => rung.kind === "video");
          expect(video[0]?.id).toBe("source");
          expect(new Set(rungs.map((rung) => rung.id)).size).toBe(rungs.length);
          expect(ladderCost(of, rungs, 1)).toBeLessThanOrEqual(capacity * CAPACITY_SHARE);
          for (const rung of video) {
            expect([rung.width % 2, rung.height % 2]).toEqual([0, 0]);
            expect(rung.width <= width && rung.height <= height && rung.frameRate <= frameRate).toBe(true);
            expect(Math.abs(rung.width / rung.height - width / height)).toBeLessThan(0.02);
          }
        }
      }
    }
  });
});

describe("dropRung", () => {
  it("drops the most expensive encode first and never the source's own frames, the last encode or the sound", () => {
    const of = source(1920, 1080, 60);
    const rungs = ladder(of, PLENTY);
    expect(dropOrder(of, rungs, 1)).toEqual(["720p60", "480p30", "360p30"]);
    const shorter = dropRung(of, rungs, 1);
    expect(shorter?.map((rung) => rung.id)).toEqual(["source", "480p30", "360p30", "160p30", "audio"]);
  });

  it("drops an encoded source before its smaller rungs", () => {
    const of = source(1280, 720, 30, encoded);
    expect(dropOrder(of, ladder(of, TWO_CORES), 1)).toEqual(["source", "480p30", "360p30"]);
  });

  it("answers null when only one encode is left", () => {
    const of = source(640, 360, 30);
    expect(dropRung(of, ladder(of, PLENTY), 1)).toBeNull();
    expect(dropRung(of, ladder(of, 0), 1)).toBeNull();
  });
});
