import { expect, test } from "vitest";
import { HISTORY_EVENTS, RING_EVENTS } from "#protocol/chat/limits.ts";
import { line, person } from "#testing/chat-people.ts";
import {
  appendToRing,
  EMPTY_RING,
  eventBefore,
  eventsAfter,
  findEvent,
  type Kept,
  markOf,
  missedSince,
} from "./ring.ts";

const ada = person("ada", "7");
const kept = (seq: number): Kept => ({ event: line(seq, ada, `line ${seq}`), nonce: `n${seq}` });
/** Numbers grow by ten, as those of a room that restarts are not dense. */
const lines = (count: number): Kept[] => Array.from({ length: count }, (_, at) => kept(10 + at * 10));
const seqs = (events: readonly { readonly seq: number }[]) => events.map(({ seq }) => seq);

test("the ring keeps the newest events, and knows what it dropped", () => {
  const ring = appendToRing(appendToRing(EMPTY_RING, lines(RING_EVENTS)), [kept(50_000), kept(50_001)]);
  expect([ring.kept.length, ring.droppedThrough, ring.lastSeq]).toEqual([RING_EVENTS, 20, 50_001]);
  expect(ring.kept[0]?.event.seq).toBe(30);
  expect(appendToRing(ring, [])).toBe(ring);
});

test("a mark finds the number of its event until the event is dropped", () => {
  const ring = appendToRing(appendToRing(EMPTY_RING, lines(RING_EVENTS)), [kept(50_000)]);
  expect([ring.sent.get(markOf("7", "n50000")), ring.sent.get(markOf("7", "n10"))]).toEqual([50_000, undefined]);
  expect(ring.sent.get(markOf("8", "n50000"))).toBeUndefined();
});

test("an event is found by its number, and what came before a place", () => {
  const ring = appendToRing(EMPTY_RING, lines(3));
  expect(findEvent(ring, 20)).toEqual(kept(20).event);
  expect(findEvent(ring, 15)).toBeNull();
  expect([eventBefore(ring, 0), eventBefore(ring, 2)]).toEqual([0, 20]);
  expect(seqs(eventsAfter(ring, 10).map(({ event }) => event))).toEqual([20, 30]);
});

test("a newcomer gets the newest hundred", () => {
  const { events, complete } = missedSince(appendToRing(EMPTY_RING, lines(HISTORY_EVENTS + 1)), null, 9999);
  expect([events.length, events[0]?.seq, complete]).toEqual([HISTORY_EVENTS, 20, true]);
  expect(missedSince(EMPTY_RING, null, 1)).toEqual({ events: [], complete: true });
});

test("one who comes back gets exactly what came since", () => {
  const ring = appendToRing(EMPTY_RING, lines(4));
  expect(seqs(missedSince(ring, 20, 41).events)).toEqual([30, 40]);
  // A number between two events is one of a room that vanished before it stored.
  expect(seqs(missedSince(ring, 25, 41).events)).toEqual([30, 40]);
  expect(missedSince(ring, 40, 41)).toEqual({ events: [], complete: true });
});

test("older than the ring, or never given, is told to be incomplete", () => {
  const ring = appendToRing(EMPTY_RING, lines(RING_EVENTS + 1));
  expect([missedSince(ring, 10, 99_999).complete, missedSince(ring, 9, 99_999).complete]).toEqual([true, false]);
  const { events, complete } = missedSince(ring, 99_999, 99_999);
  expect([events.length, complete]).toEqual([HISTORY_EVENTS, false]);
});
