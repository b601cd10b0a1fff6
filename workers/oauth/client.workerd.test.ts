import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { beforeAll, expect, test } from "vitest";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { OauthWorld, type Person, type TestApp } from "#testing/oauth-world.ts";
import { app as worker } from "../app.ts";
import type { App } from "../env.ts";
import { helixFaultAnswer } from "../helix/fault.ts";
import { requireClient } from "./client.ts";

const edge = new EdgeWorld(async (request) => worker.fetch(request, env, createExecutionContext()));
const world = new OauthWorld(edge, env.DB);

const api = new Hono<App>()
  .get("/", async (c) => {
    const { clientId, identity, scopes } = await requireClient(c);
    return c.json({ clientId, userId: identity?.user.id ?? null, scopes: scopes === "all" ? "all" : [...scopes] });
  })
  .onError(helixFaultAnswer);

async function ask(headers: Record<string, string>): Promise<unknown[]> {
  const answer = await api.fetch(new Request("https://rill.test/", { headers }), env, createExecutionContext());
  return [answer.status, await answer.json()];
}

const unauthorized = (message: string) => [401, { error: "Unauthorized", status: 401, message }];

let viewer: Person;
let bot: TestApp;

beforeAll(async () => {
  await migrate(env.DB);
  viewer = await world.person("viewer");
  bot = await world.app(viewer);
});

test("a request's program is known by its token, and its Client-Id must be the same", async () => {
  const { access } = await world.tokens(bot, await world.code(viewer, bot, { scope: "chat:read" }));
  const known = [200, { clientId: bot.clientId, userId: viewer.id, scopes: ["chat:read"] }];
  expect(await ask({ Authorization: `Bearer ${access}`, "Client-Id": bot.clientId })).toEqual(known);
  expect(await ask({ Authorization: `OAuth ${access}`, "client-id": bot.clientId })).toEqual(known);
  const other = "Client ID and OAuth token do not match";
  expect(await ask({ Authorization: `Bearer ${access}`, "Client-Id": "x".repeat(30) })).toEqual(unauthorized(other));
  expect(await ask({ Authorization: `Bearer ${access}` })).toEqual(unauthorized("Client ID is missing"));
});

test("an app's own token speaks for no user, and is no guess however often it comes", async () => {
  const [, body] = await world.exchange(bot, { grant_type: "client_credentials" });
  const { access_token: token } = body as { access_token: string };
  for (let times = 0; times < 25; times++) {
    expect(await ask({ Authorization: `Bearer ${token}`, "Client-Id": bot.clientId })).toEqual([
      200,
      { clientId: bot.clientId, userId: null, scopes: [] },
    ]);
    const session = await edge.request("/api/session", { headers: { Authorization: `Bearer ${token}` } });
    expect(session.status).toBe(401);
  }
});

test("without a right token nobody is let in, a session's cookie or not", async () => {
  expect(await ask({ "Client-Id": bot.clientId })).toEqual(unauthorized("OAuth token is missing"));
  expect(await ask({ ...viewer.headers, "Client-Id": bot.clientId })).toEqual(unauthorized("OAuth token is missing"));
  for (const Authorization of [`Bearer ${"z".repeat(30)}`, "Bearer x", "Basic YTpi"]) {
    expect(await ask({ Authorization, "Client-Id": bot.clientId })).toEqual(unauthorized("Invalid OAuth token"));
  }
});

test("whoever keeps guessing waits", async () => {
  const address = { "CF-Connecting-IP": "192.0.2.77", "Client-Id": bot.clientId };
  const statuses: unknown[] = [];
  for (let times = 0; times <= 20; times++) {
    statuses.push((await ask({ ...address, Authorization: `Bearer ${String(times).padStart(30, "g")}` }))[0]);
  }
  expect([statuses[19], statuses[20]]).toEqual([401, 429]);
});
