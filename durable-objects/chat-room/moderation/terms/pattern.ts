/**
 * A blocked term as the folded words that are looked for, and whether they stand at a place of a folded text. Compared sign by sign and
 * without going back, so that no term takes longer than the text is long. Pure.
 */
import { MIN_TERM_LENGTH } from "#protocol/chat/limits.ts";
import { ALONE, entryOf } from "./characters.ts";
import { type Reading, signsOf } from "./fold.ts";
import { NEVER_DOUBLED } from "./lookalikes.ts";
import { GAP, type Signs } from "./signs.ts";

/** A word and whether other letters may stand before and after it. */
type Word = {
  readonly units: readonly number[];
  readonly runs: readonly number[];
  readonly openStart: boolean;
  readonly openEnd: boolean;
};

export type Pattern = { readonly words: readonly Word[] };

/** A letter said so often may have been meant once: `gooood` is `god` and `good`. */
const LONG_RUN = 3;
/** Symbols that stand for letters; a term written with them means the word. */
const SYMBOLS = /[@$!|+€¢¡]/u;
const ANY_RUN = new Set([...NEVER_DOUBLED].map((letter) => letter.charCodeAt(0)));

/** The ways in which a term is looked for; none when it holds too little to look for. */
export function patternsOf(term: string): readonly Pattern[] {
  const readings: readonly Reading[] = SYMBOLS.test(term) ? ["symbols"] : ["plain"];
  return readings.map((reading) => ({ words: wordsOf(term, reading) })).filter(isEnough);
}

function wordsOf(term: string, reading: Reading): readonly Word[] {
  return term
    .split(/\s+/u)
    .flatMap((part) => foldedWords(part.replaceAll("*", ""), reading, part.startsWith("*"), part.endsWith("*")));
}

function foldedWords(part: string, reading: Reading, openStart: boolean, openEnd: boolean): readonly Word[] {
  const { units, runs, length } = signsOf(part, reading);
  const words: Word[] = [];
  for (let from = 1; from < length; ) {
    const gap = units.indexOf(GAP, from);
    words.push({
      units: [...units.subarray(from, gap)],
      runs: [...runs.subarray(from, gap)],
      openStart: openStart && from === 1,
      openEnd: openEnd && gap === length - 1,
    });
    from = gap + 1;
  }
  return words;
}

/** Two letters at least, or a character that is a word by itself. */
function isEnough({ words }: Pattern): boolean {
  const letters = words.reduce((sum, { runs }) => sum + runs.reduce((all, run) => all + run, 0), 0);
  return letters >= MIN_TERM_LENGTH || words.some(({ units }) => isAlone(String.fromCharCode(...units)));
}

const isAlone = (word: string): boolean => entryOf(word.codePointAt(0) ?? 0) >>> 16 === ALONE;

/**
 * The text that a folded text must hold for the pattern to stand there: the pattern's beginning, up to so many signs. It begins with a
 * gap unless the first word may begin within another.
 */
export function beginningOf({ words }: Pattern, signs: number): string {
  let beginning = words[0]?.openStart === true ? "" : " ";
  for (const [at, { units, openStart, openEnd }] of words.entries()) {
    if (at > 0 && openStart) break;
    beginning += String.fromCharCode(...units);
    if (openEnd) break;
    beginning += " ";
  }
  return beginning.slice(0, signs);
}

/** Where the pattern stands whose beginning was found at `at`: its first sign and the gap after its last word; null when it does not. */
export function matchAt({ words }: Pattern, signs: Signs, at: number): readonly [number, number] | null {
  const { units, length } = signs;
  const first = units[at] === GAP ? at + 1 : at;
  let sign = first;
  for (let number = 0; number < words.length; number++) {
    const word = words[number];
    if (word === undefined || sign >= length) return null;
    const gap = gapFrom(units, sign);
    const found = number > 0 && word.openStart ? standsIn(word, signs, sign, gap) : standsAt(word, signs, sign, gap);
    if (!found) return null;
    sign = gap + 1;
  }
  let from = first;
  while (units[from - 1] !== GAP) from--;
  return [from, sign - 1];
}

/** The end of a word; a folded text ends with a gap. */
function gapFrom(units: Uint16Array, from: number): number {
  let gap = from;
  while (units[gap] !== GAP) gap++;
  return gap;
}

function standsIn(word: Word, signs: Signs, from: number, gap: number): boolean {
  for (let at = from; at + word.units.length <= gap; at++) if (standsAt(word, signs, at, gap)) return true;
  return false;
}

function standsAt({ units, runs, openStart, openEnd }: Word, signs: Signs, at: number, gap: number): boolean {
  const end = at + units.length;
  if (end > gap || (end < gap && !openEnd)) return false;
  for (let i = 0; i < units.length; i++) {
    const unit = units[i] ?? 0;
    if (signs.units[at + i] !== unit) return false;
    const open = (openStart && i === 0) || (openEnd && i === units.length - 1);
    if (!isRun(unit, runs[i] ?? 0, signs.runs[at + i] ?? 0, open)) return false;
  }
  return true;
}

/** Whether a letter that stands there `found` times is the one that was written `wanted` times. */
function isRun(unit: number, wanted: number, found: number, open: boolean): boolean {
  if (found === wanted || (open && found > wanted)) return true;
  if (isDigit(unit)) return false;
  return ANY_RUN.has(unit) || (found >= LONG_RUN && found > wanted);
}

const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;
