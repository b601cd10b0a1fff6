import { expect, test } from "vitest";
import type { ChannelEmote } from "#protocol/chat/emote.ts";
import { emoteSet, emoteSpans, findEmotes } from "./emote-set.ts";

const global = [
  { id: "rillhype", name: "RillHype" },
  { id: "rillgg", name: "RillGG" },
];
const own = (name: string, tier: ChannelEmote["tier"], id = `1-${name.length}`): ChannelEmote => ({
  ...{ id, channelId: "1", name, tier, format: "png", at: 0 },
});

test("subscribers' emotes are offered to subscribers", () => {
  const channel = [own("adaWave", "everyone"), own("adaSubs1", "subscribers")];
  expect(emoteSet(global, channel, false).channel.map(({ name }) => name)).toEqual(["adaWave"]);
  expect(emoteSet(global, channel, true).channel.map(({ name }) => name)).toEqual(["adaWave", "adaSubs1"]);
});

test("whole words with their case are emotes, at positions of code points", () => {
  const set = emoteSet(global, [], false);
  expect(emoteSpans("👋🏽 RillHype rillhype RillHype! RillGG", set)).toEqual([
    { id: "rillhype", start: 3, end: 10 },
    { id: "rillgg", start: 31, end: 36 },
  ]);
  expect(emoteSpans("", set)).toEqual([]);
});

test("the channel's emote wins where two have one name", () => {
  const set = emoteSet(global, [own("RillGG", "everyone", "1-9")], false);
  expect(emoteSpans("RillGG", set)).toEqual([{ id: "1-9", start: 0, end: 5 }]);
});

test("a search finds parts of names, those that begin with it first", () => {
  expect(findEmotes([{ id: "a", name: "BigHype" }, { id: "b", name: "hypeTrain" }, ...global], "HYPE")).toEqual([
    { id: "b", name: "hypeTrain" },
    { id: "a", name: "BigHype" },
    { id: "rillhype", name: "RillHype" },
  ]);
});
