/** When the events that wait are stored and sent: the one place that trades delay against frames. Pure. */
import { CROWD_FLUSH_MS, CROWD_SOCKETS, FLUSH_MS, MAX_BATCH_EVENTS } from "#protocol/chat/limits.ts";

/**
 * When a room that was flushed at `flushedAt` flushes next, milliseconds since the epoch: never later than an interval from now, and
 * not after `nowMs` when the room was quiet or too much waits. Counted from the last flush, so that the delay does not add up.
 */
export function flushTime(flushedAt: number, waiting: number, chatters: number, nowMs: number): number {
  if (waiting >= MAX_BATCH_EVENTS) return nowMs;
  const interval = chatters >= CROWD_SOCKETS ? CROWD_FLUSH_MS : FLUSH_MS;
  // A clock that was set back must not hold the room.
  return flushedAt > nowMs ? nowMs : Math.max(nowMs, flushedAt + interval);
}
