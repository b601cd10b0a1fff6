import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";

const worldWith = (bindings: object = {}) =>
  new EdgeWorld(async (request) => app.fetch(request, { ...env, ...bindings }, createExecutionContext()));
const world = worldWith();

beforeAll(() => migrate(env.DB));

const jsonOf = async (response: Response): Promise<unknown[]> => [response.status, await response.json()];
const JSON_TYPE = { "Content-Type": "application/json" };
const SITE = "https://rill.test";

function openSession(name: unknown, headers: Record<string, string> = {}, at = world): Promise<Response> {
  const init = { method: "POST", headers: { ...JSON_TYPE, Origin: SITE, ...headers }, body: JSON.stringify(name) };
  return at.request("/api/session", init);
}

/** A guest's cookie. */
async function guest(name: string): Promise<string> {
  const answer = await openSession({ name });
  expect(answer.status).toBe(201);
  return answer.headers.get("Set-Cookie")?.split(";")[0] ?? "";
}

const whoIs = async (headers: Record<string, string>): Promise<unknown> =>
  (await world.request("/api/session", { headers })).json();

async function tokenFor(login: string, body: object = {}): Promise<string> {
  const answer = await world.operator(`/api/users/${login}/token`, body);
  expect(answer.status).toBe(201);
  const { token } = await answer.json<{ token: string }>();
  return token;
}

test("the operator makes a user; ids are of one sequence with channels, and a broadcaster is the user of the same id", async () => {
  const user = await world.operator("/api/users", { login: "early", displayName: "Early Bird", staff: true });
  const [status, body] = await jsonOf(user);
  expect([status, body]).toEqual([
    201,
    { id: "1001", login: "early", displayName: "Early Bird", colour: null, staff: true, guest: false },
  ]);
  const channel = await world.createChannel("ada");
  expect(channel.id).toBe("1002");
  expect(await jsonOf(await world.operator("/api/users", { login: "ada" }))).toEqual([
    409,
    { error: { code: "conflict", message: "The login ada is taken." } },
  ]);
  // A user who gets a channel keeps the id.
  expect((await world.createChannel("early")).id).toBe("1001");
  expect(await (await world.request("/api/channels/early")).json()).toMatchObject({ displayName: "Early Bird" });
});

test("a name that a guest holds is no channel to be had", async () => {
  const cookie = await guest("Squatter");
  const refused = await world.operator("/api/channels", { login: "squatter" });
  expect(refused.status).toBe(409);
  expect((await world.operator("/api/users/squatter", { login: "moved_on" }, "PATCH")).status).toBe(200);
  const { id } = await world.createChannel("squatter");
  const state = await whoIs({ Cookie: cookie, Origin: SITE });
  expect(state).toMatchObject({ user: { guest: true } });
  expect(state).not.toMatchObject({ user: { id } });
});

test("a guest takes a free name, is known by the cookie, and signs out", async () => {
  const opened = await openSession({ name: "Grace_H" });
  const account = {
    id: expect.any(String),
    login: "grace_h",
    displayName: "Grace_H",
    colour: null,
    staff: false,
    guest: true,
  };
  expect(await jsonOf(opened)).toEqual([201, { user: account }]);
  expect(opened.headers.get("Cache-Control")).toBe("no-store");
  const cookie = opened.headers.get("Set-Cookie") ?? "";
  expect(cookie).toMatch(/^rill_session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure$/);
  const [pair = ""] = cookie.split(";");
  const { results } = await env.DB.prepare("SELECT * FROM sessions").all();
  expect(JSON.stringify(results)).not.toContain(pair.slice("rill_session=".length));

  const seen = await world.request("/api/session", { headers: { Cookie: pair } });
  expect([seen.headers.get("Cache-Control"), await seen.json()]).toEqual(["no-store", { user: account }]);
  expect((await openSession({ name: "another" }, { Cookie: pair })).status).toBe(409);
  expect(await jsonOf(await openSession({ name: "grace_h" }))).toEqual([
    409,
    { error: { code: "conflict", message: "The name grace_h is taken." } },
  ]);

  const ended = await world.request("/api/session", { method: "DELETE", headers: { Cookie: pair, Origin: SITE } });
  expect([await jsonOf(ended), ended.headers.get("Set-Cookie")]).toEqual([
    [200, { user: null }],
    "rill_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure",
  ]);
  expect(await whoIs({ Cookie: pair })).toEqual({ user: null });
});

test("nobody is signed in without a cookie, with one that means nothing, or with one that is over", async () => {
  expect(await whoIs({})).toEqual({ user: null });
  const unknown = await world.request("/api/session", { headers: { Cookie: `rill_session=${"x".repeat(43)}` } });
  expect([await unknown.json(), unknown.headers.get("Set-Cookie")]).toEqual([
    { user: null },
    "rill_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure",
  ]);
  const cookie = await guest("was_here");
  await env.DB.prepare("UPDATE sessions SET expires_at = 1").run();
  expect(await whoIs({ Cookie: cookie })).toEqual({ user: null });
});

test("another site's page neither opens, uses nor ends a session", async () => {
  const evil = { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" };
  expect((await openSession({ name: "csrf_guest" }, evil)).status).toBe(403);
  const cookie = await guest("careful");
  expect(await whoIs({ Cookie: cookie, ...evil })).toEqual({ user: null });
  expect(await whoIs({ Cookie: cookie, "Sec-Fetch-Site": "cross-site" })).toEqual({ user: null });
  const end = await world.request("/api/session", { method: "DELETE", headers: { Cookie: cookie, ...evil } });
  expect([end.status, end.headers.get("Set-Cookie")]).toEqual([403, null]);
  expect(await whoIs({ Cookie: cookie })).toMatchObject({ user: { login: "careful" } });
  expect(end.headers.get("Access-Control-Allow-Credentials")).toBeNull();
});

test.each([
  ["reserved", { name: "admin" }],
  ["reserved in capitals", { name: "Messages" }],
  ["too short", { name: "ab" }],
  ["too long", { name: "a".repeat(26) }],
  ["with markup", { name: "<b>x</b>" }],
  ["with a control character", { name: "ada\u0000x" }],
  ["with an override", { name: "ada\u202ex" }],
  ["of another type", { name: 5 }],
  ["missing", {}],
])("a guest's name that is %s is refused", async (_, body) => {
  const answer = await openSession(body);
  expect([answer.status, answer.headers.get("Set-Cookie")]).toEqual([400, null]);
});

test("what a guest adds to its request changes nothing", async () => {
  const body = { name: "plain_guest", staff: true, id: "1001", userId: "1001", guest: false, colour: "#FF0000" };
  expect(await (await openSession(body)).json()).toEqual({
    user: {
      id: expect.not.stringMatching(/^1001$/),
      login: "plain_guest",
      displayName: "plain_guest",
      colour: null,
      staff: false,
      guest: true,
    },
  });
});

test("a body is limited, and must be JSON", async () => {
  const answer = await openSession({ name: "big", padding: "x".repeat(17_000) });
  expect(await jsonOf(answer)).toEqual([
    413,
    { error: { code: "too_large", message: "A body has at most 16384 bytes here." } },
  ]);
  const form = await openSession({ name: "formed" }, { "Content-Type": "text/plain" });
  expect(form.status).toBe(400);
});

test("guests can be turned away, and one address takes so many names and no more", async () => {
  expect((await openSession({ name: "no_entry" }, {}, worldWith({ GUESTS: "0" }))).status).toBe(403);
  const from = { "CF-Connecting-IP": "192.0.2.30" };
  const answers: Response[] = [];
  for (let i = 0; i <= 30; i++) answers.push(await openSession({ name: `crowd_${i}` }, from));
  expect([answers[0]?.status, answers[29]?.status, answers[30]?.status]).toEqual([201, 201, 429]);
  expect(answers[30]?.headers.get("Retry-After")).toBe("60");
  expect((await openSession({ name: "crowd_30" }, { "CF-Connecting-IP": "192.0.2.31" })).status).toBe(201);
});

test("a token is shown once, stored as a hash, and says in Twitch's words what it is good for", async () => {
  await world.operator("/api/users", { login: "bot" });
  const answer = await world.operator("/api/users/bot/token", {
    scopes: ["chat:read", "chat:edit", "chat:read"],
    days: 1,
  });
  const created = await answer.json<{ id: string; token: string; expiresAt: number }>();
  expect(created).toEqual({
    id: expect.any(String),
    login: "bot",
    token: expect.stringMatching(/^[a-z0-9]{30}$/),
    scopes: ["chat:read", "chat:edit"],
    expiresAt: expect.any(Number),
  });
  const { results } = await env.DB.prepare("SELECT * FROM access_tokens").all();
  expect(JSON.stringify(results)).not.toContain(created.token);

  for (const [path, scheme] of [
    ["/oauth2/validate", "OAuth"],
    ["/auth/validate", "Bearer"],
  ]) {
    const valid = await world.request(path ?? "", { headers: { Authorization: `${scheme} ${created.token}` } });
    const body = await valid.json<{ expires_in: number }>();
    expect([valid.status, valid.headers.get("Cache-Control"), body]).toEqual([
      200,
      "no-store",
      {
        client_id: "operator",
        login: "bot",
        scopes: ["chat:read", "chat:edit"],
        user_id: created.id,
        expires_in: expect.any(Number),
      },
    ]);
    expect(body.expires_in).toBeGreaterThan(86_300);
    expect(body.expires_in).toBeLessThanOrEqual(86_400);
  }
  expect(await whoIs({ Authorization: `Bearer ${created.token}` })).toMatchObject({ user: { login: "bot" } });
});

test("a token that is wrong, over or missing is answered in Twitch's words, and guesses are limited", async () => {
  await world.operator("/api/users", { login: "late_bot" });
  const over = await tokenFor("late_bot");
  await env.DB.prepare(
    "UPDATE access_tokens SET expires_at = 1 WHERE user_id = (SELECT id FROM users WHERE login = 'late_bot')",
  ).run();
  const validate = (headers: Record<string, string>) =>
    world.request("/oauth2/validate", { headers: { "CF-Connecting-IP": "192.0.2.40", ...headers } });
  const invalid = [401, { status: 401, message: "invalid access token" }];
  expect(await jsonOf(await validate({ Authorization: `OAuth ${over}` }))).toEqual(invalid);
  expect(await jsonOf(await validate({ Authorization: `OAuth ${"z".repeat(30)}` }))).toEqual(invalid);
  expect(await jsonOf(await validate({ Authorization: "OAuth test-operator-token" }))).toEqual(invalid);
  expect(await jsonOf(await validate({}))).toEqual([401, { status: 401, message: "missing authorization token" }]);
  const statuses: number[] = [];
  for (let i = 0; i < 20; i++) {
    const guess = String(i).padStart(30, "q");
    statuses.push((await validate({ Authorization: `OAuth ${guess}` })).status);
  }
  expect([statuses[17], statuses[18]]).toEqual([401, 429]);
});

test("a program with a wrong token is told, not let in as nobody", async () => {
  for (const Authorization of [`Bearer ${"y".repeat(30)}`, "Bearer nonsense", "Basic YTpi"]) {
    const answer = await world.request("/api/session", { headers: { Authorization } });
    expect(await jsonOf(answer)).toEqual([
      401,
      { error: { code: "unauthorized", message: "The access token is wrong, or it is over." } },
    ]);
  }
});

test("a rename keeps id, token and channel; the old login is free again", async () => {
  const { id } = await world.createChannel("old_name");
  const token = await tokenFor("old_name");
  const changed = await world.operator("/api/users/old_name", { login: "new_name", displayName: "New Name" }, "PATCH");
  expect(await jsonOf(changed)).toEqual([
    200,
    { id, login: "new_name", displayName: "New Name", colour: null, staff: false, guest: false },
  ]);
  expect(await whoIs({ Authorization: `Bearer ${token}` })).toMatchObject({ user: { id, login: "new_name" } });
  expect(await (await world.request("/api/channels/new_name")).json()).toMatchObject({ id, displayName: "New Name" });
  expect((await world.createChannel("old_name")).id).not.toBe(id);
  expect((await world.operator("/api/users/new_name", { login: "old_name" }, "PATCH")).status).toBe(409);
});

test.each([
  ["POST", "/api/users", { login: "eve" }],
  ["PATCH", "/api/users/early", { staff: true }],
  ["POST", "/api/users/early/token", {}],
])("%s %s is the operator's alone", async (method, path, body) => {
  const cookie = await guest(`asker_${method}_${path.length}`.toLowerCase());
  const token = await tokenFor("early");
  const credentials: Record<string, string>[] = [
    {},
    { Cookie: cookie, Origin: SITE },
    { Authorization: `Bearer ${token}` },
    { Authorization: "Bearer test-node-token" },
  ];
  for (const headers of credentials) {
    const address = { "CF-Connecting-IP": `198.51.100.${path.length}` };
    const init = { method, headers: { ...JSON_TYPE, ...address, ...headers }, body: JSON.stringify(body) };
    const answer = await world.request(path, init);
    expect([answer.status, answer.headers.get("Cache-Control")]).toEqual([401, "no-store"]);
  }
});

test.each([
  ["a name with markup", "POST", "/api/users", { login: "html", displayName: "<img src=x>" }],
  ["a name with a control character", "POST", "/api/users", { login: "html", displayName: "a\u0007b" }],
  ["a reserved login", "POST", "/api/users", { login: "oauth2" }],
  ["a reserved new login", "PATCH", "/api/users/early", { login: "emotes" }],
  ["a change of nothing", "PATCH", "/api/users/early", { id: "5" }],
  ["a scope that is none", "POST", "/api/users/early/token", { scopes: ["CHAT READ"] }],
  ["too many scopes", "POST", "/api/users/early/token", { scopes: Array.from({ length: 51 }, () => "a:b") }],
  ["too many days", "POST", "/api/users/early/token", { days: 3651 }],
])("%s is refused", async (_, method, path, body) => {
  expect((await world.operator(path, body, method)).status).toBe(400);
});

test("a user that does not exist is not found, and no login reaches the database that is none", async () => {
  for (const login of ["nobody", "NOBODY", "no%20body", "'%20OR%201=1"]) {
    expect((await world.operator(`/api/users/${login}/token`, {})).status).toBe(404);
    expect((await world.operator(`/api/users/${login}`, { staff: true }, "PATCH")).status).toBe(404);
  }
});

test("anybody may know a user's name, colour and age, and nothing else", async () => {
  await world.createUser("profiled", { staff: true });
  const answer = await world.request("/api/users/profiled");
  expect([answer.status, answer.headers.get("Cache-Control")]).toEqual([200, "no-store"]);
  expect(await answer.json()).toEqual({
    id: expect.stringMatching(/^[0-9]+$/),
    login: "profiled",
    displayName: "profiled",
    colour: null,
    createdAt: expect.any(Number),
  });
  expect((await world.request("/api/users/nobody_here")).status).toBe(404);
  expect((await world.request("/api/users/No%20Login")).status).toBe(404);
});
