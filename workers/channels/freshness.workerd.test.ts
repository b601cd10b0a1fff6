import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { beforeAll, expect, test, vi } from "vitest";
import { categorySchema } from "#protocol/discovery/category.ts";
import { liveChannelsSchema } from "#protocol/discovery/live.ts";
import { foundSchema } from "#protocol/discovery/search.ts";
import { HelixWorld } from "#testing/helix-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";

/** Live results are right within ten seconds of a change; a page asks again after five, so that a cache may keep them as long. Seconds. */
const MOST_CACHED_S = 5;
const LOGIN = "fresh_fay";

const world = new HelixWorld(async (request) => app.fetch(request, env, createExecutionContext()), env.DB);

beforeAll(() => migrate(env.DB));

/** An answer, which no cache may keep for longer than a viewer may wait. */
async function read<Schema extends v.GenericSchema>(schema: Schema, path: string): Promise<v.InferOutput<Schema>> {
  const answer = await world.edge.request(path);
  const kept = /^public, max-age=(\d+), stale-if-error=0$/.exec(answer.headers.get("Cache-Control") ?? "")?.[1];
  expect(Number(kept)).toBeLessThanOrEqual(MOST_CACHED_S);
  return v.parse(schema, await answer.json());
}

const loginsOf = (channels: readonly { readonly login: string }[]): readonly string[] =>
  channels.map(({ login }) => login);

/** Where the channel shows, by each way of finding it; titles and counts as they are said there. */
async function shown(title: string, category: string): Promise<unknown> {
  const [all, ofCategory, found, counted] = await Promise.all([
    read(liveChannelsSchema, "/api/live"),
    read(liveChannelsSchema, `/api/live?category=${category}`),
    read(foundSchema, `/api/search?q=${encodeURIComponent(title)}`),
    read(categorySchema, `/api/categories/${category}`),
  ]);
  const streams = await world.ask(`GET /streams?user_login=${LOGIN}`, { as: "reader_rey" });
  expect(streams.headers.get("Cache-Control")).toBe("no-store");
  return {
    live: all.channels.map((channel) => [channel.login, channel.title]),
    ofCategory: loginsOf(ofCategory.channels),
    found: loginsOf(found.live),
    counted: counted.liveChannels,
    helix: v
      .parse(v.object({ data: v.array(v.object({ title: v.string(), game_id: v.string() })) }), streams.body)
      .data.map((stream) => [stream.title, stream.game_id]),
  };
}

const NOTHING = { live: [], ofCategory: [], found: [], counted: 0, helix: [] };

test("going live, a new title, another category and the end show at once wherever one looks", async () => {
  await world.edge.createUser("reader_rey");
  const { id, streamKey } = await world.edge.createChannel(LOGIN);
  const change = async (body: object): Promise<void> => {
    expect((await world.edge.operator(`/api/channels/${LOGIN}`, body, "PATCH")).status).toBe(200);
  };
  await change({ title: "Baking sourdough", category: "40" });
  const [from, to] = await Promise.all(
    [40, 41].map(async (category) => {
      const slug = await env.DB.prepare("SELECT slug FROM categories WHERE id = ?")
        .bind(category)
        .first<string>("slug");
      return slug ?? "";
    }),
  );
  expect(await shown("sourdough", from ?? "")).toEqual(NOTHING);

  const lease = await world.edge.open(streamKey);
  const node = await world.edge.publish(lease);
  await node.push(1);
  // The object writes its row behind the picture: nobody waits for it.
  await vi.waitFor(async () =>
    expect(
      await env.DB.prepare("SELECT 1 FROM live_channels WHERE channel_id = ?").bind(Number(id)).first(),
    ).not.toBeNull(),
  );
  expect(await shown("sourdough", from ?? "")).toEqual({
    ...{ live: [[LOGIN, "Baking sourdough"]], ofCategory: [LOGIN], found: [LOGIN], counted: 1 },
    helix: [["Baking sourdough", "40"]],
  });

  await change({ title: "Now with croissants" });
  expect(await shown("croissants", from ?? "")).toEqual({
    ...{ live: [[LOGIN, "Now with croissants"]], ofCategory: [LOGIN], found: [LOGIN], counted: 1 },
    helix: [["Now with croissants", "40"]],
  });
  expect((await read(foundSchema, "/api/search?q=sourdough")).live).toEqual([]);

  await change({ category: "41" });
  expect(await shown("croissants", from ?? "")).toMatchObject({ ofCategory: [], counted: 0 });
  expect(await shown("croissants", to ?? "")).toEqual({
    ...{ live: [[LOGIN, "Now with croissants"]], ofCategory: [LOGIN], found: [LOGIN], counted: 1 },
    helix: [["Now with croissants", "41"]],
  });

  await env.DB.prepare("DELETE FROM live_channels WHERE channel_id = ?").bind(Number(id)).run();
  expect(await shown("croissants", to ?? "")).toEqual(NOTHING);
  node.close();
});
