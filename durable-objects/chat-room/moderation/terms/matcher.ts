/** Finds a channel's blocked terms in a text: the hot path, one compiled expression over the folded text. Pure. */

export type TermMatch = {
  /** The term as it was written. */
  readonly term: string;
  /** First and last code point of the text, inclusive. */
  readonly start: number;
  readonly end: number;
};

export type TermMatcher = {
  /** The first term found; null for none. */
  find(text: string): TermMatch | null;
};
