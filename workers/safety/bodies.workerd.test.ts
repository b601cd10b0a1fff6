import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { type Browser, newAddress, signUp } from "#testing/account-browser.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";
import { PARAMETERS, type Row } from "./access-row.ts";
import { ROWS } from "./access-rows.ts";

const world = new EdgeWorld(async (request) => app.fetch(request, env, createExecutionContext()));

let account: Browser;
let people: readonly Readonly<Record<string, string>>[];

beforeAll(async () => {
  await migrate(env.DB);
  await world.createChannel("host");
  for (const login of ["target", "victim"]) await world.createUser(login);
  account = await signUp(world, { login: "account_a" });
  const scopes = ["channel:manage:broadcast", "chat:edit", "chat:moderate", "user:edit:follows"];
  people = [{ Cookie: account.cookie, Origin: "https://rill.test" }, await world.bearer("host", scopes)];
}, 60_000);

const pathOf = ({ route, path }: Row): string =>
  path ?? (route.split(" ")[1] ?? "").replaceAll(/:([A-Za-z]+)/g, (_, name: string) => PARAMETERS[name] ?? name);
const methodOf = ({ route }: Row): string => route.split(" ")[0] ?? "";

const send = (row: Row, headers: Readonly<Record<string, string>>, body: string, type = "application/json") =>
  world.request(pathOf(row), {
    method: methodOf(row),
    redirect: "manual",
    headers: { ...headers, "Content-Type": type, "CF-Connecting-IP": newAddress() },
    body,
  });

const nested = (open: string, close: string, depth: number): string => `${open.repeat(depth)}1${close.repeat(depth)}`;
/** Below every limit of bytes, so that it is read. */
const MONSTERS: readonly string[] = [
  nested("[", "]", 8000),
  nested('{"a":', "}", 2600),
  `{"login":${nested("[", "]", 7000)}}`,
  `{"title":1e999,"n":-0,"login":{"length":1e9},"redirectUris":{"length":3}}`,
  `{"__proto__":{"staff":true},"constructor":{"prototype":{"staff":true}}}`,
  `"${"a".repeat(15_000)}"`,
  "null",
  "[]",
  "",
  "\u0000",
  "\ufeff{}",
];
const WRITES = ROWS.filter((row) => !["GET", "DELETE"].includes(methodOf(row)) && !row.route.includes(" /mock/"));

test.each(WRITES.map((row) => [row.route, row] as const))(
  "%s takes no harm from a body that nobody meant",
  async (_, row) => {
    const faults: string[] = [];
    for (const headers of people) {
      for (const body of MONSTERS) {
        const answer = await send(row, headers, body);
        const text = await answer.text();
        if (answer.status === 500) faults.push(`${body.slice(0, 40)}: ${text.slice(0, 200)}`);
      }
    }
    expect(faults).toEqual([]);
    expect(Reflect.get({}, "staff")).toBe(undefined);
  },
);

/** What no form of ours has, under every name that a table or an answer has for it. */
const FORGED = {
  id: "1",
  user_id: 1,
  userId: "1",
  channelId: "1",
  channel_id: 1,
  ownerId: "1",
  owner_id: 1,
  staff: true,
  guest: true,
  role: "staff",
  email: "forged@mail.test",
  emailVerified: false,
  account: "forged",
  createdAt: 1,
  created_at: 1,
  stream_key_hash: "forged",
  streamKey: "forged",
  clientId: "forged",
  client_id: "forged",
  secret: "forged",
  secret_hash: "forged",
  followers: 1_000_000,
  viewers: 1_000_000,
  twoFactorEnabled: 0,
  deleted_at: 1,
};
/** Columns that no form changes. */
const GUARDED = [
  "SELECT id, staff, guest, account, created_at, deleted_at FROM users ORDER BY id",
  "SELECT id, stream_key_hash, created_at FROM channels ORDER BY id",
  "SELECT client_id, owner_id, secret_hash, created_at FROM apps ORDER BY client_id",
  "SELECT id, email, emailVerified, twoFactorEnabled FROM auth_user ORDER BY id",
  "SELECT channel_id, followers FROM channel_counts ORDER BY channel_id",
];
const guarded = async (): Promise<unknown> =>
  (await env.DB.batch(GUARDED.map((sql) => env.DB.prepare(sql)))).map(({ results }) => results);

test("what a form has beside its own fields changes nothing, whoever sends it wherever", async () => {
  const made = await account.post("/api/apps", {
    name: "Mine",
    kind: "confidential",
    redirectUris: ["https://app.example/"],
  });
  const { clientId } = made.json<{ clientId: string }>();
  const own: Row = {
    route: "PATCH /api/apps/:clientId",
    path: `/api/apps/${clientId}`,
    body: () => ({ name: "New" }),
    open: [],
  };
  const before = await guarded();
  const statuses = new Map<string, number[]>();
  let n = 0;
  for (const row of [...WRITES.filter((one) => ["PATCH", "PUT"].includes(methodOf(one))), own]) {
    for (const headers of people) {
      const body: unknown = row.body?.(++n) ?? {};
      const answer = await send(row, headers, JSON.stringify({ ...FORGED, ...(typeof body === "object" ? body : {}) }));
      statuses.set(row.route, [...(statuses.get(row.route) ?? []), answer.status]);
      await answer.text();
    }
  }
  expect(await guarded()).toEqual(before);
  // They came through: it is the fields that were left out.
  expect([statuses.get("PATCH /api/me"), statuses.get("PATCH /api/channels/:login"), statuses.get(own.route)]).toEqual([
    [200, 401],
    [403, 200],
    // As a route somebody else's, then the own.
    [404, 403, 200, 403],
  ]);
});

test("a body that a page may send anywhere without asking is no JSON", async () => {
  const me = (await account.get("/api/me")).body;
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "text/plain; application/json", ""]) {
    const row: Row = { route: "PATCH /api/me", open: [] };
    await (await send(row, people[0] ?? {}, JSON.stringify({ description: "forged" }), type)).text();
  }
  expect((await account.get("/api/me")).body).toEqual(me);
});

test("no letter and no address believes who the site is but by its own address", async () => {
  const headers = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "http",
    "X-Original-URL": "https://evil.example/",
    Forwarded: "host=evil.example;proto=http",
  };
  const asked = await account.send("POST", "/api/auth/reset", { body: { email: "account_a@mail.test" }, headers });
  expect(asked.status).toBe(202);
  const mails = await world.request("/debug/mails");
  expect(await mails.text()).not.toContain("evil.example");
  const owned = await world.bearer("host", []);
  const app = await account.post("/api/apps", {
    name: "Device",
    kind: "public",
    redirectUris: ["https://app.example/"],
  });
  const device = await world.request("/oauth2/device", {
    method: "POST",
    headers: { ...headers, ...owned, "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ client_id: app.json<{ clientId: string }>().clientId, scopes: "chat:read" }).toString(),
  });
  expect(await device.json()).toMatchObject({
    verification_uri: expect.stringMatching(/^https:\/\/rill\.test\/activate\?/),
  });
});

test("an app's name is text on the page that asks, whatever it holds", async () => {
  const script = `<img src=x onerror=alert(1)>"'&`;
  const made = await account.post("/api/apps", {
    name: "Named",
    kind: "confidential",
    redirectUris: ["https://app.example/"],
  });
  // Whatever a form lets through: the page trusts no row.
  await env.DB.prepare("UPDATE apps SET name = ? WHERE name = 'Named'").bind(script).run();
  const query = new URLSearchParams({
    client_id: made.json<{ clientId: string }>().clientId,
    redirect_uri: "https://app.example/",
    response_type: "code",
    scope: "chat:read",
    state: `"><script>alert(1)</script>`,
  });
  const page = await account.get(`/oauth2/authorize?${query}`);
  const text = String(page.body);
  expect([page.status, text.includes("<img"), text.includes("<script"), text.includes("&lt;img src=x")]).toEqual([
    200,
    false,
    false,
    true,
  ]);
  expect(page.response.headers.get("Content-Security-Policy")).toContain("frame-ancestors 'none'");
});
