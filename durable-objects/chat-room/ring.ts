/** The newest events of the room, in order, with the marks by which a resend is known. Pure; storage keeps the same in rows. */
import type { ChatEvent } from "#protocol/chat/event.ts";
import { HISTORY_EVENTS, RING_EVENTS } from "#protocol/chat/limits.ts";
import { withoutHidden } from "./visible.ts";

/** An event with its sender's mark, null for those that nobody sent. The mark stays in the room. */
export type Kept = { readonly event: ChatEvent; readonly nonce: string | null };

export type Ring = {
  /** Oldest first. */
  readonly kept: readonly Kept[];
  /** The newest event that is in the ring no longer; 0 when none ever was. */
  readonly droppedThrough: number;
  /** The newest event ever; 0 before the first. It only grows. */
  readonly lastSeq: number;
  /** Numbers of the events by sender and mark. */
  readonly sent: ReadonlyMap<string, number>;
};

export const EMPTY_RING: Ring = { kept: [], droppedThrough: 0, lastSeq: 0, sent: new Map() };

/** One key for a sender and mark: neither holds a space. */
export const markOf = (userId: string, nonce: string): string => `${userId} ${nonce}`;

export function appendToRing(ring: Ring, added: readonly Kept[]): Ring {
  if (added.length === 0) return ring;
  const all = [...ring.kept, ...added];
  const kept = all.slice(-RING_EVENTS);
  const dropped = all.length > RING_EVENTS ? all[all.length - RING_EVENTS - 1] : undefined;
  return {
    kept,
    droppedThrough: dropped?.event.seq ?? ring.droppedThrough,
    lastSeq: added.at(-1)?.event.seq ?? ring.lastSeq,
    sent: indexMarks(kept),
  };
}

/** What somebody who last saw `after` gets (null for a newcomer); `complete` is false when something in between is gone. */
export type Missed = { readonly events: readonly ChatEvent[]; readonly complete: boolean };

/** `nextSeq`: no event has this number or a higher one. */
export function missedSince(ring: Ring, after: number | null, nextSeq: number): Missed {
  const newest = (): readonly ChatEvent[] => withoutHidden(ring.kept.map(({ event }) => event)).slice(-HISTORY_EVENTS);
  if (after === null) return { events: newest(), complete: true };
  // Nobody can have seen a number that was never given, and what was dropped nobody can get.
  if (after >= nextSeq || after < ring.droppedThrough) return { events: newest(), complete: false };
  return { events: eventsAfter(ring, after).map(({ event }) => event), complete: true };
}

export const eventsAfter = (ring: Ring, after: number): readonly Kept[] => {
  let first = ring.kept.length;
  while (first > 0 && (ring.kept[first - 1]?.event.seq ?? 0) > after) first -= 1;
  return ring.kept.slice(first);
};

/** Number of the event before the one at this place of the ring. */
export const eventBefore = (ring: Ring, place: number): number =>
  ring.kept[place - 1]?.event.seq ?? ring.droppedThrough;

/** The event of this number, while it is in the ring. */
export function findEvent(ring: Ring, seq: number): ChatEvent | null {
  return ring.kept.find(({ event }) => event.seq === seq)?.event ?? null;
}

function indexMarks(kept: readonly Kept[]): ReadonlyMap<string, number> {
  const sent = new Map<string, number>();
  for (const { event, nonce } of kept) {
    if (nonce !== null && "from" in event) sent.set(markOf(event.from.userId, nonce), event.seq);
  }
  return sent;
}
