/** How long a client waits before it tries again: full jitter, so that a room's clients do not come back all at once. Pure. */

const FIRST_CEILING_MS = 1000;
/** The longest wait. The room remembers messages and marks for longer than this. */
export const MAX_RECONNECT_MS = 10_000;

/** `failures` counts the attempts that failed since the last good connection, from 1; `random` is in [0, 1). Milliseconds. */
export function reconnectDelay(failures: number, random: number): number {
  return Math.round(random * Math.min(MAX_RECONNECT_MS, FIRST_CEILING_MS * 2 ** (failures - 1)));
}
