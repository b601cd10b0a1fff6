/** Which events of a broadcast belong to which chunk of its chat, and when a chunk is whole. Pure. */
import { type ChatEvent, encodeEvent } from "#protocol/chat/event.ts";
import { REPLAY_CHUNK_MS, type ReplayChunk } from "#protocol/chat/replay.ts";
import type { StoredBroadcast } from "./ports.ts";

/** Time after a minute's end until it is whole, milliseconds: what was said in it is stored by then, retries included. */
export const SETTLE_MS = 10_000;
/** Events of one object, at most; a fuller minute has several. */
export const MAX_CHUNK_EVENTS = 5000;

const minuteOf = (startedAt: number, at: number): number => Math.max(0, Math.floor((at - startedAt) / REPLAY_CHUNK_MS));

/** Bounds of a minute, milliseconds since the epoch. */
export const minuteStart = (startedAt: number, minute: number): number => startedAt + minute * REPLAY_CHUNK_MS;

/** The last minute that is whole at this time; below `nextMinute` when there is none. */
export function lastWhole({ startedAt, endedAt }: StoredBroadcast, nowMs: number): number {
  const settled = nowMs - SETTLE_MS;
  // After the end nothing comes any more, so that its minute is whole before it is over.
  if (endedAt !== null && settled >= endedAt) return minuteOf(startedAt, endedAt);
  return Math.floor((settled - startedAt) / REPLAY_CHUNK_MS) - 1;
}

/** When the minute of an event is whole, milliseconds since the epoch. */
export function wholeAt({ startedAt, endedAt }: StoredBroadcast, at: number): number {
  const end = minuteStart(startedAt, minuteOf(startedAt, at) + 1);
  return (endedAt === null ? end : Math.min(end, Math.max(at, endedAt))) + SETTLE_MS;
}

export type Chunk = { readonly minute: number; readonly part: number; readonly chunk: ReplayChunk };

/** The chunks of these events, in order; what was said after the broadcast's end is none of its own. */
export function chunksOf({ id, startedAt, endedAt }: StoredBroadcast, events: readonly ChatEvent[]): readonly Chunk[] {
  const byMinute = new Map<number, ChatEvent[]>();
  for (const event of events) {
    if (endedAt !== null && event.at >= endedAt) continue;
    const minute = minuteOf(startedAt, event.at);
    const same = byMinute.get(minute);
    if (same === undefined) byMinute.set(minute, [event]);
    else same.push(event);
  }
  return [...byMinute].flatMap(([minute, said]) =>
    Array.from({ length: Math.ceil(said.length / MAX_CHUNK_EVENTS) }, (_, part) => {
      const part0 = part * MAX_CHUNK_EVENTS;
      const wire = said.slice(part0, part0 + MAX_CHUNK_EVENTS).map(encodeEvent);
      return { minute, part, chunk: { broadcastId: id, startedAt, minute, events: wire } };
    }),
  );
}
