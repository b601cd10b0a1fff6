/**
 * One period: a span with constant configurations and one unbroken publisher clock. Feeds the publisher's frames to the packager and the
 * encoder, the encoder's frames to the packager, and hands out packager events once the ladder can be declared.
 */

import { parseAudio } from "#media/flv/audio.ts";
import type { FlvTag } from "#media/flv/tag.ts";
import { parseVideo } from "#media/flv/video.ts";
import { chooseLadder, dropRung } from "#media/ladder/choose.ts";
import { ladderCost } from "#media/ladder/cost.ts";
import { AUDIO_ID, audioRung, type Rung, SOURCE_ID, type Source } from "#media/ladder/rungs.ts";
import type { PackagerEvent, PackagerInput, TrackOptions } from "#media/packager/events.ts";
import { Packager } from "#media/packager/packager.ts";
import type { Ladder } from "#protocol/playback/rendition.ts";
import { type Seconds, seconds } from "#protocol/units.ts";
import type { EncoderHandlers, EncoderRun } from "#transcoder/ffmpeg/run.ts";
import type { Log } from "#transcoder/log.ts";
import { encoderPreamble, rebasedTag } from "./encoder-feed.ts";
import { EncoderSupervisor } from "./encoder-supervisor.ts";
import { renderLadder, type TrackInit } from "./ladder-declaration.ts";
import type { SourceAudio, SourceEvent, SourceVideo } from "./source.ts";

/** The period clock shows this at the publisher's first key frame, so that earlier frames and negative offsets stay above zero. */
export const PERIOD_START_MS = 1000;
/** The ladder is declared without a rung whose encoder has given nothing by then, so that viewers need not wait for it. */
const LADDER_WAIT_MS = 1500;

export type PeriodStart = {
  readonly source: Source;
  readonly avcc: Uint8Array;
  /** AudioSpecificConfig, null when none came yet. */
  readonly asc: Uint8Array | null;
  /** The nominal rate is known, from metadata or the bitstream; else the packager finds out. */
  readonly frameRateKnown: boolean;
  /** Publisher clock of the first key frame's decode and presentation times, milliseconds. */
  readonly firstDtsMs: number;
  readonly firstPtsMs: number;
  /** Where on the publisher's clock encoded output begins when it is fed from an earlier key frame; null for all of it. */
  readonly takeoverMs: number | null;
  /** Media time of the period's first picture. */
  readonly mediaStart: Seconds;
  readonly firstMsn: number;
  readonly nextInit: number;
};

export type PeriodPort = {
  /** What this ladder may use, superfast-encoded pixels a second. */
  readonly pixelsPerSecond: () => number;
  readonly encoderOverhead: number;
  readonly startEncoder: (job: EncoderJob, handlers: EncoderHandlers) => EncoderRun;
  readonly onLadder: (ladder: Ladder) => void;
  readonly onEvents: (events: readonly PackagerEvent[]) => void;
  readonly onDropped: (renditions: readonly string[], reason: string) => void;
  /** What the encoder gave cannot be packaged: the period is broken. */
  readonly onFault: (error: unknown) => void;
  readonly log: Log;
  readonly now: () => number;
};

export type EncoderJob = {
  readonly source: Source;
  readonly rungs: readonly Rung[];
  readonly startAtMs: number | null;
};

export class Period {
  readonly #start: PeriodStart;
  readonly #port: PeriodPort;
  readonly #rungs: readonly Rung[];
  readonly #packager: Packager;
  readonly #encoder: EncoderSupervisor;
  readonly #inits = new Map<string, TrackInit>();
  readonly #startedAt: number;
  #held: PackagerEvent[] | null = [];
  #declared: readonly string[] = [];
  #present: readonly Rung[];
  #ended = false;

  constructor(start: PeriodStart, port: PeriodPort) {
    this.#start = start;
    this.#port = port;
    this.#startedAt = port.now();
    const capacity = { pixelsPerSecond: Math.max(1, port.pixelsPerSecond()) };
    this.#rungs = chooseLadder({ source: start.source, capacity, encoderOverhead: port.encoderOverhead });
    this.#present = withAudio(this.#rungs);
    const firstMs = this.rebase(start.takeoverMs ?? start.firstPtsMs);
    this.#packager = new Packager({
      tracks: trackOptions(this.#rungs, start),
      lead: SOURCE_ID,
      offset: seconds(start.mediaStart - firstMs / 1000),
      firstMsn: start.firstMsn,
      nextInit: start.nextInit,
    });
    const encoded = this.#rungs.filter((rung) => !rung.passthrough);
    this.#encoder = new EncoderSupervisor({
      preamble: encoderPreamble(
        start.avcc,
        encoded.some((rung) => rung.kind === "audio"),
      ),
      rungs: encoded.map((rung) => rung.id),
      start: (ids, startAtMs, handlers) => {
        const takeoverMs = start.takeoverMs === null ? null : this.rebase(start.takeoverMs);
        const job = {
          source: start.source,
          rungs: this.#rungs.filter((r) => ids.includes(r.id)),
          startAtMs: startAtMs ?? takeoverMs,
        };
        return port.startEncoder(job, handlers);
      },
      onTag: (rendition, tag) => {
        try {
          this.#fromEncoder(rendition, tag);
        } catch (error) {
          port.onFault(error);
        }
      },
      onDropped: (ids, reason) => this.#dropped(ids, reason),
      log: port.log,
      now: port.now,
    });
    if (start.source.passthrough) this.#push({ kind: "videoConfig", rendition: SOURCE_ID, avcc: start.avcc });
    if (start.asc !== null) this.audioConfig(start.asc);
  }

  /** Publisher clock to period clock. */
  rebase(publisherMs: number): number {
    return publisherMs - this.#start.firstDtsMs + PERIOD_START_MS;
  }

  video(frame: SourceVideo): void {
    const dtsMs = this.rebase(frame.dtsMs);
    if (dtsMs < 0) return;
    this.#encoder.feed(rebasedTag(frame, dtsMs), { key: frame.key, ptsMs: dtsMs + frame.compositionMs });
    if (!this.#start.source.passthrough) return;
    const { compositionMs, key, data } = frame;
    this.#push({ kind: "videoFrame", rendition: SOURCE_ID, dtsMs, compositionMs, key, data });
  }

  audio(frame: SourceAudio): void {
    this.#push({ kind: "audioFrame", rendition: AUDIO_ID, ptsMs: this.rebase(frame.ptsMs), data: frame.data });
  }

  audioConfig(asc: Uint8Array): void {
    this.#push({ kind: "audioConfig", rendition: AUDIO_ID, asc });
  }

  /** Audio that only ffmpeg can read: it goes to the encoder as it came. */
  foreignAudio(event: Extract<SourceEvent, { kind: "foreignAudio" }>): void {
    const atMs = this.rebase(event.ptsMs);
    if (atMs >= 0) this.#encoder.feed(rebasedTag(event, atMs), null);
  }

  /** Leaves out the rung that goes first. Answers its name, or null when none may go. */
  shed(reason: string): string | null {
    const rungs = this.#rungs.filter((rung) => rung.passthrough || this.#encoder.rungs.includes(rung.id));
    const fewer = dropRung(this.#start.source, rungs, this.#port.encoderOverhead);
    if (fewer === null) return null;
    const gone = rungs.find((rung) => !fewer.includes(rung));
    if (gone === undefined) return null;
    this.#encoder.drop([gone.id], reason);
    return gone.id;
  }

  /** Closes what is open once the encoder has drained. Nothing may be fed any more. */
  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.#encoder.end();
    this.#declareIfReady(true);
    this.#emit(this.#packager.push({ kind: "flush" }));
  }

  /** What the ladder costs the node, superfast-encoded pixels a second. */
  get cost(): number {
    const running = this.#rungs.filter((rung) => rung.passthrough || this.#encoder.rungs.includes(rung.id));
    return ladderCost(this.#start.source, running, this.#port.encoderOverhead);
  }

  /** Names of the renditions that viewers are told of. */
  get renditions(): readonly string[] {
    return this.#declared;
  }

  get lagMs(): number {
    return this.#encoder.lagMs;
  }

  get encoderPid(): number | null {
    return this.#encoder.pid;
  }

  get encoding(): boolean {
    return this.#encoder.rungs.length > 0;
  }

  /** Latest end of any track, and the next free numbers. */
  get position(): { readonly mediaEnd: Seconds; readonly nextMsn: number; readonly nextInit: number } {
    return { mediaEnd: this.#packager.end, nextMsn: this.#packager.nextMsn, nextInit: this.#packager.nextInit };
  }

  #fromEncoder(rendition: string, tag: FlvTag): void {
    if (tag.kind === "audio") {
      const audio = parseAudio(tag.body);
      if (audio.kind === "config") this.#push({ kind: "audioConfig", rendition, asc: audio.asc });
      if (audio.kind === "frame")
        this.#push({ kind: "audioFrame", rendition, ptsMs: tag.timestampMs, data: audio.data });
    } else if (tag.kind === "video") {
      const video = parseVideo(tag.body);
      if (video.kind === "config") this.#push({ kind: "videoConfig", rendition, avcc: video.avcc });
      if (video.kind !== "frame") return;
      const { compositionMs, key, data } = video;
      this.#push({ kind: "videoFrame", rendition, dtsMs: tag.timestampMs, compositionMs, key, data });
    }
  }

  #dropped(ids: readonly string[], reason: string): void {
    this.#present = this.#present.filter((rung) => !ids.includes(rung.id));
    for (const rendition of ids) this.#push({ kind: "drop", rendition });
    if (this.#held === null) this.#declare();
    this.#port.onDropped(ids, reason);
  }

  #push(input: PackagerInput): void {
    this.#emit(this.#packager.push(input));
  }

  #emit(events: readonly PackagerEvent[]): void {
    if (events.length === 0) return;
    for (const event of events) if (event.kind === "init") this.#inits.set(event.rendition, event.track);
    if (this.#held === null) {
      if (this.#known().length > this.#declared.length) this.#declare();
      this.#port.onEvents(events);
      return;
    }
    this.#held.push(...events);
    this.#declareIfReady(false);
  }

  #known(): readonly Rung[] {
    return this.#present.filter((rung) => this.#inits.has(rung.id));
  }

  #declareIfReady(now: boolean): void {
    const held = this.#held;
    if (held === null || !held.some((event) => event.kind === "part")) return;
    const late = now || this.#port.now() - this.#startedAt > LADDER_WAIT_MS;
    if (this.#known().length < this.#present.length && !late) return;
    this.#held = null;
    this.#declare();
    this.#port.onEvents(held);
  }

  #declare(): void {
    const known = this.#known();
    this.#declared = known.map((rung) => rung.id);
    this.#port.onLadder(renderLadder(known, this.#inits));
  }
}

/** A broadcast always has an audio rendition: silence stands in where the publisher sends none. */
function withAudio(rungs: readonly Rung[]): readonly Rung[] {
  if (rungs.some((rung) => rung.kind === "audio")) return rungs;
  return [...rungs, audioRung({ bitrate: null, passthrough: true })];
}

function trackOptions(rungs: readonly Rung[], start: PeriodStart): readonly TrackOptions[] {
  const video = rungs.flatMap((rung): readonly TrackOptions[] =>
    rung.kind === "video"
      ? [{ rendition: rung.id, kind: "video", frameRate: start.frameRateKnown ? rung.frameRate : null }]
      : [],
  );
  return [...video, { rendition: AUDIO_ID, kind: "audio", expected: start.source.audio !== null }];
}
