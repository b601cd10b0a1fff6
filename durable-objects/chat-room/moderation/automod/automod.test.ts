import { expect, test } from "vitest";
import { fold } from "../terms/fold.ts";
import { isTermUsable } from "../terms/matcher.ts";
import { checkAutoMod, levelOf } from "./automod.ts";
import { WORDS } from "./words.ts";

const check = (text: string, level: 1 | 2 | 3 | 4, onlyEmotes = false) => checkAutoMod(fold(text), level, onlyEmotes);

test("a word is held from its level on, with its category, level and place", () => {
  expect(check("that is stupid", 4)).toEqual({ category: "bullying", level: 4, spans: [[8, 13]] });
  expect(check("that is stupid", 3)).toBeNull();
  expect(check("kill yourself", 1)).toEqual({ category: "aggression", level: 1, spans: [[0, 12]] });
  expect(check("oh f.u.c.k this", 3)).toEqual({ category: "swearing", level: 3, spans: [[3, 9]] });
});

test("ordinary lines pass at every level", () => {
  const lines = [
    "hello everyone, classic Scunthorpe assassin gameplay!",
    "he'll grab the cockpit controls, what a title",
    "GG WP",
    "POG POG POG POG",
    "Are we there yet??? 12:30 - 14:00 (CET)",
    "LETS GO that was amazing",
    "😂😂😂😂😂😂😂😂😂😂😂😂😂😂😂😂😂😂",
    "привет всем, как дела сегодня?",
    "nooooooooo",
  ];
  expect(lines.map((line) => check(line, 4))).toEqual(lines.map(() => null));
});

test.each([
  ["STOP SHOUTING AT EVERYONE", 3, "caps"],
  ["STOP SHOUTING at every one", 4, null],
  ["STOP SHOUTING AT ever", 4, "caps"],
  ["SHORT CHEER", 4, null],
  ["#####!!!!!$$$$$%%%%%", 4, "symbols"],
  ["a".repeat(19), 4, null],
  ["a".repeat(20), 4, "repetition"],
  ["a".repeat(39), 3, null],
  ["a".repeat(40), 3, "repetition"],
  ["@a @b @c @d", 4, null],
  ["@a @b @c @d @e", 4, "mentions"],
  ["@a @b @c @d @e @f @g", 3, null],
  ["@a @b @c @d @e @f @g @h", 3, "mentions"],
] as const)("%j at level %j is %j", (text, level, category) => {
  expect(check(text, level)?.category ?? null).toBe(category);
});

test("zalgo and pictures of signs are symbols", () => {
  expect(
    check("h\u0301\u0302\u0303e\u0301\u0302\u0303y\u0301\u0302\u0303 y\u0301\u0302\u0303ou\u0301\u0302", 4)?.category,
  ).toBe("symbols");
  expect(check("░░▓▓██▓▓░░░░▓▓██▓▓░░", 4)).toEqual({ category: "symbols", level: 4, spans: [[0, 19]] });
});

test("a text of emotes is measured for words only", () => {
  expect(check("RILLHYPE RILLHYPE RILLHYPE", 4, true)).toBeNull();
  expect(check("stupid", 4, true)?.category).toBe("bullying");
});

test("every word of the lists can be found, and is listed once", () => {
  const words = Object.values(WORDS).flatMap((levels) => Object.values(levels).flat());
  expect(words.filter((word) => !isTermUsable(word))).toEqual([]);
  expect(words.filter((word) => check(`x ${word.replaceAll("*", "")} x`, 4) === null)).toEqual([]);
  expect(new Set(words).size).toBe(words.length);
});

test("a mode is a level, or off", () => {
  expect([0, 1, 4, 5].map(levelOf)).toEqual([null, 1, 4, null]);
});
