import { expect, test } from "vitest";
import type { ChannelEmote } from "#protocol/chat/emote.ts";
import { changeOf, listUrl, MAX_LISTED_EMOTES, readThirdParty, thirdPartyImageUrls } from "./third-party.ts";

const MONKA = "56e9f494fff3cc5c35e5287e";
const JAM = "5f1b0186cf6d2144653d2970";
const ULID = "01F6MZGCNG000255K4X1K7NTHR";

const bttv = {
  id: "5dcba8aad9dc1a0a6f4ef6a5",
  bots: ["nightbot"],
  channelEmotes: [{ id: MONKA, code: "monkaS", imageType: "png", animated: false, userId: "1" }],
  sharedEmotes: [{ id: JAM, code: "catJAM", imageType: "gif", animated: true, user: { id: "2" } }],
};
const ffz = {
  room: { _id: 1, set: 4330 },
  sets: { 4330: { id: 4330, emoticons: [{ id: 28138, name: "ZreknarF", urls: { 1: "https://cdn.example/1" } }] } },
};
const sevenTv = { id: "1", emote_set: { id: "2", emotes: [{ id: ULID, name: "PETPET", flags: 0, data: {} }] } };

test("BetterTTV's channel and shared emotes are read", () => {
  expect(readThirdParty("bttv", bttv)).toEqual([
    { provider: "bttv", id: `bttv-${MONKA}`, name: "monkaS", format: "png" },
    { provider: "bttv", id: `bttv-${JAM}`, name: "catJAM", format: "gif" },
  ]);
});

test("FrankerFaceZ's sets are read", () => {
  expect(readThirdParty("ffz", ffz)).toEqual([{ provider: "ffz", id: "ffz-28138", name: "ZreknarF", format: "png" }]);
});

test("7TV's active set is read, and a channel without one has no emotes", () => {
  expect(readThirdParty("7tv", sevenTv)).toEqual([
    { provider: "7tv", id: `7tv-${ULID.toLowerCase()}`, name: "PETPET", format: "webp" },
  ]);
  expect(readThirdParty("7tv", { emote_set: { id: "2" } })).toEqual([]);
});

test.each([null, [], "text", {}, { channelEmotes: {} }, { sets: [] }, { emote_set: null }])(
  "what is no list is told from an empty one: %o",
  (answer) => {
    expect([readThirdParty("bttv", answer), readThirdParty("7tv", answer)]).toEqual([null, null]);
  },
);

test("emotes that do not fit are left out, and a name counts once", () => {
  const entry = (id: unknown, code: unknown, imageType = "png") => ({ id, code, imageType });
  const channelEmotes = [
    entry(MONKA, "monkaS"),
    entry(JAM, "monkaS"),
    entry(MONKA, ":tf:"),
    entry(MONKA, "D:"),
    entry(JAM, "RillGG"),
    entry(MONKA, "a".repeat(26)),
    entry("../../secret", "pathName"),
    entry("A1B2", "upperCase"),
    entry("", "noId"),
    entry(1, "numberId"),
    entry("a".repeat(28), "longId"),
    entry(MONKA, "otherType", "svg"),
    entry(MONKA, 5),
    null,
  ];
  expect(readThirdParty("bttv", { channelEmotes, sharedEmotes: [] })).toEqual([
    { provider: "bttv", id: `bttv-${MONKA}`, name: "monkaS", format: "png" },
  ]);
});

test("a list is read up to a limit", () => {
  const channelEmotes = Array.from({ length: MAX_LISTED_EMOTES + 1 }, (_, i) => ({
    ...{ id: `a${i}`, code: `emote${i}`, imageType: "png" },
  }));
  const read = readThirdParty("bttv", { channelEmotes, sharedEmotes: [] });
  expect([read?.length, read?.at(-1)?.name]).toEqual([MAX_LISTED_EMOTES, `emote${MAX_LISTED_EMOTES - 1}`]);
});

test("lists and images are asked for at the providers' own addresses, larger images first", () => {
  expect((["bttv", "ffz", "7tv"] as const).map((name) => listUrl(name, "12826"))).toEqual([
    "https://api.betterttv.net/3/cached/users/twitch/12826",
    "https://api.frankerfacez.com/v1/room/id/12826",
    "https://7tv.io/v3/users/twitch/12826",
  ]);
  expect(thirdPartyImageUrls(`bttv-${MONKA}`, 28)).toEqual([`https://cdn.betterttv.net/emote/${MONKA}/1x`]);
  expect(thirdPartyImageUrls("ffz-28138", 112)).toEqual([
    "https://cdn.frankerfacez.com/emote/28138/4",
    "https://cdn.frankerfacez.com/emote/28138/2",
    "https://cdn.frankerfacez.com/emote/28138/1",
  ]);
  expect(thirdPartyImageUrls(`7tv-${ULID.toLowerCase()}`, 56)).toEqual([
    `https://cdn.7tv.app/emote/${ULID}/2x.webp`,
    `https://cdn.7tv.app/emote/${ULID}/1x.webp`,
  ]);
});

test.each(["rillgg", "1001-5", "bttv-", "bttv-a-b", "twitch-25", `bttv-${"a".repeat(29)}`])(
  "%s is no other site's emote",
  (id) => {
    expect(thirdPartyImageUrls(id, 28)).toEqual([]);
  },
);

test("a room is changed by what is new and what is gone at this provider, and by nothing else", () => {
  const present = (id: string, name: string): ChannelEmote => ({
    ...{ id, channelId: "1001", name, tier: "everyone", format: "png", at: 0 },
  });
  const wanted = readThirdParty("bttv", bttv) ?? [];
  const room = [
    present("1001-5", "adaHi"),
    present("ffz-28138", "ZreknarF"),
    present(`bttv-${MONKA}`, "monkaS"),
    present(`bttv-${JAM}`, "oldName"),
    present("bttv-1", "gone"),
  ];
  expect(changeOf(room, "bttv", wanted)).toEqual({
    add: [{ provider: "bttv", id: `bttv-${JAM}`, name: "catJAM", format: "gif" }],
    remove: [`bttv-${JAM}`, "bttv-1"],
  });
  expect(changeOf(room, "ffz", [])).toEqual({ add: [], remove: ["ffz-28138"] });
});
