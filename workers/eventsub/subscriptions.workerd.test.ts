import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { ROOM_PEOPLE_SQL, ROOM_SUBSCRIPTIONS_SQL } from "#durable-objects/eventsub-room/storage.ts";
import { END_OF_SESSION_SQL } from "#durable-objects/eventsub-session/storage.ts";
import type { Delivery } from "#protocol/events/queues.ts";
import { MAX_SESSION_SUBSCRIPTIONS } from "#protocol/events/session.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { openSession } from "#testing/eventsub-client.ts";
import { migrate } from "#testing/migrations.ts";
import { planOf, scansTable } from "#testing/query-plan.ts";
import { RecordedQueue } from "#testing/queues.ts";
import { app } from "../app.ts";
import { hashOf } from "../auth/secrets.ts";
import { DEAD_LETTER_SQL } from "../events/dead-letters.ts";
import { PEOPLE_SQL } from "../events/people.ts";
import { SUBSCRIPTION_SQL } from "./subscription-sql.ts";

const deliveries = new RecordedQueue<Delivery>();
const bindings = { ...env, DELIVERIES: deliveries };
const world = new EdgeWorld(async (request) => app.fetch(request, bindings, createExecutionContext()));
const fetch = (request: Request): Promise<Response> => world.request(new URL(request.url).pathname, request);
const FOLLOWS = "moderator:read:followers";
const CHAT = "user:read:chat";

type Headers = Readonly<Record<string, string>>;
const ids: Record<string, string> = {};
let app30 = "";

beforeAll(async () => {
  await migrate(env.DB);
  for (const login of ["ada", "eve"]) ids[login] = (await world.createChannel(login)).id;
  for (const login of ["bob", "moe"]) ids[login] = await world.createUser(login);
  app30 = await appToken("bot");
});

/** A program's own token. */
async function appToken(clientId: string): Promise<string> {
  const token = clientId.padEnd(30, "0");
  const hash = await hashOf(token);
  const far = Date.now() + 1e9;
  await env.DB.batch([
    env.DB.prepare(
      "INSERT INTO apps (client_id, owner_id, name, redirect_uris, created_at) VALUES (?, ?, ?, '[]', 0)",
    ).bind(clientId, Number(ids["ada"]), clientId),
    env.DB.prepare("INSERT INTO app_tokens (hash, client_id, created_at, expires_at) VALUES (?, ?, 0, ?)").bind(
      ...[hash, clientId, far],
    ),
  ]);
  return token;
}

async function grant(clientId: string, login: string, scopes: string): Promise<void> {
  await env.DB.prepare(
    "INSERT INTO app_grants (id, user_id, client_id, scopes, created_at, expires_at) VALUES (?, ?, ?, ?, 0, ?)",
  )
    .bind(crypto.randomUUID(), Number(ids[login]), clientId, scopes, Date.now() + 1e9)
    .run();
}

const asApp = (token = app30, clientId = "bot"): Headers => ({
  Authorization: `Bearer ${token}`,
  "Client-Id": clientId,
});
const asUser = async (login: string, ...scopes: string[]): Promise<Headers> => ({
  ...(await world.bearer(login, scopes)),
  "Client-Id": "operator",
});

const ask = (method: string, headers: Headers, query = "", body?: object, base = "/helix"): Promise<Response> =>
  world.request(`${base}/eventsub/subscriptions${query}`, {
    method,
    headers: { ...headers, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const jsonOf = async (response: Response): Promise<unknown[]> => [response.status, await response.json()];

const condition = (...fields: readonly (readonly [string, string])[]): Record<string, string> =>
  Object.fromEntries(fields.map(([field, login]) => [field, ids[login] ?? login]));
const online = (channel: string, transport: object) => ({
  ...{ type: "stream.online", version: "1", condition: condition(["broadcaster_user_id", channel]), transport },
});
const follow = (channel: string, moderator: string, transport: object) => ({
  ...{ type: "channel.follow", version: "2", transport },
  condition: condition(["broadcaster_user_id", channel], ["moderator_user_id", moderator]),
});
const onSession = (session_id: string) => ({ method: "websocket", session_id });
const HOOK = { method: "webhook", callback: "https://bot.dev/events", secret: "0123456789" };

type Made = { readonly data: readonly { readonly id: string; readonly cost: number; readonly status: string }[] };

async function made(answer: Response): Promise<Made["data"][number]> {
  const body = await answer.json<Made>();
  if (answer.status !== 202 || body.data[0] === undefined) throw new Error(JSON.stringify(body));
  return body.data[0];
}

test("a user subscribes for a session; the answer is Twitch's, under every name of the address", async () => {
  const headers = await asUser("bob");
  const { client, id } = await openSession(fetch);
  const answer = await ask("POST", headers, "", online("ada", onSession(id)), "/mock");
  expect([answer.status, answer.headers.get("Cache-Control"), answer.headers.get("Ratelimit-Limit")]).toEqual([
    ...[202, "no-store", "800"],
  ]);
  const body = await answer.json<Made>();
  expect(body).toEqual({
    data: [
      {
        ...{ id: expect.stringMatching(/^[0-9a-f-]{36}$/), status: "enabled", type: "stream.online", version: "1" },
        condition: { broadcaster_user_id: ids["ada"] },
        created_at: expect.stringMatching(/^2\d{3}-.*\.\d{9}Z$/),
        transport: { method: "websocket", session_id: id, connected_at: expect.stringMatching(/Z$/) },
        cost: 1,
      },
    ],
    ...{ total: 1, total_cost: 1, max_total_cost: 10 },
  });
  const same = await ask("POST", headers, "", online("ada", onSession(id)), "");
  expect(await jsonOf(same)).toEqual([409, { error: "Conflict", status: 409, message: "subscription already exists" }]);
  expect(await jsonOf(await ask("GET", headers))).toEqual([200, { ...body, pagination: {} }]);
  const removed = await ask("DELETE", headers, `?id=${body.data[0]?.id}`);
  expect([removed.status, (await ask("DELETE", headers, `?id=${body.data[0]?.id}`)).status]).toEqual([204, 404]);
  expect(await jsonOf(await ask("GET", headers))).toEqual([
    200,
    { data: [], total: 0, total_cost: 0, max_total_cost: 10, pagination: {} },
  ]);
  client.close();
});

test("what is missing or wrong is named, and nothing is made", async () => {
  const headers = await asUser("bob", FOLLOWS);
  const { client, id } = await openSession(fetch);
  const right = online("ada", onSession(id));
  const says = async (body: object, as: Headers = headers): Promise<unknown> => {
    const answer = await ask("POST", as, "", body);
    return [answer.status, (await answer.json<{ message: string }>()).message];
  };
  expect([
    await says({ ...right, type: "stream.sideways" }),
    await says({ ...right, version: "2" }),
    await says({ ...right, condition: {} }),
    await says({ ...right, condition: { broadcaster_user_id: "ada" } }),
    await says({ ...right, condition: { broadcaster_user_id: "999999" } }),
    await says({ ...right, transport: { method: "pigeon" } }),
    await says(online("ada", onSession("x".repeat(43)))),
    await says(online("ada", { method: "websocket" })),
    await says(online("ada", HOOK)),
    await says(online("ada", onSession(id)), asApp()),
    await says(follow("ada", "moe", onSession(id))),
    await says(follow("ada", "bob", onSession(id))),
    await says(follow("bob", "bob", onSession(id)), await asUser("bob")),
  ]).toEqual([
    [400, "invalid subscription type and version"],
    [400, "invalid subscription type and version"],
    [400, 'Missing required parameter "condition.broadcaster_user_id"'],
    [400, "The value specified in condition.broadcaster_user_id is not valid"],
    [400, "The condition names a user that was not found."],
    [400, "The value specified in the 'method' field is not valid"],
    [400, "websocket transport session does not exist or has already disconnected"],
    [400, "websocket transport session does not exist or has already disconnected"],
    [400, "invalid transport and auth combination"],
    [400, "invalid transport and auth combination"],
    [403, "subscription missing proper authorization"],
    [403, "subscription missing proper authorization"],
    [403, "subscription missing proper authorization"],
  ]);
  expect(await (await ask("GET", headers)).json()).toMatchObject({ total: 0 });
  client.close();
});

test("nobody without a token that counts sees or changes anything", async () => {
  const wrong: readonly Headers[] = [
    {},
    { Authorization: "Bearer nonsense", "Client-Id": "operator" },
    { ...(await asUser("bob")), "Client-Id": "other" },
  ];
  const methods = ["GET", "POST", "DELETE"].flatMap((method) => wrong.map((headers) => [method, headers] as const));
  const statuses = await Promise.all(
    methods.map(
      async ([method, headers]) => (await ask(method, headers, "?id=x", method === "POST" ? {} : undefined)).status,
    ),
  );
  expect(new Set(statuses)).toEqual(new Set([401]));
});

test("a moderator hears of follows, with the scope; others do not", async () => {
  const { client, id } = await openSession(fetch);
  const headers = await asUser("moe", FOLLOWS);
  expect((await ask("POST", headers, "", follow("ada", "moe", onSession(id)))).status).toBe(403);
  const moderation = { ...(await world.bearer("ada", ["chat:moderate"])), "Content-Type": "application/json" };
  const granted = await world.request("/chat/ada/moderation", {
    ...{ method: "POST", headers: moderation },
    body: JSON.stringify({ kind: "mod", user: "moe" }),
  });
  expect(granted.status).toBe(200);
  expect(await made(await ask("POST", headers, "", follow("ada", "moe", onSession(id))))).toMatchObject({
    ...{ cost: 0, status: "enabled" },
  });
  client.close();
});

test("a session is its first user's", async () => {
  const { client, id } = await openSession(fetch);
  await made(await ask("POST", await asUser("bob"), "", online("eve", onSession(id))));
  const other = await ask("POST", await asUser("moe"), "", online("eve", onSession(id)));
  expect([other.status, (await other.json<{ message: string }>()).message]).toEqual([
    400,
    "cannot create websocket subscriptions with tokens of different users or clients for one session",
  ]);
  client.close();
  await client.closing();
});

test("ten points of cost, three sessions, and three hundred subscriptions of one: not one more", async () => {
  const user = await world.createUser("limited");
  const headers = await asUser("limited", CHAT);
  const { id: first, client } = await openSession(fetch);
  await made(await ask("POST", headers, "", online("ada", onSession(first))));
  const set = (sql: string, ...values: (string | number)[]) =>
    env.DB.prepare(sql)
      .bind(...values)
      .run();
  await set("UPDATE eventsub_subscriptions SET cost = 9 WHERE target = ?", first);
  await made(await ask("POST", headers, "", online("eve", onSession(first))));
  const chat = { type: "channel.chat.message", version: "1", transport: onSession(first) };
  const ofChat = (channel: string, session: string) => ({
    ...{ ...chat, transport: onSession(session) },
    condition: { broadcaster_user_id: ids[channel], user_id: user },
  });
  const offline = { ...online("eve", onSession(first)), type: "stream.offline" };
  expect((await ask("POST", headers, "", offline)).status).toBe(429);
  expect(await made(await ask("POST", headers, "", ofChat("ada", first)))).toMatchObject({ cost: 0 });

  const more = [await openSession(fetch), await openSession(fetch), await openSession(fetch)];
  const statuses: number[] = [];
  for (const { id } of more) statuses.push((await ask("POST", headers, "", ofChat("ada", id))).status);
  expect(statuses).toEqual([202, 202, 429]);

  const rows = MAX_SESSION_SUBSCRIPTIONS - 3 - 1;
  await env.DB.batch(
    Array.from({ length: rows }, (_, at) =>
      env.DB.prepare(
        `INSERT INTO eventsub_subscriptions (id, client_id, user_id, type, version, channel_id, condition, method, target, status, cost, created_at)
         VALUES (?, 'operator', ?, 'filler', '1', 1, ?, 'websocket', ?, 'enabled', 0, 1)`,
      ).bind(`filler-${at}`, Number(user), String(at), first),
    ),
  );
  expect((await ask("POST", headers, "", ofChat("eve", first))).status).toBe(202);
  const clear = { ...ofChat("eve", first), type: "channel.chat.clear" };
  expect((await ask("POST", headers, "", clear)).status).toBe(429);
  for (const one of [client, ...more.map((each) => each.client)]) one.close();
  await set("DELETE FROM eventsub_subscriptions WHERE type = 'filler'");
});

test("a program subscribes by callback, for what everybody may know or somebody let it; the callback has to prove itself", async () => {
  deliveries.take();
  const row = await made(await ask("POST", asApp(), "", online("ada", HOOK)));
  expect(row).toMatchObject({ status: "webhook_callback_verification_pending", cost: 1 });
  expect(deliveries.take()).toEqual([{ kind: "challenge", subscriptionId: row.id, at: expect.any(Number) }]);
  const followed = follow("ada", "ada", HOOK);
  expect((await ask("POST", asApp(), "", followed)).status).toBe(403);
  await grant("bot", "ada", "chat:read");
  expect((await ask("POST", asApp(), "", followed)).status).toBe(403);
  await grant("bot", "ada", FOLLOWS);
  expect(await made(await ask("POST", asApp(), "", followed))).toMatchObject({ cost: 0 });
  expect(await made(await ask("POST", asApp(), "", { ...online("ada", HOOK), type: "stream.offline" }))).toMatchObject({
    cost: 0,
  });
  expect(JSON.stringify(await (await ask("GET", asApp())).json())).not.toContain(HOOK.secret);
});

test.each([
  [{ callback: "http://bot.dev/" }, /callback/],
  [{ callback: "https://10.0.0.1/" }, /callback/],
  [{ callback: undefined }, /callback/],
  [{ secret: "012345678" }, /secret/],
  [{ secret: "x".repeat(101) }, /secret/],
  [{ secret: "0123456789ä" }, /secret/],
  [{ secret: undefined }, /secret/],
])("a callback as %o is refused", async (change, why) => {
  const answer = await ask("POST", asApp(), "", online("eve", { ...HOOK, ...change }));
  expect([answer.status, (await answer.json<{ message: string }>()).message]).toEqual([
    400,
    expect.stringMatching(why),
  ]);
});

test("secrets of 10 and of 100 characters are taken", async () => {
  const long = { ...HOOK, callback: "https://bot.dev/long", secret: "x".repeat(100) };
  expect((await ask("POST", asApp(), "", online("eve", long))).status).toBe(202);
});

test("a program sees its own alone, in pages, by status, type, user and id", async () => {
  const token = await appToken("lister");
  const headers = asApp(token, "lister");
  const types = ["stream.online", "stream.offline", "stream.online"];
  const rows: string[] = [];
  for (const [at, type] of types.entries()) {
    const body = { ...online(at < 2 ? "ada" : "eve", HOOK), type };
    rows.push((await made(await ask("POST", headers, "", body))).id);
  }
  type List = Made & { readonly total: number; readonly pagination: { readonly cursor?: string } };
  const list = async (query: string): Promise<List> => (await ask("GET", headers, query)).json<List>();
  const idsOf = ({ data }: List): readonly string[] => data.map(({ id }) => id);
  const first = await list("?first=2");
  const second = await list(`?first=2&after=${first.pagination.cursor}`);
  expect(new Set([...idsOf(first), ...idsOf(second)])).toEqual(new Set(rows));
  expect([idsOf(first).length, idsOf(second).length, first.total, second.pagination]).toEqual([2, 1, 3, {}]);
  expect([
    new Set(idsOf(await list("?type=stream.online"))),
    idsOf(await list(`?user_id=${ids["eve"]}`)),
    idsOf(await list("?status=enabled")),
    idsOf(await list(`?subscription_id=${rows[1]}`)),
  ]).toEqual([new Set([rows[0], rows[2]]), [rows[2]], [], [rows[1]]]);
  expect([
    (await ask("GET", headers, "?type=stream.online&status=enabled")).status,
    (await ask("GET", headers, "?status=sleepy")).status,
    (await ask("GET", asApp(), `?subscription_id=${rows[1]}`).then((answer) => answer.json<List>())).data,
    (await ask("DELETE", asApp(), `?id=${rows[1]}`)).status,
    (await ask("DELETE", headers)).status,
  ]).toEqual([400, 400, [], 404, 400]);
});

test("no statement reads a whole table", async () => {
  const others = [
    END_OF_SESSION_SQL,
    ROOM_SUBSCRIPTIONS_SQL,
    ...Object.values(PEOPLE_SQL),
    ...Object.values(ROOM_PEOPLE_SQL),
    ...Object.values(DEAD_LETTER_SQL),
  ];
  const plans = await Promise.all([...Object.values(SUBSCRIPTION_SQL), ...others].map((sql) => planOf(env.DB, sql)));
  expect(plans.filter(scansTable)).toEqual([]);
});
