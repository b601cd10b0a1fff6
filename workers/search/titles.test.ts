import { expect, test } from "vitest";
import { readQuery } from "./query.ts";
import { mistakesInTitle, rankTitles } from "./titles.ts";

const mistakes = (typed: string, title: string): number | null => {
  const query = readQuery(typed);
  if (query === null) throw new Error("nothing to look for");
  return mistakesInTitle(query, title);
};

test.each([
  ["harbour night", "Watercolour: the harbour at night", 0],
  ["harb", "Watercolour: the harbour at night", 0],
  ["watercolur nihgt", "Watercolour: the harbour at night", 2],
  ["watercolur tetris", "Watercolour: the harbour at night", null],
  ["the", "Watercolour: the harbour at night", 0],
  ["teh", "Watercolour: the harbour at night", null],
  ["night", "", null],
  ["夜の港", "夜の港を描く", 0],
])("%j in %j are so many mistakes", (typed, title, wanted) => {
  expect(mistakes(typed, title)).toBe(wanted);
});

test("titles come with fewest mistakes first, and otherwise as they came", () => {
  const query = readQuery("speedrun");
  const found = ["speedrum", "any title", "SPEEDRUNS", "a speedrun"].map((title) => ({ title }));
  expect(query && rankTitles(query, found).map(({ title }) => title)).toEqual(["SPEEDRUNS", "a speedrun", "speedrum"]);
});
