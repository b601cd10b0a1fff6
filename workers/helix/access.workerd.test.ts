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
let bob = "";
let guest: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  await migrate(env.DB);
  ada = (await world.edge.createChannel("ada")).id;
  bob = await world.edge.createUser("bob");
  guest = await world.edge.guest("somebody_else");
});

const NAMES = ENDPOINTS.map(({ method, path }) => `${method} ${path}`);

test.each(NAMES)("%s is not for whoever shows no token, a wrong one, or another program's", async (name) => {
  const shown = { Authorization: `Bearer ${await world.token("ada", [])}` };
  const refused = [
    await world.refusal(name),
    await world.refusal(name, { headers: guest }),
    await world.refusal(name, { headers: shown }),
    await world.refusal(name, { headers: { ...shown, "Client-Id": "somebody" } }),
    await world.refusal(name, { headers: { "Client-Id": "operator", Authorization: "Bearer short" } }),
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

const SCOPED = ENDPOINTS.flatMap(({ method, path, scopes }) =>
  scopes === null || scopes.length === 0 ? [] : [[`${method} ${path}`, scopes.join(" or ")] as const],
);

test.each(SCOPED)("%s needs the scope %s", async (name, scopes) => {
  expect(await world.refusal(name, { as: "ada", scopes: ["chat:read"] })).toEqual([401, `Missing scope: ${scopes}`]);
});

test.each(ENDPOINTS.filter(({ scopes }) => scopes !== null).map(({ method, path }) => `${method} ${path}`))(
  "%s is for users, and not for a program of its own",
  async (name) => {
    const headers = await world.program(ada);
    expect(await world.refusal(name, { headers })).toEqual([401, "This request needs a user's access token."]);
  },
);

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
];

const scopesOf = (name: string): readonly string[] =>
  ENDPOINTS.find(({ method, path }) => `${method} ${path}` === name)?.scopes?.slice(0, 1) ?? [];

test.each(MISSING)("%s with “%s” misses %s", async (name, query, parameter) => {
  const refused = await world.refusal(`${name}?${query}`, { as: "ada", scopes: scopesOf(name) });
  expect(refused).toEqual([400, `Missing required parameter "${parameter}"`]);
});

/** Who speaks for somebody else: the parameter is named whose id is not the token's. */
const FOREIGN: readonly (readonly [string, string, string])[] = [
  ["PATCH /channels", "broadcaster_id=:ada", "broadcaster_id"],
  ["GET /channels/editors", "broadcaster_id=:ada", "broadcaster_id"],
  ["GET /channels/followed", "user_id=:ada", "user_id"],
  ["GET /streams/followed", "user_id=:ada", "user_id"],
  ["GET /streams/key", "broadcaster_id=:ada", "broadcaster_id"],
  ["GET /chat/chatters", "broadcaster_id=:ada&moderator_id=:ada", "moderator_id"],
  ["GET /chat/settings", "broadcaster_id=:ada&moderator_id=:ada", "moderator_id"],
  ["PATCH /chat/settings", "broadcaster_id=:ada&moderator_id=:ada", "moderator_id"],
  ["POST /chat/announcements", "broadcaster_id=:ada&moderator_id=:ada", "moderator_id"],
  ["PUT /chat/color", "user_id=:ada&color=red", "user_id"],
  ["POST /moderation/bans", "broadcaster_id=:ada&moderator_id=:ada", "moderator_id"],
  ["DELETE /moderation/bans", "broadcaster_id=:ada&moderator_id=:ada", "moderator_id"],
  ["GET /moderation/banned", "broadcaster_id=:ada", "broadcaster_id"],
  ["DELETE /moderation/chat", "broadcaster_id=:ada&moderator_id=:ada", "moderator_id"],
  ["GET /moderation/moderators", "broadcaster_id=:ada", "broadcaster_id"],
  ["POST /moderation/moderators", "broadcaster_id=:ada&user_id=:bob", "broadcaster_id"],
  ["DELETE /moderation/moderators", "broadcaster_id=:ada&user_id=:bob", "broadcaster_id"],
  ["GET /channels/vips", "broadcaster_id=:ada", "broadcaster_id"],
  ["POST /channels/vips", "broadcaster_id=:ada&user_id=:bob", "broadcaster_id"],
  ["DELETE /channels/vips", "broadcaster_id=:ada&user_id=:bob", "broadcaster_id"],
  ["GET /moderation/blocked_terms", "broadcaster_id=:ada&moderator_id=:ada", "moderator_id"],
  ["POST /moderation/blocked_terms", "broadcaster_id=:ada&moderator_id=:ada", "moderator_id"],
  ["DELETE /moderation/blocked_terms", "broadcaster_id=:ada&moderator_id=:ada&id=t1", "moderator_id"],
  ["GET /moderation/automod/settings", "broadcaster_id=:ada&moderator_id=:ada", "moderator_id"],
  ["PUT /moderation/automod/settings", "broadcaster_id=:ada&moderator_id=:ada", "moderator_id"],
  ["GET /moderation/shield_mode", "broadcaster_id=:ada&moderator_id=:ada", "moderator_id"],
  ["PUT /moderation/shield_mode", "broadcaster_id=:ada&moderator_id=:ada", "moderator_id"],
  ["GET /subscriptions", "broadcaster_id=:ada", "broadcaster_id"],
];

/** Endpoints for users that take no id which must be the token's own, and why. */
const WITHOUT_OWN_ID = [
  // The token's user is meant.
  "PUT /users",
  // Anybody learns how many, and only moderators who: lists.workerd.test.ts.
  "GET /channels/followers",
  // Their ids are in the body: moderation.workerd.test.ts.
  "POST /chat/messages",
  "POST /moderation/automod/message",
];

test("every endpoint for users has a row here, or a reason to have none", () => {
  const forUsers = ENDPOINTS.filter(({ scopes }) => scopes !== null).map(({ method, path }) => `${method} ${path}`);
  const rows = new Set([...FOREIGN.map(([name]) => name), ...WITHOUT_OWN_ID]);
  expect(forUsers.filter((name) => !rows.has(name))).toEqual([]);
});

test.each(FOREIGN)("%s does not speak for somebody else", async (name, query, parameter) => {
  const filled = query.replaceAll(":ada", ada).replaceAll(":bob", bob);
  const refused = await world.refusal(`${name}?${filled}`, { as: "bob", scopes: scopesOf(name) });
  expect(refused).toEqual([401, `The ID in ${parameter} must match the user ID found in the request's OAuth token.`]);
});

/** Who has no role in a room, asking in its own name. */
const MODERATED: readonly (readonly [string, string, unknown])[] = [
  ["GET /chat/chatters", "", undefined],
  ["GET /chat/settings", "", undefined],
  ["PATCH /chat/settings", "", { emote_mode: true }],
  ["POST /chat/announcements", "", { message: "I am nobody" }],
  ["POST /moderation/bans", "", { data: { user_id: "1001" } }],
  ["DELETE /moderation/bans", "&user_id=1001", undefined],
  ["DELETE /moderation/chat", "", undefined],
  ["GET /moderation/blocked_terms", "", undefined],
  ["POST /moderation/blocked_terms", "", { text: "nobody's" }],
  ["DELETE /moderation/blocked_terms", "&id=t1", undefined],
  ["GET /moderation/automod/settings", "", undefined],
  ["PUT /moderation/automod/settings", "", { overall_level: 0 }],
  ["GET /moderation/shield_mode", "", undefined],
  ["PUT /moderation/shield_mode", "", { is_active: true }],
];

test.each(MODERATED)("%s is for those who moderate the channel", async (name, more, body) => {
  const query = `broadcaster_id=${ada}&moderator_id=${bob}${more}`;
  const ask = { as: "bob", scopes: scopesOf(name), ...(body === undefined ? {} : { body }) };
  expect(await world.refusal(`${name}?${query}`, ask)).toEqual([
    403,
    "The user in moderator_id is not one of the broadcaster's moderators.",
  ]);
});

test("what is not built, gone and unknown is told apart, and each has Twitch's shape", async () => {
  const answers = [
    await world.ask("POST /polls"),
    await world.ask("GET /users/follows"),
    await world.ask("GET /nothing"),
  ];
  expect(answers.map(({ body }) => body)).toEqual([
    { error: "Not Implemented", status: 501, message: "POST /polls is not built here." },
    { error: "Gone", status: 410, message: "This endpoint was removed from Twitch's API." },
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
