/** The node: joins the RTMP server, the pipeline, the encoder and the Worker. Holds the running broadcasts and ends them in order. */

import { PRESET_OVERHEAD, type Preset } from "#media/ladder/cost.ts";
import { GRACE_MS, type Lease } from "#protocol/ingest/open.ts";
import { seconds } from "#protocol/units.ts";
import { encodePlan } from "#transcoder/ffmpeg/arguments.ts";
import { startEncoder } from "#transcoder/ffmpeg/run.ts";
import { createIngestApi, type IngestApi } from "./agent/api.ts";
import { StillTaker } from "./agent/stills.ts";
import { Uplink } from "./agent/uplink.ts";
import type { Config } from "./config.ts";
import type { Capacity } from "./ffmpeg/capacity.ts";
import { makeStill } from "./ffmpeg/jobs.ts";
import type { AuthoriseDenial, AuthoriseGrant, AuthoriseRequest, Publisher } from "./ingest/publisher.ts";
import { publisherAddress } from "./ingest/publisher-address.ts";
import { RtmpServer } from "./ingest/rtmp/server.ts";
import type { Log } from "./log.ts";
import { Broadcast } from "./pipeline/broadcast.ts";
import { hasTimeForStills } from "./pipeline/still-schedule.ts";

const PRESET: Preset = "superfast";
/** A node that stops waits this long for its broadcasts to flush. */
const STOP_TIMEOUT_MS = 8000;

/** Opening anew after a lease was lost: one try, and the pause before the next. */
const REOPEN_TIMEOUT_MS = 10_000;
const REOPEN_PAUSE_MS = 1000;

const DENIALS = {
  unknown_key: "this stream key is not known",
  already_live: "this channel is live already from another encoder",
  too_often: "too many wrong stream keys came from this address, try again in a minute",
  closed: "new broadcasts are switched off on this site for the moment",
  unavailable: "the platform cannot be reached, try again in a moment",
} as const;

export type NodeParts = {
  readonly config: Config;
  readonly ffmpeg: string;
  readonly capacity: Capacity;
  readonly log: Log;
};

export class TranscoderNode {
  readonly #parts: NodeParts;
  readonly #api: IngestApi;
  readonly #rtmp: RtmpServer;
  readonly #stills: StillTaker;
  readonly #broadcasts = new Set<Broadcast>();
  #idle: (() => void) | null = null;

  constructor(parts: NodeParts) {
    this.#parts = parts;
    this.#api = createIngestApi(parts.config.api, parts.config.nodeToken);
    const make = (media: Uint8Array): Promise<Uint8Array> => makeStill(media, parts.ffmpeg);
    this.#stills = new StillTaker({ base: parts.config.api, make, log: parts.log });
    this.#rtmp = new RtmpServer({
      authorise: (request) => this.#authorise(request),
      log: ({ level, event, ...fields }) => parts.log(level, event.replaceAll("_", "-"), fields),
    });
  }

  /** Begins to take publishers; answers the port. */
  listen(): Promise<number> {
    return this.#rtmp.listen(this.#parts.config.rtmpPort, this.#parts.config.rtmpHost);
  }

  /** Ends every publisher, waits until what they sent is delivered, closes the server. */
  async stop(): Promise<void> {
    const idle = new Promise<void>((resolve) => {
      this.#idle = resolve;
      setTimeout(resolve, STOP_TIMEOUT_MS).unref();
    });
    for (const broadcast of this.#broadcasts) broadcast.stop("the server is stopping");
    if (this.#broadcasts.size > 0) await idle;
    await this.#rtmp.close();
  }

  get broadcasts(): number {
    return this.#broadcasts.size;
  }

  async #authorise(request: AuthoriseRequest): Promise<AuthoriseGrant | AuthoriseDenial> {
    const { streamKey, signal } = request;
    const lease = await this.#open(request, streamKey, signal);
    if (typeof lease === "string") return { outcome: "denied", reason: lease, message: DENIALS[lease] };
    return { outcome: "granted", accept: (publisher) => this.#accept(publisher, lease, streamKey) };
  }

  async #open(
    { protocol, remoteAddress }: Pick<AuthoriseRequest, "protocol" | "remoteAddress">,
    streamKey: string,
    signal: AbortSignal,
  ): Promise<Lease | keyof typeof DENIALS> {
    const address = publisherAddress(remoteAddress);
    const publisher = address === null ? {} : { publisher: address };
    try {
      const asked = { streamKey, nodeId: this.#parts.config.nodeId, protocol, ...publisher };
      const answer = await this.#api.open(asked, signal);
      return answer.outcome === "granted" ? answer.lease : answer.reason;
    } catch (error) {
      this.#parts.log("error", "open-failed", { message: error instanceof Error ? error.message : String(error) });
      return "unavailable";
    }
  }

  /** Asks again and again within the grace: the publisher is there, the platform is not. */
  async #reopen(streamKey: string, publisher: Publisher): Promise<Lease | null> {
    const until = Date.now() + GRACE_MS;
    for (;;) {
      const again = await this.#open(publisher, streamKey, AbortSignal.timeout(REOPEN_TIMEOUT_MS));
      if (typeof again !== "string") return again;
      if (again === "unknown_key" || Date.now() > until) return null;
      await new Promise((resolve) => setTimeout(resolve, REOPEN_PAUSE_MS));
    }
  }

  /** What one more ladder may use: the others' rungs are paid for already. */
  #free(asking: Broadcast): number {
    const { pixelsPerSecond, nodePixelsPerSecond } = this.#parts.capacity;
    const others = [...this.#broadcasts].filter((broadcast) => broadcast !== asking);
    return Math.min(pixelsPerSecond, nodePixelsPerSecond - others.reduce((sum, broadcast) => sum + broadcast.cost, 0));
  }

  #accept(publisher: Publisher, lease: Lease, streamKey: string): void {
    const { config, ffmpeg, log } = this.#parts;
    log("info", "publisher-accepted", { login: lease.login, broadcastId: lease.broadcastId, epoch: lease.epoch });
    const broadcast = new Broadcast(publisher, lease, {
      pixelsPerSecond: () => this.#free(broadcast),
      encoderOverhead: PRESET_OVERHEAD[PRESET],
      startEncoder: (job, handlers) => {
        const startAt = job.startAtMs === null ? null : seconds(job.startAtMs / 1000);
        const settings = { encoder: "x264", preset: PRESET, frameRate: job.source.frameRate, startAt } as const;
        return startEncoder(encodePlan(job.rungs, settings), handlers, log, ffmpeg);
      },
      connect: (granted, handlers) => new Uplink(config.api, granted, handlers, log),
      reopen: () => this.#reopen(streamKey, publisher),
      takeStill: (granted, media) => {
        const isIdle = hasTimeForStills([...this.#broadcasts].map(({ lagMs }) => lagMs));
        return isIdle ? this.#stills.take(granted, media) : null;
      },
      onHealth: (health) => log("info", "health", health),
      onEnd: (reason) => {
        this.#broadcasts.delete(broadcast);
        log("info", "publisher-ended", { login: lease.login, reason });
        if (this.#broadcasts.size === 0) this.#idle?.();
      },
      log,
      now: () => Date.now(),
    });
    this.#broadcasts.add(broadcast);
  }
}
