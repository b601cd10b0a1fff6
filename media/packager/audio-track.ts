/**
 * One audio rendition: frames are counted in samples, cut where the lead's segments begin, and silence stands in for what is missing.
 * Knows no video frame, only the plan.
 */
import { type Seconds, seconds } from "#protocol/units.ts";
import { type AudioConfig, isPlainLc, parseAudioConfig } from "../aac/config.ts";
import { SILENCE_CONFIG, silentFrame } from "../aac/silence.ts";
import { audioInit, VIDEO_TIMESCALE } from "../fmp4/init.ts";
import type { PackagerEvent } from "./events.ts";
import { PartWriter } from "./part-writer.ts";
import { sameBytes } from "./same-bytes.ts";
import type { SegmentPlan } from "./segment-plan.ts";

export type AudioTrackOptions = {
  readonly rendition: string;
  readonly expected: boolean;
  readonly offset: Seconds;
  readonly plan: SegmentPlan;
  readonly takeVersion: () => number;
};

/** Frames that wait for the lead, at most: 12.8 s at 48 kHz. When there are more, they go, and silence takes their place. */
export const MAX_WAITING_AUDIO_FRAMES = 600;
/** Audio this far behind the lead is missing. */
export const AUDIO_LAG_MAX: Seconds = seconds(0.5);
/** Announced audio may begin this late: its encoder has to start as well. */
export const AUDIO_START_MAX: Seconds = seconds(1);
/** Stamps may be this many samples off the count before it is set anew: two frames, well above what rounding and jitter do. */
export const RESYNC_SAMPLES = 2048;

type Active = {
  readonly asc: Uint8Array;
  readonly config: AudioConfig;
  readonly silence: Uint8Array | null;
  readonly writer: PartWriter;
};

type Waiting = { readonly start: number; readonly data: Uint8Array };

export class AudioTrack {
  readonly rendition: string;
  readonly #options: AudioTrackOptions;
  readonly #plan: SegmentPlan;
  #active: Active | null = null;
  #waiting: Waiting[] = [];
  /** Where the next frame goes, in samples on the media clock; null before the first. */
  #position: number | null = null;
  /** The next real frame must fit to half a frame, since silence was written or a frame did not fit. */
  #strict = false;
  /** Real frames have come, so that a lag is one of delivery, not of starting. */
  #heard = false;
  /** Nothing comes: silence follows the lead without waiting. */
  #absent = false;
  #configChanged = false;

  constructor(options: AudioTrackOptions) {
    this.rendition = options.rendition;
    this.#options = options;
    this.#plan = options.plan;
  }

  get end(): Seconds | null {
    return this.#active?.writer.endSeconds ?? null;
  }

  get newestMsn(): number | null {
    return this.#active?.writer.newestMsn ?? null;
  }

  /** The first configuration stands, unless nothing was written yet. An equal one changes nothing. */
  takeConfig(asc: Uint8Array): void {
    const config = parseAudioConfig(asc);
    const active = this.#active;
    if (active === null || this.#position === null) this.#activate(asc, config);
    else this.#configChanged ||= !sameBytes(active.asc, asc) && !sameSound(active.config, config);
  }

  takeFrame(ptsMs: number, data: Uint8Array): void {
    if (this.#active === null || this.#configChanged) return;
    if (this.#waiting.length >= MAX_WAITING_AUDIO_FRAMES) this.#waiting = [];
    const start = (this.#options.offset + ptsMs / 1000) * this.#active.config.sampleRate;
    this.#waiting.push({ start, data });
    this.#heard = true;
    this.#absent = false;
  }

  /** Packages what need not wait for the lead, and fills in what does not come. */
  release(out: PackagerEvent[]): void {
    if (this.#plan.first === null) return;
    this.#drain(this.#plan.known, out);
    this.#fillLag(out);
  }

  /** The period ends: what the lead has covered is packaged, the rest is left out. */
  finish(out: PackagerEvent[]): void {
    if (this.#plan.first !== null) {
      this.#drain(this.#plan.end, out);
      if (this.#absent) this.#fillTo(this.#plan.end, out);
    }
    this.#waiting = [];
    this.#active?.writer.close(true, out);
  }

  #activate(asc: Uint8Array, config: AudioConfig): Active {
    const { codecs, sampleRate, channels, frameSamples } = config;
    const init = {
      data: audioInit({ asc, sampleRate, channels }),
      track: { kind: "audio", codecs, sampleRate, channels },
    } as const;
    const writer = new PartWriter(this.rendition, sampleRate, init, this.#options.takeVersion);
    // Silence is an LC frame of 1024 samples; with other kinds of AAC gaps stay gaps.
    const silence = isPlainLc(config) && frameSamples === 1024 ? silentFrame(channels) : null;
    this.#waiting = [];
    this.#active = { asc: asc.slice(), config, silence, writer };
    return this.#active;
  }

  /** Takes the frames that begin before `until` (90 kHz ticks), with half a frame to spare for the cut. */
  #drain(until: number, out: PackagerEvent[]): void {
    const active = this.#active;
    if (active === null) return;
    const last = inSamples(until, active) - active.config.frameSamples / 2;
    let taken = 0;
    for (const frame of this.#waiting) {
      if (frame.start > last) break;
      taken++;
      this.#take(active, frame, out);
    }
    if (taken > 0) this.#waiting = this.#waiting.slice(taken);
  }

  #take(active: Active, frame: Waiting, out: PackagerEvent[]): void {
    const size = active.config.frameSamples;
    const begin = this.#begin(active);
    if (this.#position === null) {
      if (frame.start + size / 2 < begin) return;
      // Silence before a late first frame ends exactly where the frame begins.
      const missing = active.silence === null ? 0 : Math.floor((frame.start - begin) / size + 0.5);
      this.#position = Math.max(0, Math.round(frame.start) - missing * size);
    }
    const off = frame.start - this.#position;
    const tolerated = this.#strict ? size / 2 : RESYNC_SAMPLES;
    if (off < -tolerated) {
      this.#strict = true;
      return;
    }
    if (off > tolerated) this.#bridge(active, frame.start, out);
    this.#write(active, frame.data, out);
    this.#strict = false;
  }

  /** From the position to a frame that begins later. */
  #bridge(active: Active, start: number, out: PackagerEvent[]): void {
    const size = active.config.frameSamples;
    if (active.silence === null) {
      this.#position = Math.round(start);
      return;
    }
    while (start - (this.#position ?? start) >= size / 2) this.#write(active, active.silence, out);
  }

  #fillLag(out: PackagerEvent[]): void {
    const first = this.#plan.first;
    if (first === null) return;
    const at = this.#position === null || this.#active === null ? first.start : inTicks(this.#position, this.#active);
    const lag = (this.#plan.known - at) / VIDEO_TIMESCALE;
    if (!this.#absent && lag > this.#patience(first.span / VIDEO_TIMESCALE)) this.#absent = true;
    if (this.#absent) this.#fillTo(this.#plan.known, out);
  }

  /** Seconds behind the lead after which audio counts as missing. Audio that nobody announced is missed after the lead's first part. */
  #patience(firstPart: number): number {
    if (this.#heard) return AUDIO_LAG_MAX;
    return this.#options.expected || this.#active !== null ? AUDIO_START_MAX : firstPart;
  }

  #fillTo(until: number, out: PackagerEvent[]): void {
    const active = this.#active ?? this.#activate(SILENCE_CONFIG, parseAudioConfig(SILENCE_CONFIG));
    if (active.silence === null) return;
    const last = inSamples(until, active) - active.config.frameSamples / 2;
    this.#position ??= this.#begin(active);
    while (this.#position < last) {
      this.#write(active, active.silence, out);
      this.#strict = true;
    }
  }

  /** Writes one frame at the position and moves on. Past the longest segment nothing is written: the lead has a hole there as well. */
  #write(active: Active, data: Uint8Array, out: PackagerEvent[]): void {
    const { writer, config } = active;
    const time = this.#position ?? 0;
    const duration = config.frameSamples;
    this.#position = time + duration;
    const half = duration / 2;
    const segment = this.#plan.at(((time + half) * VIDEO_TIMESCALE) / config.sampleRate);
    if (segment === null) return;
    if (writer.segment?.msn !== segment.msn) writer.begin(segment, out);
    if (writer.room(time) < duration) return;
    const next = this.#plan.after(segment);
    const ends = next !== null && time + duration + half >= inSamples(next.start, active);
    writer.add({ time, duration, compositionOffset: 0, key: true, data }, duration, ends, out);
  }

  /** The first sample of the period. */
  #begin(active: Active): number {
    return Math.ceil(inSamples(this.#plan.first?.start ?? 0, active));
  }
}

const inSamples = (ticks: number, active: Active): number => (ticks * active.config.sampleRate) / VIDEO_TIMESCALE;
const inTicks = (samples: number, active: Active): number => (samples * VIDEO_TIMESCALE) / active.config.sampleRate;

const sameSound = (one: AudioConfig, other: AudioConfig): boolean =>
  isPlainLc(one) &&
  isPlainLc(other) &&
  one.sampleRate === other.sampleRate &&
  one.channels === other.channels &&
  one.frameSamples === other.frameSamples;
