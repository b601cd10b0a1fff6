/**
 * Counts tries of one key in a window that begins with its first. Pure. Beyond the limit nothing is counted any more, so that whoever goes on
 * writes nothing; and the window does not grow, so that nobody is shut out for good.
 */

/** How many tries there may be in a window. */
export type Limit = {
  readonly most: number;
  readonly windowMs: number;
};

export type Count = {
  readonly count: number;
  /** When the window is over, milliseconds since the epoch. */
  readonly until: number;
};

export type Taken = {
  readonly isGranted: boolean;
  /** Tries that are left in the window after this one. */
  readonly left: number;
  /** When the window is over, milliseconds since the epoch. */
  readonly until: number;
};

/** `next` is the count to be stored; null: nothing changed. */
export function takeOne(
  counted: Count | null,
  { most, windowMs }: Limit,
  now: number,
): { readonly taken: Taken; readonly next: Count | null } {
  const isRunning = counted !== null && now < counted.until;
  const { count, until } = isRunning ? counted : { count: 0, until: now + windowMs };
  if (count >= most) return { taken: { isGranted: false, left: 0, until }, next: null };
  const next = { count: count + 1, until };
  return { taken: { isGranted: true, left: most - next.count, until }, next };
}
