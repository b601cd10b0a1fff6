import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import type { Found, Suggested } from "#protocol/discovery/search.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";

const world = new EdgeWorld(async (request) => app.fetch(request, env, createExecutionContext()));

async function goLive(id: string, viewers: number): Promise<void> {
  await env.DB.prepare(
    "INSERT INTO live_channels (channel_id, broadcast_id, started_at, viewers) VALUES (?, '9', 0, ?)",
  )
    .bind(Number(id), viewers)
    .run();
}

beforeAll(async () => {
  await migrate(env.DB);
  for (const login of ["marbles_daily", "marble_racer", "grandmarble", "painter_jo"]) await world.createChannel(login);
  const { id } = await world.createChannel("marblelive");
  await world.operator("/api/channels/painter_jo", { title: "Watercolour: the harbour at night" }, "PATCH");
  await goLive(id, 12);
});

const search = async (q: string): Promise<Found> =>
  (await world.request(`/api/search?q=${encodeURIComponent(q)}`)).json();
const suggest = async (q: string): Promise<Suggested> =>
  (await world.request(`/api/search/suggest?q=${encodeURIComponent(q)}`)).json();
const channels = async (q: string): Promise<readonly string[]> => (await search(q)).channels.map(({ login }) => login);
const categories = async (q: string): Promise<readonly string[]> =>
  (await search(q)).categories.map(({ slug }) => slug);

test("channels are found by their beginning, their middle and in spite of mistakes, live ones first", async () => {
  expect(await channels("marble")).toEqual(["marblelive", "marbles_daily", "marble_racer", "grandmarble"]);
  expect(await channels("andmarb")).toEqual(["grandmarble"]);
  expect(await channels("Painter Joe")).toEqual(["painter_jo"]);
  expect(await channels("panter_jo")).toEqual(["painter_jo"]);
  expect(await channels("paitner_jo")).toEqual(["painter_jo"]);
  expect(await channels("zzzzqqqq")).toEqual([]);
});

test("the most followed of many that begin alike is found among them", async () => {
  await env.DB.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)
     INSERT INTO channels (id, login, display_name, stream_key_hash, created_at)
     SELECT 300000 + i, 'crowd' || printf('%04d', i), 'crowd' || printf('%04d', i), 'k' || i, 0 FROM n`,
  ).run();
  await env.DB.prepare("UPDATE channel_counts SET followers = 1000 WHERE channel_id = 300900").run();
  await goLive("300899", 1);
  expect((await channels("crowd")).slice(0, 2)).toEqual(["crowd0899", "crowd0900"]);
  expect((await channels("cr")).slice(0, 2)).toEqual(["crowd0899", "crowd0900"]);
  expect((await channels("crowd")).length).toBe(20);
});

test("categories are found by words, without their accents, and misspelt", async () => {
  expect((await categories("zelda")).length).toBeGreaterThan(3);
  expect((await categories("pokemon go"))[0]).toBe("pokemon-go");
  expect((await categories("Pokémon GO"))[0]).toBe("pokemon-go");
  expect(await categories("minecarft")).toEqual(["minecraft"]);
  expect(await categories("assassins creed shadows")).toEqual(["assassins-creed-shadows"]);
});

test("titles are found while their channel is live, as they are now", async () => {
  const live = async (q: string) => (await search(q)).live.map(({ login }) => login);
  expect(await live("watercolour")).toEqual([]);
  const { id } = (await env.DB.prepare("SELECT id FROM channels WHERE login = 'painter_jo'").first<{
    id: number;
  }>()) ?? { id: 0 };
  await goLive(String(id), 3);
  expect(await live("night watercolour")).toEqual(["painter_jo"]);
  await world.operator("/api/channels/painter_jo", { title: "Oil on canvas" }, "PATCH");
  expect([await live("watercolour"), await live("canvas")]).toEqual([[], ["painter_jo"]]);
  await env.DB.prepare("DELETE FROM live_channels WHERE channel_id = ?").bind(id).run();
  expect(await live("canvas")).toEqual([]);
});

test("titles of recordings are found, newest first, as they are now and in spite of mistakes, until they are gone", async () => {
  const recordings = async (q: string) => (await search(q)).recordings.map(({ id }) => id);
  const { id } = await world.createChannel("recorder");
  const insert = env.DB.prepare(
    "INSERT INTO vods (id, channel_id, title, started_at, duration) VALUES (?, ?, ?, ?, 60)",
  );
  await env.DB.batch([
    insert.bind("801", Number(id), "Lighthouse in the fog", 1000),
    insert.bind("802", Number(id), "Lighthouse, finished", 2000),
  ]);
  expect(await recordings("lighthouse")).toEqual(["802", "801"]);
  expect(await recordings("fog lighthouse")).toEqual(["801"]);
  expect(await recordings("lihgthouse sea")).toEqual([]);
  expect([await recordings("lihgthouse"), await recordings("lighthose fog")]).toEqual([["802", "801"], ["801"]]);
  expect((await search("lighthouse finished")).recordings).toEqual([
    {
      ...{ id: "802", channelId: id, login: "recorder", title: "Lighthouse, finished", duration: 60 },
      ...{ startedAt: new Date(2000).toISOString(), playlist: "/vods/802/master.m3u8", still: null },
    },
  ]);
  await env.DB.prepare("UPDATE vods SET title = 'Windmill' WHERE id = '801'").run();
  await env.DB.prepare("DELETE FROM vods WHERE id = '802'").run();
  expect([await recordings("lighthouse"), await recordings("windmill")]).toEqual([[], ["801"]]);
});

test("a live title is found in spite of mistakes", async () => {
  const { id } = await world.createChannel("gardener_kim");
  await world.operator("/api/channels/gardener_kim", { title: "Planting tomatoes" }, "PATCH");
  await goLive(id, 2);
  expect((await search("plantign tomatos")).live.map(({ login }) => login)).toEqual(["gardener_kim"]);
  expect((await search("plantign cucumbers")).live).toEqual([]);
});

test("suggestions are short, name what they suggest, and are a few seconds old at most", async () => {
  const answer = await world.request("/api/search/suggest?q=marblel");
  expect(answer.headers.get("Cache-Control")).toBe("public, max-age=3, stale-if-error=0");
  const [first] = (await answer.json<Suggested>()).channels;
  expect(first).toEqual({
    ...{ login: "marblelive", displayName: "marblelive", live: true },
    avatar: expect.stringMatching(/^\/images\/avatars\/\d+\.svg$/),
  });
  const { categories: found } = await suggest("mine");
  expect(found[0]).toEqual({
    id: expect.any(String),
    name: "Minecraft",
    slug: "minecraft",
    boxArt: expect.any(String),
  });
  expect((await suggest("m")).channels.map(({ login }) => login)).toContain("marblelive");
  expect(await suggest(" ")).toEqual({ channels: [], categories: [] });
});

test("a renamed channel is found by its new name alone", async () => {
  await world.createChannel("before_rename");
  expect((await world.operator("/api/users/before_rename", { login: "afterwards_x" }, "PATCH")).status).toBe(200);
  expect([await channels("before_rename"), await channels("afterwards_x")]).toEqual([[], ["afterwards_x"]]);
});

test.each([
  '"',
  "a OR b",
  "abc*",
  'login:"abc"',
  "NEAR(abc def)",
  "'; DROP TABLE channels; --",
  "%_%",
  "^abc",
  "\u0000abc",
  "{login} : abc",
  "-abc",
  "\\",
])("%j is looked for as it stands, and harms nothing", async (q) => {
  const answer = await world.request(`/api/search?q=${encodeURIComponent(q)}`);
  expect(answer.status).toBe(200);
  const { n } = (await env.DB.prepare("SELECT count(*) AS n FROM channels").first<{ n: number }>()) ?? { n: 0 };
  expect(n).toBeGreaterThan(4);
});

test("without anything to look for, and with too much, a search is refused", async () => {
  expect((await world.request("/api/search")).status).toBe(400);
  expect((await world.request(`/api/search?q=${"x".repeat(600)}`)).status).toBe(200);
  expect((await world.request(`/api/search?q=${"x".repeat(601)}`)).status).toBe(400);
});
