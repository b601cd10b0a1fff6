/** AutoMod: whether a message is to be held at a level from 1 to 4, why, and for what part of it. Pure. */
import { type Finder, makeFinder } from "../terms/finder.ts";
import type { Folded } from "../terms/fold.ts";
import { type SpamCategory, spamCategory } from "./spam.ts";
import { type Level, WORDS, type WordCategory } from "./words.ts";

export type AutoModFound = {
  readonly category: WordCategory | SpamCategory;
  /** The least level at which the word is held; for spam, which has none, the level that was asked for. */
  readonly level: Level;
  readonly spans: readonly (readonly [number, number])[];
};

type Word = { readonly category: WordCategory; readonly level: Level };

const CATEGORIES: readonly WordCategory[] = ["hate", "aggression", "sexual", "bullying", "swearing"];
const LEVELS: readonly Level[] = [1, 2, 3, 4];

/** A finder a level, made when a channel first asks for it and good for all. */
const finders = new Map<Level, Finder<Word>>();

/** A text of nothing but emotes is measured for words only: its signs are not what is seen. */
export function checkAutoMod(folded: Folded, level: Level, emotesOnly: boolean): AutoModFound | null {
  const word = finderOf(level).find(folded);
  if (word !== null) return { ...word.value, spans: [[word.start, word.end]] };
  const spam = emotesOnly ? null : spamCategory(folded.source, level);
  return spam === null ? null : { category: spam, level, spans: [[0, [...folded.source].length - 1]] };
}

function finderOf(level: Level): Finder<Word> {
  const known = finders.get(level);
  if (known !== undefined) return known;
  const held = LEVELS.filter((each) => each <= level);
  const words = CATEGORIES.flatMap((category) =>
    held.flatMap((each) => WORDS[category][each].map((term) => ({ term, value: { category, level: each } }))),
  );
  const finder = makeFinder(words);
  finders.set(level, finder);
  return finder;
}

/** The level of a room's mode; null for off. */
export function levelOf(mode: number): Level | null {
  return LEVELS.find((level) => level === mode) ?? null;
}
