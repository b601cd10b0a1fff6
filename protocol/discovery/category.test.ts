import * as v from "valibot";
import { expect, test } from "vitest";
import { MAX_PAGE, pageQuerySchema, slugOf, slugSchema } from "./category.ts";

test.each([
  ["Just Chatting", "just-chatting"],
  ["Science & Technology", "science-and-technology"],
  ["Assassin's Creed", "assassins-creed"],
  ["Pokémon GO", "pokemon-go"],
  ["R.E.P.O.", "r-e-p-o"],
  ["  osu! ", "osu"],
  ["原神", ""],
])("%j stands in an address as %j", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
  if (slug !== "") expect(v.is(slugSchema, slug)).toBe(true);
});

test.each(["", "-", "a--b", "a-", "A", "a b", "a/b", "x".repeat(121)])("%j is no slug", (slug) => {
  expect(v.is(slugSchema, slug)).toBe(false);
});

test("a page has from one to so many entries", () => {
  const limits = ["0", "1", String(MAX_PAGE), String(MAX_PAGE + 1), "1e1", "-1", ""];
  expect(limits.map((limit) => v.is(pageQuerySchema, { limit }))).toEqual([
    false,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(v.is(pageQuerySchema, { cursor: "x".repeat(201) })).toBe(false);
});
