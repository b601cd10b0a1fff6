/** One video rendition: its frames get their times, wait for the lead where they must, and go into parts. Leads or follows. */
import type { Seconds } from "#protocol/units.ts";
import { parseAvcConfig } from "../avc/config.ts";
import { VIDEO_TIMESCALE, videoInit } from "../fmp4/init.ts";
import type { PackagerEvent } from "./events.ts";
import { FrameClock } from "./frame-clock.ts";
import { PartWriter, type TimedSample } from "./part-writer.ts";
import { sameBytes } from "./same-bytes.ts";
import type { Boundary, SegmentPlan } from "./segment-plan.ts";

export type VideoFrame = {
  readonly dtsMs: number;
  readonly compositionMs: number;
  readonly key: boolean;
  readonly data: Uint8Array;
};

export type VideoTrackOptions = {
  readonly rendition: string;
  readonly frameRate: number | null;
  readonly offset: Seconds;
  readonly plan: SegmentPlan;
  readonly takeVersion: () => number;
};

/** Frames that wait for the lead, at most: 10 s at 60 fps. When there are more, they go, and the rendition goes on at a key frame. */
export const MAX_WAITING_FRAMES = 600;
/** How long a frame lasts as long as nothing is known: 1/30 s. */
const FIRST_GUESS_TICKS = 3000;
/** How far a follower's frame may lie before a boundary and still begin the segment when the lead's rate varies: 1.5 ms. */
const LOOSE_TOLERANCE_TICKS = 135;

type Held = Omit<TimedSample, "duration">;

export class VideoTrack {
  readonly rendition: string;
  readonly clock: FrameClock;
  readonly #options: VideoTrackOptions;
  readonly #plan: SegmentPlan;
  #avcc: Uint8Array | null = null;
  #writer: PartWriter | null = null;
  /** Composition offset of the first key frame: decode times are moved by it, so that a key frame's two times are one. */
  #leadInMs = 0;
  /** False until the next key frame is taken. */
  #joined = false;
  #waiting: VideoFrame[] = [];
  /** The newest frame, whose duration the next one tells. */
  #held: Held | null = null;
  #lastDuration = FIRST_GUESS_TICKS;
  #configChanged = false;

  constructor(options: VideoTrackOptions) {
    this.rendition = options.rendition;
    this.clock = new FrameClock(options.offset, options.frameRate);
    this.#options = options;
    this.#plan = options.plan;
  }

  get end(): Seconds | null {
    return this.#writer?.endSeconds ?? null;
  }

  get newestMsn(): number | null {
    return this.#writer?.newestMsn ?? null;
  }

  takeConfig(avcc: Uint8Array): void {
    if (this.#avcc !== null) {
      this.#configChanged ||= !sameBytes(this.#avcc, avcc);
      return;
    }
    const { codecs, width, height } = parseAvcConfig(avcc);
    this.#avcc = avcc.slice();
    const init = { data: videoInit({ avcc, width, height }), track: { kind: "video", codecs, width, height } } as const;
    this.#writer = new PartWriter(this.rendition, VIDEO_TIMESCALE, init, this.#options.takeVersion);
  }

  /** Frames before the configuration, and after one that differs, cannot be decoded. */
  takeFrame(frame: VideoFrame): void {
    if (this.#writer === null || this.#configChanged) return;
    if (this.#waiting.length >= MAX_WAITING_FRAMES) {
      this.#waiting = [];
      this.#joined = false;
    }
    this.#waiting.push(frame);
  }

  /** Packages what need not wait. `lead` is the clock of the lead, which may be this track's own. */
  release(lead: FrameClock, out: PackagerEvent[]): void {
    this.#drain(lead, (time) => this.#plan.first !== null && time <= this.#plan.known, out);
  }

  /** The period ends, or the rendition does: what the lead has covered is packaged, the rest is left out. */
  finish(lead: FrameClock, out: PackagerEvent[]): void {
    this.#drain(lead, (time) => this.#plan.first !== null && time < this.#plan.end, out);
    this.#waiting = [];
    if (this.#held !== null) this.#addHeld((this.clock.expected ?? 0) - this.#held.time, true, out);
    this.#writer?.close(true, out);
  }

  #drain(lead: FrameClock, ready: (time: number) => boolean, out: PackagerEvent[]): void {
    let taken = 0;
    for (const frame of this.#waiting) {
      const leads = lead === this.clock;
      if (!leads && !ready(lead.recall(this.#decodeMs(frame)))) break;
      taken++;
      if (leads) this.#lead(frame, out);
      else this.#follow(frame, lead, out);
    }
    if (taken > 0) this.#waiting = this.#waiting.slice(taken);
  }

  #lead(frame: VideoFrame, out: PackagerEvent[]): void {
    const decodeMs = this.#decodeMs(frame);
    // A rendition that was a follower a moment ago goes through what the former lead has already decided.
    if (this.#plan.first !== null && this.clock.at(decodeMs) <= this.#plan.newest) {
      this.#follow(frame, this.clock, out);
      return;
    }
    if (this.clock.at(decodeMs) < 0 || !this.#joins(frame)) return;
    const time = this.clock.next(decodeMs, this.#writer?.end ?? 0);
    const presentation = this.#shiftMs(frame) === 0 ? time : this.clock.at(frame.dtsMs + frame.compositionMs);
    this.clock.remember(frame.dtsMs + frame.compositionMs, presentation);
    const expected = Math.max(1, (this.clock.expected ?? time + this.#lastDuration) - time);
    this.#plan.advance({ time, key: frame.key, frameTicks: this.clock.frameTicks, expected });
    const segment = this.#plan.at(time);
    if (segment !== null)
      this.#place({ ...sampleOf(frame), time, compositionOffset: presentation - time }, segment, 0, out);
  }

  #follow(frame: VideoFrame, lead: FrameClock, out: PackagerEvent[]): void {
    const first = this.#plan.first;
    const half = lead.frameTicks === null ? LOOSE_TOLERANCE_TICKS : lead.frameTicks / 2;
    const wanted = lead.recall(this.#decodeMs(frame));
    if (first === null || wanted + half < first.start || !this.#joins(frame)) return;
    const time = this.clock.follow(this.#decodeMs(frame), lead.recall(this.#decodeMs(frame)), this.#writer?.end ?? 0);
    const presentation = this.#shiftMs(frame) === 0 ? time : lead.recall(frame.dtsMs + frame.compositionMs);
    const segment = this.#plan.at(time + half);
    if (segment !== null)
      this.#place({ ...sampleOf(frame), time, compositionOffset: presentation - time }, segment, half, out);
  }

  #place(held: Held, segment: Boundary, tolerance: number, out: PackagerEvent[]): void {
    const writer = this.#writer;
    if (writer === null) return;
    if (this.#held !== null) this.#addHeld(held.time - this.#held.time, false, out);
    if (writer.segment?.msn !== segment.msn) writer.begin(segment, out);
    this.#held = held;
    const expected = this.clock.expected;
    if (expected === null) return;
    const next = this.#plan.after(segment);
    const ends = next !== null && expected >= next.start - tolerance;
    const duration = expected - held.time;
    if (ends || writer.wouldComplete(held.time, duration, duration)) this.#addHeld(duration, ends, out);
  }

  #addHeld(duration: number, ends: boolean, out: PackagerEvent[]): void {
    if (this.#held === null) return;
    const lasting = duration > 0 ? duration : this.#lastDuration;
    const typical = this.clock.frameTicks ?? lasting;
    this.#writer?.add({ ...this.#held, duration: lasting }, typical, ends, out);
    this.#lastDuration = lasting;
    this.#held = null;
  }

  /** Nothing begins but with a key frame; the first one's composition offset becomes the track's lead-in. */
  #joins(frame: VideoFrame): boolean {
    if (this.#joined) return true;
    if (!frame.key) return false;
    this.#joined = true;
    return true;
  }

  #decodeMs(frame: VideoFrame): number {
    if (!this.#joined && frame.key) this.#leadInMs = frame.compositionMs;
    return frame.dtsMs + this.#leadInMs;
  }

  #shiftMs(frame: VideoFrame): number {
    return frame.compositionMs - this.#leadInMs;
  }
}

const sampleOf = (frame: VideoFrame): Pick<Held, "key" | "data"> => ({ key: frame.key, data: frame.data });
