/**
 * A text as the finder reads it: words of plain small letters, every run of a letter written once, with a space around each word. Whoever hides a word does it by case, other
 * alphabets, marks, invisible characters, digits and symbols for letters, repeated letters, or something put between them; ordinary words
 * stay apart as they are. Pure but for buffers that are used again.
 */
import { type HiddenRules, Marks } from "./hidden.ts";
import { writePlain } from "./plain.ts";
import { Signs } from "./signs.ts";

/**
 * `plain`: every mark parts words, digits are digits. `hidden`: only spaces do, single letters in a row are a word, digits and symbols are
 * letters. `hiddenL`: the same with `1` as `l`, not `i`. `symbols`: `hidden` with digits as they are, for a term that its author wrote with symbols.
 */
export type Reading = "plain" | "hidden" | "hiddenL" | "symbols";

export type Folded = {
  readonly source: string;
  /** The plain one first; others only when a word may be hidden. */
  readonly readings: readonly { readonly reading: Reading; readonly text: string }[];
};

const RULES: Readonly<Record<Exclude<Reading, "plain">, HiddenRules>> = {
  hidden: { digits: true, one: "i" },
  hiddenL: { digits: true, one: "l" },
  symbols: { digits: false, one: "i" },
};
/** What may be `i` or `l`. */
const ONES = /[1!|¡¹₁①１！｜]/;

const signs = new Signs();
const marks = new Marks();

/** All readings in which a term is looked for. */
export function fold(source: string): Folded {
  const mayHide = writePlain(source, signs);
  const plain = signs.text();
  const readings: { reading: Reading; text: string }[] = [{ reading: "plain", text: plain }];
  if (!mayHide) return { source, readings };
  marks.read(source);
  for (const reading of ONES.test(source) ? HIDDEN : HIDDEN_I) {
    marks.write(RULES[reading], signs);
    const text = signs.text();
    if (text !== readings.at(-1)?.text) readings.push({ reading, text });
  }
  return { source, readings };
}

const HIDDEN = ["hidden", "hiddenL"] as const;
const HIDDEN_I = ["hidden"] as const;

/** The signs of one reading, which are good until the next text is folded. */
export function signsOf(source: string, reading: Reading): Signs {
  if (reading === "plain") writePlain(source, signs);
  else {
    marks.read(source);
    marks.write(RULES[reading], signs);
  }
  return signs;
}
