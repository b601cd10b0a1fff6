/**
 * What subscriptions are told of a room, made of what its link says: chat as it is, once and in order, and what moderators did as platform
 * events. Knows neither subscriptions nor their shapes. Pure.
 */
import * as v from "valibot";
import type { Action } from "#protocol/chat/action.ts";
import { readEvents } from "#protocol/chat/batch.ts";
import type { ChatEvent } from "#protocol/chat/event.ts";
import type { Down } from "#protocol/chat/frames.ts";
import type { Held, LogEntry } from "#protocol/chat/moderation.ts";
import { type Modes, modesSchema } from "#protocol/chat/modes.ts";
import type { User } from "#protocol/chat/viewer.ts";
import type { PlatformEvent } from "#protocol/events/platform-event.ts";
import type { HeldOutcome } from "#protocol/events/render-held.ts";
import type { LinkEffect } from "../chat-relay/room-link.ts";

export type Heard =
  /** `modes` hold after the event. */
  | { readonly kind: "chat"; readonly event: ChatEvent; readonly modes: Modes }
  | { readonly kind: "held"; readonly held: Held }
  /** `by` is null for a message whose time was over. */
  | {
      readonly kind: "heldOver";
      readonly outcome: HeldOutcome;
      readonly held: Held;
      readonly at: number;
      readonly by: User | null;
    }
  | { readonly kind: "logged"; readonly entry: LogEntry; readonly action: Action }
  /** What the log tells as an event of the platform. */
  | { readonly kind: "moderation"; readonly event: PlatformEvent };

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
        return this.#toModerators(effect.frame);
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
      return [{ kind: "chat", event, modes: this.#modes }];
    });
  }

  #toModerators(frame: Down): readonly Heard[] {
    switch (frame.kind) {
      case "held":
        return [{ kind: "held", held: frame.held }];
      case "heldOver":
        return frame.over === undefined ? [] : [{ kind: "heldOver", outcome: frame.outcome, ...frame.over }];
      case "logged":
        return frame.action === undefined ? [] : this.#logged(frame.entry, frame.action);
      default:
        return [];
    }
  }

  #logged(entry: LogEntry, action: Action): readonly Heard[] {
    const event = this.#eventOf(entry, action);
    const logged: Heard = { kind: "logged", entry, action };
    return event === null ? [logged] : [logged, { kind: "moderation", event }];
  }

  /** Null for what is no event of the platform. */
  #eventOf({ id, at, by, user, action: name, detail }: LogEntry, action: Action): PlatformEvent | null {
    if (user === null || by === null) return null;
    const base = { id: `log:${this.#channelId}:${id}`, at, channelId: this.#channelId, userId: user.userId };
    const type = PLAIN.get(name);
    if (type !== undefined) return { type, ...base };
    const moderatorId = by.userId;
    switch (action.kind) {
      case "ban":
        return { type: "channel.ban", ...base, moderatorId, reason: detail, endsAt: null };
      case "timeout":
        return {
          ...{ type: "channel.ban", ...base, moderatorId },
          ...{ reason: action.reason, endsAt: at + action.seconds * 1000 },
        };
      case "unban":
        return { type: "channel.unban", ...base, moderatorId };
      default:
        return null;
    }
  }
}
