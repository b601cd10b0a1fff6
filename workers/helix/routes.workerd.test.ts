import { createExecutionContext } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { RATE_POINTS } from "#protocol/helix/envelope.ts";
import { HelixWorld } from "#testing/helix-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";
import { ENDPOINTS } from "./endpoints.ts";

const world = new HelixWorld((request) => exports.default.fetch(request), env.DB);
let ada = "";
let guest: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  await migrate(env.DB);
  ada = (await world.edge.createChannel("ada")).id;
  await world.edge.createUser("bob");
  guest = await world.edge.guest("somebody_else");
});

test("who asks is told apart: no token, one of no program, another program's, one that is none", async () => {
  const shown = { Authorization: `Bearer ${await world.token("ada", [])}` };
  const refused = [
    await world.refusal("GET /users"),
    await world.refusal("GET /users", { headers: guest }),
    await world.refusal("GET /users", { headers: shown }),
    await world.refusal("GET /users", { headers: { ...shown, "Client-Id": "somebody" } }),
    await world.refusal("GET /users", { headers: { "Client-Id": "operator", Authorization: "Bearer short" } }),
  ];
  expect(refused).toEqual([
    [401, "OAuth token is missing"],
    [401, "OAuth token is missing"],
    [401, "Client ID is missing"],
    [401, "Client ID and OAuth token do not match"],
    [401, "Invalid OAuth token"],
  ]);
});

test("a wrong token is told so, in Twitch's shape", async () => {
  const headers = {
    "Client-Id": "operator",
    Authorization: `Bearer ${"x".repeat(30)}`,
    "CF-Connecting-IP": "203.0.113.9",
  };
  const { status, body, headers: answered } = await world.ask("GET /users", { headers });
  expect([status, body, answered.get("Content-Type"), answered.get("Cache-Control")]).toEqual([
    401,
    { error: "Unauthorized", status: 401, message: "Invalid OAuth token" },
    "application/json",
    "no-store",
  ]);
});

test("a program of its own reads what anybody may", async () => {
  const headers = await world.program(ada);
  expect((await world.ask(`GET /users?id=${ada}`, { headers })).status).toBe(200);
  expect(await world.refusal("GET /users", { headers })).toEqual([400, 'Missing required parameter "id" or "login"']);
});

/** The parameters that each endpoint misses first. */
const MISSING: readonly (readonly [string, string, string])[] = [
  ["GET /channels", "", "broadcaster_id"],
  ["PATCH /channels", "", "broadcaster_id"],
  ["GET /channels/editors", "", "broadcaster_id"],
  ["GET /channels/followers", "", "broadcaster_id"],
  ["GET /channels/followed", "", "user_id"],
  ["GET /streams/followed", "", "user_id"],
  ["GET /streams/key", "", "broadcaster_id"],
  ["GET /search/channels", "", "query"],
  ["GET /search/categories", "", "query"],
  ["GET /chat/chatters", "", "broadcaster_id"],
  ["GET /chat/chatters", "broadcaster_id=1", "moderator_id"],
  ["GET /chat/settings", "", "broadcaster_id"],
  ["PATCH /chat/settings", "", "broadcaster_id"],
  ["PATCH /chat/settings", "broadcaster_id=1", "moderator_id"],
  ["POST /chat/announcements", "broadcaster_id=1", "moderator_id"],
  ["GET /chat/color", "", "user_id"],
  ["PUT /chat/color", "", "user_id"],
  ["GET /chat/emotes", "", "broadcaster_id"],
  ["GET /chat/badges", "", "broadcaster_id"],
  ["POST /moderation/bans", "", "broadcaster_id"],
  ["DELETE /moderation/bans", "broadcaster_id=1", "moderator_id"],
  ["GET /moderation/banned", "", "broadcaster_id"],
  ["DELETE /moderation/chat", "", "broadcaster_id"],
  ["GET /moderation/moderators", "", "broadcaster_id"],
  ["POST /moderation/moderators", "", "broadcaster_id"],
  ["DELETE /moderation/moderators", "", "broadcaster_id"],
  ["GET /channels/vips", "", "broadcaster_id"],
  ["POST /channels/vips", "", "broadcaster_id"],
  ["DELETE /channels/vips", "", "broadcaster_id"],
  ["GET /moderation/blocked_terms", "broadcaster_id=1", "moderator_id"],
  ["POST /moderation/blocked_terms", "broadcaster_id=1", "moderator_id"],
  ["DELETE /moderation/blocked_terms", "broadcaster_id=1", "moderator_id"],
  ["GET /moderation/automod/settings", "broadcaster_id=1", "moderator_id"],
  ["PUT /moderation/automod/settings", "broadcaster_id=1", "moderator_id"],
  ["GET /moderation/shield_mode", "broadcaster_id=1", "moderator_id"],
  ["PUT /moderation/shield_mode", "broadcaster_id=1", "moderator_id"],
  ["GET /subscriptions", "", "broadcaster_id"],
  ["GET /schedule", "", "broadcaster_id"],
  ["PATCH /schedule/settings", "", "broadcaster_id"],
  ["POST /schedule/segment", "", "broadcaster_id"],
  ["PATCH /schedule/segment", "", "broadcaster_id"],
  ["DELETE /schedule/segment", "", "broadcaster_id"],
];

const scopesOf = (name: string): readonly string[] =>
  ENDPOINTS.find(({ method, path }) => `${method} ${path}` === name)?.scopes?.slice(0, 1) ?? [];

test.each(MISSING)("%s with “%s” misses %s", async (name, query, parameter) => {
  const refused = await world.refusal(`${name}?${query}`, { as: "ada", scopes: scopesOf(name) });
  expect(refused).toEqual([400, `Missing required parameter "${parameter}"`]);
});

test("what is not built, gone and unknown is told apart, and each has Twitch's shape", async () => {
  const answers = [
    await world.ask("POST /polls"),
    await world.ask("GET /users/follows"),
    await world.ask("GET /nothing"),
  ];
  expect(answers.map(({ body }) => body)).toEqual([
    { error: "Not Implemented", status: 501, message: "POST /polls is not built here." },
    { error: "Gone", status: 410, message: "This API is not available." },
    { error: "Not Found", status: 404, message: "There is no such endpoint." },
  ]);
});

test("/mock is the same, and /units tells what there is", async () => {
  const token = await world.token("ada", []);
  const headers = { "Client-Id": "operator", Authorization: `Bearer ${token}` };
  const answer = await world.edge.request("/mock/users?login=ada", { headers });
  expect(await answer.json()).toMatchObject({ data: [{ id: ada, login: "ada" }] });
  const units = await (await world.edge.request("/units/users")).json<{ total: number }>();
  expect(units).toMatchObject({ total: 3, data: [{ login: "ada" }, { login: "bob" }, { login: "somebody_else" }] });
  expect((await world.edge.request("/units/streams")).status).toBe(200);
  expect(await (await world.edge.request("/units/categories")).json()).toMatchObject({ total: 100 });
  expect((await world.edge.request("/units/clients")).status).toBe(404);
});

test("in production there is no /units", async () => {
  const production = { ...env, DEVELOPMENT: "0" };
  for (const path of ["users", "streams", "categories"]) {
    const answer = await app.fetch(
      new Request(`https://rill.test/units/${path}`),
      production,
      createExecutionContext(),
    );
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { error: "Not Found", status: 404, message: "There is nothing here." },
    ]);
  }
});

test("every answer says how much may still be asked, and pages of other origins may read it", async () => {
  const first = await world.ask("GET /users?login=ada", { as: "ada", scopes: ["user:read:email"] });
  const left = Number(first.headers.get("Ratelimit-Remaining"));
  expect([first.headers.get("Ratelimit-Limit"), left < RATE_POINTS]).toEqual([String(RATE_POINTS), true]);
  expect(Number(first.headers.get("Ratelimit-Reset"))).toBeGreaterThanOrEqual(Math.floor(Date.now() / 1000));
  expect(first.headers.get("Access-Control-Expose-Headers")?.toLowerCase()).toContain("ratelimit-remaining");
  const refused = await world.ask("GET /users");
  expect(refused.headers.get("Ratelimit-Limit")).toBe(String(RATE_POINTS));
});

test("whoever has asked too much is told when to come back", async () => {
  const headers = { "CF-Connecting-IP": "203.0.113.77" };
  let answer = await world.ask("GET /users", { headers });
  // Some points come back meanwhile.
  for (let count = 1; count < 2 * RATE_POINTS && answer.status !== 429; count++) {
    answer = await world.ask("GET /users", { headers });
  }
  const { status, body, headers: answered } = answer;
  expect([status, body, answered.get("Ratelimit-Remaining")]).toEqual([
    429,
    {
      error: "Too Many Requests",
      status: 429,
      message: "Too many requests: the Ratelimit-Reset header says when to come back.",
    },
    "0",
  ]);
  expect((await world.ask("GET /users", { headers: { "CF-Connecting-IP": "203.0.113.78" } })).status).toBe(401);
});
