import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { OauthWorld, type Parameters, type Person, type TestApp } from "#testing/oauth-world.ts";
import { app as worker } from "../app.ts";
import { MAX_REQUESTS } from "./answers.ts";

/** Each test comes from an address of its own, so that what one guesses does not count for another. */
let address = "192.0.2.1";
const edge = new EdgeWorld(async (request) => {
  const from = new Request(request);
  if (!from.headers.has("CF-Connecting-IP")) from.headers.set("CF-Connecting-IP", address);
  return worker.fetch(from, env, createExecutionContext());
});
const world = new OauthWorld(edge, env.DB);

let viewer: Person;
let bot: TestApp;
let other: TestApp;
let open: TestApp;
let addresses = 1;

beforeAll(async () => {
  await migrate(env.DB);
  const owner = await world.person("owner");
  viewer = await world.person("viewer");
  bot = await world.app(owner);
  other = await world.app(owner);
  open = await world.app(owner, { kind: "public" });
});
const newAddress = (): void => {
  address = `198.51.100.${++addresses}`;
};

const INVALID_CODE = [400, { status: 400, message: "Invalid authorization code" }];
const INVALID_REFRESH = [400, { status: 400, message: "Invalid refresh token" }];
const INVALID_TOKEN = [401, { status: 401, message: "invalid access token" }];
const SCOPE = { scope: "chat:read chat:edit" };

/** RFC 7636, appendix B. */
const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE = { code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", code_challenge_method: "S256" };

const byCode = (code: string, more: Parameters = {}): Parameters => ({
  grant_type: "authorization_code",
  code,
  redirect_uri: bot.redirectUri,
  ...more,
});

test("a code is exchanged for tokens of the app and the scopes that were allowed, in Twitch's shape", async () => {
  const [status, body] = await world.exchange(bot, byCode(await world.code(viewer, bot, SCOPE)));
  expect([status, body]).toEqual([
    200,
    {
      access_token: expect.stringMatching(/^[a-z0-9]{30}$/),
      expires_in: 14_400,
      refresh_token: expect.stringMatching(/^[a-z0-9]{50}$/),
      scope: ["chat:read", "chat:edit"],
      token_type: "bearer",
    },
  ]);
  const { access_token: access, refresh_token: refresh } = body as { access_token: string; refresh_token: string };
  expect(await world.validate(access)).toEqual([
    200,
    {
      client_id: bot.clientId,
      login: "viewer",
      scopes: ["chat:read", "chat:edit"],
      user_id: viewer.id,
      expires_in: expect.any(Number),
    },
  ]);
  const tables = ["access_tokens", "refresh_tokens", "authorization_codes"];
  const rows = await env.DB.batch(tables.map((table) => env.DB.prepare(`SELECT * FROM ${table}`)));
  for (const secret of [access, refresh])
    expect(JSON.stringify(rows.map(({ results }) => results))).not.toContain(secret);
  const session = await edge.request("/api/session", { headers: { Authorization: `Bearer ${access}` } });
  expect(await session.json()).toMatchObject({ user: { login: "viewer" } });
});

test("parameters may stand in the address, where some libraries put them, and the answer is kept nowhere", async () => {
  const code = await world.code(viewer, bot, SCOPE);
  const query = new URLSearchParams({ client_id: bot.clientId, client_secret: bot.secret ?? "", ...byCode(code) });
  const answer = await edge.request(`/auth/token?${query}`, { method: "POST" });
  expect([answer.status, answer.headers.get("Cache-Control")]).toEqual([200, "no-store"]);
});

test("a code that is used twice is worth nothing, and what it gave neither", async () => {
  newAddress();
  const code = await world.code(viewer, bot, SCOPE);
  const { access, refresh } = await world.tokens(bot, code);
  expect((await world.validate(access))[0]).toBe(200);
  expect(await world.exchange(bot, byCode(code))).toEqual(INVALID_CODE);
  expect(await world.validate(access)).toEqual(INVALID_TOKEN);
  expect(await world.exchange(bot, { grant_type: "refresh_token", refresh_token: refresh })).toEqual(INVALID_REFRESH);
});

test("of two exchanges of one code at once, both come to nothing in the end", async () => {
  newAddress();
  const code = await world.code(viewer, bot, SCOPE);
  const answers = await Promise.all([world.exchange(bot, byCode(code)), world.exchange(bot, byCode(code))]);
  expect(answers.filter(([status]) => status === 200).length).toBeLessThanOrEqual(1);
  for (const [status, body] of answers) {
    if (status === 200)
      expect(await world.validate((body as { access_token: string }).access_token)).toEqual(INVALID_TOKEN);
  }
});

test("whoever has a code and not all that belongs to it ends it", async () => {
  newAddress();
  const wrong: (readonly [app: TestApp, more: Parameters, message: string])[] = [
    [other, {}, "Invalid authorization code"],
    [bot, { redirect_uri: "https://app.example/other" }, "Parameter redirect_uri does not match registered URI"],
    [bot, { code_verifier: VERIFIER }, "Invalid authorization code"],
  ];
  for (const [app, more, message] of wrong) {
    const code = await world.code(viewer, bot, SCOPE);
    expect(await world.exchange(app, byCode(code, more))).toEqual([400, { status: 400, message }]);
    expect((await world.exchange(bot, byCode(code)))[0]).toBe(400);
  }
});

test("a public app proves with PKCE that the code is its own", async () => {
  newAddress();
  const right = await world.code(viewer, open, { ...SCOPE, ...CHALLENGE });
  expect(await world.tokens(open, right, { code_verifier: VERIFIER })).toMatchObject({ access: expect.any(String) });
  for (const more of [
    {},
    { code_verifier: VERIFIER.replace(/^./, "x") },
    { code_verifier: CHALLENGE.code_challenge },
  ]) {
    const code = await world.code(viewer, open, { ...SCOPE, ...CHALLENGE });
    expect(await world.exchange(open, byCode(code, more))).toEqual(INVALID_CODE);
    expect(await world.exchange(open, byCode(code, { code_verifier: VERIFIER }))).toEqual(INVALID_CODE);
  }
});

test("a code is over after a minute, and its grant with it", async () => {
  newAddress();
  const code = await world.code(viewer, bot, SCOPE);
  const last = await env.DB.prepare(
    "SELECT expires_at FROM authorization_codes ORDER BY expires_at DESC LIMIT 1",
  ).first();
  const leftMs = Number(last?.["expires_at"]) - Date.now();
  expect([leftMs > 50_000, leftMs <= 60_000]).toEqual([true, true]);
  await env.DB.prepare("UPDATE authorization_codes SET expires_at = 1 WHERE used_for IS NULL").run();
  expect(await world.exchange(bot, byCode(code))).toEqual(INVALID_CODE);
});

test("a confidential app refreshes with the same token as often as it likes, and gets no more than was allowed", async () => {
  newAddress();
  const { access, refresh } = await world.tokens(bot, await world.code(viewer, bot, { scope: "chat:read" }));
  const parameters = { grant_type: "refresh_token", refresh_token: refresh, scope: "chat:read channel:moderate" };
  for (let times = 0; times < 2; times++) {
    const [status, body] = await world.exchange(bot, parameters);
    expect([status, body]).toEqual([
      200,
      {
        access_token: expect.stringMatching(/^[a-z0-9]{30}$/),
        expires_in: 14_400,
        refresh_token: refresh,
        scope: ["chat:read"],
        token_type: "bearer",
      },
    ]);
    const { access_token: fresh } = body as { access_token: string };
    expect(await world.validate(fresh)).toMatchObject([200, { scopes: ["chat:read"] }]);
  }
  expect((await world.validate(access))[0]).toBe(200);
});

test("a public app's refresh token is good once; whoever uses it again ends everything that came of it", async () => {
  newAddress();
  const code = await world.code(viewer, open, { ...SCOPE, ...CHALLENGE });
  const first = await world.tokens(open, code, { code_verifier: VERIFIER });
  const refresh = async (token: string) => world.exchange(open, { grant_type: "refresh_token", refresh_token: token });
  const [status, body] = await refresh(first.refresh);
  const second = body as { access_token: string; refresh_token: string };
  expect([status, second.refresh_token === first.refresh]).toEqual([200, false]);
  expect((await world.validate(second.access_token))[0]).toBe(200);
  expect(await refresh(first.refresh)).toEqual(INVALID_REFRESH);
  expect(await world.validate(second.access_token)).toEqual(INVALID_TOKEN);
  expect(await world.validate(first.access)).toEqual(INVALID_TOKEN);
  expect(await refresh(second.refresh_token)).toEqual(INVALID_REFRESH);
});

test("a refresh token is its app's alone, no access token, and over in the end", async () => {
  newAddress();
  const { access, refresh } = await world.tokens(bot, await world.code(viewer, bot, SCOPE));
  const parameters = { grant_type: "refresh_token", refresh_token: refresh };
  expect(await world.exchange(other, parameters)).toEqual(INVALID_REFRESH);
  expect(await world.exchange(bot, { ...parameters, refresh_token: access })).toEqual(INVALID_REFRESH);
  expect((await world.validate(refresh))[0]).toBe(401);
  expect((await world.exchange(bot, parameters))[0]).toBe(200);
  await env.DB.prepare("UPDATE refresh_tokens SET expires_at = 1").run();
  expect(await world.exchange(bot, parameters)).toEqual(INVALID_REFRESH);
});

test("an app gets a token of its own, which speaks for nobody", async () => {
  newAddress();
  const [status, body] = await world.exchange(bot, { grant_type: "client_credentials", scope: "chat:edit" });
  expect([status, body]).toEqual([
    200,
    { access_token: expect.stringMatching(/^[a-z0-9]{30}$/), expires_in: 5_184_000, token_type: "bearer" },
  ]);
  const { access_token: token } = body as { access_token: string };
  expect(await world.validate(token)).toEqual([
    200,
    { client_id: bot.clientId, scopes: [], expires_in: expect.any(Number) },
  ]);
  const session = await edge.request("/api/session", { headers: { Authorization: `Bearer ${token}` } });
  expect(session.status).toBe(401);
  expect(await world.exchange(open, { grant_type: "client_credentials" })).toEqual([
    403,
    { status: 403, message: "invalid client secret" },
  ]);
});

test.each([
  ["no client", { client_id: "" }, 400, "missing client id"],
  ["an unknown client", { client_id: "z".repeat(30) }, 400, "invalid client"],
  ["no secret", { client_secret: "" }, 400, "missing client secret"],
  ["a wrong secret", { client_secret: "z".repeat(30) }, 403, "invalid client secret"],
  ["no grant", { grant_type: "" }, 400, "missing grant type"],
  ["another grant", { grant_type: "password" }, 400, "invalid grant type"],
  ["no code", { grant_type: "authorization_code" }, 400, "missing code"],
  ["a wrong code", { grant_type: "authorization_code", code: "z".repeat(30) }, 400, "Invalid authorization code"],
  ["no refresh token", { grant_type: "refresh_token" }, 400, "missing refresh token"],
  ["a wrong refresh token", { grant_type: "refresh_token", refresh_token: "z" }, 400, "Invalid refresh token"],
])("with %s there is no token, in Twitch's words", async (_, change, status, message) => {
  newAddress();
  const answer = await world.exchange(bot, { grant_type: "client_credentials", ...change });
  expect(answer).toEqual([status, { status, message }]);
});

test("a new secret ends the old one, and a deleted app everything that it had", async () => {
  newAddress();
  const owner = await world.person("renewing");
  const app = await world.app(owner);
  const { access, refresh } = await world.tokens(app, await world.code(viewer, app, SCOPE));
  const [, own] = await world.exchange(app, { grant_type: "client_credentials" });
  const [, renewed] = await world.ask(owner, "POST", `/api/apps/${app.clientId}/secret`);
  const refreshing = { grant_type: "refresh_token", refresh_token: refresh };
  expect(await world.exchange(app, refreshing)).toEqual([403, { status: 403, message: "invalid client secret" }]);
  const now = { ...app, secret: (renewed as { secret: string }).secret };
  expect((await world.exchange(now, refreshing))[0]).toBe(200);
  expect((await world.ask(owner, "DELETE", `/api/apps/${app.clientId}`))[0]).toBe(204);
  expect(await world.exchange(now, refreshing)).toEqual([400, { status: 400, message: "invalid client" }]);
  expect(await world.validate(access)).toEqual(INVALID_TOKEN);
  expect(await world.validate((own as { access_token: string }).access_token)).toEqual(INVALID_TOKEN);
});

test("an app gives back its own tokens, and nobody else's", async () => {
  newAddress();
  const { access, refresh } = await world.tokens(bot, await world.code(viewer, bot, SCOPE));
  const revoke = (app: TestApp, token: string) => world.post("/oauth2/revoke", { client_id: app.clientId, token });
  const invalid = [400, { status: 400, message: "Invalid token" }];
  expect(await revoke(other, access)).toEqual(invalid);
  expect(await revoke(other, refresh)).toEqual(invalid);
  expect((await world.validate(access))[0]).toBe(200);
  expect(await revoke(bot, access)).toEqual([200, null]);
  expect(await world.validate(access)).toEqual(INVALID_TOKEN);
  expect(await revoke(bot, access)).toEqual(invalid);

  const [, refreshed] = await world.exchange(bot, { grant_type: "refresh_token", refresh_token: refresh });
  expect(await revoke(bot, refresh)).toEqual([200, null]);
  expect(await world.validate((refreshed as { access_token: string }).access_token)).toEqual(INVALID_TOKEN);
  const [, own] = await world.exchange(bot, { grant_type: "client_credentials" });
  const { access_token: ownToken } = own as { access_token: string };
  expect(await revoke(other, ownToken)).toEqual(invalid);
  expect(await revoke(bot, ownToken)).toEqual([200, null]);
  expect(await world.validate(ownToken)).toEqual(INVALID_TOKEN);

  expect(await world.post("/oauth2/revoke", { token: access })).toEqual([
    400,
    { status: 400, message: "missing client id" },
  ]);
  expect(await world.post("/oauth2/revoke", { client_id: bot.clientId })).toEqual([
    400,
    { status: 400, message: "missing oauth token" },
  ]);
  expect(await world.post("/auth/revoke", { client_id: "z".repeat(30), token: access })).toEqual([
    404,
    { status: 404, message: "client does not exist" },
  ]);
});

test("a person sees which apps it let in, and shuts one out at once", async () => {
  newAddress();
  const person = await world.person("connected");
  const stranger = await world.person("unconnected");
  const { access, refresh } = await world.tokens(bot, await world.code(person, bot, { scope: "chat:read" }));
  await world.tokens(bot, await world.code(person, bot, { scope: "chat:edit" }));
  expect(await world.ask(person, "GET", "/api/connections")).toEqual([
    200,
    {
      connections: [
        {
          clientId: bot.clientId,
          name: "Bot",
          scopes: ["chat:read", "chat:edit"],
          words: ["read chat as you", "send chat messages as you"],
          since: expect.any(Number),
        },
      ],
    },
  ]);
  const path = `/api/connections/${bot.clientId}`;
  expect(await world.ask(stranger, "GET", "/api/connections")).toEqual([200, { connections: [] }]);
  expect((await world.ask(stranger, "DELETE", path))[0]).toBe(404);
  expect((await world.ask(null, "DELETE", path))[0]).toBe(401);
  expect((await world.ask(null, "GET", "/api/connections"))[0]).toBe(401);
  const bearer = await edge.request(path, { method: "DELETE", headers: { Authorization: `Bearer ${access}` } });
  expect(bearer.status).toBe(403);
  expect(await world.ask(person, "DELETE", path)).toEqual([204, null]);
  expect(await world.validate(access)).toEqual(INVALID_TOKEN);
  expect(await world.exchange(bot, { grant_type: "refresh_token", refresh_token: refresh })).toEqual(INVALID_REFRESH);
  expect(await world.ask(person, "GET", "/api/connections")).toEqual([200, { connections: [] }]);
});

test("whoever keeps guessing waits, in Twitch's words", async () => {
  newAddress();
  const guess = () => world.exchange(bot, { grant_type: "authorization_code", code: "g".repeat(30) });
  for (let times = 0; times < 20; times++) expect(await guess()).toEqual(INVALID_CODE);
  expect(await guess()).toEqual([429, { status: 429, message: "too many requests" }]);
  newAddress();
  expect(await guess()).toEqual(INVALID_CODE);
});

test("an address asks so often in a minute and no more, be it right or wrong", async () => {
  newAddress();
  const ask = () => world.exchange(bot, { grant_type: "" });
  const statuses: number[] = [];
  for (let times = 0; times <= MAX_REQUESTS; times++) statuses.push((await ask())[0]);
  expect([statuses[MAX_REQUESTS - 1], statuses[MAX_REQUESTS]]).toEqual([400, 429]);
});

test("a body is limited", async () => {
  newAddress();
  const answer = await world.exchange(bot, { grant_type: "authorization_code", code: "x".repeat(17_000) });
  expect(answer).toEqual([413, { status: 413, message: "the request is too large" }]);
});
