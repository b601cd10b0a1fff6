/** AutoMod's measures of a text that are not about words: shouting, symbols, one sign over and over, many mentions. Pure. */
import type { Level } from "./words.ts";

export type SpamCategory = "caps" | "symbols" | "repetition" | "mentions";

type Measures = {
  /** Share of letters that are capitals, in a text of at least MIN_LETTERS. */
  readonly caps: number;
  /** Share of characters that are no letter, digit or space, in a text of at least MIN_CHARACTERS. */
  readonly symbols: number;
  /** One sign so often in a row. */
  readonly run: number;
  readonly mentions: number;
};

/** From what on a level holds a message; the levels below are for words only where a measure is out of reach. */
const MEASURES: Readonly<Record<Level, Measures>> = {
  1: { caps: 2, symbols: 2, run: 200, mentions: 20 },
  2: { caps: 2, symbols: 0.9, run: 100, mentions: 12 },
  3: { caps: 0.9, symbols: 0.7, run: 40, mentions: 8 },
  4: { caps: 0.7, symbols: 0.5, run: 20, mentions: 5 },
};
/** Shorter ones are a cheer or a face: `GG WP`, `:-)`. */
export const MIN_LETTERS = 16;
export const MIN_CHARACTERS = 16;

/** What letters and symbols a text has, and its longest run; in UTF-16 units, which is near enough for shares. */
type Counts = { letters: number; capitals: number; symbols: number; run: number; mentions: number };

export function spamCategory(text: string, level: Level): SpamCategory | null {
  const most = MEASURES[level];
  const { letters, capitals, symbols, run, mentions } = count(text);
  if (mentions >= most.mentions) return "mentions";
  if (run >= most.run) return "repetition";
  if (letters >= MIN_LETTERS && capitals / letters >= most.caps) return "caps";
  return text.length >= MIN_CHARACTERS && symbols / text.length >= most.symbols ? "symbols" : null;
}

function count(text: string): Counts {
  const counts = { letters: 0, capitals: 0, symbols: 0, run: 0, mentions: 0 };
  let before = 0x20;
  let run = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === before && code !== 0x20) run++;
    else run = 1;
    if (run > counts.run) counts.run = run;
    if (code >= 0x61 && code <= 0x7a) counts.letters++;
    else if (code >= 0x41 && code <= 0x5a) {
      counts.letters++;
      counts.capitals++;
    } else if (code === 0x40 && before === 0x20) counts.mentions++;
    else if (code >= 0x80 ? isOddSign(code) : code !== 0x20 && (code < 0x30 || code > 0x39)) counts.symbols++;
    before = code;
  }
  return counts;
}

/** Combining marks, punctuation, arrows, boxes, shapes and dingbats: what zalgo and pictures of signs are made of. Emoji are not. */
const isOddSign = (code: number): boolean =>
  (code >= 0x300 && code < 0x370) || (code >= 0x2010 && code < 0x2c00 && (code < 0x2600 || code >= 0x27c0));
