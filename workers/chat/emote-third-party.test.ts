import { expect, test } from "vitest";
import { MAX_EMOTE_BYTES } from "#protocol/chat/limits.ts";
import { Fault } from "#protocol/errors.ts";
import { emoteSample } from "#testing/emote-images.ts";
import { type Fetch, fetchThirdParty, fetchThirdPartyImage, MAX_LIST_BYTES, providersOf } from "./emote-third-party.ts";

const LIST = "https://api.betterttv.net/3/cached/users/twitch/12826";
const EMPTY = JSON.stringify({ channelEmotes: [], sharedEmotes: [] });

/** The world: what is at which address. */
function world(answers: Readonly<Record<string, () => Response>>): { fetch: Fetch; asked: string[] } {
  const asked: string[] = [];
  const fetch: Fetch = async (url) => {
    asked.push(url);
    return answers[url]?.() ?? new Response("not here", { status: 404 });
  };
  return { fetch, asked };
}

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    return `answered: ${JSON.stringify(await work)}`;
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return `${fault.code}: ${fault.message}`;
  }
}

test("the setting names the providers, and nothing is on by itself", () => {
  expect([undefined, "", "bttv", " bttv , 7tv,nonsense"].map(providersOf)).toEqual([[], [], ["bttv"], ["bttv", "7tv"]]);
});

test("a channel's list is asked for once and read", async () => {
  const channelEmotes = [{ id: "56e9f494fff3cc5c35e5287e", code: "monkaS", imageType: "png" }];
  const { fetch, asked } = world({ [LIST]: () => Response.json({ channelEmotes, sharedEmotes: [] }) });
  expect(await fetchThirdParty(fetch, "bttv", "12826")).toEqual([
    { provider: "bttv", id: "bttv-56e9f494fff3cc5c35e5287e", name: "monkaS", format: "png" },
  ]);
  expect(asked).toEqual([LIST]);
});

test("a channel that the provider does not know has no emotes there", async () => {
  expect(await fetchThirdParty(world({}).fetch, "bttv", "12826")).toEqual([]);
});

const SILENT = "unavailable: api.betterttv.net does not answer as it should. Try again later.";
test.each([
  ["an error", () => new Response("no", { status: 500 }), SILENT],
  ["another address", () => new Response(null, { status: 302, headers: { Location: "http://169.254.0.1/" } }), SILENT],
  ["no body", () => new Response(null, { status: 200 }), SILENT],
  ["HTML", () => new Response("<html>"), "unavailable: What bttv answered is no list of emotes."],
  ["another list", () => Response.json({ emotes: [] }), "unavailable: What bttv answered is no list of emotes."],
  ["too much", () => new Response(EMPTY + " ".repeat(MAX_LIST_BYTES + 1 - EMPTY.length)), SILENT],
])("a provider that answers with %s is unavailable", async (_, answer, expected) => {
  expect(await refusal(fetchThirdParty(world({ [LIST]: answer }).fetch, "bttv", "12826"))).toBe(expected);
});

test("a list may be as large as the limit", async () => {
  const body = EMPTY + " ".repeat(MAX_LIST_BYTES - EMPTY.length);
  expect(await fetchThirdParty(world({ [LIST]: () => new Response(body) }).fetch, "bttv", "12826")).toEqual([]);
});

test("a provider that cannot be reached is unavailable", async () => {
  const fetch: Fetch = () => Promise.reject(new TypeError("no route"));
  expect(await refusal(fetchThirdParty(fetch, "bttv", "12826"))).toBe(SILENT);
});

const image = (name: "png28" | "animatedGif28") => () => new Response(emoteSample(name));

test("an image is asked for in its size, then in the next smaller, and told by its bytes", async () => {
  const { fetch, asked } = world({ "https://cdn.frankerfacez.com/emote/7/1": image("animatedGif28") });
  expect(await fetchThirdPartyImage(fetch, ["ffz"], "ffz-7", 56)).toEqual({
    bytes: emoteSample("animatedGif28"),
    contentType: "image/gif",
  });
  expect(asked).toEqual(["https://cdn.frankerfacez.com/emote/7/2", "https://cdn.frankerfacez.com/emote/7/1"]);
});

test("nothing is asked of a provider that is off, or for an emote that is ours", async () => {
  const { fetch, asked } = world({});
  expect(await fetchThirdPartyImage(fetch, ["bttv"], "ffz-7", 28)).toBeNull();
  expect(await fetchThirdPartyImage(fetch, ["bttv"], "1001-7", 28)).toBeNull();
  expect(asked).toEqual([]);
});

test.each([
  ["a page", "<html>", "unavailable: What ffz answered is no image that is shown here."],
  [
    "more bytes than an emote has",
    new Uint8Array(MAX_EMOTE_BYTES + 1),
    "unavailable: cdn.frankerfacez.com does not answer as it should. Try again later.",
  ],
])("%s for an image is not passed on", async (_, body, expected) => {
  const { fetch } = world({ "https://cdn.frankerfacez.com/emote/7/1": () => new Response(body) });
  expect(await refusal(fetchThirdPartyImage(fetch, ["ffz"], "ffz-7", 28))).toBe(expected);
});
