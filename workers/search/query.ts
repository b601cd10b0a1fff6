/** What somebody typed, in the forms in which it is looked for. Whatever it holds, it is never part of a statement or of FTS5's own language. Pure. */
import { slugOf } from "#protocol/discovery/category.ts";
import { MAX_QUERY_LENGTH } from "#protocol/discovery/search.ts";

/** The tokenizer's words are of three letters: less finds nothing. */
const GRAM = 3;
/** Three letters of a misspelt word that are looked for, at most: enough to find it, and few enough to be quick. */
const MAX_GRAMS = 8;
/** A misspelt word has at least so many letters: in a shorter one every change is another word. */
const MIN_TYPO_LENGTH = 4;
/** Words of a title that are looked for with mistakes: the longest say most. */
const MAX_TYPO_WORDS = 2;
/** Words of a title that are looked for. */
export const MAX_WORDS = 6;

export type SearchQuery = {
  /** In lower case, single spaces. */
  readonly text: string;
  /** As a login could be written: `The Streamer` as `thestreamer`; empty when nothing of it can stand in one. */
  readonly login: string;
  /** As a category's slug. */
  readonly slug: string;
};

/** Null when there is nothing to look for. */
export function readQuery(typed: string): SearchQuery | null {
  const plain = typed
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(/[\p{C}\s]+/gu, " ")
    .trim();
  const text = [...plain].slice(0, MAX_QUERY_LENGTH).join("").trim();
  if (text === "") return null;
  const joined = text.replaceAll(/[@\s]/g, "");
  return { text, login: /^[a-z0-9_]+$/.test(joined) ? joined : "", slug: slugOf(text) };
}

/** A text as FTS5 looks for it, letter by letter. */
const phrase = (text: string): string => `"${text.replaceAll('"', '""')}"`;

const isLongEnough = (text: string): boolean => [...text].length >= GRAM;

/** Finds what holds one of the texts somewhere; null when all are too short. */
export function holding(...texts: readonly string[]): string | null {
  const phrases = [...new Set(texts.filter(isLongEnough).map(phrase))];
  return phrases.length === 0 ? null : phrases.join(" OR ");
}

/** Finds what holds all the words; null when none is long enough. */
export function holdingWords(text: string): string | null {
  const words = [...new Set(text.split(" ").filter(isLongEnough))].slice(0, MAX_WORDS);
  return words.length === 0 ? null : words.map(phrase).join(" AND ");
}

/** Finds what shares letters with the text, best first when sorted by rank; null when it is too short to be misspelt. */
export function resembling(text: string): string | null {
  const characters = [...text];
  if (characters.length < MIN_TYPO_LENGTH) return null;
  const grams = new Set<string>();
  for (let at = 0; at + GRAM <= characters.length; at++) grams.add(characters.slice(at, at + GRAM).join(""));
  const all = [...grams];
  const step = Math.max(1, all.length / MAX_GRAMS);
  const some = Array.from({ length: Math.min(all.length, MAX_GRAMS) }, (_, at) => all[Math.floor(at * step)] ?? "");
  return some.map(phrase).join(" OR ");
}

/** The same for the longest of several words. */
export function resemblingWords(text: string): string | null {
  const words = text.split(" ").toSorted((one, other) => [...other].length - [...one].length);
  const grams = words.slice(0, MAX_TYPO_WORDS).flatMap((word) => resembling(word) ?? []);
  return grams.length === 0 ? null : grams.join(" OR ");
}

/** The first text after all that begin with `prefix`, for what is made of a-z, 0-9, _ and -. */
export const endOf = (prefix: string): string => `${prefix}~`;
