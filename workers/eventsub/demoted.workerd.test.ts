import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { planOf, scansTable } from "#testing/query-plan.ts";
import { app } from "../app.ts";
import { DEMOTED_SQL, endDemoted } from "./demoted.ts";

const world = new EdgeWorld(async (request) => app.fetch(request, env, createExecutionContext()));

beforeAll(() => migrate(env.DB));

/** A subscription as there is one when the news of a reader's role was lost. */
async function reads(channel: string, reader: string, type = "automod.message.hold"): Promise<void> {
  await env.DB.prepare(
    `INSERT INTO eventsub_subscriptions (id, client_id, user_id, type, version, channel_id, reader_id, condition, method, target, status, cost, created_at)
     VALUES (?1, 'operator', ?2, ?3, '2', ?4, ?2, '{}', 'webhook', ?1, 'enabled', 1, 0)`,
  )
    .bind(crypto.randomUUID(), Number(reader), type, Number(channel))
    .run();
}

async function statuses(): Promise<unknown> {
  const sql = "SELECT reader_id || ' ' || type AS name, status FROM eventsub_subscriptions ORDER BY id";
  const { results } = await env.DB.prepare(sql).all<{ name: string; status: string }>();
  return Object.fromEntries(results.map(({ name, status }) => [name, status]));
}

test("who moderates no longer reads no longer what moderators see; moderators, staff and the broadcaster read on", async () => {
  const { id: ada } = await world.createChannel("ada");
  const [former, moderator, staff] = [
    await world.createUser("fred"),
    await world.createUser("mona"),
    await world.createUser("stan", { staff: true }),
  ];
  const body = JSON.stringify({ kind: "mod", user: "mona" });
  const headers = { ...(await world.bearer("ada", ["chat:moderate"])), "Content-Type": "application/json" };
  expect((await world.request("/chat/ada/moderation", { method: "POST", headers, body })).status).toBe(200);
  // The room is asked about whom the table does not know.
  await env.DB.prepare("DELETE FROM moderators").run();
  for (const reader of [former, moderator, staff, ada]) await reads(ada, reader);
  await reads(ada, former, "channel.chat.message");
  await endDemoted(env);
  expect(await statuses()).toEqual({
    [`${former} automod.message.hold`]: "moderator_removed",
    // What any viewer may read.
    [`${former} channel.chat.message`]: "enabled",
    [`${moderator} automod.message.hold`]: "enabled",
    [`${staff} automod.message.hold`]: "enabled",
    [`${ada} automod.message.hold`]: "enabled",
  });
});

test("the doubtful are found by an index", async () => {
  const plan = await planOf(env.DB, DEMOTED_SQL.doubted);
  expect([scansTable(plan), plan.includes("TEMP B-TREE")]).toEqual([false, false]);
});
