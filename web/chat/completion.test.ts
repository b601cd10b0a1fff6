import { expect, test } from "vitest";
import { commandsOf } from "./commands.ts";
import { complete, completionAt, isWhole, MAX_OFFERS, mentionOf, type Sources } from "./completion.ts";
import { emoteSet } from "./emote-set.ts";

const people = [
  { login: "bob", name: "Bob" },
  { login: "bella", name: "Bella" },
  { login: "kenji", name: "健二" },
];
const emotes = emoteSet([{ id: "rillhype", name: "RillHype" }], [], false);
const sources: Sources = { people, commands: commandsOf("moderator"), emotes };
const offered = (text: string, caret = text.length) =>
  completionAt(text, caret, sources)?.offers.map((offer) => offer.text) ?? null;

test("@ offers who spoke lately, by login or name, in their order", () => {
  expect(offered("hey @")).toEqual(["@Bob", "@Bella", "@kenji"]);
  expect(offered("hey @BE")).toEqual(["@Bella"]);
  expect(offered("@ke")).toEqual(["@kenji"]);
  expect(offered("@健")).toEqual(["@kenji"]);
  expect(offered("hey@bo")).toBeNull();
});

test("a name that cannot be typed as a mention is mentioned by its login", () => {
  expect(people.map(mentionOf)).toEqual(["@Bob", "@Bella", "@kenji"]);
});

test("/ offers commands at the beginning only, and only those that one may use", () => {
  expect(offered("/slow")).toEqual(["/slow", "/slowoff"]);
  expect(offered("well /slow")).toBeNull();
  expect(offered("/mod")).toEqual(["/mods"]);
  expect(completionAt("/slow", 5, { ...sources, commands: commandsOf("viewer") })).toBeNull();
  expect(commandsOf("broadcaster").some(({ name }) => name === "mod")).toBe(true);
});

test("two letters after : offer emotes; a smiley offers nothing", () => {
  expect(offered("so :hy")).toEqual(["RillHype"]);
  expect([offered(":)"), offered(":h"), offered("12:30")]).toEqual([null, null, null]);
});

test("the word at the caret counts, wherever it stands", () => {
  expect(offered("@bo and more", 3)).toEqual(["@Bob"]);
  expect(offered("@bo and more")).toBeNull();
});

test("so many offers and no more", () => {
  const crowd = Array.from({ length: MAX_OFFERS + 1 }, (_, at) => ({ login: `viewer${at}`, name: `viewer${at}` }));
  expect(completionAt("@", 1, { ...sources, people: crowd })?.offers.length).toBe(MAX_OFFERS);
});

test("an accepted offer replaces the word, and one space follows it", () => {
  const completion = completionAt("hey @bo you", 7, sources);
  const offer = completion?.offers[0];
  expect(completion && offer && complete("hey @bo you", completion, offer)).toEqual({
    text: "hey @Bob you",
    caret: 9,
  });
});

test("a word that is the offer already needs no completing", () => {
  const wholes = ["/slow", "/slo", "@BOB"].map((text) => {
    const completion = completionAt(text, text.length, sources);
    const offer = completion?.offers[0];
    return completion && offer && isWhole(text, completion, offer);
  });
  expect(wholes).toEqual([true, false, true]);
});
