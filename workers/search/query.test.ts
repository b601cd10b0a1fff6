import { expect, test } from "vitest";
import { MAX_QUERY_LENGTH } from "#protocol/discovery/search.ts";
import { holding, holdingWords, readQuery, resembling, resemblingWords } from "./query.ts";

test("what was typed is read as text, as a login and as a slug", () => {
  expect(readQuery("  The   Streamer_1 ")).toEqual({
    text: "the streamer_1",
    login: "thestreamer_1",
    slug: "the-streamer-1",
  });
  expect(readQuery("@Ada")).toEqual({ text: "@ada", login: "ada", slug: "ada" });
  expect(readQuery("Pokémon")).toEqual({ text: "pokémon", login: "", slug: "pokemon" });
  expect(readQuery("ポケモン")).toEqual({ text: "ポケモン", login: "", slug: "" });
});

test.each(["", "   ", "\u0000\u202e", "\n"])("%j is nothing to look for", (typed) => {
  expect(readQuery(typed)).toBe(null);
});

test("of a long text only the beginning counts", () => {
  expect([...(readQuery("😀".repeat(MAX_QUERY_LENGTH + 1))?.text ?? "")].length).toBe(MAX_QUERY_LENGTH);
});

test("no sign of the search language keeps its meaning", () => {
  expect(holding('a" OR *', "login:x")).toBe('"a"" OR *" OR "login:x"');
  expect(holdingWords('near("abc") AND not*')).toBe('"near(""abc"")" AND "AND" AND "not*"');
  expect(resembling('ab"cd')).toBe('"ab""" OR "b""c" OR """cd"');
});

test("what is shorter than three letters is looked for by its beginning alone", () => {
  expect([holding("ab", ""), holdingWords("a bc"), resembling("abc")]).toEqual([null, null, null]);
  expect([holding("abc", "abc"), holdingWords("abc de abc"), resembling("abcd")]).toEqual([
    '"abc"',
    '"abc"',
    '"abc" OR "bcd"',
  ]);
});

test("of several words the longest two are looked for with mistakes", () => {
  expect([resemblingWords("a late nihgt run"), resemblingWords("abc de")]).toEqual([
    '"nih" OR "ihg" OR "hgt" OR "lat" OR "ate"',
    null,
  ]);
});

test("a long text is looked for by a bounded number of its letters, from all over it", () => {
  const grams = resembling("abcdefghijklmnopqrstuvwxyz")?.split(" OR ") ?? [];
  expect([grams.length, grams[0], grams.at(-1)]).toEqual([8, '"abc"', '"vwx"']);
});
