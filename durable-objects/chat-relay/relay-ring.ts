/** What a relay can give to those who come back: the newest events of its room as they stand on the wire, and how far back they reach. */
import { readEvents } from "#protocol/chat/batch.ts";
import { type ChatEvent, encodeEvent } from "#protocol/chat/event.ts";
import { deletedLogin, loginsIn, withoutPerson } from "#protocol/chat/forget.ts";
import { HISTORY_EVENTS, RING_EVENTS } from "#protocol/chat/limits.ts";
import { withoutHidden } from "../chat-room/visible.ts";

/** An event as it stands on the wire and, unless it is of a kind that this side does not know, as an object. */
export type RelayEvent = { readonly seq: number; readonly wire: unknown; readonly event: ChatEvent | null };

export type Missed = { readonly events: readonly unknown[]; readonly complete: boolean };

export class RelayRing {
  #base: number;
  #events: RelayEvent[] = [];

  /** Holds everything after number `base`. */
  constructor(base: number) {
    this.#base = base;
  }

  /** Everything after this event is here. */
  get base(): number {
    return this.#base;
  }

  get size(): number {
    return this.#events.length;
  }

  /** Whether it holds as many as a room does, so that nobody can reach further back. */
  get isFull(): boolean {
    return this.#events.length >= RING_EVENTS;
  }

  append(events: readonly RelayEvent[]): void {
    this.#events.push(...events);
    const dropped = this.#events.splice(0, Math.max(0, this.#events.length - RING_EVENTS));
    this.#base = dropped.at(-1)?.seq ?? this.#base;
    for (const { event } of events) {
      // The room says so over its link as well; this is for a link that was down then.
      if (event?.kind === "purge" && event.login === deletedLogin(event.userId)) this.forget(event.userId);
    }
  }

  /** Takes a person out. Numbers are not dense, so that nobody misses what is gone. */
  forget(userId: string): void {
    const known = this.#events.flatMap(({ event }) => event ?? []);
    const logins = loginsIn(known, userId, []);
    this.#events = this.#events.flatMap((one): RelayEvent[] => {
      if (one.event === null) return [one];
      const left = withoutPerson(one.event, userId, logins);
      if (left === one.event) return [one];
      return left === null ? [] : [{ seq: one.seq, wire: encodeEvent(left), event: left }];
    });
  }

  /** For whoever saw `after` last; null is a newcomer, who has missed nothing. */
  missed(after: number | null): Missed {
    if (after === null || after < this.#base) return { events: this.#newest(), complete: after === null };
    let first = this.#events.length;
    while (first > 0 && (this.#events[first - 1]?.seq ?? 0) > after) first -= 1;
    return { events: this.#events.slice(first).map(({ wire }) => wire), complete: true };
  }

  #newest(): readonly unknown[] {
    const known = this.#events.flatMap(({ event }) => event ?? []);
    const visible = new Set(withoutHidden(known));
    const shown = this.#events.filter(({ event }) => event === null || visible.has(event));
    return shown.slice(-HISTORY_EVENTS).map(({ wire }) => wire);
  }
}

/** Events of a batch or `joined` frame. On the wire an event's number is always its second element; what has none is no event. */
export function readRelayEvents(wire: readonly unknown[]): readonly RelayEvent[] {
  return wire.flatMap((one) => {
    const seq: unknown = Array.isArray(one) ? one[1] : null;
    return typeof seq === "number" ? [{ seq, wire: one, event: readEvents([one])[0] ?? null }] : [];
  });
}
