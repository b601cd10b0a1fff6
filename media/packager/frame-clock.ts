/**
 * Puts a video track's millisecond stamps on the media clock in 90 kHz ticks. At a constant rate they are snapped to the frame grid, so
 * that durations are exact; the lead's times are remembered, and its followers use them. Knows nothing of segments.
 */
import { Fault } from "#protocol/errors.ts";
import type { Seconds } from "#protocol/units.ts";
import { VIDEO_TIMESCALE } from "../fmp4/init.ts";
import { FrameRate } from "./frame-rate.ts";

/** A stamp this near to the grid is on it: whole milliseconds are up to 1 ms off, and the grid's first frame was one of them. */
const SNAP_TICKS = (1.5 * VIDEO_TIMESCALE) / 1000;
/** Times that are remembered for followers: 17 s at 60 fps, more than any encoder lags. */
const MAX_REMEMBERED = 1024;
/** Frames in a row whose stamps do not advance. They are put one tick apart; more are no stream that can be played. */
export const MAX_STUCK_FRAMES = 64;

export class FrameClock {
  readonly #offsetTicks: number;
  readonly #rate: FrameRate;
  /** The last frame's place, with its fraction of a tick; null before the first. */
  #grid: number | null = null;
  #last = -1;
  #stuck = 0;
  readonly #known = new Map<number, number>();

  /** `offset` is the media time of the period clock's 0. */
  constructor(offset: Seconds, nominalRate: number | null) {
    this.#offsetTicks = offset * VIDEO_TIMESCALE;
    this.#rate = new FrameRate(nominalRate);
  }

  /** Ticks of a frame, perhaps with a fraction, while the rate is constant; else null. */
  get frameTicks(): number | null {
    return this.#rate.current === null ? null : VIDEO_TIMESCALE / this.#rate.current;
  }

  /** When the frame after the last one will come, while the rate is constant; else null. */
  get expected(): number | null {
    const frame = this.frameTicks;
    return frame === null || this.#grid === null ? null : Math.max(this.#last + 1, Math.round(this.#grid + frame));
  }

  /** The decode time of the next frame: after the one before, and not before `floor`, the end of what is already emitted. */
  next(ms: number, floor: number): number {
    this.#rate.note(ms);
    const raw = this.#raw(ms);
    const frame = this.frameTicks;
    if (this.#grid === null || frame === null) {
      this.#grid = raw;
    } else {
      const predicted = this.#grid + Math.max(1, Math.round((raw - this.#grid) / frame)) * frame;
      this.#grid = Math.abs(raw - predicted) <= SNAP_TICKS ? predicted : raw;
    }
    return this.#step(Math.round(this.#grid), floor);
  }

  /** As `next`, for a follower whose time the lead's clock has said. */
  follow(ms: number, ticks: number, floor: number): number {
    this.#rate.note(ms);
    const frame = this.frameTicks;
    const predicted = this.#grid === null || frame === null ? ticks : this.#grid + frame;
    // The lead's whole ticks hide a fraction of one, which matters at 59.94 fps and the like.
    this.#grid = Math.abs(predicted - ticks) <= 1 ? predicted : ticks;
    return this.#step(ticks, floor);
  }

  /** Any moment: on the grid when it is near to it. */
  at(ms: number): number {
    const raw = this.#raw(ms);
    const frame = this.frameTicks;
    if (this.#grid === null || frame === null) return Math.round(raw);
    const near = this.#grid + Math.round((raw - this.#grid) / frame) * frame;
    return Math.round(Math.abs(raw - near) <= SNAP_TICKS ? near : raw);
  }

  /** Remembers the presentation time of a frame. */
  remember(ms: number, ticks: number): void {
    const oldest = this.#known.keys().next();
    if (this.#known.size >= MAX_REMEMBERED && oldest.done !== true) this.#known.delete(oldest.value);
    this.#known.set(Math.round(ms), ticks);
  }

  /** The presentation time of a frame that was remembered under this stamp or one beside it, else `at`. */
  recall(ms: number): number {
    const whole = Math.round(ms);
    return this.#known.get(whole) ?? this.#known.get(whole - 1) ?? this.#known.get(whole + 1) ?? this.at(ms);
  }

  #raw(ms: number): number {
    return this.#offsetTicks + (ms * VIDEO_TIMESCALE) / 1000;
  }

  #step(wanted: number, floor: number): number {
    this.#stuck = wanted <= this.#last ? this.#stuck + 1 : 0;
    if (this.#stuck > MAX_STUCK_FRAMES) {
      throw new Fault("bad_request", `video: the timestamps of ${this.#stuck} frames do not advance`);
    }
    this.#last = Math.max(wanted, this.#last + 1, floor);
    return this.#last;
  }
}
