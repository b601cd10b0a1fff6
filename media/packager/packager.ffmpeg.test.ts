import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seconds } from "#protocol/units.ts";
import { faultsOf, partsOf, segmentsOf } from "#testing/packager-scenario.ts";
import { prng } from "#testing/prng.ts";
import { parseAudio } from "../flv/audio.ts";
import { parseMetadata } from "../flv/metadata.ts";
import { FlvReader } from "../flv/reader.ts";
import type { FlvTag } from "../flv/tag.ts";
import { parseVideo } from "../flv/video.ts";
import type { PackagerEvent, PackagerInput } from "./events.ts";
import { Packager } from "./packager.ts";

const run = promisify(execFile);
/** 5 s of 320 x 180 with B-frames, in FLV, are below 1 MiB. */
const MAX_OUTPUT = 16 * 1024 * 1024;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rill-packager-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const ffmpeg = async (...args: string[]): Promise<Uint8Array> => {
  const options = { encoding: "buffer", maxBuffer: MAX_OUTPUT } as const;
  const { stdout } = await run("ffmpeg", ["-hide_banner", "-nostdin", "-loglevel", "error", ...args], options);
  return new Uint8Array(stdout);
};

/** 5 s of test picture and tone as an encoder publishes them. */
const publish = (rate: string, gop: number, size: string): Promise<Uint8Array> =>
  ffmpeg(
    ...["-f", "lavfi", "-i", `testsrc2=s=${size}:r=${rate}`, "-f", "lavfi", "-i", "sine=r=48000", "-t", "5"],
    ...[
      "-c:v",
      "libx264",
      "-preset",
      "veryfast",
      "-pix_fmt",
      "yuv420p",
      "-bf",
      "2",
      "-g",
      `${gop}`,
      "-sc_threshold",
      "0",
    ],
    ...["-c:a", "aac", "-ac", "2", "-f", "flv", "pipe:1"],
  );

function readTags(bytes: Uint8Array, seed: number): FlvTag[] {
  const random = prng(seed);
  const reader = new FlvReader();
  const tags: FlvTag[] = [];
  for (let at = 0; at < bytes.byteLength; ) {
    const size = 1 + Math.floor(random() * 3000);
    tags.push(...reader.push(bytes.subarray(at, at + size)));
    at += size;
  }
  return tags;
}

function inputOf(tag: FlvTag): PackagerInput | null {
  if (tag.kind === "video") {
    const video = parseVideo(tag.body);
    if (video.kind === "config") return { kind: "videoConfig", rendition: "source", avcc: video.avcc };
    if (video.kind === "frame") return { rendition: "source", dtsMs: tag.timestampMs, ...video, kind: "videoFrame" };
  }
  if (tag.kind === "audio") {
    const audio = parseAudio(tag.body);
    if (audio.kind === "config") return { kind: "audioConfig", rendition: "audio", asc: audio.asc };
    if (audio.kind === "frame")
      return { kind: "audioFrame", rendition: "audio", ptsMs: tag.timestampMs, data: audio.data };
  }
  return null;
}

function packageAll(tags: readonly FlvTag[], keepAudio: boolean): PackagerEvent[] {
  const script = tags.find((tag) => tag.kind === "script");
  const metadata = script === undefined ? null : parseMetadata(script.body);
  const packager = new Packager({
    tracks: [
      { rendition: "source", kind: "video", frameRate: metadata?.frameRate ?? null },
      { rendition: "audio", kind: "audio", expected: keepAudio && metadata?.hasAudio === true },
    ],
    lead: "source",
    offset: seconds(10),
    firstMsn: 0,
    nextInit: 0,
  });
  const inputs = tags.filter((tag) => keepAudio || tag.kind !== "audio").map(inputOf);
  return [...inputs, { kind: "flush" } as const].flatMap((input) => (input === null ? [] : packager.push(input)));
}

/** The initialisation section and all parts, as a file. */
async function save(events: readonly PackagerEvent[], rendition: string): Promise<string> {
  const path = join(folder, `${rendition}-${events.length}.mp4`);
  const pieces = events.flatMap((event) =>
    event.rendition === rendition && event.kind !== "close" ? [event.data] : [],
  );
  await writeFile(path, Buffer.concat(pieces));
  return path;
}

type Probe = {
  readonly frames: number;
  readonly codec: string;
  readonly first: number;
  /** From the first packet to the last, milliseconds. */
  readonly span: number;
  readonly backwards: number;
  readonly errors: string;
};

/** What ffprobe reads back; packets in file order, frames decoded. */
async function probe(path: string): Promise<Probe> {
  const show = "stream=codec_name,nb_read_frames:packet=dts_time";
  const args = [
    "-v",
    "warning",
    "-count_frames",
    "-show_packets",
    "-show_streams",
    "-show_entries",
    show,
    "-of",
    "json",
    path,
  ];
  const { stdout, stderr } = await run("ffprobe", args, { maxBuffer: MAX_OUTPUT });
  const read: {
    streams: { codec_name: string; nb_read_frames: string }[];
    packets: { dts_time: string }[];
  } = JSON.parse(stdout);
  const times = read.packets.map((packet) => Number(packet.dts_time));
  return {
    frames: Number(read.streams[0]?.nb_read_frames),
    codec: read.streams[0]?.codec_name ?? "",
    first: Math.round((times[0] ?? 0) * 1000),
    span: Math.round(((times.at(-1) ?? 0) - (times[0] ?? 0)) * 1000),
    backwards: times.filter((time, i) => i > 0 && time <= (times[i - 1] ?? 0)).length,
    errors: stderr,
  };
}

describe("what ffmpeg publishes, packaged", () => {
  it.each([
    { rate: "30", gop: 60, frames: 150, span: 4967, source: ["+2.0000 in 6", "+2.0000 in 6", "+1.0000 in 3"] },
    { rate: "60000/1001", gop: 120, frames: 300, span: 4988, source: ["+2.0020 in 6", "+2.0020 in 6", "+1.0010 in 3"] },
  ])("is read back by ffprobe without an error at $rate fps", async ({ rate, gop, frames, span, source }) => {
    const tags = readTags(await publish(rate, gop, "320x180"), 5);
    const events = packageAll(tags, true);
    expect(faultsOf(events, "source", 90_000)).toEqual([]);
    expect(faultsOf(events, "audio", 48_000)).toEqual([]);
    expect(segmentsOf(events, "source").map((line) => line.replace(/^.*\+/, "+"))).toEqual(source);
    const video = await probe(await save(events, "source"));
    const lead = Math.round((partsOf(events, "source")[0]?.start ?? 0) * 1000);
    expect(video).toEqual({ frames, codec: "h264", first: lead, span, backwards: 0, errors: "" });
    const audio = await probe(await save(events, "audio"));
    expect(audio).toMatchObject({ codec: "aac", backwards: 0, errors: "" });
    // To the nearest frame of 21 ms at both ends.
    expect(Math.abs(audio.first - lead)).toBeLessThan(12);
    expect(Math.abs(audio.span - span)).toBeLessThan(45);
  });

  it("gives the same parts wherever the stream is cut", async () => {
    const bytes = await publish("30", 60, "160x90");
    const whole = packageAll(readTags(bytes, 1), true);
    for (const seed of [2, 3]) expect(packageAll(readTags(bytes, seed), true)).toEqual(whole);
  });

  it("has decodable silence where there is no audio", async () => {
    const events = packageAll(readTags(await publish("30", 60, "160x90"), 9), false);
    expect(await probe(await save(events, "audio"))).toMatchObject({
      frames: 234,
      codec: "aac",
      backwards: 0,
      errors: "",
    });
  });
});
