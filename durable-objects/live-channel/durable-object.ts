/** `LiveChannel`: the shell of one channel's object. Turns platform events into calls of the pure `Channel`; decides nothing itself. */

import { DurableObject } from "cloudflare:workers";
import * as v from "valibot";
import { markEvent, type NewEvent, type PlatformEvent } from "#protocol/events/platform-event.ts";
import { GRACE_MS, type OpenResponse } from "#protocol/ingest/open.ts";
import { loggable } from "#protocol/loggable.ts";
import type { LiveBroadcast } from "../chat-room/calls.ts";
import type { ChatRoom } from "../chat-room/durable-object.ts";
import { NamedAlarms } from "../platform/alarms.ts";
import { refuse } from "../platform/refuse.ts";
import { hashOf, isSameHash, newToken } from "../platform/secrets.ts";
import { UplinkSockets } from "../platform/uplink-sockets.ts";
import { platformClock } from "../platform/world.ts";
import type { Bytes, ChannelStanding, HealthNews, OpenCall, Recovering } from "./calls.ts";
import { Channel } from "./channel.ts";
import { openDirectory } from "./directory.ts";
import type { Cursor, News } from "./event-ring.ts";
import type { LeaseRecord } from "./lease.ts";
import { describe, type Snapshot } from "./snapshot.ts";
import { openChannelStore } from "./storage.ts";
import { type Close, onFrame, onText } from "./uplink.ts";

/** The bindings that a channel may touch. */
export type LiveChannelEnv = {
  readonly MEDIA: R2Bucket;
  readonly DB: D1Database;
  readonly CHAT_ROOM: DurableObjectNamespace<ChatRoom>;
  readonly EVENTS: Queue<PlatformEvent>;
  readonly GRACE_MS?: string;
};

const graceSchema = v.fallback(v.pipe(v.string(), v.toNumber(), v.integer(), v.minValue(0)), GRACE_MS);

export class LiveChannel extends DurableObject<LiveChannelEnv> {
  readonly #channel: Channel;
  readonly #alarms: NamedAlarms;
  readonly #uplinks: UplinkSockets;
  readonly #calls: Record<string, number> = {};
  readonly #instance = crypto.randomUUID();

  constructor(ctx: DurableObjectState, env: LiveChannelEnv) {
    super(ctx, env);
    this.#alarms = new NamedAlarms(ctx.storage);
    this.#uplinks = new UplinkSockets(ctx);
    this.#channel = new Channel({
      instance: this.#instance,
      clock: platformClock,
      bucket: env.MEDIA,
      store: openChannelStore(ctx.storage.sql),
      directory: openDirectory(env.DB),
      alarms: this.#alarms,
      uplinks: this.#uplinks,
      chat: {
        broadcast: (channelId, broadcast) =>
          ctx.waitUntil(
            tellChat(env, channelId, broadcast).catch((cause) =>
              console.warn("the chat was not told", loggable(cause)),
            ),
          ),
      },
      events: {
        begun: ({ channelId, broadcastId, startedAt }) =>
          ctx.waitUntil(tell(env, { type: "stream.online", channelId, broadcastId, startedAt })),
        ended: ({ channelId, broadcastId }) =>
          ctx.waitUntil(tell(env, { type: "stream.offline", channelId, broadcastId })),
      },
      graceMs: v.parse(graceSchema, env.GRACE_MS),
      log: (sentence, cause) => console.warn(sentence, loggable(cause)),
    });
  }

  /** A publisher asks to go live; the caller has checked its key. */
  async open(call: Omit<OpenCall, "tokenHash">): Promise<OpenResponse | { readonly outcome: "recovering" }> {
    this.#count("open");
    const uploadToken = newToken();
    const opened = await this.#channel.open({ ...call, tokenHash: await hashOf(uploadToken) });
    return opened.outcome === "granted" ? { ...opened, lease: { ...opened.lease, uploadToken } } : opened;
  }

  /** The uplink's upgrade: the path names the broadcast, the bearer token must be the lease's. */
  override async fetch(request: Request): Promise<Response> {
    const token = /^Bearer (\S{1,128})$/.exec(request.headers.get("Authorization") ?? "")?.[1];
    const broadcastId = /\/broadcasts\/([0-9]{1,16})\/uplink$/.exec(new URL(request.url).pathname)?.[1];
    const lease = await this.#leaseOf(broadcastId ?? "", token ?? "");
    if (lease === null) return refuse("unauthorized", "The upload token is not that of the current lease.");
    return this.#uplinks.accept(lease.epoch);
  }

  /** Whether this upload token is that of the lease which publishes this broadcast now. */
  async holdsLease(broadcastId: string, uploadToken: string): Promise<boolean> {
    this.#count("holdsLease");
    return (await this.#leaseOf(broadcastId, uploadToken)) !== null;
  }

  async #leaseOf(broadcastId: string, uploadToken: string): Promise<LeaseRecord | null> {
    const given = await hashOf(uploadToken);
    const { lease } = this.#channel;
    if (lease?.held !== true || lease.broadcastId !== broadcastId) return null;
    return isSameHash(given, lease.tokenHash) ? lease : null;
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    this.#count(typeof message === "string" ? "uplinkTexts" : "uplinkFrames");
    const epoch = this.#uplinks.epochOf(socket);
    const close: Close =
      typeof message === "string"
        ? await onText(this.#channel, this.#uplinks, epoch, message)
        : await onFrame(this.#channel, epoch, new Uint8Array(message));
    if (close !== null) this.#uplinks.close(socket, close.code, close.reason);
  }

  /** What a mirror does not know yet; waits for it at most `timeoutMs`. */
  async next(cursor: Cursor | null, timeoutMs: number): Promise<News | Recovering> {
    this.#count("next");
    return this.#channel.next(cursor, timeoutMs);
  }

  async part(broadcastId: string, rendition: string, msn: number, part: number | null): Promise<Bytes> {
    this.#count("part");
    return this.#channel.part(broadcastId, rendition, msn, part);
  }

  async init(broadcastId: string, rendition: string, version: number): Promise<Bytes> {
    this.#count("init");
    return this.#channel.init(broadcastId, rendition, version);
  }

  /** Notes viewers; answers how many there are. */
  heartbeats(viewers: readonly string[]): number {
    this.#count("heartbeats");
    return this.#channel.beat(viewers);
  }

  state(): ChannelStanding {
    this.#count("state");
    return this.#channel.standing();
  }

  /** How it stands, and the node's readings after a moment. */
  health(after: number): HealthNews {
    this.#count("health");
    return this.#channel.healthSince(after);
  }

  /** Ends the session of the current publisher: its key was rotated. */
  async revoke(reason: string): Promise<void> {
    await this.#channel.release(reason, true);
  }

  /** Everything that a debug page shows. */
  snapshot(): Snapshot {
    return describe(this.#channel, this.#instance, this.#calls, this.#uplinks.size);
  }

  /** Throws the object out of memory, as the platform may at any moment. */
  abort(): void {
    this.ctx.abort("aborted for a test");
  }

  override async alarm(): Promise<void> {
    await this.#alarms.ring(Date.now(), (name) => this.#channel.alarm(name));
  }

  #count(call: string): void {
    this.#calls[call] = (this.#calls[call] ?? 0) + 1;
  }
}

async function tell(env: LiveChannelEnv, event: NewEvent): Promise<void> {
  try {
    await env.EVENTS.send(markEvent(event, Date.now(), crypto.randomUUID()));
  } catch (cause) {
    console.error(`the event ${event.type} was lost`, loggable(cause));
  }
}

/** The chat's troubles are its own: nobody waits for it. */
async function tellChat(env: LiveChannelEnv, channelId: string, broadcast: LiveBroadcast | null): Promise<void> {
  await env.CHAT_ROOM.getByName(channelId).broadcast(broadcast);
}
