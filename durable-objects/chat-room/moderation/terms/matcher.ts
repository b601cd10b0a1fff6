/** Finds a channel's blocked terms in a text: the hot path, one compiled expression over the folded text. Pure. */
import type { BlockedTerm } from "#protocol/chat/moderation.ts";
import { makeFinder } from "./finder.ts";
import { type Folded, fold } from "./fold.ts";
import { patternsOf } from "./pattern.ts";

export type TermMatch = {
  /** The term as it was written. */
  readonly term: string;
  /** First and last code point of the text, inclusive. */
  readonly start: number;
  readonly end: number;
};

export type TermMatcher = {
  /** Whether there is anything to look for; a text need not be folded otherwise. */
  readonly empty: boolean;
  /** The first term found; null for none. */
  find(text: string): TermMatch | null;
  findIn(folded: Folded): TermMatch | null;
};

export function makeMatcher(terms: readonly BlockedTerm[]): TermMatcher {
  const finder = makeFinder(terms.map(({ term }) => ({ term, value: term })));
  const findIn = (folded: Folded): TermMatch | null => {
    const found = finder.find(folded);
    return found && { term: found.value, start: found.start, end: found.end };
  };
  return { empty: terms.length === 0, findIn, find: (text) => findIn(fold(text)) };
}

/** Whether a term holds enough to look for: two letters, or a character that is a word by itself. */
export const isTermUsable = (term: string): boolean => patternsOf(term).length > 0;
