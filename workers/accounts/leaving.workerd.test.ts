import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { Browser, logIn, PASSWORD, signUp } from "#testing/account-browser.ts";
import { prepareAccountTests } from "#testing/account-tests.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";
import { HOLDINGS } from "./personal-data.ts";
import { purge } from "./purge.ts";

/** Answers once what goes on behind an answer is done too. */
const world = new EdgeWorld(async (request) => {
  const context = createExecutionContext();
  const answer = await app.fetch(request, env, context);
  await waitOnExecutionContext(context);
  return answer;
});

prepareAccountTests();
beforeAll(() => migrate(env.DB));

type Exported = { readonly tables: Record<string, Record<string, unknown>[]>; readonly elsewhere: string[] };

const idOf = async (browser: Browser): Promise<string> => (await browser.get("/api/me")).json<{ id: string }>().id;

test("every table that can name a person is in the list of personal data", async () => {
  const { results } = await env.DB.prepare(
    "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'",
  ).all<{ name: string; sql: string }>();
  const personal = /\b(?:user_id|userId|owner_id|follower_id|reader_id|channel_id|account|email)\b/;
  const naming = new Set(results.filter(({ sql }) => personal.test(sql)).map(({ name }) => name));
  // Broadcasts that were announced: of a channel, no person's, and swept by time.
  naming.delete("announcements");
  const listed = new Set(HOLDINGS.map(({ table }) => table));
  expect([...naming].filter((table) => !listed.has(table))).toEqual([]);
});

test("an export holds what is known of the person, and no secret", async () => {
  const browser = await signUp(world, { login: "una", displayName: "Una" });
  const { streamKey } = (await browser.post("/api/me/stream-key")).json<{ streamKey: string }>();
  const { status, body, response, json } = await browser.get("/api/me/export");
  const { tables, elsewhere } = json<Exported>();
  expect([status, response.headers.get("Cache-Control"), elsewhere.length]).toEqual([200, "no-store", 1]);
  expect(tables["auth_user"]).toMatchObject([{ email: "una@mail.test", name: "Una" }]);
  expect(tables["users"]).toMatchObject([{ login: "una", display_name: "Una" }]);
  expect(tables["channels"]).toMatchObject([{ login: "una" }]);
  expect(tables["auth_session"]?.length).toBe(1);
  const text = JSON.stringify(body);
  const secrets = await env.DB.prepare(
    `SELECT s.token, a.password, c.stream_key_hash FROM auth_session s JOIN auth_account a ON a.userId = s.userId
     JOIN users u ON u.account = s.userId JOIN channels c ON c.id = u.id WHERE u.login = 'una'`,
  ).first<Record<string, string>>();
  for (const secret of [streamKey, ...Object.values(secrets ?? {})]) expect(text).not.toContain(secret);
});

test("an export holds nothing of others", async () => {
  await signUp(world, { login: "private_vera" });
  const browser = await signUp(world, { login: "curious" });
  const { status, body } = await browser.get("/api/me/export");
  expect([status, JSON.stringify(body)]).toEqual([200, expect.not.stringContaining("private_vera")]);
});

test("a deleted account is gone: no log-in, session, token, channel, recording or object of it is left", async () => {
  const browser = await signUp(world, { login: "walt" });
  const other = await logIn(world, "walt");
  const id = await idOf(browser);
  const bearer = await world.bearer("walt");
  const { streamKey } = (await browser.post("/api/me/stream-key")).json<{ streamKey: string }>();
  await env.DB.prepare("INSERT INTO vods (id, channel_id, title, started_at, duration) VALUES ('77', ?, 't', 1, 2)")
    .bind(Number(id))
    .run();
  const objects = [`vod/${id}/77/000000001.segment`, `images/channels/${id}/banner/1`, "vod/1/88/000000001.segment"];
  for (const key of objects) await env.MEDIA.put(key, "x");
  const node = await world.publish(await world.open(streamKey));
  await node.push(2);

  expect((await browser.send("DELETE", "/api/me", { body: { password: "a wrong one" } })).status).toBe(403);
  const deleted = await browser.send("DELETE", "/api/me", { body: { password: PASSWORD } });
  expect([deleted.status, deleted.body, browser.cookies.size]).toEqual([200, { deleted: true }, 0]);
  expect(await node.until(({ kind }) => kind === "stop")).toMatchObject({ reason: "the account was deleted" });

  expect((await other.get("/api/session")).body).toEqual({ user: null });
  expect((await world.request("/api/session", { headers: bearer })).status).toBe(401);
  expect((await new Browser(world).post("/api/auth/log-in", { name: "walt", password: PASSWORD })).status).toBe(401);
  const refused = await world.openRequest(streamKey);
  expect(await refused.json()).toEqual({ outcome: "denied", reason: "unknown_key" });
  expect((await world.request("/api/users/walt")).status).toBe(404);
  const left: Record<string, unknown> = {};
  for (const { table } of HOLDINGS) {
    const { results } = await env.DB.prepare(`SELECT * FROM ${table}`).all();
    const rows = results.filter((row) => JSON.stringify(row).includes("walt"));
    if (rows.length > 0) left[table] = rows;
  }
  expect(left).toEqual({ held_logins: [{ login: "walt", user_id: null, until: expect.any(Number) }] });
  const user = await env.DB.prepare("SELECT * FROM users WHERE id = ?").bind(Number(id)).first();
  expect(user).toMatchObject({ login: `deleted_${id}`, display_name: `deleted_${id}`, account: null, staff: 0 });
  expect((await env.MEDIA.list({ prefix: "" })).objects.map(({ key }) => key)).not.toContain(objects[0]);
  expect(await env.MEDIA.head(objects[1] ?? "")).toBeNull();
  expect(await env.MEDIA.head(objects[2] ?? "")).not.toBeNull();
});

test("the login of a deleted account is held for nobody, and its address may sign up again", async () => {
  const browser = await signUp(world, { login: "xena" });
  const id = await idOf(browser);
  await browser.send("DELETE", "/api/me", { body: { password: PASSWORD } });
  const again = { email: "xena@mail.test", password: PASSWORD, login: "xena" };
  expect((await new Browser(world).post("/api/auth/sign-up", again)).status).toBe(409);
  const next = await signUp(world, { login: "xena_two" });
  expect(await idOf(next)).not.toBe(id);
});

test("deleting without the password needs a session of the last hour", async () => {
  const browser = await signUp(world, { login: "yuri" });
  await env.DB.prepare(
    `UPDATE auth_session SET createdAt = '2020-01-01T00:00:00.000Z'
     WHERE userId = (SELECT account FROM users WHERE login = 'yuri')`,
  ).run();
  expect((await browser.send("DELETE", "/api/me", { body: {} })).status).toBe(403);
  const fresh = await logIn(world, "yuri");
  expect((await fresh.send("DELETE", "/api/me", { body: {} })).status).toBe(200);
});

test("objects of a broadcast that may still write are purged later, by the operator at the latest", async () => {
  await env.DB.prepare("INSERT INTO purges (prefix, after) VALUES ('vod/5/6/', 1000)").run();
  await env.MEDIA.put("vod/5/6/000000001.segment", "x");
  expect(await purge(env.DB, env.MEDIA, 999)).toBe(true);
  expect(await env.MEDIA.head("vod/5/6/000000001.segment")).not.toBeNull();
  expect(await (await world.operator("/api/purges")).json()).toEqual({ done: true });
  expect(await env.MEDIA.head("vod/5/6/000000001.segment")).toBeNull();
});
