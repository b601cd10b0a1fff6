/**
 * Finds the first of many terms in a folded text: the hot path. One expression over the beginnings of all of them says whether any may be
 * there; only then, and only where it may stand, one is compared. Pure.
 */
import { type Folded, type Reading, signsOf } from "./fold.ts";
import { beginningOf, matchAt, type Pattern, patternsOf } from "./pattern.ts";
import type { Signs } from "./signs.ts";

export type Found<T> = {
  readonly value: T;
  /** First and last code point of the text, inclusive. */
  readonly start: number;
  readonly end: number;
};

export type Finder<T> = {
  /** The first term found; null for none. */
  find(folded: Folded): Found<T> | null;
};

/** Signs of a term that the expression holds: few enough that a thousand long terms compile in milliseconds. */
const BEGINNING_SIGNS = 16;
/** Signs by which terms are found again once the expression has found one; a beginning may be shorter. */
const KEY_SIGNS = 4;

type Entry<T> = { readonly beginning: string; readonly pattern: Pattern; readonly value: T };
type Search<T> = {
  /** Says whether any term may be there at all; few lines get further. */
  readonly any: RegExp;
  /** Matches without taking a sign where a term may begin: its `lastIndex` is the place then, and no match has to be built. */
  readonly next: RegExp;
  readonly byKey: ReadonlyMap<string, readonly Entry<T>[]>;
  readonly keyLengths: readonly number[];
};

/** A term that holds too little to look for is never found. Several may have the same value. */
export function makeFinder<T>(terms: readonly { readonly term: string; readonly value: T }[]): Finder<T> {
  const entries = terms.flatMap(({ term, value }) =>
    patternsOf(term).map((pattern) => ({ beginning: beginningOf(pattern, BEGINNING_SIGNS), pattern, value })),
  );
  if (entries.length === 0) return { find: () => null };
  const source = [...new Set(entries.map(({ beginning }) => literal(beginning)))].join("|");
  const search: Search<T> = {
    any: new RegExp(source),
    next: new RegExp(`(?=${source})`, "g"),
    byKey: Map.groupBy(entries, ({ beginning }) => beginning.slice(0, KEY_SIGNS)),
    keyLengths: [...new Set(entries.map(({ beginning }) => Math.min(beginning.length, KEY_SIGNS)))],
  };
  return {
    find({ source, readings }) {
      for (const { reading, text } of readings) {
        const found = findIn(search, source, reading, text);
        if (found !== null) return found;
      }
      return null;
    },
  };
}

function findIn<T>(search: Search<T>, source: string, reading: Reading, text: string): Found<T> | null {
  const { any, next, byKey, keyLengths } = search;
  if (!any.test(text)) return null;
  let signs: Signs | null = null;
  next.lastIndex = 0;
  while (next.test(text)) {
    const at = next.lastIndex;
    for (const length of keyLengths) {
      const entries = byKey.get(text.slice(at, at + length));
      if (entries === undefined) continue;
      signs ??= signsOf(source, reading);
      const found = firstAt(entries, text, signs, at);
      if (found !== null) return found;
    }
    next.lastIndex = at + 1;
  }
  return null;
}

function firstAt<T>(entries: readonly Entry<T>[], text: string, signs: Signs, at: number): Found<T> | null {
  for (const { beginning, pattern, value } of entries) {
    const match = text.startsWith(beginning, at) ? matchAt(pattern, signs, at) : null;
    if (match !== null) return { value, ...spanBetween(signs, match) };
  }
  return null;
}

/** The code points from a sign up to a gap. */
function spanBetween({ places }: Signs, [from, gap]: readonly [number, number]): { start: number; end: number } {
  const start = places[from] ?? 0;
  return { start, end: Math.max(start, (places[gap] ?? 0) - 1) };
}

const literal = (beginning: string): string => beginning.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
