/**
 * What each character is to the finder: a letter (and which), a gap, or nothing. Worked out by page of 256 code points when one of them is
 * first met, since all of Unicode would take longer than a cold isolate should. Pure but for that memory.
 */
import { GREEK_CAPITALS, LOOKALIKES, SYMBOL_LETTERS } from "./lookalikes.ts";

/**
 * The kinds of characters. An entry is `kind << 16 | UTF-16 unit`; a unit of 0 is the character itself. Constants of their own and not
 * one object, which would cost the loops over every character a look-up.
 */
/** A letter or digit. */
export const LETTER = 1;
/** Shows nothing, or only marks a letter: left out. */
export const DROP = 2;
/** Parts words: spaces and apostrophes (`he'll` is not `hell`). */
export const SPACE = 3;
/** Parts words, but may be put between letters to hide one. */
export const PUNCTUATION = 4;
/** Punctuation that can stand for the letter in the unit. */
export const SYMBOL = 5;
/** A word by itself: emoji, and scripts that are written without spaces. */
export const ALONE = 6;
/** Several letters: see `expansionOf`. */
export const SEVERAL = 7;
/** A Hangul syllable: see `hangulLetters`. */
export const HANGUL = 8;
/** A letter in a box, which is a picture to some and a letter to others: 🇫. */
export const BOXED = 9;

/** Letters that one character becomes, at most. */
export const MAX_EXPANSION = 4;
const PAGE = 256;
/** Planes 0 and 1 have pages; beyond, a range says it all. */
const PAGED_BELOW = 0x20000;
/** An entry that was not worked out yet. */
const UNKNOWN = 0;
/** Memory is taken by the system as pages are written. */
const entries = new Uint32Array(PAGED_BELOW);
const SYMBOLS_FOR = new Map([...SYMBOL_LETTERS].map(([symbol, letter]) => [symbol, unit(SYMBOL, letter)]));

const expansions = new Map<number, readonly number[]>();

/** Marks that only decorate a letter. Vowel signs of Indic scripts are letters here: without them other words come out. */
const MARKS = /(?=\p{M})[\p{Script=Inherited}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Cyrillic}\p{Script=Syriac}]/gu;
const INVISIBLE = /^(?:\p{Cf}|\p{Cc}|\p{Variation_Selector}|\u034f|\u115f|\u1160|\u17b4|\u17b5|\u3164|\uffa0)$/u;
const BLANK = /^[\p{Z}\t\n\v\f\r\u0085\u2800]$/u;
const APOSTROPHE = /^['’‘‛`´ʼʹ′]$/u;
const LETTERS = /^[\p{L}\p{N}\p{M}]$/u;
const UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]$/u;

export function entryOf(codePoint: number): number {
  if (codePoint >= PAGED_BELOW) return outside(codePoint);
  const entry = entries[codePoint] ?? UNKNOWN;
  return entry === UNKNOWN ? open(codePoint) : entry;
}

const NONE: readonly number[] = [];

/** The letters of a character of kind `SEVERAL`, as UTF-16 units. */
export const expansionOf = (codePoint: number): readonly number[] => expansions.get(codePoint) ?? NONE;

/** Works out the page of a character. */
function open(codePoint: number): number {
  const from = codePoint - (codePoint % PAGE);
  for (let each = from; each < from + PAGE; each++) entries[each] = classify(each);
  return entries[codePoint] ?? UNKNOWN;
}

function unit(kind: number, letter: string): number {
  return (kind << 16) | letter.charCodeAt(0);
}

/** Beyond plane 1: Han above, tags and selectors (nothing to see) at 0xE0000, and what nobody has assigned. */
function outside(codePoint: number): number {
  return (codePoint >= 0xe0000 && codePoint < 0xe1000 ? DROP : ALONE) << 16;
}

function classify(codePoint: number): number {
  // Ranges of thousands that are all alike: Han, Hangul syllables.
  if ((codePoint >= 0x3400 && codePoint < 0x4dc0) || (codePoint >= 0x4e00 && codePoint < 0xa000)) return ALONE << 16;
  if (codePoint >= 0xac00 && codePoint < 0xd7a4) return HANGUL << 16;
  // Half of a surrogate pair by itself.
  if (codePoint >= 0xd800 && codePoint < 0xe000) return DROP << 16;
  // Regional indicators A to Z.
  if (codePoint >= 0x1f1e6 && codePoint < 0x1f200) return (BOXED << 16) | (codePoint - 0x1f1e6 + 0x61);
  // Negative squared letters, which have no decomposition.
  if (codePoint >= 0x1f170 && codePoint < 0x1f18a) return (LETTER << 16) | (codePoint - 0x1f170 + 0x61);
  return classifyCharacter(codePoint, String.fromCodePoint(codePoint));
}

function classifyCharacter(codePoint: number, character: string): number {
  if (BLANK.test(character)) return unit(SPACE, " ");
  if (INVISIBLE.test(character)) return DROP << 16;
  if (APOSTROPHE.test(character)) return unit(SPACE, " ");
  const symbol = SYMBOLS_FOR.get(character);
  if (symbol !== undefined) return symbol;
  const plain = decompose(character);
  if (plain === "") return DROP << 16;
  const letters = [...plain].map((one) => LOOKALIKES.get(one) ?? one).join("");
  if ([...letters].length > 1) return severalLetters(codePoint, letters);
  // Another case, width or font is what its plain form is.
  if (letters !== character) return classify(letters.codePointAt(0) ?? 0);
  if (LETTERS.test(letters)) {
    // Letters beyond 16 bits are of scripts that nobody chats in.
    if (letters.length > 1) return ALONE << 16;
    return unit(UNSPACED.test(letters) ? ALONE : LETTER, letters);
  }
  const ascii = codePoint < 0x80;
  return /^\p{P}$/u.test(letters) || ascii ? unit(PUNCTUATION, " ") : ALONE << 16;
}

function decompose(character: string): string {
  return character.normalize("NFKD").replace(MARKS, "").toLowerCase().replace(MARKS, "");
}

function severalLetters(codePoint: number, decomposed: string): number {
  const letters = [...decomposed].filter(isLetter).slice(0, MAX_EXPANSION);
  if (letters.length === 0) return unit(PUNCTUATION, " ");
  const [only = ""] = letters;
  if (letters.length === 1) return unit(UNSPACED.test(only) ? ALONE : LETTER, only);
  // A square of several Japanese letters stays what it is.
  if (letters.some((letter) => UNSPACED.test(letter))) return ALONE << 16;
  expansions.set(
    codePoint,
    letters.map((letter) => letter.charCodeAt(0)),
  );
  return SEVERAL << 16;
}

const isLetter = (one: string): boolean => one.length === 1 && LETTERS.test(one) && !APOSTROPHE.test(one);

/** The letters of a Hangul syllable (Unicode 3.12), so that it is the same whether or not it was typed in one. */
export function hangulLetters(syllable: number): readonly number[] {
  const index = syllable - 0xac00;
  const tail = index % 28;
  const lead = 0x1100 + Math.floor(index / 588);
  const vowel = 0x1161 + Math.floor((index % 588) / 28);
  return tail === 0 ? [lead, vowel] : [lead, vowel, 0x11a7 + tail];
}

/** The letter that a Greek capital is taken for when an evasion is looked for; 0 for any other character. */
export const capitalUnit = (code: number): number =>
  code > 0x390 && code < 0x3a9 ? (GREEK_CAPITALS.get(code)?.charCodeAt(0) ?? 0) : 0;
