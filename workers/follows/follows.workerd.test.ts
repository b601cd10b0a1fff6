import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { Followers, Following, FollowState } from "#protocol/discovery/follow.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";

/** An answer counts as come when what it left to do is done. */
const world = new EdgeWorld(async (request) => {
  const ctx = createExecutionContext();
  const answer = await app.fetch(request, env, ctx);
  await waitOnExecutionContext(ctx);
  return answer;
});

type Headers = Record<string, string>;
let made = 0;
let host = "";
let hostId = "";
let fan: Headers = {};
let fanLogin = "";

beforeAll(() => migrate(env.DB));
beforeEach(async () => {
  host = `host_${++made}`;
  hostId = (await world.createChannel(host)).id;
  fanLogin = `fan_${made}`;
  await world.createUser(fanLogin);
  fan = await world.bearer(fanLogin, ["user:edit:follows", "user:read:follows", "chat:edit"]);
});

const follow = (headers: Headers, login = host, method = "PUT"): Promise<Response> =>
  world.request(`/api/channels/${login}/follow`, { method, headers });
const stateOf = async (answer: Response): Promise<FollowState> => answer.json();

test("who follows twice follows once, and who leaves twice has left", async () => {
  const first = await stateOf(await follow(fan));
  expect(first).toEqual({ followedAt: expect.any(Number), followers: 1 });
  expect(await stateOf(await follow(fan))).toEqual(first);
  expect(await stateOf(await follow(fan, host, "GET"))).toEqual(first);
  const left = { followedAt: null, followers: 0 };
  expect(await stateOf(await follow(fan, host, "DELETE"))).toEqual(left);
  expect(await stateOf(await follow(fan, host, "DELETE"))).toEqual(left);
  const answer = await follow(fan, host, "GET");
  expect([answer.headers.get("Cache-Control"), await stateOf(answer)]).toEqual(["no-store", left]);
});

test("the count is right when many follow and leave at once", async () => {
  const people = Array.from({ length: 8 }, (_, at) => `many_${made}_${at}`);
  for (const login of people) await world.createUser(login);
  const tokens = await Promise.all(people.map((login) => world.bearer(login, ["user:edit:follows"])));
  await Promise.all(tokens.flatMap((token) => [follow(token), follow(token), follow(token)]));
  await Promise.all(
    tokens.slice(0, 3).flatMap((token) => [follow(token, host, "DELETE"), follow(token, host, "DELETE")]),
  );
  const counted = await env.DB.prepare("SELECT count(*) AS n FROM follows WHERE channel_id = ?")
    .bind(Number(hostId))
    .first();
  const { total } = await (await world.request(`/api/channels/${host}/followers`)).json<Followers>();
  expect([counted, total]).toEqual([{ n: 5 }, 5]);
});

test("followers-only mode lets in who follows, and out who left", async () => {
  const owner = await world.bearer(host, ["chat:moderate", "chat:edit"]);
  const modes = await world.request(`/chat/${host}/moderation`, {
    method: "POST",
    headers: { ...owner, "Content-Type": "application/json" },
    body: JSON.stringify({ kind: "modes", change: { followerMinutes: 0 } }),
  });
  expect(modes.status).toBe(200);
  const say = async (text: string): Promise<number> => {
    const headers = { ...fan, "Content-Type": "application/json" };
    const body = JSON.stringify({ channelId: hostId, message: text });
    return (await world.request("/chat/messages", { method: "POST", headers, body })).status;
  };
  expect(await say("before")).toBe(403);
  await follow(fan);
  expect(await say("now I may")).toBe(200);
  await follow(fan, host, "DELETE");
  expect(await say("after")).toBe(403);
});

test("a follow leaves the months of a subscription alone", async () => {
  const owner = await world.bearer(host, ["chat:moderate"]);
  const subscribersOnly = await world.request(`/chat/${host}/moderation`, {
    method: "POST",
    headers: { ...owner, "Content-Type": "application/json" },
    body: JSON.stringify({ kind: "modes", change: { subscribersOnly: true } }),
  });
  expect(subscribersOnly.status).toBe(200);
  await world.operator(`/chat/${host}/standings/${fanLogin}`, { subscribedMonths: 3, followedAt: null }, "PUT");
  await follow(fan);
  await follow(fan, host, "DELETE");
  const said = await world.request("/chat/messages", {
    method: "POST",
    headers: { ...fan, "Content-Type": "application/json" },
    body: JSON.stringify({ channelId: hostId, message: "still a subscriber" }),
  });
  expect(said.status).toBe(200);
});

test("nobody follows without an account, as a guest, without the scope, themselves, or what does not exist", async () => {
  const own = await world.bearer(host, ["user:edit:follows"]);
  const statuses = [
    (await follow({})).status,
    (await follow(await world.guest(`guest_${made}`))).status,
    (await follow(await world.bearer(fanLogin, ["user:read:follows"]))).status,
    (await follow(own)).status,
    (await follow(fan, "nobody_here")).status,
    (await follow({ Cookie: (await world.guest(`other_${made}`)).Cookie, Origin: "https://evil.example" })).status,
  ];
  expect(statuses).toEqual([401, 403, 403, 400, 404, 401]);
});

test("whom one follows is listed newest first, in pages, with who is live", async () => {
  const others = [`live_${made}`, `away_${made}`];
  for (const login of others) await world.createChannel(login);
  const node = await world.publish(
    await world.open(
      (await world.operator(`/api/channels/${others[0]}/key`).then((a) => a.json<{ streamKey: string }>())).streamKey,
    ),
  );
  await node.push(1);
  await env.DB.batch(
    [host, ...others].map((login, at) =>
      env.DB.prepare(
        "INSERT INTO follows SELECT c.id, u.id, ? FROM channels c, users u WHERE c.login = ? AND u.login = ?",
      ).bind(1000 + at, login, fanLogin),
    ),
  );
  const page = async (
    query: string,
  ): Promise<readonly [readonly (readonly [string, boolean, number])[], string | null]> => {
    const answer = await world.request(`/api/me/following${query}`, { headers: fan });
    expect([answer.status, answer.headers.get("Cache-Control")]).toEqual([200, "no-store"]);
    const { channels, cursor } = await answer.json<Following>();
    return [channels.map(({ channel, followedAt }) => [channel.login, channel.live, followedAt]), cursor];
  };
  const [first, cursor] = await page("?limit=2");
  expect(first).toEqual([
    [others[1], false, 1002],
    [others[0], true, 1001],
  ]);
  expect(await page(`?limit=2&cursor=${cursor}`)).toEqual([[[host, false, 1000]], null]);
  expect(await page("?live=1")).toEqual([[[others[0], true, 1001]], null]);
  expect((await world.request("/api/me/following")).status).toBe(401);
  expect((await world.request("/api/me/following?limit=101", { headers: fan })).status).toBe(400);
  expect((await world.request("/api/me/following?cursor=nonsense", { headers: fan })).status).toBe(400);
});

test("how many follow everybody sees; who they are, those who run or moderate the channel", async () => {
  await follow(fan);
  await world.createUser(`mod_${made}`);
  await world.createUser(`staff_${made}`, { staff: true });
  const owner = await world.bearer(host, ["moderator:read:followers", "chat:moderate"]);
  await world.request(`/chat/${host}/moderation`, {
    method: "POST",
    headers: { ...owner, "Content-Type": "application/json" },
    body: JSON.stringify({ kind: "mod", user: `mod_${made}` }),
  });
  const scopes = ["moderator:read:followers"];
  const people: Record<string, Headers> = {
    anonymous: {},
    guest: await world.guest(`curious_${made}`),
    follower: await world.bearer(fanLogin, scopes),
    "broadcaster without the scope": await world.bearer(host),
    moderator: await world.bearer(`mod_${made}`, scopes),
    staff: await world.bearer(`staff_${made}`, scopes),
    broadcaster: owner,
  };
  const answers = await Promise.all(
    Object.entries(people).map(async ([who, headers]) => {
      const answer = await world.request(`/api/channels/${host}/followers`, { headers });
      const { total, followers } = await answer.json<Followers>();
      return [who, answer.status, total, followers?.map(({ login }) => login) ?? null];
    }),
  );
  expect(answers).toEqual([
    ["anonymous", 200, 1, null],
    ["guest", 200, 1, null],
    ["follower", 200, 1, null],
    ["broadcaster without the scope", 200, 1, null],
    ["moderator", 200, 1, [fanLogin]],
    ["staff", 200, 1, [fanLogin]],
    ["broadcaster", 200, 1, [fanLogin]],
  ]);
});

test("an account follows so many channels and not one more", async () => {
  const { id } = (await env.DB.prepare("SELECT id FROM users WHERE login = ?")
    .bind(fanLogin)
    .first<{ id: number }>()) ?? { id: 0 };
  await env.DB.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
     INSERT INTO users (id, login, display_name, created_at) SELECT 500000 + i, 'filler' || i, 'f', 0 FROM n`,
  ).run();
  await env.DB.prepare(
    "INSERT INTO channels (id, login, display_name, stream_key_hash, created_at) SELECT id, login, 'f', login, 0 FROM users WHERE id > 500000",
  ).run();
  await env.DB.prepare("INSERT INTO follows SELECT id, ?, 0 FROM channels WHERE id BETWEEN 500001 AND 501999")
    .bind(id)
    .run();
  expect((await follow(fan)).status).toBe(200);
  expect((await follow(fan, "filler2000")).status).toBe(409);
  // What is followed already may be followed again.
  expect((await follow(fan)).status).toBe(200);
});

test("who follows and leaves without end is told to wait", async () => {
  const statuses: number[] = [];
  for (let at = 0; at < 61; at++) statuses.push((await follow(fan, host, at % 2 === 0 ? "PUT" : "DELETE")).status);
  expect([statuses[59], statuses[60]]).toEqual([200, 429]);
});
