import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { beforeAll, expect, test } from "vitest";
import type { Categories, Category } from "#protocol/discovery/category.ts";
import { EdgeWorld, OPERATOR_TOKEN } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { faultAnswer } from "../answers.ts";
import { app } from "../app.ts";
import type { App } from "../env.ts";
import { categoryRoutesWith } from "./routes.ts";

const world = new EdgeWorld(async (request) => app.fetch(request, env, createExecutionContext()));

beforeAll(() => migrate(env.DB));

const list = async (query = ""): Promise<Categories> => (await world.request(`/api/categories${query}`)).json();
const bySlug = async (slug: string): Promise<Category> => (await world.request(`/api/categories/${slug}`)).json();

async function goLive(login: string, viewers: number, category: number | null): Promise<number> {
  const { id } = await world.createChannel(login);
  await env.DB.batch([
    env.DB.prepare("UPDATE channels SET category_id = ? WHERE id = ?").bind(category, Number(id)),
    env.DB.prepare(
      "INSERT INTO live_channels (channel_id, broadcast_id, started_at, viewers) VALUES (?, '9', 0, ?)",
    ).bind(Number(id), viewers),
  ]);
  return Number(id);
}

test("there are hundreds of categories without an account anywhere, each with an address of its own", async () => {
  const { results } = await env.DB.prepare("SELECT id, name, slug FROM categories").all();
  expect(results.length).toBeGreaterThan(300);
  expect(await bySlug("just-chatting")).toEqual({
    ...{ id: "1", name: "Just Chatting", slug: "just-chatting", boxArt: "/images/categories/1.svg" },
    ...{ igdbId: null, viewers: 0, liveChannels: 0 },
  });
  expect((await world.request("/api/categories/nothing-like-it")).status).toBe(404);
  expect((await world.request("/api/categories/Not%20A%20Slug")).status).toBe(404);
});

test("viewers of a category are those of its live channels, whatever begins, moves, grows or ends", async () => {
  const counts = async (): Promise<unknown> => {
    const { results } = await env.DB.prepare(
      "SELECT category_id, viewers, live FROM category_counts WHERE category_id IN (40, 41) ORDER BY category_id",
    ).all();
    return results.map(({ viewers, live }) => [viewers, live]);
  };
  const one = await goLive("one_here", 5, 40);
  await goLive("two_here", 2, 40);
  await goLive("nowhere", 50, null);
  expect(await counts()).toEqual([
    [7, 2],
    [0, 0],
  ]);
  await env.DB.prepare("UPDATE live_channels SET viewers = 9 WHERE channel_id = ?").bind(one).run();
  expect(await counts()).toEqual([
    [11, 2],
    [0, 0],
  ]);
  await env.DB.prepare("UPDATE channels SET category_id = 41 WHERE id = ?").bind(one).run();
  expect(await counts()).toEqual([
    [2, 1],
    [9, 1],
  ]);
  // A new broadcast of a channel that the directory still lists.
  await env.DB.prepare(
    `INSERT INTO live_channels (channel_id, broadcast_id, started_at, viewers) VALUES (?, '10', 0, 0)
     ON CONFLICT (channel_id) DO UPDATE SET viewers = 0, broadcast_id = excluded.broadcast_id`,
  )
    .bind(one)
    .run();
  expect(await counts()).toEqual([
    [2, 1],
    [0, 1],
  ]);
  await env.DB.prepare("DELETE FROM live_channels").run();
  expect(await counts()).toEqual([
    [0, 0],
    [0, 0],
  ]);
});

test("categories come most viewers first, in pages", async () => {
  await goLive("big_game", 30, 60);
  await goLive("small_game", 4, 50);
  const first = await list("?limit=2");
  expect(first.categories.map(({ id, viewers }) => [id, viewers])).toEqual([
    ["60", 30],
    ["50", 4],
  ]);
  const second = await list(`?limit=2&cursor=${first.cursor}`);
  expect(second.categories.map(({ id }) => id)).toEqual(["1", "2"]);
  expect((await world.request("/api/categories?cursor=x")).status).toBe(400);
});

/** IGDB as it answers; what was asked of it. */
function fakeIgdb(games: readonly unknown[], asked: string[] = []) {
  return async (url: string, init: RequestInit): Promise<Response> => {
    asked.push(`${init.method} ${url} ${String(init.body)}`);
    if (url.startsWith("https://id.twitch.tv/")) return Response.json({ access_token: "abc", expires_in: 1 });
    const headers = new Headers(init.headers);
    if (headers.get("Authorization") !== "Bearer abc" || headers.get("Client-ID") !== "client")
      return new Response(null, { status: 401 });
    const [, limit = "0", offset = "0"] = /limit (\d+); offset (\d+);/.exec(String(init.body)) ?? [];
    return Response.json(games.slice(Number(offset), Number(offset) + Number(limit)));
  };
}

function operatorOf(fetch: (url: string, init: RequestInit) => Promise<Response>, bindings: object = CONFIGURED) {
  const routes = new Hono<App>().route("/api", categoryRoutesWith(fetch)).onError(faultAnswer);
  return async (body: unknown, token = OPERATOR_TOKEN): Promise<Response> =>
    routes.request(
      "/api/categories/refresh",
      {
        method: "POST",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: JSON.stringify(body),
      },
      { ...env, ...bindings },
    );
}
const CONFIGURED = { IGDB_CLIENT_ID: "client", IGDB_CLIENT_SECRET: "secret" };

test("games are taken over once: known ones keep id and name and get a picture, new ones an id", async () => {
  const games = [
    { id: 7, name: "Minecraft", cover: { image_id: "co1" } },
    { id: 8, name: "A Game of Tomorrow", cover: { image_id: "co2" } },
    { id: 9, name: "A Game Without Picture" },
    { id: 10, name: "x".repeat(200) },
    { id: 11, name: "..." },
    { id: 12, name: "Sneaky", cover: { image_id: "../../x" } },
  ];
  const asked: string[] = [];
  const refresh = operatorOf(fakeIgdb(games, asked));
  const minecraft = await bySlug("minecraft");
  expect(await (await refresh({ count: 6 })).json()).toEqual({ read: 6, added: 2 });
  expect(await bySlug("minecraft")).toEqual({
    ...minecraft,
    igdbId: "7",
    boxArt: `/images/categories/${minecraft.id}/co1`,
  });
  const made = await bySlug("a-game-of-tomorrow");
  expect(made).toMatchObject({ name: "A Game of Tomorrow", igdbId: "8", boxArt: `/images/categories/${made.id}/co2` });
  expect((await bySlug("a-game-without-picture")).boxArt).toMatch(/\.svg$/);
  expect(await (await refresh({})).json()).toEqual({ read: 6, added: 0 });
  expect(asked[0]).toBe(
    "POST https://id.twitch.tv/oauth2/token client_id=client&client_secret=secret&grant_type=client_credentials",
  );
});

test("a refresh is the operator's, bounded, and off without an account at the service", async () => {
  const refresh = operatorOf(fakeIgdb([]));
  const statuses = [
    (await refresh({}, "guess")).status,
    (await refresh({ count: 0 })).status,
    (await refresh({ count: 2001 })).status,
    (await refresh({ count: 2000 })).status,
    (await operatorOf(fakeIgdb([]), {})({})).status,
  ];
  expect(statuses).toEqual([401, 400, 400, 200, 404]);
});

test("a service that fails is said to, and nothing is lost", async () => {
  const down = operatorOf(async () => new Response("no", { status: 500 }));
  expect((await down({})).status).toBe(503);
  const odd = operatorOf(async () => Response.json({ access_token: "abc", not: "games" }));
  expect((await odd({})).status).toBe(503);
  expect((await bySlug("just-chatting")).name).toBe("Just Chatting");
});
