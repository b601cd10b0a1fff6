/** The plain reading of a text: every mark between letters parts words. It also notes whether a word may be hidden in it. Pure. */
import {
  ALONE,
  BOXED,
  capitalUnit,
  DROP,
  entryOf,
  expansionOf,
  HANGUL,
  hangulLetters,
  LETTER,
  PUNCTUATION,
  SEVERAL,
  SPACE,
  SYMBOL,
} from "./characters.ts";
import { EDGE_SYMBOLS, LEADING_SYMBOLS } from "./lookalikes.ts";
import { GAP, MAX_RUN, type Signs } from "./signs.ts";

/** Single letters in a row that may be a word. */
export const MIN_SPACED_LETTERS = 3;

/** What stood before, as far as hiding goes. */
const NOTHING = 0;
const WORD = 1;
const NUMBER = 2;
/** A mark right after a word. */
const MARK = 3;
/** A symbol that may be a word's first letter. */
const LEAD = 4;

const ASCII = Uint32Array.from({ length: 0x80 }, (_, code) => entryOf(code));
const codesOf = (symbols: ReadonlySet<string>): ReadonlySet<number> =>
  new Set([...symbols].map((symbol) => symbol.charCodeAt(0)));
const EDGES = codesOf(EDGE_SYMBOLS);
const LEADS = codesOf(LEADING_SYMBOLS);

export const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;

/** Writes the reading; true when a word may be hidden between marks, digits or single letters. */
export function writePlain(source: string, signs: Signs): boolean {
  signs.begin(source.length);
  const { units, runs, places } = signs;
  let end = 1;
  let hidden = false;
  let before = NOTHING;
  let letters = 0;
  let singles = 0;
  let at = 0;
  for (let i = 0; i < source.length; i++, at++) {
    const code = source.charCodeAt(i);
    let point = code;
    if (code >= 0xd800 && code < 0xdc00) {
      point = source.codePointAt(i) ?? code;
      if (point > 0xffff) i++;
    }
    const entry = code < 0x80 ? (ASCII[code] ?? 0) : entryOf(point);
    const kind = entry >>> 16;
    const unit = entry & 0xffff;
    if (kind === LETTER) {
      const last = end - 1;
      if (units[last] !== unit) {
        units[end] = unit;
        runs[end] = 1;
        places[end] = at;
        end++;
      } else {
        const run = runs[last] ?? 0;
        if (run < MAX_RUN) runs[last] = run + 1;
      }
      letters++;
      if (isDigit(unit)) {
        if (before === WORD) hidden = true;
        before = NUMBER;
      } else {
        if (before > WORD || (code >= 0x80 && capitalUnit(code) !== 0)) hidden = true;
        before = WORD;
      }
      continue;
    }
    if (kind === DROP) continue;
    if (kind !== SEVERAL && kind !== HANGUL) {
      if (units[end - 1] !== GAP) {
        units[end] = GAP;
        runs[end] = 1;
        places[end] = at;
        end++;
      }
    }
    switch (kind) {
      case SPACE:
        singles = letters === 1 ? singles + 1 : letters === 0 ? singles : 0;
        if (singles >= MIN_SPACED_LETTERS) hidden = true;
        letters = 0;
        before = NOTHING;
        break;
      case PUNCTUATION:
        if (before === WORD || before === NUMBER) before = MARK;
        break;
      case SYMBOL:
        if (before === NOTHING) before = LEADS.has(code) ? LEAD : NOTHING;
        else if (EDGES.has(code)) hidden = true;
        else if (before !== LEAD) before = MARK;
        break;
      case ALONE:
      case BOXED:
        if (unit === 0 && point > 0xffff) {
          units[end] = code;
          runs[end] = 1;
          places[end++] = at;
        }
        units[end] = unit === 0 ? source.charCodeAt(i) : unit;
        runs[end] = 1;
        places[end++] = at;
        units[end] = GAP;
        runs[end] = 1;
        places[end++] = at + 1;
        if (kind === BOXED) hidden = true;
        if (before !== NOTHING) before = MARK;
        break;
      default:
        signs.length = end;
        writeLetters(kind === HANGUL ? hangulLetters(point) : expansionOf(point), at, signs);
        end = signs.length;
        letters += 2;
        before = WORD;
    }
  }
  signs.length = end;
  signs.gap(at);
  return hidden || (letters === 1 && singles + 1 >= MIN_SPACED_LETTERS);
}

function writeLetters(letters: readonly number[], at: number, signs: Signs): void {
  for (let each = 0; each < letters.length; each++) signs.letter(letters[each] ?? 0, at);
}
