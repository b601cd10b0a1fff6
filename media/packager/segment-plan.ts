/**
 * The one place that decides where segments begin. The lead's frames go in; all tracks read the boundaries and cut there. Knows no
 * bytes and no parts.
 */
import { SEGMENT_MAX, TARGET_DURATION } from "#protocol/playback/constants.ts";
import { VIDEO_TIMESCALE } from "../fmp4/init.ts";
import { HALVED_FROM, partSpan } from "./part-span.ts";

/** Times are ticks of 90 kHz on the media clock. */
export type Boundary = {
  readonly msn: number;
  readonly start: number;
  /** The part span D of the segment; may have a fraction of a tick. */
  readonly span: number;
};

export type LeadFrame = {
  readonly time: number;
  readonly key: boolean;
  /** Ticks of a frame while the rate is constant, else null. */
  readonly frameTicks: number | null;
  /** How long the frame will probably last. */
  readonly expected: number;
};

/** GOPs that count as "of late": one odd GOP is forgotten after 32 more. */
const MAX_GOPS = 32;
/** Boundaries that are kept for followers: 64 segments, far longer than any encoder lags. */
const MAX_BOUNDARIES = 64;

const TARGET_TICKS = TARGET_DURATION * VIDEO_TIMESCALE;
const MAX_TICKS = SEGMENT_MAX * VIDEO_TIMESCALE;
/** A cut without a key frame leaves room for an audio frame, whose nearest edge may make the audio's segment longer: 1024 samples at 44.1 kHz and a little. */
const FORCED_TICKS = MAX_TICKS - 0.025 * VIDEO_TIMESCALE;

export class SegmentPlan {
  #nextMsn: number;
  readonly #boundaries: Boundary[] = [];
  readonly #gops: number[] = [];
  #first: Boundary | null = null;
  #lastKey = 0;
  #lastFrame = 0;
  #known = -1;
  #end = 0;

  constructor(firstMsn: number) {
    this.#nextMsn = firstMsn;
  }

  /** The first boundary, or null before the lead's first key frame. */
  get first(): Boundary | null {
    return this.#first;
  }

  /** Up to here, all boundaries are known. */
  get known(): number {
    return this.#known;
  }

  /** End of the lead's newest frame, as expected. */
  get end(): number {
    return this.#end;
  }

  /** Time of the lead's newest frame. */
  get newest(): number {
    return this.#lastFrame;
  }

  /** Takes the lead's next frame. Times grow. Frames before the first key frame must not come here. */
  advance(frame: LeadFrame): void {
    if (frame.key && this.#first !== null) {
      this.#gops.push(frame.time - this.#lastKey);
      if (this.#gops.length > MAX_GOPS) this.#gops.shift();
    }
    if (this.#cuts(frame)) this.#cut(frame);
    if (frame.key) this.#lastKey = frame.time;
    this.#lastFrame = frame.time;
    // At a constant rate the next frame is a whole one away, and followers of equal time need not wait for it.
    this.#known = frame.time + (frame.frameTicks ?? 0) / 2;
    this.#end = frame.time + frame.expected;
  }

  /** The segment that a frame at this time belongs to; null before the first, or when it is too old to be kept. */
  at(time: number): Boundary | null {
    for (let i = this.#boundaries.length - 1; i >= 0; i--) {
      const boundary = this.#boundaries[i];
      if (boundary !== undefined && boundary.start <= time) return boundary;
    }
    return null;
  }

  /** The boundary after this one, when it is known. */
  after(boundary: Boundary): Boundary | null {
    return this.#boundaries.find((next) => next.msn === boundary.msn + 1) ?? null;
  }

  #cuts(frame: LeadFrame): boolean {
    const current = this.#boundaries.at(-1);
    if (current === undefined) return true;
    const elapsed = frame.time - current.start;
    if (frame.key) return elapsed >= TARGET_TICKS - frame.expected / 2 || elapsed + this.#longest() > MAX_TICKS;
    // No key frame came in time. Rungs of half the rate have every second frame: the cut leaves room for two.
    const halved = frame.frameTicks !== null && VIDEO_TIMESCALE / frame.frameTicks >= HALVED_FROM;
    return elapsed + frame.expected * (halved ? 2 : 1) > FORCED_TICKS;
  }

  #cut(frame: LeadFrame): void {
    const rate = frame.frameTicks === null ? null : VIDEO_TIMESCALE / frame.frameTicks;
    const boundary = { msn: this.#nextMsn++, start: frame.time, span: partSpan(rate) * VIDEO_TIMESCALE };
    this.#boundaries.push(boundary);
    if (this.#boundaries.length > MAX_BOUNDARIES) this.#boundaries.shift();
    this.#first ??= boundary;
  }

  #longest(): number {
    return this.#gops.reduce((longest, gop) => Math.max(longest, gop), 0);
  }
}
