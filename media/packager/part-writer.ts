/** Collects the samples of one rendition into parts and muxes each the moment it is complete. Knows no other rendition. */
import { assert } from "#protocol/assert.ts";
import { PART_TARGET, SEGMENT_MAX } from "#protocol/playback/constants.ts";
import { type Seconds, seconds } from "#protocol/units.ts";
import { fragment, type Sample } from "../fmp4/fragment.ts";
import { VIDEO_TIMESCALE } from "../fmp4/init.ts";
import type { InitTrack, PackagerEvent } from "./events.ts";
import { PART_MIN } from "./part-span.ts";
import type { Boundary } from "./segment-plan.ts";

/** Times and durations are in the track's timescale. */
export type TimedSample = Sample & { readonly time: number };

export type WriterInit = { readonly data: Uint8Array; readonly track: InitTrack };

/** Room for part indices in a fragment's sequence number, so that it grows across periods without being handed on. */
const SEQUENCES_PER_SEGMENT = 256;

export class PartWriter {
  readonly #rendition: string;
  readonly #timescale: number;
  readonly #init: WriterInit;
  readonly #takeVersion: () => number;
  #version: number | null = null;
  #segment: Boundary | null = null;
  /** Where the segment's first sample lies, which may be half a frame off the boundary; null before it. */
  #segmentStart: number | null = null;
  #nextPart = 0;
  #samples: TimedSample[] = [];
  #end: number | null = null;
  #newestMsn: number | null = null;
  /** The newest part's segment, while it has not been said to be whole. */
  #openMsn: number | null = null;

  /** `takeVersion` answers the version of the initialisation section, once, when the first part is emitted. */
  constructor(rendition: string, timescale: number, init: WriterInit, takeVersion: () => number) {
    this.#rendition = rendition;
    this.#timescale = timescale;
    this.#init = init;
    this.#takeVersion = takeVersion;
  }

  get segment(): Boundary | null {
    return this.#segment;
  }

  /** End of the last sample written, in the track's timescale; null before the first. */
  get end(): number | null {
    return this.#end;
  }

  get endSeconds(): Seconds | null {
    return this.#end === null ? null : seconds(this.#end / this.#timescale);
  }

  /** Segment of the newest part emitted, or null. */
  get newestMsn(): number | null {
    return this.#newestMsn;
  }

  /** From here on samples belong to this segment; the part that is open closes the one before. */
  begin(segment: Boundary, out: PackagerEvent[]): void {
    this.close(true, out);
    if (this.#openMsn !== null) out.push({ kind: "close", rendition: this.#rendition, msn: this.#openMsn });
    this.#openMsn = null;
    this.#segment = segment;
    this.#segmentStart = null;
    this.#nextPart = 0;
  }

  /**
   * Adds a sample of the segment, the last one if `ends`. `typical` is how long a sample of the track usually is. No part outgrows PART_TARGET and no segment
   * SEGMENT_MAX: a part closes early before a sample that does not fit, and a sample longer than that by itself is cut short, which
   * leaves a hole. What lies past the longest segment is left out.
   */
  add(sample: TimedSample, typical: number, ends: boolean, out: PackagerEvent[]): void {
    const most = Math.floor(Math.min(PART_TARGET * this.#timescale, this.room(sample.time)));
    if (most < 1) return;
    const fitted = sample.duration > most ? { ...sample, duration: most } : sample;
    const end = fitted.time + fitted.duration;
    if (this.#overgrows(end)) this.close(false, out);
    this.#segmentStart ??= fitted.time;
    this.#samples.push(fitted);
    this.#end = end;
    if (ends || this.#complete(this.#samples[0]?.time ?? fitted.time, end, typical)) this.close(ends, out);
  }

  /** How much a sample at this time may still last before its segment is too long; none when 0 or less. */
  room(time: number): number {
    return (this.#segmentStart ?? time) + SEGMENT_MAX * this.#timescale - time;
  }

  /** Whether a sample at this time, lasting this long, would be the last of its part. */
  wouldComplete(time: number, duration: number, typical: number): boolean {
    const end = time + duration;
    const start = this.#overgrows(end) ? time : (this.#samples[0]?.time ?? time);
    return this.#complete(start, end, typical);
  }

  /** Emits the open part, if there is one. */
  close(last: boolean, out: PackagerEvent[]): void {
    const first = this.#samples[0];
    if (first === undefined) return;
    const segment = this.#requireSegment();
    const start = first.time / this.#timescale;
    const duration = ((this.#end ?? first.time) - first.time) / this.#timescale;
    const init = this.#emitInit(out);
    const part = this.#nextPart++;
    const sequence = segment.msn * SEQUENCES_PER_SEGMENT + part + 1;
    out.push({
      kind: "part",
      rendition: this.#rendition,
      msn: segment.msn,
      part,
      init,
      start: seconds(start),
      duration: seconds(duration),
      independent: first.key,
      last,
      data: fragment({ sequence, decodeTime: first.time, samples: this.#samples }),
    });
    this.#newestMsn = segment.msn;
    this.#openMsn = last ? null : segment.msn;
    this.#samples = [];
  }

  #emitInit(out: PackagerEvent[]): number {
    if (this.#version === null) {
      this.#version = this.#takeVersion();
      out.push({ kind: "init", rendition: this.#rendition, version: this.#version, ...this.#init });
    }
    return this.#version;
  }

  #overgrows(end: number): boolean {
    const start = this.#samples[0]?.time;
    return start !== undefined && end - start > PART_TARGET * this.#timescale;
  }

  /** The part is long enough, and has reached a boundary of the grid or cannot hold one more sample. */
  #complete(start: number, end: number, typical: number): boolean {
    const segment = this.#requireSegment();
    const scale = this.#timescale / VIDEO_TIMESCALE;
    const span = segment.span * scale;
    const elapsed = start - segment.start * scale;
    const boundary = (Math.floor((elapsed + typical / 2) / span) + 1) * span - elapsed;
    const length = end - start;
    if (length < PART_MIN * this.#timescale) return false;
    return length >= boundary - typical / 2 || length + typical > PART_TARGET * this.#timescale;
  }

  #requireSegment(): Boundary {
    assert(this.#segment !== null, "a sample came before its segment");
    return this.#segment;
  }
}
