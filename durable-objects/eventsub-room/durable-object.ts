/**
 * `EventsubRoom`: listens to one channel's room while programs have subscribed to what happens there, and hands it on. It takes one link, as a
 * relay does, however many programs there are; a room without subscriptions has none and pays nothing.
 */

import { DurableObject } from "cloudflare:workers";
import type { PlatformEvent } from "#protocol/events/platform-event.ts";
import type { Delivery } from "#protocol/events/queues.ts";
import type { Person } from "#protocol/events/render.ts";
import { MAX_NOTICES, type SessionNotice } from "#protocol/events/session.ts";
import type { SubscriptionRow } from "#protocol/events/subscription.ts";
import { needsRoom } from "#protocol/events/subscription-types.ts";
import { loggable } from "#protocol/loggable.ts";
import { type LinkEffect, RoomLink } from "../chat-relay/room-link.ts";
import type { EventsubSession } from "../eventsub-session/durable-object.ts";
import { inflate } from "../platform/compression.ts";
import { LinkSocket } from "../platform/link-socket.ts";
import { fanOut, inPieces } from "./fan-out.ts";
import { LISTENER_NAME, MAX_LOOKED_UP, MAX_QUEUE_BATCH, MAX_WAITING, WAKE_MS } from "./limits.ts";
import { type Heard, Listener } from "./listener.ts";
import { loginsIn, renderHeard } from "./render-heard.ts";
import { type CursorStore, openCursorStore, peopleByLogins, personById, roomSubscriptions } from "./storage.ts";

/** The bindings that a listener may touch. */
export type EventsubRoomEnv = {
  readonly DB: D1Database;
  readonly CHAT_ROOM: DurableObjectNamespace;
  readonly EVENTSUB_SESSION: DurableObjectNamespace<EventsubSession>;
  readonly EVENTS: Queue<PlatformEvent>;
  readonly DELIVERIES: Queue<Delivery>;
};

export class EventsubRoom extends DurableObject<EventsubRoomEnv> {
  readonly #channelId: string;
  readonly #cursor: CursorStore;
  readonly #listener: Listener;
  readonly #link: RoomLink;
  readonly #socket: LinkSocket;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #subscriptions: readonly SubscriptionRow[] = [];
  #channel: Person | null = null;
  #waiting: Heard[] = [];
  #handing: Promise<void> | null = null;

  constructor(ctx: DurableObjectState, env: EventsubRoomEnv) {
    super(ctx, env);
    this.#channelId = ctx.id.name ?? "";
    this.#cursor = openCursorStore(ctx.storage.sql);
    const cursor = this.#cursor.read();
    this.#listener = new Listener(this.#channelId, cursor);
    const { random } = Math;
    this.#link = new RoomLink({ channelId: this.#channelId, relay: LISTENER_NAME, random, inflate, uncounted: true });
    this.#socket = new LinkSocket(() => env.CHAT_ROOM.getByName(this.#channelId), {
      opened: () => this.#run(this.#link.opened(Date.now())),
      closed: () => this.#run(this.#link.closed(Date.now())),
      frame: (data) => this.#run(this.#link.frame(data, Date.now())),
    });
    if (cursor !== null) this.#run(this.#link.rewind(cursor, Date.now()));
  }

  /** The channel's subscriptions have changed. */
  async refresh(): Promise<void> {
    const rows = await roomSubscriptions(this.env.DB, this.#channelId);
    this.#subscriptions = rows.filter(({ type, reader_id }) => needsRoom(type, reader_id === this.#channelId));
    const isWanted = this.#subscriptions.length > 0;
    if (isWanted) {
      this.#channel = await personById(this.env.DB, this.#channelId);
      await this.ctx.storage.setAlarm(Date.now() + WAKE_MS);
    } else {
      // Whoever subscribes later has no right to what happens meanwhile.
      this.#cursor.write(null);
    }
    this.#run(this.#link.sockets(isWanted ? 1 : 0, Date.now()));
  }

  override async alarm(): Promise<void> {
    try {
      await this.refresh();
    } catch (cause) {
      console.warn("the subscriptions of a room were not read", loggable(cause));
      await this.ctx.storage.setAlarm(Date.now() + WAKE_MS);
    }
  }

  /** How the link stands, and for how many subscriptions. */
  snapshot(): { readonly phase: string; readonly subscriptions: number; readonly waiting: number } {
    return {
      ...{ phase: this.#link.phase, subscriptions: this.#subscriptions.length, waiting: this.#waiting.length },
    };
  }

  /** Throws the object out of memory, as the platform may at any moment. */
  abort(): void {
    this.ctx.abort("aborted for a test");
  }

  #run(effects: readonly LinkEffect[]): void {
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: LinkEffect): void {
    switch (effect.kind) {
      case "connect":
        return this.ctx.waitUntil(this.#socket.connect());
      case "disconnect":
        return this.#socket.disconnect();
      case "transmit":
        return this.#socket.transmit(effect.frame);
      case "wake":
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#run(this.#link.wake(Date.now())), effect.at - Date.now());
        return;
      case "welcome":
      case "batch":
      case "moderators":
        return this.#take(this.#listener.hear(effect));
      default:
        // What the room says to viewers is not for it.
        return;
    }
  }

  /** What comes while something is handed on waits, so that the order stays. */
  #take(heard: readonly Heard[]): void {
    if (heard.length === 0 || this.#subscriptions.length === 0) return;
    if (this.#waiting.length + heard.length > MAX_WAITING) {
      return console.error(`events of room ${this.#channelId} were lost: they came faster than they were handed on`);
    }
    this.#waiting.push(...heard);
    this.#handing ??= this.#handOn();
    this.ctx.waitUntil(this.#handing);
  }

  async #handOn(): Promise<void> {
    try {
      while (this.#waiting.length > 0) await this.#hand(this.#waiting.splice(0));
    } catch (cause) {
      console.error(`events of room ${this.#channelId} were not handed on`, loggable(cause));
    } finally {
      this.#handing = null;
    }
  }

  async #hand(heard: readonly Heard[]): Promise<void> {
    const moderation = heard.flatMap((one) => (one.kind === "moderation" ? [{ body: one.event }] : []));
    const people = await peopleByLogins(this.env.DB, loginsIn(heard).slice(0, MAX_LOOKED_UP));
    const channel = this.#channel;
    const told = channel === null ? [] : heard.flatMap((one) => renderHeard(one, channel, people));
    const { notices, deliveries } = fanOut(told, this.#subscriptions);
    const bodies = deliveries.map((body) => ({ body }));
    await Promise.all([
      ...inPieces(moderation, MAX_QUEUE_BATCH).map((piece) => this.env.EVENTS.sendBatch(piece)),
      ...inPieces(bodies, MAX_QUEUE_BATCH).map((piece) => this.env.DELIVERIES.sendBatch(piece)),
      ...[...notices].map(([sessionId, list]) => this.#tell(sessionId, list)),
    ]);
    const newest = heard.findLast((one) => one.kind === "chat");
    if (newest !== undefined && this.#subscriptions.length > 0) this.#cursor.write(newest.event.seq);
  }

  /** A session that cannot be told has lost these; one that is over is forgotten until the rows are read anew. */
  async #tell(sessionId: string, notices: readonly SessionNotice[]): Promise<void> {
    try {
      for (const piece of inPieces(notices, MAX_NOTICES)) {
        if ((await this.env.EVENTSUB_SESSION.getByName(sessionId).notify(piece)) === "told") continue;
        this.#subscriptions = this.#subscriptions.filter(({ target }) => target !== sessionId);
        return;
      }
    } catch (cause) {
      console.warn("a session was not told of a room's events", loggable(cause));
    }
  }
}
