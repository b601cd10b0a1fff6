import { expect, test } from "vitest";
import {
  ALONE,
  DROP,
  entryOf,
  expansionOf,
  hangulLetters,
  LETTER,
  PUNCTUATION,
  SEVERAL,
  SPACE,
  SYMBOL,
} from "./characters.ts";

const kindOf = (character: string): number => entryOf(character.codePointAt(0) ?? 0) >>> 16;
const letterOf = (character: string): string => String.fromCharCode(entryOf(character.codePointAt(0) ?? 0) & 0xffff);

test.each([
  ["a", LETTER, "a"],
  ["Q", LETTER, "q"],
  ["é", LETTER, "e"],
  ["й", LETTER, "и"],
  ["Е", LETTER, "e"],
  ["я", LETTER, "я"],
  ["７", LETTER, "7"],
  ["@", SYMBOL, "a"],
  ["！", SYMBOL, "i"],
  ["-", PUNCTUATION, " "],
  ["…", PUNCTUATION, " "],
  ["’", SPACE, " "],
  ["\u3000", SPACE, " "],
])("%j is of its kind and letter", (character, kind, letter) => {
  expect([kindOf(character), letterOf(character)]).toEqual([kind, letter]);
});

test.each(["\u0301", "\u200d", "\ufe0f", "\u00ad", "\u3164", "\u{e0041}"])("%j shows nothing", (character) => {
  expect(kindOf(character)).toBe(DROP);
});

test.each(["傻", "の", "ก", "😀", "♥", "\u{20000}"])("%j is a word by itself", (character) => {
  expect(kindOf(character)).toBe(ALONE);
});

test("a ligature is its letters", () => {
  expect(kindOf("ﬁ")).toBe(SEVERAL);
  expect(String.fromCharCode(...expansionOf(0xfb01))).toBe("fi");
});

test("a syllable of Hangul is its letters", () => {
  expect(String.fromCharCode(...hangulLetters("각".charCodeAt(0)))).toBe("각".normalize("NFD"));
  expect(String.fromCharCode(...hangulLetters("가".charCodeAt(0)))).toBe("가".normalize("NFD"));
});

test("every code point is of some kind", () => {
  for (let point = 0; point <= 0x10ffff; point += 7) {
    const kind = entryOf(point) >>> 16;
    expect(kind >= LETTER && kind <= 9, point.toString(16)).toBe(true);
  }
});
