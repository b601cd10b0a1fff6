/**
 * When a period's first picture really was: publishers send what has gathered while they connected in one burst, so the first frame comes
 * later after its capture than those that follow. Pure.
 */

/** Frames of the first moments are looked at for this long; a burst is over by then, and the first part is not complete yet. */
export const SETTLE_CLOCK_MS = 150;

export type Arrival = {
  /** Wall clock of its arrival, milliseconds since the epoch. */
  readonly at: number;
  /** Publisher clock, milliseconds. */
  readonly dtsMs: number;
};

/** Wall clock at which the first frame would have come with the least delay seen. */
export function startOf(first: Arrival, later: readonly Arrival[]): number {
  const starts = later.map(({ at, dtsMs }) => at - (dtsMs - first.dtsMs));
  return Math.min(first.at, ...starts);
}
