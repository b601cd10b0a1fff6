/**
 * What ffmpeg is told: the one place that knows its options for the live ladder. Pure; the command line is assembled by
 * `command.ts` and run by `run.ts`. Every rung comes out as FLV on its own pipe, with the input's timestamps unchanged.
 */
import type { Preset } from "#media/ladder/cost.ts";
import { type Rung, VBV_SECONDS } from "#media/ladder/rungs.ts";
import { assert } from "#protocol/assert.ts";
import type { BitsPerSecond, Seconds } from "#protocol/units.ts";

export type VideoEncode = {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** Every `step`-th frame of the source is kept. */
  readonly step: number;
  readonly bitrate: BitsPerSecond;
};

export type EncodePlan = {
  readonly encoder: "x264" | "nvenc";
  /** Of x264; NVENC has its own scale and runs at p4. */
  readonly preset: Preset;
  /** Frames per second of the source, as well as they are known: rate control and the longest GOP count in them. */
  readonly frameRate: number;
  readonly video: readonly VideoEncode[];
  /** Sound that the node cannot pass through, encoded to AAC-LC 48 kHz stereo; null when there is none or AAC comes in. */
  readonly audio: { readonly id: string; readonly bitrate: BitsPerSecond } | null;
  /**
   * First moment to encode, on the input's clock; what comes before is decoded only. A replacement is fed from the last IDR
   * and takes over in mid-GOP: its first frame at or after this moment is an IDR in every rung. Null encodes from the start.
   */
  readonly startAt: Seconds | null;
};

/** A command line in its parts, as every builder of ffmpeg commands names them. */
export type CommandParts = {
  readonly inputOptions: readonly string[];
  readonly input: string;
  /** The filter graph; empty when nothing is filtered. */
  readonly graph: string;
  readonly outputs: readonly { readonly options: readonly string[]; readonly target: string }[];
};

/** Longest GOP of a rung, seconds: when the publisher's is longer, the rungs still get a key frame this often. */
export const MAX_GOP_SECONDS = 2;
/** Pipes 0 to 2 are stdin, stdout and stderr. */
export const FIRST_OUTPUT_PIPE = 3;
/** Rungs up to this shorter side are encoded by one thread: slicing a small picture costs 8 % and gains nothing. */
const ONE_THREAD_SHORT_SIDE = 480;
/** Decoded frames that NVENC may hold beyond the decoder's own. */
const NVENC_EXTRA_FRAMES = 8;

/** The encoded rungs of a ladder as a plan; what is passed through is not ffmpeg's business. At least one rung is encoded. */
export function encodePlan(
  ladder: readonly Rung[],
  settings: Pick<EncodePlan, "encoder" | "preset" | "frameRate" | "startAt">,
): EncodePlan {
  const encoded = ladder.filter((rung) => !rung.passthrough);
  const video = encoded.flatMap((rung) => (rung.kind === "video" ? [pickVideo(rung)] : []));
  const audio = encoded.find((rung) => rung.kind === "audio");
  assert(encoded.length > 0, "a plan has something to encode");
  return { ...settings, video, audio: audio === undefined ? null : { id: audio.id, bitrate: audio.bitrate } };
}

const pickVideo = ({ id, width, height, step, bitrate }: VideoEncode): VideoEncode => ({
  id,
  width,
  height,
  step,
  bitrate,
});

/** The renditions in the order of their pipes, from FIRST_OUTPUT_PIPE on. */
export function outputIds(plan: EncodePlan): readonly string[] {
  return [...plan.video.map((rung) => rung.id), ...(plan.audio === null ? [] : [plan.audio.id])];
}

/** The whole argument list. */
export function ladderArguments(plan: EncodePlan): readonly string[] {
  const parts = ladderParts(plan);
  return [
    ...parts.inputOptions,
    "-i",
    parts.input,
    ...(parts.graph === "" ? [] : ["-filter_complex", parts.graph]),
    ...parts.outputs.flatMap((output) => [...output.options, output.target]),
  ];
}

export function ladderParts(plan: EncodePlan): CommandParts {
  const video = plan.video.map((rung, at) => videoOptions(plan, rung, at));
  const audio = plan.audio === null ? [] : [audioOptions(plan.startAt, plan.audio.bitrate)];
  return {
    inputOptions: inputOptions(plan.encoder),
    input: "pipe:0",
    graph: filterGraph(plan),
    outputs: [...video, ...audio].map((options, at) => ({
      options: [...options, ...OUTPUT_OPTIONS],
      target: `pipe:${FIRST_OUTPUT_PIPE + at}`,
    })),
  };
}

/**
 * No probing delay, and one decoder thread without reordering beyond what the stream needs: frame threads would each hold a
 * frame back. `-fflags nobuffer` is not here, since it throws away what was read while probing: the first GOP.
 */
function inputOptions(encoder: EncodePlan["encoder"]): readonly string[] {
  const logging = ["-hide_banner", "-nostdin", "-loglevel", "warning", "-nostats"];
  const decoder = ["-threads", "1", "-flags", "low_delay"];
  const probing = ["-analyzeduration", "1", "-probesize", "500000", "-fpsprobesize", "0"];
  const device = ["-hwaccel", "cuda", "-hwaccel_output_format", "cuda", "-extra_hw_frames", String(NVENC_EXTRA_FRAMES)];
  return [...logging, "-copyts", ...(encoder === "nvenc" ? device : []), ...decoder, ...probing, "-f", "flv"];
}

/** FLV states each frame's length up front, so that no frame waits for the next one as in MP4. */
const OUTPUT_OPTIONS: readonly string[] = [
  ...["-f", "flv", "-flvflags", "no_duration_filesize+no_metadata"],
  ...["-avoid_negative_ts", "disabled", "-flush_packets", "1"],
];

/** `[0:v]` through the start gate, once for each rate, then once for each size. */
function filterGraph(plan: EncodePlan): string {
  if (plan.video.length === 0) return "";
  const steps = [...new Set(plan.video.map((rung) => rung.step))].sort((a, b) => a - b);
  const gate = plan.startAt === null ? "" : `${startGate(plan.startAt, commonStep(plan))},`;
  const rates = steps.map((step) => `[r${step}]`).join("");
  const chains = steps.map((step) => {
    const rungs = plan.video.flatMap((rung, at) => (rung.step === step ? [{ rung, at }] : []));
    const thin = step === 1 ? "" : `${everyFrame(step)},`;
    const branches = rungs.map(({ at }) => `[s${at}]`).join("");
    const scaled = rungs.map(({ rung, at }) => `[s${at}]${scale(plan.encoder, rung)}[v${at}]`);
    return [`[r${step}]${thin}split=${rungs.length}${branches}`, ...scaled].join(";");
  });
  return [`[0:v]${gate}split=${steps.length}${rates}`, ...chains].join(";");
}

/** Frames since the last key frame, in an expression's second variable; a key frame of the source is always kept. */
const SINCE_KEY = "st(1,if(key,n,ld(1)))";

/**
 * Every `step`-th frame counted from the source's last key frame. `framestep` counts from the first frame ever and so loses
 * the key frames at odd places: every second one when the publisher's GOP has an odd number of frames.
 */
const everyFrame = (step: number): string => `select='${SINCE_KEY};not(mod(n-ld(1),${step}))'`;

/** Shut until a frame at or after `startAt` (half a millisecond of tolerance) that all rungs share. */
function startGate(startAt: Seconds, step: number): string {
  const open = `gte(t,${(startAt - 0.0005).toFixed(4)})*not(mod(n-ld(1),${step}))`;
  return `select='${SINCE_KEY};st(2,max(ld(2),${open}));ld(2)'`;
}

/** Always explicit, so that a publisher who changes size in mid-stream does not change the rung's. */
function scale(encoder: EncodePlan["encoder"], rung: VideoEncode): string {
  const size = `${rung.width}:${rung.height}`;
  return encoder === "nvenc" ? `scale_cuda=${size}` : `scale=${size}:flags=bilinear`;
}

function videoOptions(plan: EncodePlan, rung: VideoEncode, at: number): readonly string[] {
  const codec = plan.encoder === "nvenc" ? nvencOptions() : x264Options(plan, rung);
  const bufferBits = Math.round(rung.bitrate * VBV_SECONDS);
  return [
    ...["-map", `[v${at}]`, ...codec],
    ...["-bf", "0", "-g", String(gopFrames(plan) / rung.step), "-force_key_frames", "source"],
    ...["-fps_mode", "passthrough", "-enc_time_base", "1:90000"],
    ...["-b:v", String(rung.bitrate), "-maxrate", String(rung.bitrate), "-bufsize", String(bufferBits)],
  ];
}

/**
 * zerolatency makes x264 budget bits by frame count; the rate must be told, since FLV states none that can be trusted.
 * It is the highest rate expected: a source that falls below it stays under the bitrate.
 */
function x264Options(plan: EncodePlan, rung: VideoEncode): readonly string[] {
  const threads = Math.min(rung.width, rung.height) <= ONE_THREAD_SHORT_SIDE ? ["-threads:v", "1"] : [];
  const rate = `fps=${Math.max(1, Math.round((plan.frameRate / rung.step) * 1000))}/1000`;
  const codec = ["-c:v", "libx264", "-preset", plan.preset, "-tune", "zerolatency", "-profile:v", "main"];
  return [...codec, "-pix_fmt", "yuv420p", "-sc_threshold", "0", ...threads, "-x264-params", rate];
}

function nvencOptions(): readonly string[] {
  const codec = ["-c:v", "h264_nvenc", "-preset", "p4", "-tune", "ll", "-rc", "cbr", "-profile:v", "main"];
  return [...codec, "-forced-idr", "1", "-no-scenecut", "1", "-zerolatency", "1", "-delay", "0"];
}

/** async=1 fills and trims by the millisecond stamps of FLV, so that the count of samples stays on the clock. */
function audioOptions(startAt: Seconds | null, bitrate: BitsPerSecond): readonly string[] {
  const gate = startAt === null ? "" : `aselect='gte(t,${(startAt - 0.0005).toFixed(4)})',`;
  const codec = ["-c:a", "aac", "-b:a", String(bitrate), "-ac", "2", "-ar", "48000"];
  return ["-map", "0:a:0", "-af", `${gate}aresample=async=1`, ...codec];
}

/** Source frames of the longest GOP: nearest to MAX_GOP_SECONDS that is whole in every rung, so that all place the same key frames. */
function gopFrames(plan: EncodePlan): number {
  const step = commonStep(plan);
  return Math.max(1, Math.round((MAX_GOP_SECONDS * plan.frameRate) / step)) * step;
}

/** Least common multiple of the rungs' steps: the frames that every rung has. */
function commonStep(plan: EncodePlan): number {
  return plan.video.reduce((common, rung) => (common * rung.step) / greatestCommonDivisor(common, rung.step), 1);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
