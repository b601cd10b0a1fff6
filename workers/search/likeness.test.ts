import { expect, test } from "vitest";
import { allowedMistakes, mistakesIn } from "./likeness.ts";

test.each([
  ["minecraft", "minecraft", 0],
  ["mine", "minecraft", 0],
  ["minecarft", "minecraft", 1],
  ["mincraft", "minecraft", 1],
  ["minnecraft", "minecraft", 1],
  ["winecraft", "minecraft", 1],
  ["fornite", "fortnite", 1],
  ["leage of legnds", "league of legends", 2],
  ["abc", "xyz", 3],
  ["", "anything", 0],
  ["abc", "", 3],
])("%s for %s are so many mistakes", (typed, name, mistakes) => {
  expect(mistakesIn(typed, name)).toBe(mistakes);
});

test("a short word has no mistakes, a longer one more", () => {
  expect([3, 4, 7, 8, 60].map(allowedMistakes)).toEqual([0, 1, 1, 2, 2]);
});
