import { execFileSync, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { FlvReader } from "#media/flv/reader.ts";
import { buildTag, FLV_HEADER, type FlvTag } from "#media/flv/tag.ts";
import { parseVideo } from "#media/flv/video.ts";
import { bitsPerSecond, seconds } from "#protocol/units.ts";
import type { EncodePlan, VideoEncode } from "./arguments.ts";
import { type EncoderExit, type EncoderRun, PRESSURE_BYTES, startEncoder } from "./run.ts";
import { runOnce } from "./run-once.ts";

type Frame = { readonly ptsMs: number; readonly key: boolean };

const rung = (id: string, width: number, height: number, step = 1): VideoEncode => ({
  id,
  width,
  height,
  step,
  bitrate: bitsPerSecond(300_000),
});
const plan = (frameRate: number, change: Partial<EncodePlan> = {}): EncodePlan => ({
  encoder: "x264",
  preset: "ultrafast",
  frameRate,
  video: [rung("big", 214, 120), rung("small", 142, 80)],
  audio: null,
  startAt: null,
  ...change,
});
const halfRate = { video: [rung("fast", 214, 120), rung("slow", 142, 80, 2)] };

/** A publisher's stream as tags, put at `atMs` on the clock. */
async function publish(picture: string, options: readonly string[], atMs: number): Promise<readonly FlvTag[]> {
  const encode = ["-c:v", "libx264", "-preset", "veryfast", "-sc_threshold", "0", ...options];
  const args = ["-v", "error", "-f", "lavfi", "-i", picture, ...encode, "-f", "flv", "pipe:1"];
  const { stdout } = await runOnce("ffmpeg", args, { timeoutMs: 30_000, maxOutputBytes: 64e6 });
  return new FlvReader().push(stdout).map((tag) => ({ ...tag, timestampMs: tag.timestampMs + atMs }));
}

/** Frames in presentation order. */
function framesOf(tags: readonly FlvTag[]): readonly Frame[] {
  const frames = tags.flatMap((tag) => {
    const video = tag.kind === "video" ? parseVideo(tag.body) : null;
    return video?.kind === "frame" ? [{ ptsMs: tag.timestampMs + video.compositionMs, key: video.key }] : [];
  });
  return frames.sort((a, b) => a.ptsMs - b.ptsMs);
}

const keysOf = (frames: readonly Frame[]): readonly number[] => frames.flatMap((f) => (f.key ? [f.ptsMs] : []));
const timesOf = (frames: readonly Frame[]): readonly number[] => frames.map((f) => f.ptsMs);

type Recording = {
  readonly run: EncoderRun;
  readonly tags: Map<string, FlvTag[]>;
  readonly exits: EncoderExit[];
  readonly drained: Promise<void>;
};

function record(of: EncodePlan, ffmpegPath?: string, onTag: () => void = () => undefined): Recording {
  const tags = new Map<string, FlvTag[]>();
  const exits: EncoderExit[] = [];
  let drained: () => void;
  const drain = new Promise<void>((resolve) => {
    drained = resolve;
  });
  const handlers = {
    onTag: (id: string, tag: FlvTag) => {
      tags.set(id, [...(tags.get(id) ?? []), tag]);
      onTag();
    },
    onExit: (info: EncoderExit) => exits.push(info),
    onDrain: () => drained(),
  };
  return { run: startEncoder(of, handlers, () => undefined, ffmpegPath), tags, exits, drained: drain };
}

/** Feeds everything, ends the input, and answers each rung's frames. */
async function encode(of: EncodePlan, source: readonly FlvTag[]): Promise<Readonly<Record<string, readonly Frame[]>>> {
  const { run, tags, exits } = record(of);
  run.write(FLV_HEADER);
  for (const tag of source) run.write(buildTag(tag));
  run.end();
  await run.exited;
  expect(exits).toEqual([{ code: 0, signal: null, stderrTail: expect.any(Array), expected: true }]);
  return Object.fromEntries([...tags].map(([id, list]) => [id, framesOf(list)]));
}

describe("timestamps and key frames", () => {
  it("keeps the presentation times of a 29.97 fps source with B-frames that starts at 5 s, and its key frames", async () => {
    const picture = "testsrc2=size=320x180:rate=30000/1001:duration=5";
    const source = await publish(picture, ["-bf", "2", "-g", "60"], 5000);
    const expected = framesOf(source);
    expect(expected.length).toBe(150);
    const out = await encode(plan(29.97), source);
    expect(out).toEqual({ big: expected, small: expected });
  });

  it("keeps every second frame of 60 fps, and the key frames even where a GOP is odd", async () => {
    const source = await publish("testsrc2=size=320x180:rate=60:duration=4", ["-bf", "2", "-g", "75"], 21);
    const frames = framesOf(source);
    let sinceKey = 0;
    const half = frames.filter((frame) => {
      sinceKey = frame.key ? 0 : sinceKey + 1;
      return sinceKey % 2 === 0;
    });
    const out = await encode(plan(60, halfRate), source);
    expect(out).toEqual({ fast: frames, slow: half });
    expect(keysOf(half)).toEqual(keysOf(frames));
  });

  it("adds key frames every 2 s at the same times in all rungs when the publisher's GOP is longer", async () => {
    const source = await publish("testsrc2=size=320x180:rate=60:duration=8", ["-bf", "2", "-g", "300"], 1000);
    const first = timesOf(framesOf(source))[0] ?? 0;
    const out = await encode(plan(60, halfRate), source);
    expect(timesOf(out["fast"] ?? [])).toEqual(timesOf(framesOf(source)));
    expect(keysOf(out["fast"] ?? [])).toEqual([0, 2000, 4000, 5000, 7000].map((ms) => first + ms));
    expect(keysOf(out["slow"] ?? [])).toEqual(keysOf(out["fast"] ?? []));
  });

  it("keeps the times of a source with a varying frame rate and a hole of 20 s", async () => {
    const varying = "testsrc2=size=320x180:rate=30:duration=4,select='not(mod(n,3))+lt(n,40)'";
    const source = await publish(varying, ["-bf", "0", "-g", "30", "-fps_mode", "vfr"], 7);
    const holed = source.map((tag) =>
      tag.timestampMs < 2000 ? tag : { ...tag, timestampMs: tag.timestampMs + 20_000 },
    );
    const expected = framesOf(holed);
    const out = await encode(plan(30), holed);
    expect(timesOf(out["big"] ?? [])).toEqual(timesOf(expected));
    expect(out["small"]).toEqual(out["big"]);
  });

  it("begins in mid-GOP with a key frame at the moment asked for, in every rung", async () => {
    const source = await publish("testsrc2=size=320x180:rate=60:duration=3", ["-bf", "2", "-g", "120"], 5000);
    const frames = framesOf(source);
    const start = frames[62]?.ptsMs ?? 0;
    const out = await encode(plan(60, { ...halfRate, startAt: seconds(start / 1000) }), source);
    expect(timesOf(out["fast"] ?? [])).toEqual(timesOf(frames.slice(62)));
    expect(timesOf(out["slow"] ?? [])).toEqual(timesOf(frames.filter((_, at) => at >= 62 && at % 2 === 0)));
    expect(keysOf(out["fast"] ?? [])).toEqual([start, frames[120]?.ptsMs]);
    expect(keysOf(out["slow"] ?? [])).toEqual([start, frames[120]?.ptsMs]);
  });

  it("begins all rungs at the next frame that they share when the moment asked for is between", async () => {
    const source = await publish("testsrc2=size=320x180:rate=60:duration=1", ["-bf", "2", "-g", "120"], 5000);
    const frames = framesOf(source);
    const out = await encode(plan(60, { ...halfRate, startAt: seconds((frames[31]?.ptsMs ?? 0) / 1000) }), source);
    expect([out["fast"]?.[0], out["slow"]?.[0]]).toEqual([
      { ptsMs: frames[32]?.ptsMs, key: true },
      { ptsMs: frames[32]?.ptsMs, key: true },
    ]);
  });

  it("keeps a rung's size when the publisher changes his in mid-stream", async () => {
    const first = await publish("testsrc2=size=320x180:rate=30:duration=1", ["-bf", "0", "-g", "30"], 0);
    const second = await publish("testsrc2=size=160x160:rate=30:duration=1", ["-bf", "0", "-g", "30"], 1000);
    const source = [...first, ...second];
    const { run, tags } = record(plan(30));
    run.write(FLV_HEADER);
    for (const tag of source) run.write(buildTag(tag));
    run.end();
    await run.exited;
    expect(framesOf(tags.get("big") ?? [])).toEqual(framesOf(source));
    const configs = (tags.get("big") ?? []).filter((tag) => tag.kind === "video" && tag.body[1] === 0);
    expect(configs.length).toBe(1);
  });
});

describe("sound", () => {
  it("encodes MP3 to AAC on its own pipe, on the publisher's clock", async () => {
    const sound = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100:duration=2"];
    const args = ["-v", "error", ...sound, "-c:a", "libmp3lame", "-f", "flv", "pipe:1"];
    const { stdout } = await runOnce("ffmpeg", args, { timeoutMs: 30_000, maxOutputBytes: 64e6 });
    const mp3 = new FlvReader().push(stdout).map((tag) => ({ ...tag, timestampMs: tag.timestampMs + 5000 }));
    const { run, tags } = record(plan(30, { video: [], audio: { id: "audio", bitrate: bitsPerSecond(128_000) } }));
    run.write(FLV_HEADER);
    for (const tag of mp3) run.write(buildTag(tag));
    run.end();
    await run.exited;
    const audio = (tags.get("audio") ?? []).filter((tag) => tag.kind === "audio");
    // AudioSpecificConfig: AAC-LC, 48 kHz, two channels (ISO/IEC 14496-3 1.6.2.1).
    expect([...(audio[0]?.body.subarray(0, 4) ?? [])]).toEqual([0xaf, 0x00, 0x11, 0x90]);
    const times = audio.slice(1).map((tag) => tag.timestampMs);
    const priming = Math.round((1024 / 48_000) * 1000);
    const first = mp3.find((tag) => tag.kind === "audio")?.timestampMs ?? 0;
    expect(Math.abs((times[0] ?? 0) - (first - priming))).toBeLessThanOrEqual(1);
    const grid = times.map((_, at) => (times[0] ?? 0) + (at * 1024) / 48);
    expect(times.every((time, at) => Math.abs(time - (grid[at] ?? 0)) <= 1)).toBe(true);
    expect(Math.abs(times.length - (2 * 48_000) / 1024)).toBeLessThan(5);
  });
});

describe("the process", () => {
  let source: readonly FlvTag[];
  beforeAll(async () => {
    source = await publish("testsrc2=size=320x180:rate=30:duration=2", ["-bf", "0", "-g", "30"], 0);
  });
  const feed = (run: EncoderRun): void => {
    run.write(FLV_HEADER);
    for (const tag of source) run.write(buildTag(tag));
  };

  it("reports a killed ffmpeg as an exit that nobody asked for", async () => {
    let first: () => void = () => undefined;
    const started = new Promise<void>((resolve) => {
      first = resolve;
    });
    const { run, exits } = record(plan(30), undefined, () => first());
    feed(run);
    await started;
    process.kill(run.pid ?? 0, "SIGKILL");
    await run.exited;
    expect(exits).toEqual([{ code: null, signal: "SIGKILL", stderrTail: [], expected: false }]);
    expect(run.write(new Uint8Array(10))).toBe(true);
    run.end();
    run.kill();
    expect(exits.length).toBe(1);
  });

  it("ends soon after kill, expectedly", async () => {
    const { run, exits } = record(plan(30));
    feed(run);
    run.kill();
    await run.exited;
    expect(exits.map((exit) => exit.expected)).toEqual([true]);
  });

  it("hands on what ffmpeg says of input that is not FLV", async () => {
    const { run, exits } = record(plan(30));
    run.write(new Uint8Array(4096).fill(0x20));
    run.end();
    await run.exited;
    expect(exits[0]).toMatchObject({ code: 1, signal: null, expected: true });
    expect(exits[0]?.stderrTail.join(" ")).toContain("could not find codec parameters");
  });

  it("says in one sentence that ffmpeg is missing", async () => {
    const { run, exits } = record(plan(30), "/nonexistent/ffmpeg");
    feed(run);
    await run.exited;
    expect(run.pid).toBeNull();
    const sentence =
      'No ffmpeg at "/nonexistent/ffmpeg": install ffmpeg 5.1 or newer (Debian and Ubuntu: apt install ffmpeg), or name one in FFMPEG_PATH.';
    expect(exits).toEqual([{ code: null, signal: null, stderrTail: [sentence], expected: false }]);
  });

  it("asks the writer to wait while ffmpeg has too much to read, and says when it may go on", async () => {
    const { run, drained } = record(plan(30));
    run.write(FLV_HEADER);
    // A script tag of zeros is skipped by ffmpeg; it is only there to be large.
    const large = buildTag({ kind: "script", timestampMs: 0, body: new Uint8Array(4 * PRESSURE_BYTES) });
    expect(run.write(large)).toBe(false);
    await drained;
    expect(run.bufferedBytes).toBeLessThanOrEqual(PRESSURE_BYTES / 2);
    run.kill();
    await run.exited;
  });

  it("leaves no ffmpeg behind when the node dies", async () => {
    const module = JSON.stringify(fileURLToPath(new URL("./run.ts", import.meta.url)));
    const script = `
      const { startEncoder } = await import(${module});
      const quiet = { onTag() {}, onExit() {}, onDrain() {} };
      const run = startEncoder(${JSON.stringify(plan(30))}, quiet, () => undefined);
      process.stdout.write(String(run.pid));
      setInterval(() => undefined, 1000);`;
    const node = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const pid = await new Promise<number>((resolve) => node.stdout.once("data", (text) => resolve(Number(text))));
    expect(isAlive(pid)).toBe(true);
    node.kill("SIGKILL");
    await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
  });
});

/** A process that has ended but was not yet waited for counts as gone. */
function isAlive(pid: number): boolean {
  try {
    return !execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).startsWith("Z");
  } catch {
    return false;
  }
}
