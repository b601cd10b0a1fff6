import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";
import { MAX_DEVICES } from "./limits.ts";

/** Not checked before a push is sent. */
const VAPID = { VAPID_PUBLIC_KEY: "the public point", VAPID_PRIVATE_KEY: "the private number" };
const world = new EdgeWorld(async (request) => app.fetch(request, { ...env, ...VAPID }, createExecutionContext()));
let channel = "";

beforeAll(async () => {
  await migrate(env.DB);
  channel = (await world.createChannel("ada")).id;
});

const run = (sql: string, ...values: (string | number)[]) =>
  env.DB.prepare(sql)
    .bind(...values)
    .run();
const KEYS = { p256dh: "B".repeat(87), auth: "A".repeat(22) };

const SITE = "https://rill.test";
const JSON_TYPE = { "Content-Type": "application/json", Origin: SITE };
const jsonOf = async (response: Response): Promise<unknown[]> => [response.status, await response.json()];

test("a person says by what it wants to hear; the list shows what there was", async () => {
  const bob = await world.guest("Bobby");
  const ask = (path: string, method = "GET", body?: object): Promise<Response> =>
    world.request(`/api/me${path}`, {
      ...{ method, headers: { ...bob, ...JSON_TYPE } },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const key = VAPID.VAPID_PUBLIC_KEY;
  expect(await jsonOf(await ask("/notifications"))).toEqual([
    200,
    { push: true, mail: false, quiet: null, muted: [], pushKey: key },
  ]);
  const wish = { push: false, mail: true, quiet: { from: "22:30", until: "07:00", timeZone: "Europe/Berlin" } };
  expect(await jsonOf(await ask("/notifications", "PUT", wish))).toEqual([200, { ...wish, muted: [], pushKey: key }]);
  const wrong = [
    { ...wish, quiet: { ...wish.quiet, timeZone: "Mars" } },
    { ...wish, push: 1 },
    { ...wish, quiet: {} },
  ];
  const statuses = await Promise.all(wrong.map(async (body) => (await ask("/notifications", "PUT", body)).status));
  expect(statuses).toEqual([400, 400, 400]);
  expect((await ask(`/notifications/muted/${channel}`, "PUT")).status).toBe(204);
  expect((await ask("/notifications/muted/999999", "PUT")).status).toBe(404);
  expect(await (await ask("/notifications")).json()).toMatchObject({ muted: [channel] });
  expect((await ask(`/notifications/muted/${channel}`, "DELETE")).status).toBe(204);
  await run(
    `INSERT INTO notices (broadcast_id, user_id, channel_id, at)
     SELECT '9108', u.id, c.id, 7 FROM users u, channels c WHERE u.login = 'bobby' AND c.id = ?`,
    Number(channel),
  );
  const notice = { channelId: channel, login: "ada", name: "ada", broadcastId: "9108", at: 7 };
  expect(await jsonOf(await ask("/notifications/recent"))).toEqual([
    200,
    { notices: [{ ...notice, live: false, title: null }] },
  ]);
  await run("UPDATE channels SET title = 'Engines' WHERE id = ?", Number(channel));
  await run("INSERT INTO live_channels (channel_id, broadcast_id, started_at) VALUES (?, '9108', 7)", Number(channel));
  expect(await jsonOf(await ask("/notifications/recent"))).toEqual([
    200,
    { notices: [{ ...notice, live: true, title: "Engines" }] },
  ]);
  await run("DELETE FROM live_channels WHERE channel_id = ?", Number(channel));
});

test("a browser takes pushes until it does not; so many of one person, the newest", async () => {
  const eve = await world.guest("Eve");
  const keys = KEYS;
  const ask = (method: string, body: object): Promise<Response> =>
    world.request("/api/me/push", { method, headers: { ...eve, ...JSON_TYPE }, body: JSON.stringify(body) });
  const statuses: number[] = [];
  for (let at = 0; at <= MAX_DEVICES; at++) {
    statuses.push((await ask("POST", { endpoint: `https://push.dev/eve${at}`, keys })).status);
    await run("UPDATE push_subscriptions SET created_at = ? WHERE endpoint = ?", at, `https://push.dev/eve${at}`);
  }
  expect(new Set(statuses)).toEqual(new Set([201]));
  const endpoints = async (): Promise<unknown[]> =>
    (await env.DB.prepare("SELECT endpoint FROM push_subscriptions ORDER BY created_at").all()).results.map(
      ({ endpoint }) => endpoint,
    );
  expect([(await endpoints()).length, (await endpoints())[0]]).toEqual([MAX_DEVICES, "https://push.dev/eve1"]);
  expect((await ask("DELETE", { endpoint: "https://push.dev/eve1" })).status).toBe(204);
  expect((await endpoints())[0]).toBe("https://push.dev/eve2");
  const wrong = [
    { endpoint: "https://10.0.0.1/push", keys },
    { endpoint: "http://push.dev/x", keys },
    { endpoint: "https://push.dev/x", keys: { ...keys, p256dh: "short" } },
  ];
  expect(await Promise.all(wrong.map(async (body) => (await ask("POST", body)).status))).toEqual([400, 400, 400]);
});

test("nobody else reads or changes it: not without a session, not with a token, not from another site's page", async () => {
  const routes = [
    ...[
      ["GET", "/notifications"],
      ["PUT", "/notifications"],
      ["GET", "/notifications/recent"],
    ],
    ...[
      ["PUT", `/notifications/muted/${channel}`],
      ["DELETE", `/notifications/muted/${channel}`],
    ],
    ...[
      ["POST", "/push"],
      ["DELETE", "/push"],
    ],
  ] as const;
  const guest = await world.guest("Mallory");
  const roles: readonly (readonly [string, Record<string, string>, number])[] = [
    ["nobody", {}, 401],
    ["program", { ...(await world.bearer("ada")) }, 403],
    ["another site's page", { Cookie: guest.Cookie, Origin: "https://evil.dev" }, 401],
  ];
  const endpoint = "https://push.dev/mallory";
  const bodies: Readonly<Record<string, object>> = {
    "PUT /notifications": { push: true, mail: false, quiet: null },
    "POST /push": { endpoint, keys: KEYS },
    "DELETE /push": { endpoint },
  };
  for (const [role, headers, expected] of roles) {
    for (const [method = "", path = ""] of routes) {
      const body = bodies[`${method} ${path}`];
      const answer = await world.request(`/api/me${path}`, {
        ...{ method, headers: { ...headers, "Content-Type": "application/json" } },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      expect([role, method, path, answer.status]).toEqual([role, method, path, expected]);
    }
  }
});
