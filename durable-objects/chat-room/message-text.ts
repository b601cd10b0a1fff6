/** What becomes of the text that somebody typed before it is a message: cleaned, trimmed and measured. Pure; knows no sender. */
import { MAX_MESSAGE_LENGTH } from "#protocol/chat/limits.ts";

export type CleanText =
  | { readonly outcome: "ok"; readonly text: string }
  | { readonly outcome: "empty" }
  | { readonly outcome: "too_long"; readonly length: number };

/** Line breaks and tabs: a message is one line. */
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/gu;
/** Control characters, and those that turn the direction of what follows and would reach into other lines (UAX 9, explicit formatting). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed.
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu;
/** Combining marks beyond those of any script's writing, which would reach into the lines above and below. */
const HEAPED_MARKS = /(\p{M}{3})\p{M}+/gu;
/** Characters that show nothing by themselves: spaces, formats (joiners, tags), blank letters of Hangul and Braille, variation selectors. */
const INVISIBLE = /\p{Z}|\p{Cf}|\p{Variation_Selector}|\u034f|[\u115f\u1160\u2800\u3164\uffa0]/gu;

/** Cleans a text; its length is counted in Unicode code points, as the limit is. */
export function cleanText(raw: string): CleanText {
  const text = raw.toWellFormed().replace(BREAKS, " ").replace(CONTROLS, "").replace(HEAPED_MARKS, "$1").trim();
  if (text.replace(INVISIBLE, "") === "") return { outcome: "empty" };
  const length = [...text].length;
  return length > MAX_MESSAGE_LENGTH ? { outcome: "too_long", length } : { outcome: "ok", text };
}
