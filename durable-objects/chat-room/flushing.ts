/**
 * Gives what waits its place, has it stored, and then tells everybody. While storing fails the room goes on: it says so, keeps what the
 * ring holds for the next try, and says when it has caught up. Pure.
 */
import type { Batch } from "#protocol/chat/batch.ts";
import { MAX_BATCH_EVENTS } from "#protocol/chat/limits.ts";
import { flushTime } from "./flush.ts";
import { appendToRing, eventBefore, eventsAfter, type Kept } from "./ring.ts";
import type { Decision, Facts, RoomEffect, RoomState, Waiting } from "./room-state.ts";
import { notice } from "./sampling.ts";

/** Pause before a store that failed is tried again, milliseconds: each try writes all that the ring has kept meanwhile. */
export const RETRY_STORE_MS = 2000;
/** Rows after which small ones are made one: reading back then takes few, and what is deleted later is billed by the row. */
export const COMPACT_ROWS = 256;

/** Flushes now, or asks for the flush once. */
export function schedule(
  state: RoomState,
  effects: readonly RoomEffect[],
  { chatters }: Pick<Facts, "chatters">,
  nowMs: number,
): Decision {
  const at = flushTime(state.flushedAt, state.waiting.length, chatters, nowMs);
  return at <= nowMs ? flush(state, effects, nowMs) : wakeAt(state, effects, at);
}

/** Asks for a flush at that time, unless one is due before. */
export function wakeAt(state: RoomState, effects: readonly RoomEffect[], at: number): Decision {
  if (state.flushDue !== null && state.flushDue <= at) return { state, effects };
  return { state: { ...state, flushDue: at }, effects: [...effects, { kind: "wake", at }] };
}

/** Numbers what waits and has it stored; the command `stored` follows. Nothing is said before that. */
export function flush(before: RoomState, effects: readonly RoomEffect[], nowMs: number): Decision {
  const noticed = notice(before.sampling, nowMs);
  const said: RoomEffect[] = [...effects];
  if (noticed.notice !== null) said.push({ kind: "all", frame: { kind: "sampled", ...noticed.notice } });
  const state = { ...before, sampling: noticed.sampling };
  const { waiting, told, changes, ring } = state;
  const placed = waiting.map(
    ({ event, nonce }, index): Kept => ({ event: { ...event, seq: state.nextSeq + index }, nonce }),
  );
  const next: RoomState = {
    ...state,
    ring: appendToRing(ring, placed),
    nextSeq: state.nextSeq + placed.length,
    waiting: [],
    told: [],
    inFlight: { waiting, batches: batchesOf(ring.lastSeq, placed), told },
    flushedAt: nowMs,
  };
  const events = eventsAfter(next.ring, next.storedThrough);
  if (events.length === 0 && changes.length === 0) return settle(next, said, nowMs);
  if (nowMs < next.retryAt) {
    const settled = settle(next, said, nowMs);
    return wakeAt(settled.state, settled.effects, next.retryAt);
  }
  const previous = eventBefore(next.ring, next.ring.kept.length - events.length);
  return { state: next, effects: [...said, { kind: "store", events, previous, changes }] };
}

/** The store was carried out, or failed. */
export function stored(state: RoomState, isKept: boolean, nowMs: number): Decision {
  const written = isKept
    ? { storedThrough: state.ring.lastSeq, changes: [], rows: state.rows + 1, retryAt: 0 }
    : { retryAt: nowMs + RETRY_STORE_MS };
  const said: RoomEffect[] = isKept === state.kept ? [] : [{ kind: "all", frame: { kind: "kept", kept: isKept } }];
  const settled = settle({ ...state, ...written, kept: isKept }, said, nowMs);
  if (!isKept) return wakeAt(settled.state, settled.effects, settled.state.retryAt);
  if (settled.state.rows < COMPACT_ROWS) return settled;
  return { state: { ...settled.state, rows: 0 }, effects: [...settled.effects, { kind: "compact" }] };
}

/** Acknowledgements, then the events, then everything else. */
function settle(state: RoomState, before: readonly RoomEffect[], nowMs: number): Decision {
  const { inFlight, kept } = state;
  const effects: RoomEffect[] = [...before];
  if (inFlight !== null) {
    let seq = state.nextSeq - inFlight.waiting.length;
    for (const waiting of inFlight.waiting) effects.push(...acknowledge(waiting, seq++, kept));
    for (const batch of inFlight.batches) effects.push({ kind: "batch", batch });
    effects.push(...inFlight.told);
  }
  const next = { ...state, inFlight: null };
  const { counted, noticeAt } = next.sampling;
  return counted === null ? { state: next, effects } : wakeAt(next, effects, Math.max(noticeAt, nowMs + 1));
}

function acknowledge({ nonce, origins }: Waiting, seq: number, kept: boolean): readonly RoomEffect[] {
  if (nonce === null) return [];
  return origins.map((origin) => ({ kind: "answer", origin, frame: { kind: "sent", nonce, seq, kept } }));
}

function batchesOf(lastSeq: number, placed: readonly Kept[]): readonly Batch[] {
  const batches: Batch[] = [];
  let previous = lastSeq;
  for (let from = 0; from < placed.length; from += MAX_BATCH_EVENTS) {
    const events = placed.slice(from, from + MAX_BATCH_EVENTS).map(({ event }) => event);
    const first = events[0]?.seq ?? previous;
    const last = events.at(-1)?.seq ?? first;
    batches.push({ previous, first, last, events });
    previous = last;
  }
  return batches;
}
