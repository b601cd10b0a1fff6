/**
 * Keeps one ffmpeg encoding a period's rungs: feeds it the publisher's tags, replaces it when it dies (from the last key frame, in
 * mid-GOP), and hands over at a key frame to one with fewer rungs when the node cannot keep up. Knows FLV tags, not parts.
 */
import type { FlvTag } from "#media/flv/tag.ts";
import type { EncoderHandlers, EncoderRun } from "#transcoder/ffmpeg/run.ts";
import type { Log } from "#transcoder/log.ts";
import { GopRing } from "./gop-ring.ts";

/** Deaths within RESTART_WINDOW_MS after which encoding is given up for the period. */
const MAX_RESTARTS = 6;
const RESTART_WINDOW_MS = 30_000;
/** An encoder that was asked to finish and has not within this is killed. */
const DRAIN_MS = 2000;
/** Unread bytes in front of ffmpeg beyond which it is stuck: 10 s of a 6 Mbit/s source. */
const MAX_STDIN_BYTES = 8 * 1024 * 1024;
/** Frames of the next encoder that wait while the last one drains. */
const MAX_WAITING_TAGS = 2000;

export type SupervisorOptions = {
  /** Everything a fresh ffmpeg must read first: FLV header and sequence headers. */
  readonly preamble: Uint8Array;
  readonly rungs: readonly string[];
  /** Starts ffmpeg for these renditions; `startAtMs` is where its output begins, on the period clock, null for all. */
  readonly start: (rungs: readonly string[], startAtMs: number | null, handlers: EncoderHandlers) => EncoderRun;
  readonly onTag: (rendition: string, tag: FlvTag) => void;
  /** These renditions get no more frames. */
  readonly onDropped: (renditions: readonly string[], reason: string) => void;
  readonly log: Log;
  readonly now: () => number;
};

export class EncoderSupervisor {
  readonly #options: SupervisorOptions;
  readonly #gop = new GopRing();
  readonly #lastOutMs = new Map<string, number>();
  #run: EncoderRun | null = null;
  #draining: Promise<void> | null = null;
  #waiting: { readonly rendition: string; readonly tag: FlvTag }[] = [];
  #rungs: readonly string[];
  #next: { readonly rungs: readonly string[]; readonly reason: string } | null = null;
  #lastInMs = 0;
  #deaths: number[] = [];
  #ended = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#rungs = options.rungs;
  }

  /** Feeds one whole FLV tag on the period clock. `ptsMs` of audio counts nothing here. */
  feed(tag: Uint8Array, frame: { readonly key: boolean; readonly ptsMs: number } | null): void {
    if (this.#ended || this.#rungs.length === 0) return;
    if (frame?.key === true && this.#next !== null) this.#handOver();
    this.#gop.push(tag, frame?.key === true);
    if (frame !== null) this.#lastInMs = Math.max(this.#lastInMs, frame.ptsMs);
    if (this.#run === null) {
      if (frame?.key !== true || this.#rungs.length === 0) return;
      this.#begin(null);
      return;
    }
    this.#run.write(tag);
    if (this.#run.bufferedBytes > MAX_STDIN_BYTES) {
      this.#options.log("warn", "encoder-stuck", { buffered: this.#run.bufferedBytes });
      this.#run.kill();
    }
  }

  /** Leaves the named renditions out from the next key frame on. */
  drop(renditions: readonly string[], reason: string): void {
    const base = this.#next?.rungs ?? this.#rungs;
    this.#next = { rungs: base.filter((id) => !renditions.includes(id)), reason };
  }

  get rungs(): readonly string[] {
    return this.#next?.rungs ?? this.#rungs;
  }

  /** How far the slowest rung is behind what was fed, milliseconds. */
  get lagMs(): number {
    if (this.#rungs.length === 0 || this.#lastOutMs.size === 0) return 0;
    return this.#lastInMs - Math.min(...this.#rungs.map((id) => this.#lastOutMs.get(id) ?? 0));
  }

  get pid(): number | null {
    return this.#run?.pid ?? null;
  }

  /** End of input: resolves when every frame fed has come out, or the encoder was killed for taking too long. */
  async end(): Promise<void> {
    this.#ended = true;
    const run = this.#run;
    this.#run = null;
    await this.#draining;
    if (run !== null) await finish(run);
  }

  #begin(startAtMs: number | null, feed: readonly Uint8Array[] = this.#gop.tags ?? []): void {
    const run = this.#options.start(this.#rungs, startAtMs, {
      onTag: (rendition, tag) => this.#receive(run, rendition, tag),
      onExit: (info) => {
        if (run !== this.#run || this.#ended) return;
        this.#options.log("warn", "encoder-died", {
          code: info.code,
          signal: info.signal,
          stderr: info.stderrTail.slice(-3),
        });
        this.#run = null;
        this.#replace();
      },
      onDrain: () => undefined,
    });
    this.#run = run;
    run.write(this.#options.preamble);
    for (const tag of feed) run.write(tag);
    this.#options.log("info", "encoder-started", { pid: run.pid, rungs: this.#rungs, startAtMs });
  }

  #receive(run: EncoderRun, rendition: string, tag: FlvTag): void {
    if (this.#draining !== null && run === this.#run) {
      if (this.#waiting.length < MAX_WAITING_TAGS) this.#waiting.push({ rendition, tag });
      return;
    }
    this.#emit(rendition, tag);
  }

  #emit(rendition: string, tag: FlvTag): void {
    // A replacement may repeat a frame that the dead encoder had already given for this rung.
    const last = this.#lastOutMs.get(rendition);
    const isFrame = tag.kind === "video" && tag.body.byteLength > 5 && tag.body[1] === 1;
    if (isFrame && last !== undefined && tag.timestampMs <= last) return;
    if (isFrame) this.#lastOutMs.set(rendition, tag.timestampMs);
    this.#options.onTag(rendition, tag);
  }

  #replace(): void {
    const now = this.#options.now();
    this.#deaths = [...this.#deaths.filter((at) => at > now - RESTART_WINDOW_MS), now];
    if (this.#deaths.length > MAX_RESTARTS) {
      const rungs = this.#rungs;
      this.#rungs = [];
      this.#options.onDropped(rungs, "the encoder died again and again");
      return;
    }
    const outs = this.#rungs.map((id) => this.#lastOutMs.get(id));
    const reached = outs.filter((out) => out !== undefined);
    const tags = this.#gop.tags;
    if (tags === null || tags.length === 0) return; // The next key frame begins it.
    this.#begin(reached.length === 0 ? null : Math.max(...reached) + 1, tags);
  }

  #handOver(): void {
    const next = this.#next;
    this.#next = null;
    if (next === null) return;
    const dropped = this.#rungs.filter((id) => !next.rungs.includes(id));
    const old = this.#run;
    this.#run = null;
    this.#rungs = next.rungs;
    const drained = (old === null ? Promise.resolve() : finish(old)).then(() => {
      if (this.#draining !== drained) return;
      this.#draining = null;
      this.#options.onDropped(dropped, next.reason);
      for (const { rendition, tag } of this.#waiting.splice(0)) this.#emit(rendition, tag);
    });
    this.#draining = drained;
  }
}

/** Ends an encoder's input and waits until it is gone; one that hangs is killed. */
async function finish(run: EncoderRun): Promise<void> {
  run.end();
  const timer = setTimeout(() => run.kill(), DRAIN_MS);
  await run.exited;
  clearTimeout(timer);
}
