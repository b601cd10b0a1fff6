/** Holds one live element at its target latency: reads the element and the engine, asks the pure laws, and writes rate and position. */
import type { LatencyMode } from "#protocol/channel/about.ts";
import { PART_TARGET, TARGET_DURATION } from "#protocol/playback/constants.ts";
import { type Ms, ms, type Seconds, seconds } from "#protocol/units.ts";
import { CATCH_UP_START, type CatchUpState, SEEK_BEYOND, steer } from "./catch-up.ts";
import type { Engine } from "./engine.ts";
import { LATENCY_SOURCE_START, type LatencySource, measureLatency } from "./latency-source.ts";
import {
  minBufferFor,
  noteLoad,
  noteStall,
  type Parts,
  retarget,
  startTarget,
  type TargetState,
  updateTarget,
} from "./latency-target.ts";

/** Between two looks at the target. The rate is looked at each tick. */
const TARGET_EVERY: Ms = ms(1000);
/** Assumed until the playlist told it: the start of a broadcast of our own. */
const USUAL_PARTS: Parts = { partTarget: PART_TARGET, targetDuration: TARGET_DURATION };
/** Further behind the target than this, the page offers to catch up. */
export const BEHIND_BEYOND: Seconds = seconds(3);

export class Steering {
  readonly #video: HTMLVideoElement;
  readonly #note: (text: string) => void;
  #catchUp: CatchUpState = CATCH_UP_START;
  #source: LatencySource = LATENCY_SOURCE_START;
  #target: TargetState = startTarget(USUAL_PARTS);
  #parts: Parts = USUAL_PARTS;
  #mode: LatencyMode = "low";
  #targetAt = 0;
  #firstFrameAt: Ms | null = null;
  #latency: Seconds | null = null;
  #following = true;
  /** The distance grew, and what was seen is to be seen once more as soon as it is known how far back that is. */
  #isGoingBack = false;

  constructor(video: HTMLVideoElement, note: (text: string) => void) {
    this.#video = video;
    this.#note = note;
  }

  get latency(): Seconds | null {
    return this.#latency;
  }

  get target(): Seconds {
    return this.#target.target;
  }

  /** Whether playback is to stay at live; false once the person has gone back. */
  get following(): boolean {
    return this.#following;
  }

  set following(follow: boolean) {
    this.#following = follow;
    if (follow) this.#catchUp = CATCH_UP_START;
  }

  get behind(): boolean {
    if (!this.#following) return true;
    return this.#latency !== null && this.#latency > this.target + BEHIND_BEYOND;
  }

  get mode(): LatencyMode {
    return this.#mode;
  }

  /** Steers to another distance from now on, and goes there at once: forwards by itself, backwards here. */
  setMode(mode: LatencyMode, engine: Engine | null): void {
    if (mode === this.#mode) return;
    this.#mode = mode;
    this.#target = retarget(this.#target, this.#played);
    engine?.setLatencyMode(mode);
    if (engine === null || !this.#following) return;
    engine.aimFor(this.target);
    this.#catchUp = CATCH_UP_START;
    this.#isGoingBack = mode === "normal" && this.#firstFrameAt !== null;
  }

  /** A new source: what was learnt of the network stays, what was learnt of the stream goes. */
  restart(): void {
    this.#catchUp = CATCH_UP_START;
    this.#source = LATENCY_SOURCE_START;
    this.#firstFrameAt = null;
    this.#latency = null;
    this.#following = true;
    this.#isGoingBack = false;
  }

  noteFirstFrame(now: Ms): void {
    this.#firstFrameAt ??= now;
  }

  noteParts(parts: Parts): void {
    this.#parts = parts;
  }

  noteLoad(took: Ms): void {
    this.#target = noteLoad(this.#target, took);
  }

  noteStall(stoodFor: Ms, now: Ms): void {
    this.#target = noteStall(this.#target, stoodFor, now);
  }

  /** Goes to live at once, wherever that is. */
  jump(engine: Engine): void {
    const position = engine.livePosition();
    const end = bufferAt(this.#video).end;
    const wanted = position === null ? end : Math.max(position, end - this.target);
    if (wanted > this.#video.currentTime) this.#video.currentTime = wanted;
  }

  /** Called about ten times a second. */
  tick(engine: Engine, now: Ms, wallClock: number): void {
    this.#measure(engine, wallClock);
    this.#goBack();
    if (now - this.#targetAt >= TARGET_EVERY) {
      this.#targetAt = now;
      this.#target = updateTarget(this.#target, this.#played, now);
      if (this.#following) engine.aimFor(this.target);
    }
    const video = this.#video;
    const { end, nextStart } = bufferAt(video);
    const shown = this.#firstFrameAt !== null;
    const { state, action } = steer(this.#catchUp, {
      now,
      latency: this.#latency,
      target: this.target,
      minBuffer: minBufferFor(this.#target, this.#played.partTarget),
      position: seconds(video.currentTime),
      bufferedEnd: seconds(end),
      nextStart: nextStart === null ? null : seconds(nextStart),
      steering: shown && this.#following && !video.paused && !video.seeking,
      playedFor: ms(this.#firstFrameAt === null ? 0 : now - this.#firstFrameAt),
    });
    this.#catchUp = state;
    if (action.kind === "rate") {
      if (Math.abs(video.playbackRate - action.rate) > 0.001) video.playbackRate = action.rate;
    } else if (action.kind === "seek") {
      this.#note(`seek ${(action.to - video.currentTime).toFixed(2)} s ahead: ${action.why}`);
      video.currentTime = action.to;
    } else {
      this.#note("jump to live");
      this.jump(engine);
    }
  }

  /** Who is in no hurry plays whole segments: a request for each of them, and none for parts. */
  get #played(): Parts {
    return this.#mode === "low" ? this.#parts : { ...this.#parts, partTarget: null };
  }

  /** Playing slowly until the distance is there would take a minute: what was seen is seen once more. */
  #goBack(): void {
    const video = this.#video;
    const { seekable } = video;
    if (!this.#isGoingBack || this.#latency === null || video.seeking || seekable.length === 0) return;
    this.#isGoingBack = false;
    const distance = this.target - this.#latency;
    if (!this.#following || distance < SEEK_BEYOND) return;
    const to = Math.max(seekable.start(0), video.currentTime - distance);
    this.#note(`seek ${(video.currentTime - to).toFixed(2)} s back: latency mode ${this.#mode}`);
    video.currentTime = to;
  }

  #measure(engine: Engine, wallClock: number): void {
    if (this.#firstFrameAt === null || this.#video.seeking) return;
    const capturedAt = engine.capturedAt();
    const byClock = capturedAt === null ? null : seconds((wallClock - capturedAt) / 1000);
    const measured = measureLatency(this.#source, byClock, engine.latency());
    this.#source = measured.state;
    this.#latency = measured.latency;
  }
}

/** End of the buffered range at the position, and the start of the next one. Ranges a frame apart count as one. */
export function bufferAt(video: HTMLVideoElement): { readonly end: number; readonly nextStart: number | null } {
  const tolerance = 0.1;
  const { buffered, currentTime } = video;
  let end = currentTime;
  for (let i = 0; i < buffered.length; i++) {
    const start = buffered.start(i);
    if (start > end + tolerance) return { end, nextStart: start };
    end = Math.max(end, buffered.end(i));
  }
  return { end, nextStart: null };
}
