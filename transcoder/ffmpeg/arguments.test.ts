import { describe, expect, it } from "vitest";
import { chooseLadder } from "#media/ladder/choose.ts";
import type { Source } from "#media/ladder/rungs.ts";
import { bitsPerSecond, seconds } from "#protocol/units.ts";
import { type EncodePlan, encodePlan, ladderArguments, ladderParts, outputIds } from "./arguments.ts";
import { commandArguments } from "./command.ts";

const PLAN: EncodePlan = {
  encoder: "x264",
  preset: "superfast",
  frameRate: 60,
  video: [
    { id: "720p60", width: 1280, height: 720, step: 1, bitrate: bitsPerSecond(3_500_000) },
    { id: "480p30", width: 854, height: 480, step: 2, bitrate: bitsPerSecond(1_200_000) },
    { id: "160p30", width: 284, height: 160, step: 2, bitrate: bitsPerSecond(250_000) },
  ],
  audio: null,
  startAt: null,
};
const ONE: EncodePlan = {
  ...PLAN,
  frameRate: 30000 / 1001,
  video: [{ id: "480p30", width: 854, height: 480, step: 1, bitrate: bitsPerSecond(1_200_000) }],
};

const INPUT = [
  ...[
    "-hide_banner",
    "-nostdin",
    "-loglevel",
    "warning",
    "-nostats",
    "-copyts",
    "-threads",
    "1",
    "-flags",
    "low_delay",
  ],
  ...["-analyzeduration", "1", "-probesize", "500000", "-fpsprobesize", "0", "-f", "flv", "-i", "pipe:0"],
];
const OUTPUT = [
  ...["-f", "flv", "-flvflags", "no_duration_filesize+no_metadata"],
  ...["-avoid_negative_ts", "disabled", "-flush_packets", "1"],
];
const X264 = [
  ...["-c:v", "libx264", "-preset", "superfast", "-tune", "zerolatency", "-profile:v", "main"],
  ...["-pix_fmt", "yuv420p", "-sc_threshold", "0"],
];
const TIMING = ["-force_key_frames", "source", "-fps_mode", "passthrough", "-enc_time_base", "1:90000"];

describe("ladderArguments", () => {
  it("decodes once and encodes each rung at its own size and rate onto its own pipe", () => {
    expect(ladderArguments(PLAN)).toEqual([
      ...INPUT,
      "-filter_complex",
      "[0:v]split=2[r1][r2];[r1]split=1[s0];[s0]scale=1280:720:flags=bilinear[v0];" +
        "[r2]select='st(1,if(key,n,ld(1)));not(mod(n-ld(1),2))',split=2[s1][s2];" +
        "[s1]scale=854:480:flags=bilinear[v1];[s2]scale=284:160:flags=bilinear[v2]",
      ...["-map", "[v0]", ...X264, "-x264-params", "fps=60000/1000", "-bf", "0", "-g", "120", ...TIMING],
      ...["-b:v", "3500000", "-maxrate", "3500000", "-bufsize", "1750000", ...OUTPUT, "pipe:3"],
      ...["-map", "[v1]", ...X264, "-threads:v", "1", "-x264-params", "fps=30000/1000", "-bf", "0", "-g", "60"],
      ...[...TIMING, "-b:v", "1200000", "-maxrate", "1200000", "-bufsize", "600000", ...OUTPUT, "pipe:4"],
      ...["-map", "[v2]", ...X264, "-threads:v", "1", "-x264-params", "fps=30000/1000", "-bf", "0", "-g", "60"],
      ...[...TIMING, "-b:v", "250000", "-maxrate", "250000", "-bufsize", "125000", ...OUTPUT, "pipe:5"],
    ]);
  });

  it("opens late for a replacement, and encodes sound that cannot be passed through", () => {
    const audio = { id: "audio", bitrate: bitsPerSecond(128_000) };
    expect(ladderArguments({ ...ONE, audio, startAt: seconds(7.033) })).toEqual([
      ...INPUT,
      "-filter_complex",
      "[0:v]select='st(1,if(key,n,ld(1)));st(2,max(ld(2),gte(t,7.0325)*not(mod(n-ld(1),1))));ld(2)',split=1[r1];" +
        "[r1]split=1[s0];[s0]scale=854:480:flags=bilinear[v0]",
      ...["-map", "[v0]", ...X264, "-threads:v", "1", "-x264-params", "fps=29970/1000", "-bf", "0", "-g", "60"],
      ...[...TIMING, "-b:v", "1200000", "-maxrate", "1200000", "-bufsize", "600000", ...OUTPUT, "pipe:3"],
      ...["-map", "0:a:0", "-af", "aselect='gte(t,7.0325)',aresample=async=1"],
      ...["-c:a", "aac", "-b:a", "128000", "-ac", "2", "-ar", "48000", ...OUTPUT, "pipe:4"],
    ]);
  });

  it("keeps decoding, scaling and encoding on the card with NVENC", () => {
    expect(ladderArguments({ ...ONE, encoder: "nvenc" })).toEqual([
      ...["-hide_banner", "-nostdin", "-loglevel", "warning", "-nostats", "-copyts"],
      ...["-hwaccel", "cuda", "-hwaccel_output_format", "cuda", "-extra_hw_frames", "8"],
      ...INPUT.slice(INPUT.indexOf("-threads")),
      ...["-filter_complex", "[0:v]split=1[r1];[r1]split=1[s0];[s0]scale_cuda=854:480[v0]"],
      ...["-map", "[v0]", "-c:v", "h264_nvenc", "-preset", "p4", "-tune", "ll", "-rc", "cbr", "-profile:v", "main"],
      ...[
        "-forced-idr",
        "1",
        "-no-scenecut",
        "1",
        "-zerolatency",
        "1",
        "-delay",
        "0",
        "-bf",
        "0",
        "-g",
        "60",
        ...TIMING,
      ],
      ...["-b:v", "1200000", "-maxrate", "1200000", "-bufsize", "600000", ...OUTPUT, "pipe:3"],
    ]);
  });

  it("maps sound alone without a filter graph", () => {
    const parts = ladderParts({ ...PLAN, video: [], audio: { id: "audio", bitrate: bitsPerSecond(128_000) } });
    expect(parts.graph).toBe("");
    expect(parts.outputs.map((output) => output.target)).toEqual(["pipe:3"]);
  });

  it.each<[number, readonly number[], readonly number[]]>([
    [60, [1, 2], [120, 60]],
    [59.94, [1, 2], [120, 60]],
    [50, [1, 2], [100, 50]],
    [48, [1, 2], [96, 48]],
    [90, [2, 3], [90, 60]],
    [120, [2, 4], [120, 60]],
    [23.976, [1], [48]],
    [0.2, [1], [1]],
  ])("places the same key frames at %d fps in rungs of steps %j", (frameRate, steps, expected) => {
    const video = steps.map((step) => ({ id: `s${step}`, width: 320, height: 180, step, bitrate: bitsPerSecond(1) }));
    const args = ladderArguments({ ...PLAN, frameRate, video });
    expect(args.flatMap((arg, at) => (args[at - 1] === "-g" ? [Number(arg)] : []))).toEqual(expected);
  });
});

describe("commandArguments", () => {
  it("is what the pure list says: the library that builds it changes nothing", () => {
    const audio = { id: "audio", bitrate: bitsPerSecond(128_000) };
    for (const plan of [PLAN, ONE, { ...PLAN, audio, startAt: seconds(1) }, { ...PLAN, video: [], audio }]) {
      expect(commandArguments(ladderParts(plan))).toEqual(ladderArguments(plan));
    }
  });
});

describe("encodePlan", () => {
  const source: Source = {
    width: 1280,
    height: 720,
    frameRate: 60,
    bitrate: null,
    passthrough: true,
    audio: { bitrate: null, passthrough: false },
  };
  const settings = { encoder: "x264", preset: "superfast", frameRate: 60, startAt: null } as const;
  const ladder = chooseLadder({ source, capacity: { pixelsPerSecond: 1e9 }, encoderOverhead: 1 });

  it("takes what must be encoded and leaves out what is passed through", () => {
    const plan = encodePlan(ladder, settings);
    expect(outputIds(plan)).toEqual(["480p30", "360p30", "160p30", "audio"]);
    expect(plan.video[0]).toEqual({ id: "480p30", width: 854, height: 480, step: 2, bitrate: 1_200_000 });
    expect(plan.audio).toEqual({ id: "audio", bitrate: 128_000 });
  });

  it("refuses a ladder with nothing to encode", () => {
    const passed = ladder.filter((rung) => rung.passthrough);
    expect(() => encodePlan(passed, settings)).toThrow("a plan has something to encode");
  });
});
