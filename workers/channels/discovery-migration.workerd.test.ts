import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { migrate } from "#testing/migrations.ts";
import { find } from "../search/find.ts";

/** A channel that is live, in a database of before. */
beforeAll(async () => {
  await migrate(env.DB, "0003");
  await env.DB.batch([
    env.DB.prepare("INSERT INTO users (id, login, display_name, created_at) VALUES (1001, 'ada', 'Ada', 0)"),
    env.DB.prepare(
      "INSERT INTO channels (id, login, display_name, title, stream_key_hash, created_at) VALUES (1001, 'ada', 'Ada', 'Night harbour', 'k', 0)",
    ),
    env.DB.prepare(
      "INSERT INTO live_channels (channel_id, broadcast_id, started_at, viewers) VALUES (1001, '9', 0, 4)",
    ),
  ]);
  await migrate(env.DB);
});

test("channels of before are counted and found, and so are the titles of those who are live", async () => {
  const counts = await env.DB.prepare("SELECT channel_id, followers, initials FROM channel_counts").all();
  expect(counts.results).toEqual([{ channel_id: 1001, followers: 0, initials: "ad" }]);
  const [byName, byTitle] = [await find(env.DB, "ada"), await find(env.DB, "harbour")];
  expect([byName.channels.map(({ id }) => id), byTitle.live.map(({ id }) => id)]).toEqual([["1001"], ["1001"]]);
});

test("their category and end are followed as those of new ones", async () => {
  await env.DB.prepare("UPDATE channels SET category_id = 3 WHERE id = 1001").run();
  const count = env.DB.prepare("SELECT viewers, live FROM category_counts WHERE category_id = 3");
  expect(await count.first()).toEqual({ viewers: 4, live: 1 });
  await env.DB.prepare("DELETE FROM live_channels").run();
  expect(await count.first()).toEqual({ viewers: 0, live: 0 });
  expect((await find(env.DB, "harbour")).live).toEqual([]);
});

test("a channel that is deleted takes its follows, tags and names along", async () => {
  await env.DB.batch([
    env.DB.prepare("INSERT INTO users (id, login, display_name, created_at) VALUES (1002, 'bob', 'Bob', 0)"),
    env.DB.prepare("INSERT INTO follows VALUES (1001, 1002, 0)"),
    env.DB.prepare("INSERT INTO channel_tags VALUES (1001, 'a', 'A', 0)"),
    env.DB.prepare("DELETE FROM channels WHERE id = 1001"),
  ]);
  const left = await env.DB.prepare(
    `SELECT (SELECT count(*) FROM follows) + (SELECT count(*) FROM channel_tags) + (SELECT count(*) FROM channel_counts) AS n`,
  ).first();
  expect([left, (await find(env.DB, "ada")).channels]).toEqual([{ n: 0 }, []]);
});
