/** Real bytes for the inspector's own trial: a test picture in two sizes and a tone, cut into parts like a broadcast's. */
import { spawn } from "node:child_process";
import { fragment, type Sample } from "#media/fmp4/fragment.ts";
import { assert } from "#protocol/assert.ts";
import { concat } from "./http.ts";

/** Frames of a part and parts of a segment; frames a second. */
const PART_FRAMES = 10;
export const SEGMENT_PARTS = 6;
const FRAME_RATE = 30;
const AUDIO_RATE = 48_000;
const AUDIO_FRAME = 1024;
const VIDEO_RATE = 90_000;

export type ScriptedPart = { readonly start: number; readonly duration: number; readonly bytes: Uint8Array };
export type ScriptedTrack = { readonly init: Uint8Array; readonly parts: readonly ScriptedPart[] };

/** Encodes `segments` segments of 2 s. Media time begins at 0. */
export async function scriptedMedia(
  segments: number,
): Promise<Readonly<Record<"source" | "360p" | "audio", ScriptedTrack>>> {
  const parts = segments * SEGMENT_PARTS;
  const seconds = (parts * PART_FRAMES) / FRAME_RATE;
  const [source, low, audio] = await Promise.all([
    encode(["-f", "lavfi", "-i", `testsrc2=s=128x72:r=${FRAME_RATE}:d=${seconds}`, ...H264]),
    encode(["-f", "lavfi", "-i", `testsrc2=s=64x36:r=${FRAME_RATE}:d=${seconds}`, ...H264]),
    encode(["-f", "lavfi", "-i", `sine=f=440:r=${AUDIO_RATE}:d=${seconds + 1}`, "-c:a", "aac", "-b:a", "32k"]),
  ]);
  return { source: video(source, parts), "360p": video(low, parts), audio: sound(audio, parts) };
}

const H264 = [
  ...["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p"],
  ...[
    "-g",
    String(PART_FRAMES * SEGMENT_PARTS),
    "-keyint_min",
    String(PART_FRAMES * SEGMENT_PARTS),
    "-sc_threshold",
    "0",
  ],
  ...["-video_track_timescale", String(VIDEO_RATE)],
];

function video(file: Uint8Array, parts: number): ScriptedTrack {
  const { init, samples } = split(file);
  const ticks = VIDEO_RATE / FRAME_RATE;
  return track(init, VIDEO_RATE, parts, (part) => {
    const from = part * PART_FRAMES;
    return samples.slice(from, from + PART_FRAMES).map((data, index) => ({
      duration: ticks,
      compositionOffset: 0,
      key: (from + index) % (PART_FRAMES * SEGMENT_PARTS) === 0,
      data,
    }));
  });
}

/** Audio parts end with the first whole frame after the picture's. */
function sound(file: Uint8Array, parts: number): ScriptedTrack {
  const { init, samples } = split(file);
  const endOf = (part: number): number => Math.ceil((part * PART_FRAMES * AUDIO_RATE) / FRAME_RATE / AUDIO_FRAME);
  return track(init, AUDIO_RATE, parts, (part) =>
    samples
      .slice(endOf(part), endOf(part + 1))
      .map((data) => ({ duration: AUDIO_FRAME, compositionOffset: 0, key: true, data })),
  );
}

function track(
  init: Uint8Array,
  rate: number,
  parts: number,
  samplesOf: (part: number) => readonly Sample[],
): ScriptedTrack {
  let decodeTime = 0;
  return {
    init,
    parts: Array.from({ length: parts }, (_, index) => {
      const samples = samplesOf(index);
      const ticks = samples.reduce((sum, sample) => sum + sample.duration, 0);
      const bytes = fragment({ sequence: index + 1, decodeTime, samples });
      const start = decodeTime / rate;
      decodeTime += ticks;
      return { start, duration: ticks / rate, bytes };
    }),
  };
}

/** The initialisation section, and what each mdat holds: one sample, since ffmpeg fragments every frame. */
function split(file: Uint8Array): { readonly init: Uint8Array; readonly samples: readonly Uint8Array[] } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const init: Uint8Array[] = [];
  const samples: Uint8Array[] = [];
  for (let at = 0; at + 8 <= file.byteLength; ) {
    const size = view.getUint32(at);
    assert(size >= 8, `ffmpeg writes no box of ${size} bytes`);
    const type = new TextDecoder("latin1").decode(file.subarray(at + 4, at + 8));
    if (type === "ftyp" || type === "moov") init.push(file.subarray(at, at + size));
    if (type === "mdat") samples.push(file.subarray(at + 8, at + size));
    at += size;
  }
  return { init: concat(init), samples };
}

function encode(args: readonly string[]): Promise<Uint8Array> {
  const output = [
    "-movflags",
    "empty_moov+default_base_moof+frag_every_frame",
    "-use_editlist",
    "0",
    "-f",
    "mp4",
    "pipe:1",
  ];
  return new Promise((resolve, reject) => {
    const child = spawn("ffmpeg", ["-v", "error", "-nostdin", ...args, ...output], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const chunks: Uint8Array[] = [];
    child.stdout.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve(concat(chunks)) : reject(new Error(`ffmpeg ended with ${code}`)),
    );
  });
}
