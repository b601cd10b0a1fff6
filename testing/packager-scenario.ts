/** Made-up publishers for tests of the packager: frames with the stamps that encoders give, and what came out as text or as faults. */

import { readBoxes } from "#media/fmp4/boxes.ts";
import type { PackagerEvent, PackagerInput, PackagerOptions } from "#media/packager/events.ts";
import { Packager } from "#media/packager/packager.ts";
import { PART_TARGET, SEGMENT_MAX } from "#protocol/playback/constants.ts";
import { seconds } from "#protocol/units.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** x264, 320 x 180. */
export const AVCC = hex("0142c00dffe100176742c00dda05067e7c0440000003004000000f03c50aa801000468ce0fc8");
export const STEREO_48 = hex("1190");
export const MONO_44 = hex("1208");

type Timed = { readonly at: number; readonly input: PackagerInput };

export type VideoScenario = {
  readonly rendition?: string;
  /** Frames per second as they truly are. */
  readonly rate: number;
  readonly seconds: number;
  /** Whether frame i, in decode order, is a key frame; a number is the GOP in frames. */
  readonly key: number | ((i: number) => boolean);
  /** B-frames: decode order differs from presentation order by up to two frames, stamps as x264 with bf=2 gives them. */
  readonly reordered?: boolean;
  readonly startMs?: number;
  /** Added to the stamp of frame i, milliseconds. */
  readonly jitterMs?: (i: number) => number;
  /** Frames that the encoder lost. */
  readonly lost?: (i: number) => boolean;
  /** How long after its time a frame comes, milliseconds. */
  readonly delayMs?: number;
};

/** The frames with stamps in whole milliseconds, as FLV has them. */
export function video(scenario: VideoScenario): Timed[] {
  const { rendition = "source", rate, startMs = 0, delayMs = 0, jitterMs = () => 0, lost = () => false } = scenario;
  const { key } = scenario;
  const isKey = typeof key === "number" ? (i: number) => i % key === 0 : key;
  const frames: Timed[] = [{ at: -1e6 + delayMs, input: { kind: "videoConfig", rendition, avcc: AVCC } }];
  for (let i = 0; i < Math.round(scenario.seconds * rate); i++) {
    if (lost(i)) continue;
    const dtsMs = Math.round(startMs + (i * 1000) / rate + jitterMs(i));
    // A key frame is shown one frame after its decode time, then P B B: four, one and one frames after theirs.
    const shift = scenario.reordered !== true ? 0 : isKey(i) || i % 3 !== 1 ? 1 : 3;
    const compositionMs = Math.round(startMs + ((i + shift) * 1000) / rate + jitterMs(i)) - dtsMs;
    const data = new Uint8Array(4 + (isKey(i) ? 40 : 8)).fill(i & 0xff);
    frames.push({
      at: dtsMs + delayMs,
      input: { kind: "videoFrame", rendition, dtsMs, compositionMs, key: isKey(i), data },
    });
  }
  return frames;
}

export type AudioScenario = {
  readonly rate: number;
  readonly seconds: number;
  readonly startMs?: number;
  readonly asc?: Uint8Array;
  readonly lost?: (i: number) => boolean;
  readonly delayMs?: number;
};

/** Frames of 1024 samples with stamps in whole milliseconds; the bytes are the frame's number, plus 1. */
export function audio({
  rate,
  seconds: length,
  startMs = 0,
  asc = STEREO_48,
  lost,
  delayMs = 0,
}: AudioScenario): Timed[] {
  const frames: Timed[] = [{ at: startMs - 1, input: { kind: "audioConfig", rendition: "audio", asc } }];
  for (let i = 0; i < Math.floor((length * rate) / 1024); i++) {
    if (lost?.(i) === true) continue;
    const ptsMs = Math.round(startMs + (i * 1024 * 1000) / rate);
    const data = new Uint8Array([0xff, (i >> 8) & 0xff, i & 0xff]);
    frames.push({ at: ptsMs + delayMs, input: { kind: "audioFrame", rendition: "audio", ptsMs, data } });
  }
  return frames;
}

/** All inputs in the order in which they come. */
export const inOrder = (...lists: readonly (readonly Timed[])[]): PackagerInput[] =>
  lists
    .flat()
    .sort((a, b) => a.at - b.at)
    .map(({ input }) => input);

export function options(tracks: PackagerOptions["tracks"], change: Partial<PackagerOptions> = {}): PackagerOptions {
  return { tracks, lead: "source", offset: seconds(10), firstMsn: 0, nextInit: 0, ...change };
}

/** Everything that a packager makes of the inputs, with the flush at the end. */
export function runPackager(given: PackagerOptions, inputs: readonly PackagerInput[]): PackagerEvent[] {
  const packager = new Packager(given);
  return [...inputs, { kind: "flush" } as const].flatMap((input) => packager.push(input));
}

export type PartEvent = Extract<PackagerEvent, { kind: "part" }>;

export const partsOf = (events: readonly PackagerEvent[], rendition: string): PartEvent[] =>
  events.filter((event) => event.kind === "part").filter((part) => part.rendition === rendition);

/** Start, length and number of parts of each segment, times in seconds: `0: 10.0000 +2.0000 in 6`, `*` where it does not start with a key frame. */
export function segmentsOf(events: readonly PackagerEvent[], rendition: string): string[] {
  const lines = new Map<number, PartEvent[]>();
  for (const part of partsOf(events, rendition)) lines.set(part.msn, [...(lines.get(part.msn) ?? []), part]);
  return [...lines].map(([msn, parts]) => {
    const length = parts.reduce((sum, part) => sum + part.duration, 0);
    const mark = parts[0]?.independent === true ? "" : " *";
    return `${msn}: ${parts[0]?.start.toFixed(4)} +${length.toFixed(4)} in ${parts.length}${mark}`;
  });
}

type Fragment = {
  readonly decodeTime: number;
  readonly durations: number[];
  readonly offsets: number[];
  readonly flags: number[];
};

/** What the part's own boxes say. */
export function readFragment(part: PartEvent): Fragment {
  const boxes = readBoxes(part.data);
  const traf = boxes[0]?.children.find((box) => box.type === "traf")?.children ?? [];
  const tfdt = traf.find((box) => box.type === "tfdt")?.fields;
  const trun = traf.find((box) => box.type === "trun")?.fields;
  if (tfdt?.kind !== "tfdt" || trun?.kind !== "trun") throw new Error("not a fragment");
  return {
    decodeTime: tfdt.decodeTime,
    durations: trun.samples.map((sample) => sample.duration ?? -1),
    offsets: trun.samples.map((sample) => sample.compositionOffset ?? 0),
    flags: trun.samples.map((sample) => sample.flags ?? -1),
  };
}

/** Every rule of a rendition's parts that is broken, one sentence each. `timescale` is the track's. */
export function faultsOf(events: readonly PackagerEvent[], rendition: string, timescale: number): string[] {
  const faults: string[] = [];
  const parts = partsOf(events, rendition);
  let segmentStart = 0;
  for (const [i, part] of parts.entries()) {
    const name = `${rendition} ${part.msn}.${part.part}`;
    const before = parts[i - 1];
    const after = parts[i + 1];
    const opens = before === undefined || before.msn !== part.msn;
    if (opens) segmentStart = part.start;
    if (part.part !== (opens ? 0 : before.part + 1)) faults.push(`${name} is out of order`);
    if (before !== undefined && opens && part.msn !== before.msn + 1) faults.push(`${name} skips a segment`);
    if (before?.last === true && !opens) faults.push(`${name} comes after the last part`);
    if (part.duration > PART_TARGET) faults.push(`${name} lasts ${part.duration}`);
    if (after?.msn === part.msn && part.duration < 0.85 * PART_TARGET)
      faults.push(`${name} lasts only ${part.duration}`);
    if (part.start + part.duration - segmentStart > SEGMENT_MAX + 1e-6) faults.push(`${name} outgrows its segment`);
    if (before !== undefined && Math.abs(before.start + before.duration - part.start) > 1e-6) {
      faults.push(`${name} starts ${part.start - before.start - before.duration} s after the one before`);
    }
    const { decodeTime, durations } = readFragment(part);
    if (Math.abs(decodeTime / timescale - part.start) > 1e-9) faults.push(`${name} has another tfdt`);
    const sum = durations.reduce((a, b) => a + b, 0);
    if (Math.abs(sum / timescale - part.duration) > 1e-9) faults.push(`${name} has samples of another length`);
    if (durations.some((duration) => duration < 1)) faults.push(`${name} has a sample without length`);
  }
  return faults;
}
