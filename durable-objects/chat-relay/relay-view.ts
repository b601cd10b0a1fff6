/** The room as a relay knows it: what it says of itself, and what happened lately. Answers viewers' joins from it. */
import * as v from "valibot";
import { encodeWireBatch } from "#protocol/chat/batch.ts";
import type { Down } from "#protocol/chat/frames.ts";
import { MAX_BATCH_EVENTS } from "#protocol/chat/limits.ts";
import { type Modes, modesSchema } from "#protocol/chat/modes.ts";
import { type RelayEvent, RelayRing, readRelayEvents } from "./relay-ring.ts";
import type { LinkEffect } from "./room-link.ts";

type Welcome = Extract<LinkEffect, { readonly kind: "welcome" }>;

/** What the relay's viewers have not seen yet; `previous` is what they have to be at, or they join again. */
export type News = { readonly previous: number; readonly events: readonly RelayEvent[] };

export class RelayView {
  readonly #channelId: string;
  #ring: RelayRing;
  #modes: Modes;
  #chatters: number;
  #kept: boolean;
  /** The room does not reach further back than this. */
  #floor = -1;
  /** What a newcomer is answered, until something changes. */
  #newcomer: string | null = null;

  constructor(welcome: Welcome) {
    const { channelId, modes, chatters, kept } = welcome.joined;
    this.#channelId = channelId;
    this.#ring = new RelayRing(0);
    this.#modes = modes;
    this.#chatters = chatters;
    this.#kept = kept;
  }

  get size(): number {
    return this.#ring.size;
  }

  get kept(): boolean {
    return this.#kept;
  }

  /** Whether the room may have what came after number `after`, and this has not. */
  lacks(after: number): boolean {
    return after < this.#ring.base && !this.#ring.isFull && after > this.#floor;
  }

  /** The room's answer to a greeting, the first one too. */
  welcome({ since, asked, joined }: Welcome): News {
    const { complete, seq, modes, chatters, kept } = joined;
    this.#modes = modes;
    this.#chatters = chatters;
    this.#kept = kept;
    this.#newcomer = null;
    const events = readRelayEvents(joined.events);
    const reachesBack = asked !== null && complete;
    if (asked !== null && !complete) this.#floor = Math.max(this.#floor, asked);
    // Without `asked` all is here from the first event on, but not what came just before it.
    const first = events[0]?.seq ?? seq;
    const base = reachesBack ? asked : first;
    if (since !== null && base <= since) {
      const fresh = events.filter((event) => event.seq > since);
      if (base < this.#ring.base) this.#fill(base, events);
      else this.#ring.append(fresh);
      return { previous: since, events: fresh };
    }
    this.#fill(base, events);
    // Nobody is at a number just below the first event's, but for those who were there before.
    return { previous: reachesBack ? asked : first - 1, events };
  }

  /** What happened, once and in order. */
  append(events: readonly RelayEvent[]): void {
    this.#newcomer = null;
    this.#ring.append(events);
    for (const { event } of events) {
      if (event?.kind === "modes") this.#modes = v.parse(modesSchema, { ...this.#modes, ...event.changed });
    }
  }

  /** What somebody said leaves the ring: the account was deleted. */
  forget(userId: string): void {
    this.#newcomer = null;
    this.#ring.forget(userId);
  }

  /** What everybody is told. */
  note(frame: Down): void {
    this.#newcomer = null;
    if (frame.kind === "presence") this.#chatters = frame.chatters;
    if (frame.kind === "kept") this.#kept = frame.kept;
  }

  /** The answer to a join of one who saw `after` last, with nobody's self; `seq` is the newest event that was handed out. */
  joined(after: number | null, seq: number): string {
    if (after === null && this.#newcomer !== null) return this.#newcomer;
    const { events, complete } = this.#ring.missed(after);
    const frame: Down = {
      kind: "joined",
      channelId: this.#channelId,
      seq,
      complete,
      events: [...events],
      modes: this.#modes,
      self: null,
      chatters: this.#chatters,
      kept: this.#kept,
    };
    const text = JSON.stringify(frame);
    if (after === null) this.#newcomer = text;
    return text;
  }

  #fill(base: number, events: readonly RelayEvent[]): void {
    this.#ring = new RelayRing(base);
    this.#ring.append(events);
  }
}

/** News as batches. */
export function batchesOf({ previous, events }: News, deflate: (bytes: Uint8Array) => Uint8Array): Uint8Array[] {
  const frames: Uint8Array[] = [];
  let before = previous;
  for (let at = 0; at < events.length; at += MAX_BATCH_EVENTS) {
    const part = events.slice(at, at + MAX_BATCH_EVENTS);
    const last = part.at(-1)?.seq ?? before;
    const batch = { previous: before, first: part[0]?.seq ?? last, last, events: part.map(({ wire }) => wire) };
    frames.push(encodeWireBatch(batch, deflate));
    before = last;
  }
  return frames;
}
