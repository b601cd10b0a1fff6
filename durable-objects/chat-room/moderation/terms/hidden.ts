/**
 * The reading of a text in which words may be hidden: what stands between letters without a space is left out, single letters in a row are
 * one word, and digits and symbols are letters in a word that has any. Pure but for buffers that are used again.
 */
import {
  BOXED,
  capitalUnit,
  entryOf,
  expansionOf,
  HANGUL,
  hangulLetters,
  LETTER,
  MAX_EXPANSION,
  SEVERAL,
  SPACE,
  SYMBOL,
} from "./characters.ts";
import { DIGIT_LETTERS, EDGE_SYMBOLS, LEADING_SYMBOLS } from "./lookalikes.ts";
import { isDigit, MIN_SPACED_LETTERS } from "./plain.ts";
import { MAX_RUN, type Signs } from "./signs.ts";

export type HiddenRules = {
  /** Whether a digit in a word is a letter. */
  readonly digits: boolean;
  /** What stands for `1` and what looks like it: `i` or `l`. */
  readonly one: "i" | "l";
};

/** What a mark of a word is, before it is known whether it is a letter. An entry is `kind << 16 | unit`. */
const END = 0;
const PLAIN = 1;
const DIGIT = 2;
/** A symbol that is a letter between others only, at the beginning too, or anywhere. */
const INNER = 3;
const LEADING = 4;
const ANYWHERE = 5;

/** A number with its unit: so many digits at least, then so many letters at most. */
const MIN_NUMBER_DIGITS = 2;
const MAX_UNIT_LETTERS = 2;

const I = 0x69;
const L = 0x6c;
const ASCII = Uint32Array.from({ length: 0x80 }, (_, code) => entryOf(code));
const DIGITS = new Uint16Array(0x80);
for (const [digit, letter] of DIGIT_LETTERS) DIGITS[digit.charCodeAt(0)] = letter.charCodeAt(0);

const ASCII_SYMBOLS = Uint8Array.from({ length: 0x80 }, (_, code) => kindOfSymbol(code));

/** A text's marks and where they stand; every word has an END after it. */
export class Marks {
  #entries = new Uint32Array(4096);
  #places = new Uint32Array(4096);
  #length = 0;

  read(source: string): void {
    const needed = MAX_EXPANSION * source.length + 2;
    if (this.#entries.length < needed) {
      this.#entries = new Uint32Array(needed);
      this.#places = new Uint32Array(needed);
    }
    this.#length = 0;
    const entries = this.#entries;
    const places = this.#places;
    let end = 0;
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
      // Punctuation, words by themselves (the plain reading has them) and what shows nothing are left out.
      if (kind === LETTER || kind === BOXED) {
        const capital = code < 0x80 ? 0 : capitalUnit(code);
        entries[end] = ((isDigit(unit) ? DIGIT : PLAIN) << 16) | (capital === 0 ? unit : capital);
        places[end++] = at;
      } else if (kind === SPACE) {
        if (end > 0 && entries[end - 1] !== END) {
          entries[end] = END;
          places[end++] = at;
        }
      } else if (kind === SYMBOL) {
        entries[end] = (symbolKind(code) << 16) | unit;
        places[end++] = at;
      } else if (kind === SEVERAL || kind === HANGUL) {
        const letters = kind === HANGUL ? hangulLetters(point) : expansionOf(point);
        for (let each = 0; each < letters.length; each++) {
          entries[end] = (PLAIN << 16) | (letters[each] ?? 0);
          places[end++] = at;
        }
      }
    }
    entries[end] = END;
    places[end] = at;
    this.#length = end + 1;
  }

  write(rules: HiddenRules, signs: Signs): void {
    signs.begin(this.#length);
    for (let at = 0; at < this.#length; ) {
      const end = this.#wordEnd(at);
      const spaced = end - at === 1 ? this.#spacedEnd(at) : end;
      if (spaced > at) this.#writeWord(at, spaced, rules, signs);
      signs.gap(this.#places[spaced] ?? 0);
      at = spaced + 1;
    }
  }

  /** The end of the word at `at`. */
  #wordEnd(at: number): number {
    let end = at;
    while (end < this.#length && this.#entries[end] !== END) end++;
    return end;
  }

  /** The end of the row of single letters that begins at `at`: long enough for a word, or the first alone. */
  #spacedEnd(at: number): number {
    const entries = this.#entries;
    let end = at + 1;
    let row = 1;
    while (end + 2 < this.#length && entries[end + 1] !== END && entries[end + 2] === END) {
      end += 2;
      row++;
    }
    return row >= MIN_SPACED_LETTERS ? end : at + 1;
  }

  #writeWord(from: number, to: number, rules: HiddenRules, signs: Signs): void {
    const entries = this.#entries;
    let first = from;
    let last = to - 1;
    while (first <= last && (entries[first] ?? 0) >>> 16 === INNER) first++;
    while (last > first && isTrailing((entries[last] ?? 0) >>> 16)) last--;
    const asLetters = this.#readsAsLetters(first, last);
    const digits = asLetters && rules.digits;
    const one = rules.one === "l" ? L : I;
    const { units, runs, places } = signs;
    let end = signs.length;
    for (let at = first; at <= last; at++) {
      const entry = entries[at] ?? 0;
      const kind = entry >>> 16;
      let unit = entry & 0xffff;
      if (kind === END || (kind >= INNER && !asLetters)) continue;
      if (kind === DIGIT && digits) unit = DIGITS[unit] || unit;
      if (unit === I && kind >= DIGIT) unit = one;
      const before = end - 1;
      if (units[before] === unit) {
        const run = runs[before] ?? 0;
        if (run < MAX_RUN) runs[before] = run + 1;
      } else {
        units[end] = unit;
        runs[end] = 1;
        places[end++] = this.#places[at] ?? 0;
      }
    }
    signs.length = end;
  }

  /** Whether digits and symbols are letters in this word: it has some, and is not a number with its unit (`100k`, `90s`). */
  #readsAsLetters(first: number, last: number): boolean {
    const entries = this.#entries;
    let letters = 0;
    for (let at = first; at <= last && letters <= MAX_UNIT_LETTERS; at++)
      if ((entries[at] ?? 0) >>> 16 === PLAIN) letters++;
    if (letters === 0 || letters > MAX_UNIT_LETTERS) return letters > 0;
    let digits = 0;
    while ((entries[first + digits] ?? 0) >>> 16 === DIGIT) digits++;
    return digits < MIN_NUMBER_DIGITS || first + digits + letters <= last;
  }
}

const isTrailing = (kind: number): boolean => kind === INNER || kind === LEADING;

function symbolKind(code: number): number {
  if (code < 0x80) return ASCII_SYMBOLS[code] ?? INNER;
  return kindOfSymbol(code);
}

function kindOfSymbol(code: number): number {
  const symbol = String.fromCharCode(code);
  if (EDGE_SYMBOLS.has(symbol)) return ANYWHERE;
  return LEADING_SYMBOLS.has(symbol) ? LEADING : INNER;
}
