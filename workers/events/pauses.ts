/** How long a message waits before it is tried again. Pure. */

/** `pauses` in seconds, one after each try; the last one holds for all further tries. `attempts` counts the one that failed. */
export function pauseAfter(pauses: readonly [number, ...number[]], attempts: number): number {
  return pauses[Math.min(attempts, pauses.length) - 1] ?? pauses[0];
}
