import { createExecutionContext, createScheduledController } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test, vi } from "vitest";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { planOf, scansTable } from "#testing/query-plan.ts";
import { app } from "../app.ts";
import { NOTICE_KEPT_MS } from "../notifications/limits.ts";
import { CHORES, type Chore, doChores } from "./chores.ts";
import { CHECKED_EVERY_MS, checkListed, LISTED_SQL, MAX_CHECKED } from "./listed.ts";
import { scheduled } from "./scheduled.ts";
import { MAX_ROUNDS, SWEEPS, SWEPT_AT_ONCE, sweptUntil, timedSweepSql } from "./sweeps.ts";
import { failUnproven, UNPROVEN_MS, UNPROVEN_SQL } from "./unproven.ts";

const NOW = Date.UTC(2026, 10, 20);
const world = new EdgeWorld(async (request) => app.fetch(request, env, createExecutionContext()));

beforeAll(() => migrate(env.DB));

async function countOf(sql: string): Promise<number> {
  return (await env.DB.prepare(sql).first<number>("n")) ?? -1;
}

test("every table whose rows come to an end has its sweep", async () => {
  const { results } = await env.DB.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all<{
    name: string;
    sql: string;
  }>();
  const ending = results.flatMap(({ name, sql }) =>
    [...sql.matchAll(/\b(expires_at|expiresAt|until|ended_at) (?:INTEGER|TEXT)/g)].map(
      (found) => `${name}.${found[1]}`,
    ),
  );
  // What grants let programs be told ends with them: `endExpired`.
  const swept = new Set(["app_grants.expires_at", ...SWEEPS.map(({ table, end }) => `${table}.${end}`)]);
  expect(ending.length).toBeGreaterThan(10);
  expect(ending.filter((name) => !swept.has(name))).toEqual([]);
});

test("no chore reads a whole table", async () => {
  const statements = [...SWEEPS.map(timedSweepSql), ...Object.values(LISTED_SQL), ...Object.values(UNPROVEN_SQL)];
  const plans = await Promise.all(statements.map(async (sql) => `${sql}\n${await planOf(env.DB, sql)}`));
  expect(plans.filter((plan) => scansTable(plan) || plan.includes("TEMP B-TREE"))).toEqual([]);
});

test("a row goes at its end and not a millisecond before, however its table writes times", async () => {
  const iso = (ms: number): string => new Date(ms).toISOString();
  await env.DB.batch([
    env.DB.prepare("INSERT INTO users (id, login, display_name, created_at) VALUES (5001, 'sweepy', 'sweepy', 0)"),
    ...[NOW, NOW + 1].map((end) =>
      env.DB.prepare("INSERT INTO sessions VALUES (?, 5001, 0, ?, 0)").bind(`s${end}`, end),
    ),
    ...[NOW, NOW + 1].map((end) =>
      env.DB.prepare(
        "INSERT INTO auth_verification (id, identifier, value, expiresAt, createdAt, updatedAt) VALUES (?, 'i', 'v', ?, ?, ?)",
      ).bind(`v${end}`, iso(end), iso(0), iso(0)),
    ),
  ]);
  expect(await doChores(env, NOW)).toEqual([]);
  const left = await env.DB.batch<{ id: string }>([
    env.DB.prepare("SELECT hash AS id FROM sessions"),
    env.DB.prepare("SELECT id FROM auth_verification"),
  ]);
  expect(left.map(({ results }) => results.map(({ id }) => id))).toEqual([[`s${NOW + 1}`], [`v${NOW + 1}`]]);
});

test("one run takes a bounded number of rows, the next goes on", async () => {
  const most = MAX_ROUNDS * SWEPT_AT_ONCE;
  const count = (): Promise<number> => countOf("SELECT count(*) AS n FROM app_tokens");
  await env.DB.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= ${most})
     INSERT INTO app_tokens (hash, client_id, created_at, expires_at) SELECT 'h' || i, 'app', 0, i FROM n`,
  ).run();
  expect(await count()).toBe(most + 1);
  await doChores(env, NOW);
  expect(await count()).toBe(1);
  await doChores(env, NOW);
  expect(await count()).toBe(0);
});

test("what a table keeps beyond a row's end stays as long", () => {
  const sweep = SWEEPS.find(({ table }) => table === "eventsub_subscriptions");
  expect(sweep && sweptUntil(sweep, NOW)).toBe(NOW - 3600 * 1000);
});

test("notices go a month after their broadcast began, unless it is still on", async () => {
  const old = NOW - NOTICE_KEPT_MS;
  const { id } = await world.createChannel("round_the_clock");
  await env.DB.batch([
    ...["7001", "7002", "7003"].map((broadcast) =>
      env.DB.prepare("INSERT INTO announcements VALUES (?, ?, ?)").bind(
        broadcast,
        id,
        broadcast === "7003" ? old + 1 : old,
      ),
    ),
    ...["7001", "7002", "7003"].flatMap((broadcast) => [
      env.DB.prepare("INSERT INTO notices VALUES (?, 1, ?, 0)").bind(broadcast, id),
      env.DB.prepare("INSERT INTO notice_sends VALUES (?, 'mail 1')").bind(broadcast),
    ]),
    env.DB.prepare("INSERT INTO live_channels (channel_id, broadcast_id, started_at) VALUES (?, '7002', ?)").bind(
      id,
      old,
    ),
  ]);
  await CHORES.find(({ name }) => name === "sweep notices")?.run(env, NOW);
  const { results } = await env.DB.prepare(
    `SELECT broadcast_id FROM notices UNION ALL SELECT broadcast_id FROM notice_sends UNION ALL
     SELECT broadcast_id FROM announcements ORDER BY broadcast_id`,
  ).all<{ broadcast_id: string }>();
  expect(results.map(({ broadcast_id }) => broadcast_id)).toEqual(["7002", "7002", "7002", "7003", "7003", "7003"]);
  await env.DB.prepare("DELETE FROM live_channels").run();
});

const listed = async (): Promise<unknown> => {
  const { results } = await env.DB.prepare("SELECT l.broadcast_id FROM live_channels l ORDER BY l.broadcast_id").all<{
    broadcast_id: string;
  }>();
  return results.map(({ broadcast_id }) => broadcast_id);
};

test("a channel is listed no more when its object knows of no such broadcast, and stays when it does", async () => {
  const { id, streamKey } = await world.createChannel("really_live");
  const lease = await world.open(streamKey);
  const node = await world.publish(lease);
  await node.push(8);
  await vi.waitFor(async () => expect(await listed()).toEqual([lease.broadcastId]));
  const { id: over } = await world.createChannel("long_gone");
  await env.DB.prepare("INSERT INTO live_channels (channel_id, broadcast_id, started_at) VALUES (?, '77', 0)")
    .bind(over)
    .run();
  await checkListed(env, NOW);
  expect(await listed()).toEqual([lease.broadcastId]);
  const checkedAt = env.DB.prepare("SELECT checked_at AS n FROM live_channels WHERE channel_id = ?").bind(id);
  await checkListed(env, NOW + CHECKED_EVERY_MS - 1);
  expect(await checkedAt.first("n")).toBe(NOW);
  await checkListed(env, NOW + CHECKED_EVERY_MS);
  expect(await checkedAt.first("n")).toBe(NOW + CHECKED_EVERY_MS);
  node.close();
  await env.DB.prepare("DELETE FROM live_channels").run();
});

/** Channels' objects as they answer when nobody can be asked. */
const UNREACHABLE = {
  getByName() {
    throw Object.assign(new Error("overloaded"), { overloaded: true });
  },
};

test("a channel that cannot be asked stays listed, and those after it are asked in the next run", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  await env.DB.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= ${MAX_CHECKED})
     INSERT INTO channels (id, login, display_name, stream_key_hash, created_at)
     SELECT 900000 + i, 'c' || i, 'c' || i, 'k' || i, 0 FROM n`,
  ).run();
  await env.DB.prepare(
    "INSERT INTO live_channels (channel_id, broadcast_id, started_at) SELECT id, '5', 0 FROM channels WHERE id > 900000",
  ).run();
  const unasked = (): Promise<number> => countOf("SELECT count(*) AS n FROM live_channels WHERE checked_at = 0");
  await checkListed({ DB: env.DB, LIVE_CHANNEL: Object.assign(Object.create(env.LIVE_CHANNEL), UNREACHABLE) }, NOW);
  expect([await unasked(), await countOf("SELECT count(*) AS n FROM live_channels")]).toEqual([1, MAX_CHECKED + 1]);
  await checkListed(env, NOW + 1);
  expect([await unasked(), await countOf("SELECT count(*) AS n FROM live_channels")]).toEqual([0, MAX_CHECKED]);
  await env.DB.prepare("DELETE FROM live_channels").run();
});

test("a callback that was never asked to prove itself is given up after an hour", async () => {
  const insert = env.DB.prepare(
    `INSERT INTO eventsub_subscriptions (id, client_id, type, version, channel_id, condition, method, target, status, cost, created_at)
     VALUES (?1, 'app', 'stream.online', '1', 1, ?1, 'webhook', 'https://a.example/', ?2, 1, ?3)`,
  );
  await env.DB.batch([
    insert.bind("lost", "webhook_callback_verification_pending", NOW - UNPROVEN_MS),
    insert.bind("fresh", "webhook_callback_verification_pending", NOW - UNPROVEN_MS + 1),
    insert.bind("proven", "enabled", 0),
  ]);
  await failUnproven(env.DB, NOW);
  const { results } = await env.DB.prepare("SELECT id, status, ended_at FROM eventsub_subscriptions ORDER BY id").all();
  expect(results).toEqual([
    { id: "fresh", status: "webhook_callback_verification_pending", ended_at: null },
    { id: "lost", status: "webhook_callback_verification_failed", ended_at: NOW },
    { id: "proven", status: "enabled", ended_at: null },
  ]);
});

test("what accounts left in the bucket is gone without anybody asking", async () => {
  await env.MEDIA.put("vod/5/6/index.json", "{}");
  await env.DB.prepare("INSERT INTO purges (prefix, after) VALUES ('vod/5/6/', 1000)").run();
  await scheduled(createScheduledController(), env);
  expect([await env.MEDIA.head("vod/5/6/index.json"), await countOf("SELECT count(*) AS n FROM purges")]).toEqual([
    null,
    0,
  ]);
});

test("a chore that fails stops no other, and the run shows as failed", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const done: string[] = [];
  const chore = (name: string, fails: boolean): Chore => ({
    name,
    run: async () => {
      if (fails) throw new Error("the database did not answer");
      done.push(name);
    },
  });
  expect(await doChores(env, NOW, [chore("one", true), chore("two", false), chore("three", true)])).toEqual([
    "one",
    "three",
  ]);
  expect(done).toEqual(["two"]);
  const broken = {
    ...env,
    MEDIA: Object.assign(Object.create(env.MEDIA), { list: () => Promise.reject(new Error("down")) }),
  };
  await env.DB.prepare("INSERT INTO purges (prefix, after) VALUES ('vod/5/7/', 0)").run();
  await expect(scheduled(createScheduledController(), broken)).rejects.toThrow(/: purge the bucket$/);
});
