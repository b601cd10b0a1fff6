import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { ChannelState } from "#protocol/channel/channel.ts";
import { boxArtKey } from "#protocol/storage-keys.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { emoteSample, gifOf, jpegOf } from "#testing/emote-images.ts";
import { migrate } from "#testing/migrations.ts";
import { faultAnswer } from "../answers.ts";
import { app } from "../app.ts";
import type { App } from "../env.ts";
import { imageRoutesWith } from "./routes.ts";

type Headers = Record<string, string>;
const world = new EdgeWorld(async (request) => {
  const ctx = createExecutionContext();
  const answer = await app.fetch(request, env, ctx);
  await waitOnExecutionContext(ctx);
  return answer;
});

let made = 0;
let login = "";
let id = "";
let owner: Headers = {};

beforeAll(() => migrate(env.DB));
beforeEach(async () => {
  login = `painter_${++made}`;
  id = (await world.createChannel(login)).id;
  owner = await world.bearer(login, ["channel:manage:broadcast"]);
});

type Pictures = Readonly<Record<string, Uint8Array<ArrayBuffer> | string>>;
function send(kind: "avatar" | "banner", pictures: Pictures, headers = owner): Promise<Response> {
  const body = new FormData();
  for (const [field, picture] of Object.entries(pictures)) {
    body.set(field, typeof picture === "string" ? picture : new File([picture], "picture.png", { type: "image/png" }));
  }
  return world.request(`/api/channels/${login}/${kind}`, { method: "PUT", headers, body });
}
const AVATAR = { image70: gifOf(70, 70, 1), image300: gifOf(300, 300, 1) };
const BANNER = { image: gifOf(1200, 480, 1) };
const stateOf = async (): Promise<ChannelState> => (await world.request(`/api/channels/${login}`)).json();

test("an avatar comes back byte for byte in both sizes, for ever, and can do nothing", async () => {
  expect((await stateOf()).avatar).toBe(`/images/avatars/${Number(id) % 12}.svg`);
  const uploaded = await send("avatar", AVATAR);
  const { avatar } = await uploaded.json<{ avatar: string }>();
  expect([uploaded.status, avatar]).toEqual([
    200,
    expect.stringMatching(`^/images/channels/${id}/avatar/[0-9a-f]{16}/300$`),
  ]);
  expect((await stateOf()).avatar).toBe(avatar);
  for (const side of [70, 300] as const) {
    const { response, body } = await world.bytes(avatar.replace("/300", `/${side}`));
    expect([response.status, body]).toEqual([200, AVATAR[`image${side}`]]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "image/gif",
      "cache-control": "public, max-age=31536000, immutable",
      "content-security-policy": expect.stringContaining("sandbox"),
      "x-content-type-options": "nosniff",
    });
    const again = await world.request(avatar.replace("/300", `/${side}`), {
      headers: { "If-None-Match": response.headers.get("ETag") ?? "" },
    });
    expect(again.status).toBe(304);
  }
});

test("a new picture replaces the old one, and none brings back the drawn one", async () => {
  const first = await (await send("banner", BANNER)).json<{ banner: string }>();
  const second = await (await send("banner", BANNER)).json<{ banner: string }>();
  expect(second.banner).not.toBe(first.banner);
  expect((await world.request(first.banner)).status).toBe(404);
  expect((await world.request(second.banner)).status).toBe(200);
  const removed = await world.request(`/api/channels/${login}/banner`, { method: "DELETE", headers: owner });
  expect(await removed.json()).toEqual({ banner: null });
  expect([(await world.request(second.banner)).status, (await stateOf()).banner]).toEqual([404, null]);
  await send("avatar", AVATAR);
  const bare = await world.request(`/api/channels/${login}/avatar`, { method: "DELETE", headers: owner });
  expect(await bare.json()).toEqual({ avatar: `/images/avatars/${Number(id) % 12}.svg` });
});

test("the broadcaster and staff change a channel's pictures; nobody else does", async () => {
  await world.createUser(`staff_${made}`, { staff: true });
  await world.createUser(`editor_${made}`);
  await world.createChannel(`rival_${made}`);
  await env.DB.prepare("INSERT INTO channel_editors SELECT ?, id, 0 FROM users WHERE login = ?")
    .bind(Number(id), `editor_${made}`)
    .run();
  const scopes = ["channel:manage:broadcast"];
  const people: Record<string, Headers> = {
    anonymous: {},
    guest: await world.guest(`guest_${made}`),
    editor: await world.bearer(`editor_${made}`, scopes),
    rival: await world.bearer(`rival_${made}`, scopes),
    "broadcaster without the scope": await world.bearer(login),
    staff: await world.bearer(`staff_${made}`, scopes),
    broadcaster: owner,
  };
  const statuses: unknown[] = [];
  for (const [who, headers] of Object.entries(people)) {
    const avatar = await send("avatar", AVATAR, headers);
    const banner = await send("banner", BANNER, headers);
    const removed = await world.request(`/api/channels/${login}/avatar`, { method: "DELETE", headers });
    statuses.push([who, avatar.status, banner.status, removed.status]);
  }
  expect(statuses).toEqual([
    ["anonymous", 401, 401, 401],
    ["guest", 403, 403, 403],
    ["editor", 403, 403, 403],
    ["rival", 403, 403, 403],
    ["broadcaster without the scope", 403, 403, 403],
    ["staff", 200, 200, 200],
    ["broadcaster", 200, 200, 200],
  ]);
});

const text = (value: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(value));
const joined = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(parts.flatMap((part) => [...part]));

test.each([
  ["no file", "not a file"],
  ["an SVG", text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
  ["a page", text("<html><script>alert(1)</script></html>")],
  ["a picture with a page behind it", joined(gifOf(1200, 480, 1), text("<script>alert(1)</script>"))],
  ["a picture with an archive behind it", joined(gifOf(1200, 480, 1), text("PK\u0003\u0004"))],
  ["a picture of another size", gifOf(1200, 481, 1)],
  ["a picture that says it is gigantic", gifOf(65_535, 65_535, 1)],
  ["an animation", gifOf(1200, 480, 2)],
  ["a small PNG", emoteSample("png28")],
  ["an animated PNG", emoteSample("animatedPng28")],
  ["nothing", new Uint8Array()],
])("%s is no banner, and nothing of it is kept", async (_, image) => {
  const before = (await env.MEDIA.list({ prefix: `images/channels/${id}/` })).objects.length;
  const answer = await send("banner", { image });
  expect([answer.status, answer.headers.get("Cache-Control")]).toEqual([400, "no-store"]);
  expect((await stateOf()).banner).toBe(null);
  expect((await env.MEDIA.list({ prefix: `images/channels/${id}/` })).objects.length).toBe(before);
});

test("an avatar has both sizes, each in its own", async () => {
  expect((await send("avatar", { image300: AVATAR.image300 })).status).toBe(400);
  expect((await send("avatar", { image300: AVATAR.image70, image70: AVATAR.image300 })).status).toBe(400);
  expect(
    (await world.request(`/api/channels/${login}/avatar`, { method: "PUT", headers: owner, body: "x" })).status,
  ).toBe(400);
});

test("a form that is too large is refused before it is read", async () => {
  const headers = {
    ...owner,
    "Content-Length": String(5 * 1024 * 1024),
    "Content-Type": "multipart/form-data; boundary=x",
  };
  const answer = await world.request(`/api/channels/${login}/banner`, {
    method: "PUT",
    headers,
    body: "x".repeat(5 * 1024 * 1024),
  });
  expect(answer.status).toBe(413);
});

test("who has no picture gets a drawn one", async () => {
  const avatar = await world.request("/images/avatars/11.svg");
  expect([avatar.status, avatar.headers.get("Content-Type")]).toEqual([200, "image/svg+xml"]);
  const art = await world.text("/images/categories/1.svg");
  expect([art.status, art.body]).toEqual([200, expect.stringContaining(">Just Chatting</text>")]);
});

test.each([
  "/images/avatars/12.svg",
  "/images/avatars/x.svg",
  "/images/categories/999999.svg",
  "/images/categories/1/co1",
  "/images/categories/1/..%2fx",
  "/images/channels/1/avatar/0000000000000000/300",
  "/images/channels/1/avatar/x/300",
  "/images/channels/..%2f..%2flive/avatar/0000000000000000/300",
  "/images/nothing",
])("%s is no picture", async (path) => {
  expect((await world.request(path)).status).toBe(404);
});

const jpeg = jpegOf(3, 2);

test("box art of the game data service is fetched once, and only what the category names", async () => {
  await env.DB.prepare("UPDATE categories SET box_art = 'co9' WHERE id = 20").run();
  const asked: string[] = [];
  const routes = (answer: () => Response) =>
    new Hono<App>()
      .route(
        "/images",
        imageRoutesWith(async (url) => {
          asked.push(url);
          return answer();
        }),
      )
      .onError(faultAnswer);
  const get = (path: string, answer: () => Response) => routes(answer).request(path, {}, env);
  const drawn = await get("/images/categories/20/co9", () => new Response("<html>", { status: 200 }));
  expect([drawn.status, drawn.headers.get("Content-Type"), drawn.headers.get("Cache-Control")]).toEqual([
    ...[200, "image/svg+xml", "no-store"],
  ]);
  expect((await get("/images/categories/20/other", () => new Response(jpeg))).status).toBe(404);
  const art = await get("/images/categories/20/co9", () => new Response(jpeg));
  expect([art.headers.get("Content-Type"), new Uint8Array(await art.arrayBuffer())]).toEqual(["image/jpeg", jpeg]);
  const kept = await get("/images/categories/20/co9", () => new Response("no", { status: 500 }));
  expect([kept.status, (await env.MEDIA.head(boxArtKey("20", "co9"))) !== null]).toEqual([200, true]);
  const cover = "https://images.igdb.com/igdb/image/upload/t_cover_big_2x/co9.jpg";
  expect(asked).toEqual([cover, cover]);
});
