/** Pages of a list: which one is asked for, and the answer made of the entries that were found. Pure. */
import type { HelixPagination } from "#protocol/helix/envelope.ts";
import { encodeCursor, type Place } from "./cursor.ts";

/** `place` null: from the beginning. */
export type PageAsk<P extends Place> = {
  readonly list: string;
  readonly limit: number;
  readonly direction: "after" | "before";
  readonly place: P | null;
};

export type Page<T> = { readonly entries: readonly T[]; readonly pagination: HelixPagination };

/**
 * The page of entries found in the direction that was asked for, nearest first: one more than the page holds tells that there are others.
 * A page that was reached backwards has one after it: the one that its reader came from.
 */
export function pageOf<T, P extends Place>(
  { list, limit, direction, place }: PageAsk<P>,
  found: readonly T[],
  placeOf: (entry: T) => P,
): Page<T> {
  const near = found.slice(0, limit);
  const entries = direction === "after" ? near : near.toReversed();
  const [first, last] = [entries[0], entries.at(-1)];
  const goesOn = direction === "before" ? place !== null : found.length > limit;
  if (first === undefined || last === undefined || !goesOn) return { entries, pagination: {} };
  return { entries, pagination: { cursor: encodeCursor(list, { first: placeOf(first), last: placeOf(last) }) } };
}

/** The page of a list that is at hand as a whole, and sorted. */
export function pageOfAll<T, P extends Place>(
  ask: PageAsk<P>,
  all: readonly T[],
  placeOf: (entry: T) => P,
  /** Below zero when the first place comes before the second. */
  compare: (one: P, other: P) => number,
): Page<T> {
  const { place, direction, limit } = ask;
  const isBeyond = (entry: T): boolean => {
    if (place === null) return true;
    const order = compare(placeOf(entry), place);
    return direction === "after" ? order > 0 : order < 0;
  };
  const beyond = all.filter(isBeyond);
  const near = direction === "after" ? beyond.slice(0, limit + 1) : beyond.toReversed().slice(0, limit + 1);
  return pageOf(ask, near, placeOf);
}
