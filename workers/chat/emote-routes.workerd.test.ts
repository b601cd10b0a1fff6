import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { beforeEach, expect, test } from "vitest";
import type { ChannelEmote } from "#protocol/chat/emote.ts";
import { EMOTE_SIDES, MAX_CHANNEL_EMOTES } from "#protocol/chat/limits.ts";
import { emoteImageKey } from "#protocol/storage-keys.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { type EmoteSample, emoteSample } from "#testing/emote-images.ts";
import { migrate } from "#testing/migrations.ts";
import { faultAnswer } from "../answers.ts";
import { app } from "../app.ts";
import type { App } from "../env.ts";
import { emoteImageRoutesWith } from "./emote-image-routes.ts";
import { thirdPartyRoutes } from "./emote-third-party-routes.ts";
import { MAX_EMOTE_FORM_BYTES } from "./emote-upload.ts";

const edge = new EdgeWorld((request) => Promise.resolve(app.fetch(request, env, createExecutionContext())));
const JSON_TYPE = { "Content-Type": "application/json" };

/** A channel of its own for each test, with a token of its broadcaster. */
let channel: { readonly id: string; readonly login: string };
let owner: Record<string, string>;
let made = 0;

async function tokenOf(login: string, scopes: readonly string[]): Promise<Record<string, string>> {
  const answer = await edge.operator(`/api/users/${login}/token`, { scopes, days: 1 });
  const { token }: { token: string } = await answer.json();
  return { Authorization: `Bearer ${token}` };
}

beforeEach(async () => {
  await migrate(env.DB);
  channel = await edge.createChannel(`emotes_${++made}`);
  owner = await tokenOf(channel.login, ["channel:manage:emotes"]);
});

const file = (sample: EmoteSample): File => new File([emoteSample(sample)], "image");
function form(name: string): FormData {
  const data = new FormData();
  data.set("name", name);
  for (const side of EMOTE_SIDES) data.set(`image${side}`, file(`png${side}`));
  return data;
}
const at = (path = ""): string => `/chat/${channel.login}/emotes${path}`;
const upload = (body: BodyInit, headers = owner) => edge.request(at(), { method: "POST", headers, body });
async function uploaded(name: string): Promise<ChannelEmote> {
  const answer = await upload(form(name));
  expect(answer.status).toBe(201);
  return await answer.json();
}
async function errorOf(answer: Response): Promise<readonly unknown[]> {
  const { error }: { error: { code: string; message: string } } = await answer.json();
  return [answer.status, answer.headers.get("Cache-Control"), error.code, error.message];
}
async function listed(): Promise<readonly ChannelEmote[]> {
  const { channel: emotes }: { channel: readonly ChannelEmote[] } = await (await edge.request(at())).json();
  return emotes;
}

test("a channel's emotes are listed after the global ones", async () => {
  const emote = await uploaded("adaHi");
  expect(emote).toEqual({
    ...{ id: expect.stringMatching(`^${channel.id}-[0-9]{1,15}$`), channelId: channel.id, name: "adaHi" },
    ...{ tier: "everyone", format: "png", at: expect.any(Number) },
  });
  const answer = await edge.request(at());
  expect(answer.headers.get("Cache-Control")).toBe("public, max-age=3, stale-if-error=0");
  expect(await answer.json()).toMatchObject({
    global: [{ id: "rillwave", name: "RillWave" }, ...Array(11).fill({})],
    channel: [emote],
  });
});

test("an emote's images come back byte for byte, for ever, and can do nothing", async () => {
  const { id } = await uploaded("adaHi");
  for (const side of EMOTE_SIDES) {
    const { response, body } = await edge.bytes(`/emotes/${id}/${side}`);
    expect([response.status, body]).toEqual([200, emoteSample(`png${side}`)]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "image/png",
      "cache-control": "public, max-age=31536000, immutable",
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
    });
    const etag = response.headers.get("ETag") ?? "";
    const again = await edge.request(`/emotes/${id}/${side}`, { headers: { "If-None-Match": etag } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  }
});

test("the room shows a new emote, and after its end a word", async () => {
  const { id } = await uploaded("adaHi");
  const room = env.CHAT_ROOM.getByName(channel.id);
  const viewer = { userId: channel.id, login: channel.login, name: "Ada", colour: null, createdAt: 0, staff: false };
  await room.say(viewer, { nonce: "one", text: "adaHi there" });
  expect((await edge.request(at(`/${id}`), { method: "DELETE", headers: owner })).status).toBe(204);
  await room.say(viewer, { nonce: "two", text: "adaHi again" });
  const { events } = await room.recent({ before: null, limit: 10 });
  expect(events.map((event) => (event.kind === "message" ? [event.text, event.emotes] : null))).toEqual([
    ["adaHi there", [{ id, start: 0, end: 4 }]],
    ["adaHi again", []],
  ]);
  expect(await listed()).toEqual([]);
  expect(await errorOf(await edge.request(`/emotes/${id}/28`))).toEqual([
    ...[404, "no-store", "not_found", "There is no such emote."],
  ]);
  expect(await errorOf(await edge.request(at(`/${id}`), { method: "DELETE", headers: owner }))).toEqual([
    ...[404, "no-store", "not_found", "The channel has no such emote."],
  ]);
});

test("a name can be taken once, and what was refused leaves no images behind", async () => {
  const { id } = await uploaded("adaHi");
  expect(await errorOf(await upload(form("adaHi")))).toEqual([
    ...[409, "no-store", "conflict", "The channel has an emote of this name."],
  ]);
  const { objects } = await env.MEDIA.list({ prefix: `emotes/${channel.id}-` });
  expect(objects.map(({ key }) => key).sort()).toEqual(EMOTE_SIDES.map((side) => emoteImageKey(id, side)).sort());
});

test("a channel has so many emotes and not one more", async () => {
  const room = env.CHAT_ROOM.getByName(channel.id);
  for (let i = 1; i < MAX_CHANNEL_EMOTES; i++) {
    const emote = { id: `${channel.id}-${i}`, channelId: channel.id, name: `ada${i}xx` };
    expect(await room.putEmote({ ...emote, tier: "everyone", format: "png", at: 0 })).toBe("ok");
  }
  await uploaded("adaLast");
  expect(await errorOf(await upload(form("adaMore")))).toEqual([
    ...[409, "no-store", "conflict", `A channel has at most ${MAX_CHANNEL_EMOTES} emotes.`],
  ]);
});

test("only the broadcaster and staff change a channel's emotes", async () => {
  const other = await edge.createChannel(`other_${made}`);
  await edge.operator("/api/users", { login: `staff_${made}`, staff: true });
  const forbidden = [403, "no-store", "forbidden"];
  expect(await errorOf(await upload(form("adaHi"), {}))).toEqual([
    ...[401, "no-store", "unauthorized", "Sign in first, or send an access token."],
  ]);
  expect(await errorOf(await upload(form("adaHi"), await tokenOf(channel.login, ["chat:edit"])))).toEqual([
    ...[...forbidden, "The access token lacks the scope for this."],
  ]);
  const stranger = await tokenOf(other.login, ["channel:manage:emotes"]);
  const refused = [...forbidden, "Only the channel's broadcaster changes its emotes."];
  expect(await errorOf(await upload(form("adaHi"), stranger))).toEqual(refused);
  const { id } = await uploaded("adaHi");
  expect(await errorOf(await edge.request(at(`/${id}`), { method: "DELETE", headers: stranger }))).toEqual(refused);
  expect(await listed()).toHaveLength(1);
  const staff = await tokenOf(`staff_${made}`, ["channel:manage:emotes"]);
  expect((await upload(form("adaToo"), staff)).status).toBe(201);
});

test.each([
  ["no form", "hello", [400, "no-store", "bad_request", "An emote is sent as a multipart form."]],
  ["a form without an emote", new FormData(), [400, "no-store", "bad_request", "An emote needs a name."]],
])("%s is refused", async (_, body, expected) => {
  expect(await errorOf(await upload(body))).toEqual(expected);
});

test("a body larger than a form of emotes is refused before it is read", async () => {
  expect(await errorOf(await upload(new Uint8Array(MAX_EMOTE_FORM_BYTES + 1)))).toEqual([
    ...[413, "no-store", "too_large", `A body has at most ${MAX_EMOTE_FORM_BYTES} bytes here.`],
  ]);
});

test.each(["/emotes/rillnothing/28", "/emotes/rillwave/29", "/emotes/UPPER/28", "/emotes/1001-1/28", "/emotes/x.svg"])(
  "there is no emote at %s",
  async (path) => {
    expect(await errorOf(await edge.request(path))).toEqual([
      ...[404, "no-store", "not_found", "There is no such emote."],
    ]);
  },
);

test("an emote of a channel that does not exist cannot be made", async () => {
  const answer = await edge.request("/chat/nobody/emotes", { method: "POST", headers: owner, body: form("adaHi") });
  expect(await errorOf(answer)).toEqual([404, "no-store", "not_found", "There is no such channel."]);
});

/** The pages' assets: a file, or for anything else the page, as wrangler.toml says. */
const assets = (files: Readonly<Record<string, string>>) => ({
  fetch: async (url: URL) => {
    const text = files[url.pathname];
    const [body, type] = text === undefined ? ["<!doctype html>", "text/html"] : [text, "image/svg+xml"];
    return new Response(body, { headers: { "Content-Type": type, "Cache-Control": "no-cache" } });
  },
});

test.each(["/emotes/rillwave/28", "/emotes/rillwave/112", "/emotes/rillwave.svg"])(
  "a global emote is a drawing among the assets: %s",
  async (path) => {
    const ASSETS = assets({ "/emotes/rillwave.svg": "<svg/>" });
    const answer = await app.request(path, {}, { ...env, ASSETS });
    expect([answer.status, await answer.text()]).toEqual([200, "<svg/>"]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "image/svg+xml",
      "cache-control": "public, max-age=86400",
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
    });
  },
);

test("the page is never taken for a drawing that is missing", async () => {
  const answer = await app.request("/emotes/rillwave/28", {}, { ...env, ASSETS: assets({}) });
  expect(await errorOf(answer)).toEqual([404, "no-store", "not_found", "There is no such emote."]);
});

const MONKA = "56e9f494fff3cc5c35e5287e";
const bttvEmote = (id: string, code: string) => ({ id, code, imageType: "png" });

/** Rill with another site behind it. */
function withProvider(answers: Readonly<Record<string, () => Response>>, setting?: string) {
  const fetch = async (url: string) => answers[url]?.() ?? new Response(null, { status: 404 });
  const site = new Hono<App>()
    .route("/chat", thirdPartyRoutes(fetch))
    .route("/emotes", emoteImageRoutesWith(fetch))
    .onError(faultAnswer);
  const bindings = setting === undefined ? env : { ...env, THIRD_PARTY_EMOTES: setting };
  const request = (path: string, init: RequestInit) =>
    Promise.resolve(site.request(path, init, bindings, createExecutionContext()));
  const put = (body: object, headers = owner) =>
    request(at("/third-party"), { method: "PUT", headers: { ...headers, ...JSON_TYPE }, body: JSON.stringify(body) });
  return { put, request };
}

test("a channel shows its emotes of another site, renews them and takes them away", async () => {
  const list = "https://api.betterttv.net/3/cached/users/twitch/12826";
  let channelEmotes = [bttvEmote(MONKA, "monkaS"), bttvEmote("a1", "adaHi"), bttvEmote("b1", "catJAM")];
  const { put, request } = withProvider(
    {
      [list]: () => Response.json({ channelEmotes, sharedEmotes: [] }),
      [`https://cdn.betterttv.net/emote/${MONKA}/2x`]: () => new Response(emoteSample("webp56")),
    },
    "bttv",
  );
  const own = await uploaded("adaHi");
  expect(await (await put({ provider: "bttv", twitchId: "12826" })).json()).toEqual({
    ...{ provider: "bttv", shown: 2, leftOut: 1 },
  });
  const room = env.CHAT_ROOM.getByName(channel.id);
  const names = async () => (await room.emotes()).map(({ id, name }) => `${id} ${name}`).sort();
  expect(await names()).toEqual([`${own.id} adaHi`, `bttv-${MONKA} monkaS`, "bttv-b1 catJAM"].sort());
  const image = await request(`/emotes/bttv-${MONKA}/56`, {});
  expect([image.status, image.headers.get("Content-Type"), new Uint8Array(await image.arrayBuffer())]).toEqual([
    ...[200, "image/webp", emoteSample("webp56")],
  ]);
  channelEmotes = [bttvEmote(MONKA, "monkaS"), bttvEmote("c1", "newOne")];
  await put({ provider: "bttv", twitchId: "12826" });
  expect(await names()).toEqual([`${own.id} adaHi`, `bttv-${MONKA} monkaS`, "bttv-c1 newOne"].sort());
  expect(await (await put({ provider: "bttv", twitchId: null })).json()).toEqual({
    ...{ provider: "bttv", shown: 0, leftOut: 0 },
  });
  expect(await names()).toEqual([`${own.id} adaHi`]);
});

test("more emotes than a channel has are left out", async () => {
  const channelEmotes = Array.from({ length: MAX_CHANNEL_EMOTES + 2 }, (_, i) => bttvEmote(`a${i}`, `emote${i}`));
  const list = "https://api.betterttv.net/3/cached/users/twitch/12826";
  const { put } = withProvider({ [list]: () => Response.json({ channelEmotes, sharedEmotes: [] }) }, "bttv");
  expect(await (await put({ provider: "bttv", twitchId: "12826" })).json()).toEqual({
    ...{ provider: "bttv", shown: MAX_CHANNEL_EMOTES, leftOut: 2 },
  });
});

test("another site's emotes are off until the operator switches them on", async () => {
  const image = { "https://cdn.betterttv.net/emote/a1/1x": () => new Response(emoteSample("png28")) };
  const { put, request } = withProvider(image);
  expect(await errorOf(await put({ provider: "bttv", twitchId: "12826" }))).toEqual([
    ...[403, "no-store", "forbidden", "Emotes of bttv are not shown here."],
  ]);
  expect((await request("/emotes/bttv-a1/28", {})).status).toBe(404);
});

test.each([[{ provider: "other", twitchId: "1" }], [{ provider: "bttv", twitchId: "../1" }], [{ provider: "bttv" }]])(
  "a wish that makes no sense is refused: %o",
  async (body) => {
    expect((await withProvider({}, "bttv").put(body)).status).toBe(400);
  },
);
