/** When the messages that wait are stored and sent: the one place that trades delay against frames. Pure. */

/** Time between two flushes of a room, milliseconds. A frame costs about the same whatever it holds, so a busy room sends few. */
const FLUSH_MS = 50;
/** The same for a crowd: sending one frame to 1,500 sockets takes about 40 ms of processor time. */
const CROWD_FLUSH_MS = 100;
/** Sockets from which a room is a crowd. */
const CROWD_SOCKETS = 500;
/** Messages that wait, at most: a full queue is flushed at once. A row and a frame of so many stay below 1 MB. */
export const MAX_WAITING = 200;

/**
 * When a room that was flushed at `flushedAt` flushes next, milliseconds since the epoch: never later than an interval from now, and
 * not after `nowMs` when the room was quiet or too much waits. Counted from the last flush, so that the delay does not add up.
 */
export function flushTime(flushedAt: number, waiting: number, sockets: number, nowMs: number): number {
  if (waiting >= MAX_WAITING) return nowMs;
  const interval = sockets >= CROWD_SOCKETS ? CROWD_FLUSH_MS : FLUSH_MS;
  // A clock that was set back must not hold the room.
  return flushedAt > nowMs ? nowMs : Math.max(nowMs, flushedAt + interval);
}
