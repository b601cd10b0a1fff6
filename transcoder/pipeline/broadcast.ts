/**
 * One publisher connection, from tags to bundles: decides where periods begin, moves bundles to the uplink, watches the node's health.
 * Reads no socket and spawns nothing itself: the publisher, the uplink and the encoder are handed in.
 */
import type { FlvTag } from "#media/flv/tag.ts";
import { Fault } from "#protocol/errors.ts";
import type { Lease } from "#protocol/ingest/open.ts";
import type { Health } from "#protocol/ingest/uplink.ts";
import { FIRST_MSN, MEDIA_START, SEGMENT_MAX } from "#protocol/playback/constants.ts";
import { type Seconds, seconds } from "#protocol/units.ts";
import type { Publisher } from "#transcoder/ingest/publisher.ts";
import { Delivery, type UplinkPort } from "./delivery.ts";
import { healthMessage, judgeLag, type LagState, SETTLE_MS } from "./health.ts";
import { Meter } from "./meter.ts";
import { Period, type PeriodPort } from "./period.ts";
import { type SourceEvent, SourceReader, type SourceVideo } from "./source.ts";
import { SourceConfig } from "./source-config.ts";
import { SETTLE_CLOCK_MS, startOf } from "./start-clock.ts";
import type { StillOutcome } from "./still-schedule.ts";
import { Stills } from "./stills.ts";

/** A publisher clock that jumps by more than this begins a new period. */
const CLOCK_JUMP_MS = 2000;
const CLOCK_BACK_MS = 200;
/** A GOP this long, less a part of slack, cannot be cut into segments: the source is encoded instead of passed through. */
const LONG_GOP_S = SEGMENT_MAX - 0.1;
/** Frames kept since the last key frame, for that case: 2.5 s at 240 fps. */
const MAX_GOP_FRAMES = 600;
/** Events that wait while one period ends and the next begins; a drain takes two seconds at most. */
const MAX_QUEUE = 4000;
/** A gap between periods that cannot be mistaken for an overlap. */
const PERIOD_GAP_S = 0.1;
const TICK_MS = 1000;

export type BroadcastPort = Omit<PeriodPort, "onLadder" | "onEvents" | "onDropped" | "onFault"> & {
  readonly connect: (
    lease: Lease,
    handlers: { onStop(reason: string): void; onLost(reason: string): void },
  ) => UplinkPort;
  /** A new lease for the same publisher, after the old one was lost; null when it is refused. */
  readonly reopen: () => Promise<Lease | null>;
  readonly onHealth: (
    health: Health & { readonly login: string; readonly lagMs: number; readonly renditions: readonly string[] },
  ) => void;
  /** As `StillsPort` says, for the lease that is in force. */
  readonly takeStill: (lease: Lease, media: Uint8Array) => Promise<StillOutcome> | null;
  readonly onEnd: (reason: string) => void;
};

type Position = { readonly mediaEnd: Seconds; readonly nextMsn: number; readonly nextInit: number };

export class Broadcast {
  readonly #publisher: Publisher;
  readonly #port: BroadcastPort;
  readonly #reader = new SourceReader();
  readonly #meter = new Meter();
  readonly #tick: ReturnType<typeof setInterval>;
  #lease: Lease;
  readonly #delivery: Delivery;
  readonly #stills: Stills;
  readonly #config = new SourceConfig();
  #period: Period | null = null;
  #passthrough = true;
  #changing = true;
  #transition: Promise<void> | null = null;
  #queue: { readonly event: SourceEvent; readonly at: number }[] = [];
  #gop: SourceVideo[] = [];
  #position: Position;
  #lastDtsMs: number | null = null;
  #jumped = false;
  #dropped: string[] = [];
  #lag: LagState = { over: 0, settledAt: 0 };
  #lastLagMs = 0;
  #ended = false;

  constructor(publisher: Publisher, lease: Lease, port: BroadcastPort) {
    this.#publisher = publisher;
    this.#port = port;
    this.#lease = lease;
    this.#passthrough = lease.gopHint === null || lease.gopHint < LONG_GOP_S;
    this.#position = positionOf(lease);
    this.#delivery = new Delivery(lease, this.#connect(lease), port);
    this.#stills = new Stills({ takeStill: (media) => port.takeStill(this.#lease, media), now: port.now });
    this.#tick = setInterval(() => this.#watch(), TICK_MS);
    publisher.start({
      onTag: (tag) => this.#onTag(tag),
      onEnd: (reason) => void this.#end(reason),
    });
  }

  get login(): string {
    return this.#lease.login;
  }

  /** What the running ladder costs the node, superfast-encoded pixels a second. */
  get cost(): number {
    return this.#period?.cost ?? 0;
  }

  get encoderPid(): number | null {
    return this.#period?.encoderPid ?? null;
  }

  /** How far the encoder is behind what came, milliseconds. */
  get lagMs(): number {
    return this.#period?.lagMs ?? 0;
  }

  /** Ends the publisher; `onEnd` follows once everything is flushed. */
  stop(reason: string): void {
    this.#publisher.stop(reason);
  }

  #connect(lease: Lease): UplinkPort {
    return this.#port.connect(lease, {
      onStop: (reason) => {
        this.#port.log("info", "stopped-by-object", { login: lease.login, reason });
        this.#publisher.stop(reason);
      },
      onLost: (reason) => void this.#reopen(reason),
    });
  }

  #onTag(tag: FlvTag): boolean {
    if (this.#ended) return true;
    try {
      const event = this.#reader.push(tag);
      if (event !== null) this.#take(event);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#port.log("warn", "publisher-malformed", { login: this.login, message: error.message });
      this.#publisher.stop(error.message);
    }
    return true;
  }

  #take(event: SourceEvent): void {
    if (this.#transition === null) return this.#handle(event);
    this.#queue.push({ event, at: this.#port.now() });
    if (this.#queue.length > MAX_QUEUE) this.#publisher.stop("the encoder did not finish in time");
  }

  #handle(event: SourceEvent): void {
    switch (event.kind) {
      case "metadata":
        return this.#config.metadata(event.metadata);
      case "foreignVideo":
        return this.#publisher.stop(`video must be H.264 (AVC); this stream is ${event.codec}`);
      case "videoConfig":
        if (this.#config.video(event.avcc)) this.#changing = true;
        return;
      case "audioConfig":
        return this.#audioConfig(event.asc);
      case "foreignAudio":
        if (this.#config.foreign()) this.#changing = true;
        return this.#period?.foreignAudio(event);
      case "audio":
        this.#meter.audio(event.ptsMs, event.data.byteLength);
        return this.#period?.audio(event);
      case "video":
        return this.#video(event);
    }
  }

  #audioConfig(asc: Uint8Array): void {
    const changed = this.#config.audio(asc);
    if (this.#period === null) return;
    if (changed) this.#changing = true;
    else this.#period.audioConfig(asc);
  }

  #video(frame: SourceVideo): void {
    const last = this.#lastDtsMs;
    const jumped = last !== null && (frame.dtsMs > last + CLOCK_JUMP_MS || frame.dtsMs < last - CLOCK_BACK_MS);
    if (jumped) {
      this.#port.log("info", "publisher-clock-jumped", { login: this.login, from: last, to: frame.dtsMs });
      this.#changing = true;
      this.#jumped = true;
      this.#meter.cut();
    }
    this.#lastDtsMs = frame.dtsMs;
    this.#meter.video(frame.dtsMs, frame.data.byteLength, frame.key);
    if (frame.key) this.#gop = [];
    if (this.#gop.length < MAX_GOP_FRAMES) this.#gop.push(frame);
    if (frame.key && this.#changing) return this.#change([frame], null);
    // What follows a jump belongs to the next period, which begins with the next key frame.
    if (this.#jumped) return;
    this.#period?.video(frame);
    if (this.#passthrough && this.#period !== null && this.#meter.runningGop > LONG_GOP_S) this.#encodeSource(frame);
  }

  /** The publisher's key frames are too far apart to cut segments at: from the next picture on the source is encoded. */
  #encodeSource(frame: SourceVideo): void {
    this.#port.log("info", "long-gop", { login: this.login, gop: this.#meter.runningGop });
    this.#passthrough = false;
    const whole = this.#gop[0]?.key === true && this.#gop.length < MAX_GOP_FRAMES;
    if (!whole) {
      this.#changing = true;
      return;
    }
    const pts = Math.max(...this.#gop.map((f) => f.dtsMs + f.compositionMs), frame.dtsMs + frame.compositionMs);
    this.#change(this.#gop, pts + 1);
  }

  /** Ends the period and begins the next with these frames, the first of them a key frame. */
  #change(frames: readonly SourceVideo[], takeoverMs: number | null): void {
    const old = this.#period;
    const avcc = this.#config.avcc;
    if (avcc === null) return;
    this.#changing = false;
    this.#jumped = false;
    this.#period = null;
    const cameAt = this.#port.now();
    const begin = (): void => {
      if (old !== null) this.#position = old.position;
      this.#transition = null;
      const queue = this.#queue.splice(0);
      this.#begin(
        frames,
        takeoverMs,
        avcc,
        takeoverMs === null ? startOfQueue(frames, cameAt, queue) : this.#port.now(),
      );
      for (const { event } of queue) this.#take(event);
    };
    const settled = new Promise((resolve) => setTimeout(resolve, takeoverMs === null ? SETTLE_CLOCK_MS : 0));
    this.#transition = Promise.all([settled, old?.end()])
      .then(begin)
      .catch((error: unknown) => this.#fail(error));
  }

  #begin(frames: readonly SourceVideo[], takeoverMs: number | null, avcc: Uint8Array, startedAt: number): void {
    const first = frames[0];
    if (first === undefined || this.#ended) return;
    const wallMedia = MEDIA_START + (startedAt - this.#lease.startedAt) / 1000;
    const { mediaEnd, nextMsn, nextInit } = this.#position;
    const { source, frameRateKnown } = this.#config.describe(avcc, this.#passthrough);
    if (mediaEnd > 0) this.#delivery.discontinuity(nextMsn);
    this.#dropped = [];
    this.#lag = { over: 0, settledAt: this.#port.now() + SETTLE_MS };
    this.#period = new Period(
      {
        source,
        avcc,
        asc: this.#config.asc,
        frameRateKnown,
        firstDtsMs: first.dtsMs,
        firstPtsMs: first.dtsMs + first.compositionMs,
        takeoverMs,
        mediaStart: seconds(Math.max(wallMedia, mediaEnd + PERIOD_GAP_S)),
        firstMsn: nextMsn,
        nextInit,
      },
      {
        ...this.#port,
        onLadder: (ladder) => {
          this.#delivery.declare(ladder);
          this.#stills.declare(ladder);
        },
        onEvents: (events) => {
          this.#delivery.add(events);
          this.#stills.add(events);
        },
        onFault: (error) => this.#fail(error),
        onDropped: (renditions, reason) => {
          this.#dropped = [...this.#dropped, ...renditions];
          this.#port.log("warn", "renditions-dropped", { login: this.login, renditions, reason });
        },
      },
    );
    const { width, height, frameRate, passthrough } = source;
    this.#port.log("info", "period", { login: this.login, width, height, frameRate, passthrough, msn: nextMsn });
    for (const frame of frames) this.#period.video(frame);
  }

  /** Once a second: sheds a rung when the encoder falls behind, and tells the streamer how it goes. */
  #watch(): void {
    const now = this.#port.now();
    const { lagMs } = this;
    const judged = judgeLag(this.#lag, lagMs, now);
    this.#lag = judged.state;
    if (judged.shed) this.#period?.shed(`the encoder is ${Math.round(lagMs)} ms behind`);
    const { fps, bitrate, gop } = this.#meter.measure();
    const speed = Math.max(0, 1 - (lagMs - this.#lastLagMs) / TICK_MS);
    this.#lastLagMs = lagMs;
    const facts = { gop, fps, dropped: this.#dropped, ring: this.#delivery.pending, passthrough: this.#passthrough };
    const health: Health = {
      speed: round(speed),
      fps: round(fps),
      bitrate: Math.round(bitrate),
      gop: round(gop),
      dropped: this.#dropped.slice(0, 16),
      ring: facts.ring,
      message: healthMessage(facts),
    };
    this.#delivery.health(health);
    this.#port.onHealth({
      ...health,
      login: this.login,
      lagMs: Math.round(lagMs),
      renditions: this.#period?.renditions ?? [],
    });
  }

  async #reopen(reason: string): Promise<void> {
    if (this.#ended) return;
    this.#port.log("warn", "lease-lost", { login: this.login, reason });
    const lease = await this.#port.reopen();
    if (lease === null || this.#ended) return this.#publisher.stop("the broadcast could not be continued");
    // What the old lease packaged never reached the timeline: its numbers begin again where the object stands.
    const old = this.#period;
    this.#period = null;
    this.#changing = true;
    await old?.end();
    this.#lease = lease;
    this.#delivery.moveTo(lease, this.#connect(lease));
    this.#position = positionOf(lease);
  }

  async #end(reason: string): Promise<void> {
    if (this.#ended) return;
    clearInterval(this.#tick);
    try {
      // What came before the end still belongs to the broadcast, also when a period is just changing.
      while (this.#transition !== null) await this.#transition;
      this.#ended = true;
      await this.#period?.end();
      await this.#delivery.end(reason);
    } finally {
      this.#delivery.close();
      this.#port.onEnd(reason);
    }
  }

  #fail(error: unknown): void {
    this.#transition = null;
    this.#queue = [];
    this.#port.log("error", "pipeline-failed", {
      login: this.login,
      message: error instanceof Error ? error.message : String(error),
    });
    this.#publisher.stop("an internal error ended this stream");
  }
}

/** Where the timeline stands for this lease. */
const positionOf = (lease: Lease): Position => ({
  mediaEnd: seconds(lease.mediaEnd),
  nextMsn: Math.max(FIRST_MSN, lease.nextMsn),
  nextInit: lease.nextInit,
});

/** When the first picture was, judged by it and by the frames that came while the period was prepared. */
function startOfQueue(
  frames: readonly SourceVideo[],
  cameAt: number,
  queue: readonly { readonly event: SourceEvent; readonly at: number }[],
): number {
  const later = queue.flatMap(({ event, at }) => (event.kind === "video" ? [{ at, dtsMs: event.dtsMs }] : []));
  return startOf({ at: cameAt, dtsMs: frames[0]?.dtsMs ?? 0 }, later);
}

const round = (value: number): number => Math.round(value * 100) / 100;
