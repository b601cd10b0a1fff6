/**
 * Cuts the frames of all renditions of one period (a span between discontinuities, with constant configurations) into CMAF parts and
 * segments. A pure state machine: no I/O, no clock; what comes out does not depend on how the input was grouped.
 *
 * When the lead is dropped, the next video rendition in the order of the options takes its place; with none left, audio ends too.
 * The caller starts a new period when a configuration changes, when the publisher's stamps jump back, and when the lead pauses for
 * longer than a segment: what lies in such a pause has no place in any segment.
 */
import { assert } from "#protocol/assert.ts";
import { type Seconds, seconds } from "#protocol/units.ts";
import { AudioTrack } from "./audio-track.ts";
import type { PackagerEvent, PackagerInput, PackagerOptions } from "./events.ts";
import { SegmentPlan } from "./segment-plan.ts";
import { VideoTrack } from "./video-track.ts";

export class Packager {
  readonly #options: PackagerOptions;
  readonly #plan: SegmentPlan;
  readonly #videos: VideoTrack[] = [];
  readonly #audios: AudioTrack[] = [];
  readonly #gone = new Set<string>();
  #lead: VideoTrack | null;
  #nextInit: number;
  #ended = false;

  constructor(options: PackagerOptions) {
    this.#options = options;
    this.#plan = new SegmentPlan(options.firstMsn);
    this.#nextInit = options.nextInit;
    const shared = { offset: options.offset, plan: this.#plan, takeVersion: () => this.#nextInit++ };
    for (const track of options.tracks) {
      if (track.kind === "video") this.#videos.push(new VideoTrack({ ...shared, ...track }));
      else this.#audios.push(new AudioTrack({ ...shared, ...track }));
    }
    this.#lead = this.#videos.find((track) => track.rendition === options.lead) ?? null;
    assert(this.#lead !== null, `the lead ${options.lead} is no video track`);
  }

  /**
   * Takes one input and answers what became ready through it. Throws a `bad_request` Fault on a configuration that cannot be read and
   * on timestamps that stand still. Input for a dropped rendition, and after `flush`, is ignored.
   */
  push(input: PackagerInput): PackagerEvent[] {
    const out: PackagerEvent[] = [];
    if (this.#ended) return out;
    if (input.kind === "flush") {
      this.#finish(out);
      return out;
    }
    if (this.#gone.has(input.rendition)) return out;
    switch (input.kind) {
      case "videoConfig":
        this.#video(input.rendition).takeConfig(input.avcc);
        break;
      case "videoFrame":
        this.#video(input.rendition).takeFrame(input);
        break;
      case "audioConfig":
        this.#audio(input.rendition).takeConfig(input.asc);
        break;
      case "audioFrame":
        this.#audio(input.rendition).takeFrame(input.ptsMs, input.data);
        break;
      case "drop":
        this.#drop(input.rendition, out);
        break;
    }
    this.#release(out);
    return out;
  }

  /** Latest end of any track on the media clock; the offset before anything was packaged. */
  get end(): Seconds {
    const ends = [...this.#videos, ...this.#audios].map((track) => track.end ?? this.#options.offset);
    return seconds(Math.max(...ends));
  }

  /** Media sequence number for the next period's first segment: one more than the newest that has a part. */
  get nextMsn(): number {
    const newest = [...this.#videos, ...this.#audios].map((track) => track.newestMsn ?? this.#options.firstMsn - 1);
    return Math.max(...newest) + 1;
  }

  /** Version of the next initialisation section. */
  get nextInit(): number {
    return this.#nextInit;
  }

  /** The lead goes first: it says up to where the others may go. */
  #release(out: PackagerEvent[]): void {
    const lead = this.#lead;
    if (lead === null) return;
    lead.release(lead.clock, out);
    for (const track of this.#videos) {
      if (track !== lead && !this.#gone.has(track.rendition)) track.release(lead.clock, out);
    }
    for (const track of this.#audios) if (!this.#gone.has(track.rendition)) track.release(out);
  }

  #drop(rendition: string, out: PackagerEvent[]): void {
    const lead = this.#lead;
    if (lead === null) return;
    const video = this.#videos.find((track) => track.rendition === rendition);
    if (video !== undefined) video.finish(lead.clock, out);
    else this.#audio(rendition).finish(out);
    this.#gone.add(rendition);
    if (video !== lead) return;
    this.#lead = this.#videos.find((track) => !this.#gone.has(track.rendition)) ?? null;
    if (this.#lead === null) this.#finish(out);
  }

  #finish(out: PackagerEvent[]): void {
    this.#ended = true;
    const lead = this.#lead;
    if (lead !== null) {
      lead.finish(lead.clock, out);
      for (const track of this.#videos) {
        if (track !== lead && !this.#gone.has(track.rendition)) track.finish(lead.clock, out);
      }
    }
    for (const track of this.#audios) if (!this.#gone.has(track.rendition)) track.finish(out);
  }

  #video(rendition: string): VideoTrack {
    const track = this.#videos.find((candidate) => candidate.rendition === rendition);
    assert(track !== undefined, `${rendition} is no video track of this period`);
    return track;
  }

  #audio(rendition: string): AudioTrack {
    const track = this.#audios.find((candidate) => candidate.rendition === rendition);
    assert(track !== undefined, `${rendition} is no audio track of this period`);
    return track;
  }
}
