/**
 * What subscriptions are told of a room, made of what its link says: chat as it is, once and in order, and what moderators did as platform
 * events. Knows neither subscriptions nor their shapes. Pure.
 */
import * as v from "valibot";
import { readEvents } from "#protocol/chat/batch.ts";
import type { ChatEvent } from "#protocol/chat/event.ts";
import type { Down } from "#protocol/chat/frames.ts";
import type { LogEntry } from "#protocol/chat/moderation.ts";
import { type Modes, modesSchema } from "#protocol/chat/modes.ts";
import type { PlatformEvent } from "#protocol/events/platform-event.ts";
import type { LinkEffect } from "../chat-relay/room-link.ts";
import { sayDuration } from "../chat-room/moderation/duration.ts";
import { MAX_HALVES } from "./limits.ts";

export type Heard =
  /** `modes` hold after the event. */
  | { readonly kind: "chat"; readonly event: ChatEvent; readonly modes: Modes }
  | { readonly kind: "moderation"; readonly event: PlatformEvent };

type Purge = Extract<ChatEvent, { readonly kind: "purge" }>;

/** The actions that are events of their own, by the log's names. */
const PLAIN: ReadonlyMap<
  string,
  "channel.moderator.add" | "channel.moderator.remove" | "channel.vip.add" | "channel.vip.remove"
> = new Map([
  ["mod", "channel.moderator.add"],
  ["unmod", "channel.moderator.remove"],
  ["vip", "channel.vip.add"],
  ["unvip", "channel.vip.remove"],
]);

export class Listener {
  readonly #channelId: string;
  #cursor: number | null;
  #modes: Modes | null = null;
  /** Timeouts as the log has them, and as the room has them: one tells by whom and why, the other how long. */
  readonly #logged = new Map<string, LogEntry>();
  readonly #purged = new Map<string, Purge>();

  /** `cursor` is the newest event that was heard before a loss of memory; null: what happened before now is nobody's. */
  constructor(channelId: string, cursor: number | null) {
    this.#channelId = channelId;
    this.#cursor = cursor;
  }

  get cursor(): number | null {
    return this.#cursor;
  }

  hear(effect: Extract<LinkEffect, { readonly kind: "welcome" | "batch" | "moderators" }>): readonly Heard[] {
    switch (effect.kind) {
      case "welcome":
        return this.#welcome(effect.joined);
      case "batch":
        return this.#events(readEvents(effect.batch.events));
      default:
        return effect.frame.kind === "logged" ? this.#logEntry(effect.frame.entry) : [];
    }
  }

  #welcome({ modes, events, seq }: Extract<Down, { readonly kind: "joined" }>): readonly Heard[] {
    // What was missed is told with the modes of now: only their own events change them.
    this.#modes = v.parse(modesSchema, modes);
    this.#cursor ??= seq;
    const heard = this.#events(readEvents(events));
    this.#cursor = Math.max(this.#cursor, seq);
    return heard;
  }

  #events(events: readonly ChatEvent[]): readonly Heard[] {
    return events.flatMap((event) => {
      if (this.#modes === null || event.seq <= (this.#cursor ?? Number.POSITIVE_INFINITY)) return [];
      this.#cursor = event.seq;
      if (event.kind === "modes") this.#modes = v.parse(modesSchema, { ...this.#modes, ...event.changed });
      const heard: Heard = { kind: "chat", event, modes: this.#modes };
      return event.kind === "purge" && event.seconds !== null ? [heard, ...this.#purge(event)] : [heard];
    });
  }

  #logEntry(entry: LogEntry): readonly Heard[] {
    const { action, user, by, at } = entry;
    if (user === null || by === null) return [];
    const base = { id: `log:${this.#channelId}:${entry.id}`, at, channelId: this.#channelId, userId: user.userId };
    const type = PLAIN.get(action);
    if (type !== undefined) return [moderation({ type, ...base })];
    const moderatorId = by.userId;
    switch (action) {
      case "ban":
        return [moderation({ type: "channel.ban", ...base, moderatorId, reason: entry.detail, endsAt: null })];
      case "unban":
      case "untimeout":
        return [moderation({ type: "channel.unban", ...base, moderatorId })];
      case "timeout":
        return this.#timeout(entry, user.userId);
      default:
        return [];
    }
  }

  #timeout(entry: LogEntry, userId: string): readonly Heard[] {
    const key = `${userId} ${entry.at}`;
    const purge = this.#purged.get(key);
    if (purge !== undefined) return this.#joined(key, entry, purge);
    remember(this.#logged, key, entry);
    return [];
  }

  #purge(purge: Purge): readonly Heard[] {
    const key = `${purge.userId} ${purge.at}`;
    const entry = this.#logged.get(key);
    if (entry !== undefined) return this.#joined(key, entry, purge);
    remember(this.#purged, key, purge);
    return [];
  }

  /** The log says `10 minutes: the reason`. */
  #joined(key: string, entry: LogEntry, { userId, at, seconds }: Purge): readonly Heard[] {
    this.#logged.delete(key);
    this.#purged.delete(key);
    const base = { id: `log:${this.#channelId}:${entry.id}`, at, channelId: this.#channelId };
    const lasts = seconds ?? 0;
    const reason = entry.detail.slice(sayDuration(lasts).length + ": ".length);
    const moderatorId = entry.by?.userId ?? this.#channelId;
    return [moderation({ type: "channel.ban", ...base, userId, moderatorId, reason, endsAt: at + lasts * 1000 })];
  }
}

const moderation = (event: PlatformEvent): Heard => ({ kind: "moderation", event });

function remember<T>(halves: Map<string, T>, key: string, half: T): void {
  halves.set(key, half);
  const [oldest] = halves.keys();
  if (halves.size > MAX_HALVES && oldest !== undefined) halves.delete(oldest);
}
