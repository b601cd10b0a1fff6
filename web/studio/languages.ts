/** The languages that a channel may say it speaks: those that the site's lists offer, by their own names. Pure. */
import type { SelectOption } from "../ui/select.tsx";

/** ISO 639-1 codes of the languages most streamed in; another that is set already is offered too. */
const CODES = [
  ...["ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "he", "hi", "hr", "hu", "id", "it", "ja"],
  ...[
    "ko",
    "lt",
    "lv",
    "ms",
    "nl",
    "no",
    "pl",
    "pt",
    "ro",
    "ru",
    "sk",
    "sl",
    "sr",
    "sv",
    "th",
    "tl",
    "tr",
    "uk",
    "vi",
    "zh",
  ],
];

/** Each language in its own words, in the order of those. */
export function languageOptions(set: string | null, none: string, other: string): readonly SelectOption[] {
  const codes = set === null || set === "other" || CODES.includes(set) ? CODES : [...CODES, set];
  const named = codes.map((code) => ({ value: code, label: nameOf(code) }));
  return [
    { value: "", label: none },
    ...named.toSorted((a, b) => a.label.localeCompare(b.label)),
    { value: "other", label: other },
  ];
}

function nameOf(code: string): string {
  const name = new Intl.DisplayNames([code], { type: "language" }).of(code) ?? code;
  return `${name.charAt(0).toLocaleUpperCase(code)}${name.slice(1)}`;
}
