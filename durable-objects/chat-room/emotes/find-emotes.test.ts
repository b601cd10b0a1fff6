import { expect, test } from "vitest";
import { type ChannelEmote, GLOBAL_EMOTES } from "#protocol/chat/emote.ts";
import { MAX_CHANNEL_EMOTES } from "#protocol/chat/limits.ts";
import { prng } from "#testing/prng.ts";
import { buildEmoteSet, emotesOnly, findEmotes, MAX_EMOTE_SPANS } from "./find-emotes.ts";

const channelEmote = (name: string, number: number, tier: ChannelEmote["tier"] = "everyone"): ChannelEmote => ({
  ...{ id: `1001-${number}`, channelId: "1001", name, tier, format: "png", at: 0 },
});
const set = buildEmoteSet([channelEmote("adaHi", 1), channelEmote("adaSub", 2, "subscribers")]);
const find = (text: string, subscriber = false) => findEmotes(text, set, subscriber);
const at = (text: string, { start, end }: { start: number; end: number }) => [...text].slice(start, end + 1).join("");

test("an emote has the place of its first and last code point", () => {
  expect(find("RillWave hello adaHi")).toEqual([
    { id: "rillwave", start: 0, end: 7 },
    { id: "1001-1", start: 15, end: 19 },
  ]);
});

test("a code point counts once, however many units or bytes it takes", () => {
  expect(find("RillLove 😂 RillLove")).toEqual([
    { id: "rilllove", start: 0, end: 7 },
    { id: "rilllove", start: 11, end: 18 },
  ]);
  // One picture of five code points, a flag of two, and an e with a mark of its own.
  expect(find("👩‍👩‍👧 🇩🇪 e\u0301 RillGG")).toEqual([{ id: "rillgg", start: 12, end: 17 }]);
});

test("half of a surrogate pair counts as a code point", () => {
  expect(find("\ud83d RillGG \ude00 RillGG")).toEqual([
    { id: "rillgg", start: 2, end: 7 },
    { id: "rillgg", start: 11, end: 16 },
  ]);
});

test.each([
  ["another case", "rillwave RILLWAVE"],
  ["a part of a word", "RillWaves xRillWave RillWave! (RillWave)"],
  ["a word that touches an emoji", "RillWave😂 😂RillWave"],
  ["a space that is none of ours", "RillWave\u00a0x RillWave\u3000x RillWave\tx"],
  ["a letter with a mark on it", "RillWave\u0301"],
  ["a key of every object", "constructor __proto__ toString"],
  ["nothing", ""],
  ["spaces", "   "],
])("no emote is %s", (_, text) => {
  expect(find(text)).toEqual([]);
});

test("spaces around and between do not matter", () => {
  expect(find("  RillCry   adaHi ")).toEqual([
    { id: "rillcry", start: 2, end: 8 },
    { id: "1001-1", start: 12, end: 16 },
  ]);
});

test("subscribers' emotes are words to everybody else", () => {
  expect([find("adaSub"), find("adaSub", true)]).toEqual([[], [{ id: "1001-2", start: 0, end: 5 }]]);
});

test("a name taken twice is the global emote before the channel's, and the channel's before another's", () => {
  const taken = buildEmoteSet(
    [channelEmote("RillGG", 1), channelEmote("monkaS", 2)],
    [
      { id: "bttv-1", name: "monkaS" },
      { id: "bttv-2", name: "catJAM" },
    ],
  );
  expect(findEmotes("RillGG monkaS catJAM", taken, false).map(({ id }) => id)).toEqual(["rillgg", "1001-2", "bttv-2"]);
});

test("a name beyond ASCII is found at its code points", () => {
  const wide = buildEmoteSet([], [{ id: "ffz-1", name: "😺cat" }]);
  const text = "🎉 😺cat 😺cat";
  const spans = findEmotes(text, wide, false);
  expect(spans).toEqual([
    { id: "ffz-1", start: 2, end: 5 },
    { id: "ffz-1", start: 7, end: 10 },
  ]);
  expect(spans.map((span) => at(text, span))).toEqual(["😺cat", "😺cat"]);
  expect(emotesOnly("😺cat  😺cat", findEmotes("😺cat  😺cat", wide, false))).toBe(true);
});

test("as many emotes as a message holds are found, and one more is a word", () => {
  const short = buildEmoteSet([channelEmote("abc", 1)]);
  const full = "abc ".repeat(MAX_EMOTE_SPANS).trim();
  expect(findEmotes(full, short, false)).toHaveLength(MAX_EMOTE_SPANS);
  expect(emotesOnly(full, findEmotes(full, short, false))).toBe(true);
  const more = findEmotes(`${full} abc`, short, false);
  expect([more.length, emotesOnly(`${full} abc`, more)]).toEqual([MAX_EMOTE_SPANS, false]);
});

test.each([
  ["RillWave", true],
  ["  RillWave   adaHi ", true],
  ["RillWave RillWaves", false],
  ["RillWave 😂", false],
  ["adaSub", false],
  ["hello", false],
  ["", false],
  ["  ", false],
])("%o is nothing but emotes: %s", (text, only) => {
  expect(emotesOnly(text, find(text))).toBe(only);
});

test("in any mixture of words the spans name exactly the emotes", () => {
  const random = prng(20261120);
  const below = (limit: number): number => Math.floor(random() * limit);
  const names = Array.from({ length: MAX_CHANNEL_EMOTES }, (_, i) => channelEmote(`adaEmote${i}`, i));
  const full = buildEmoteSet(names);
  const emotes = [...GLOBAL_EMOTES, ...names].map(({ name }) => name);
  const words = ["hi", "😂", "e\u0301", "👨‍👩‍👧", "ｗide", "adaEmote", "\ud800", "", "RillWave,"];
  for (let round = 0; round < 500; round++) {
    const line = Array.from({ length: below(41) }, () => {
      const from = random() < 0.5 ? emotes : words;
      return from[below(from.length)] ?? "";
    });
    const text = line.join(" ");
    const spans = findEmotes(text, full, false);
    expect(spans.map((span) => at(text, span))).toEqual(line.filter((word) => emotes.includes(word)));
    const only = line.some((word) => word !== "") && line.every((word) => word === "" || emotes.includes(word));
    expect(emotesOnly(text, spans)).toBe(only);
  }
});
