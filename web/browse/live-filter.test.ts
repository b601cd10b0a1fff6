import { expect, test } from "vitest";
import { filterOf, isFiltered, queryOf, searchOf, tagOf } from "./live-filter.ts";

test("an address and a filter say the same", () => {
  expect(["?tag=art&language=de", "?language=other", ""].map((search) => searchOf(filterOf(search)))).toEqual([
    "?tag=art&language=de",
    "?language=other",
    "",
  ]);
  expect(searchOf({ tag: "日本語", language: null })).toBe("?tag=%E6%97%A5%E6%9C%AC%E8%AA%9E");
});

test("what is no tag or language in an address counts as nothing", () => {
  expect(filterOf("?tag=a%20b&language=german&x=1")).toEqual({ tag: null, language: null });
  expect(filterOf("?tag=%3Cscript%3E")).toEqual({ tag: null, language: null });
});

test("a request names only what is asked for", () => {
  expect([queryOf({ tag: "art", language: null }), queryOf({ tag: null, language: null })]).toEqual([
    { tag: "art" },
    {},
  ]);
  expect([isFiltered({ tag: null, language: null }), isFiltered({ tag: null, language: "en" })]).toEqual([false, true]);
});

test("a tag may be typed with its sign", () => {
  expect([" #Speedrun ", "art", "two words", "#", ""].map(tagOf)).toEqual(["Speedrun", "art", null, null, null]);
});
