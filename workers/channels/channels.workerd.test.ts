import { createExecutionContext } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";

const world = new EdgeWorld((request) => exports.default.fetch(request));

beforeAll(() => migrate(env.DB));

const jsonOf = async (response: Response): Promise<unknown[]> => [response.status, await response.json()];

test("the operator creates a channel and sees its key this once; ids begin at 1001", async () => {
  const created = await world.createChannel("ada");
  expect(created).toEqual({ login: "ada", id: "1001", streamKey: created.streamKey });
  expect(created.streamKey).toMatch(/^rill_[A-Za-z0-9_-]{32}$/);
  expect((await world.createChannel("bob")).id).toBe("1002");
  const { results } = await env.DB.prepare("SELECT * FROM channels").all();
  expect(JSON.stringify(results)).not.toContain(created.streamKey);
});

test("a login that is taken is a conflict, one that is reserved or misspelt a bad request", async () => {
  await world.createChannel("taken");
  expect(await jsonOf(await world.operator("/api/channels", { login: "taken" }))).toEqual([
    409,
    { error: { code: "conflict", message: "The login taken is taken." } },
  ]);
  for (const login of ["admin", "ab", "UPPER", "with space"]) {
    expect((await world.operator("/api/channels", { login })).status).toBe(400);
  }
});

test("without the operator's token nothing is created, and who keeps guessing is told to wait", async () => {
  const guess = () =>
    world.request("/api/channels", {
      method: "POST",
      headers: { "CF-Connecting-IP": "192.0.2.7", Authorization: "Bearer guess", "Content-Type": "application/json" },
      body: JSON.stringify({ login: "eve" }),
    });
  const statuses: number[] = [];
  for (let i = 0; i < 21; i++) statuses.push((await guess()).status);
  expect([statuses[0], statuses[19], statuses[20]]).toEqual([401, 401, 429]);
});

test("a channel says how it stands: offline, then live, then reconnecting is still live", async () => {
  const { id, streamKey } = await world.createChannel("standing");
  const offline = {
    id,
    login: "standing",
    displayName: "standing",
    title: "",
    state: "offline",
    live: false,
    viewers: 0,
    broadcastId: null,
    startedAt: null,
    ...{ category: null, tags: [], language: null, mature: false, latencyMode: "low", followers: 0, description: "" },
    labels: [],
    ...{ avatar: `/images/avatars/${Number(id) % 12}.svg`, banner: null, still: null },
  };
  const first = await world.request("/api/channels/standing");
  expect([await first.clone().json(), first.headers.get("Cache-Control")]).toEqual([
    offline,
    "public, max-age=1, stale-if-error=0",
  ]);
  const lease = await world.open(streamKey);
  const node = await world.publish(lease);
  await node.push(1);
  const standing = await env.LIVE_CHANNEL.getByName(id).state();
  expect(standing).toEqual({ state: "live", viewers: 0, broadcastId: lease.broadcastId, startedAt: lease.startedAt });
  node.say({ kind: "bye", reason: "done" });
  await node.closed;
  expect((await env.LIVE_CHANNEL.getByName(id).state()).state).toBe("reconnecting");
});

test("a title is changed by the operator alone", async () => {
  await world.createChannel("titled");
  const state = await (await world.operator("/api/channels/titled", { title: " A quiet evening " }, "PATCH")).json();
  expect(state).toMatchObject({ login: "titled", title: "A quiet evening" });
  const anonymous = await world.request("/api/channels/titled", { method: "PATCH", body: "{}" });
  expect(anonymous.status).toBe(401);
});

test("who is live is listed, most viewers first", async () => {
  const logins = ["few", "many"];
  for (const login of logins) {
    const node = await world.publish(await world.open((await world.createChannel(login)).streamKey));
    await node.push(1);
  }
  await env.DB.prepare(
    "UPDATE live_channels SET viewers = 9 WHERE channel_id = (SELECT id FROM channels WHERE login = 'many')",
  ).run();
  const { channels }: { channels: { login: string; live: boolean; viewers: number }[] } = await (
    await world.request("/api/live")
  ).json();
  expect(channels.filter(({ login }) => logins.includes(login)).map(({ login, viewers }) => [login, viewers])).toEqual([
    ["many", 9],
    ["few", 0],
  ]);
});

test("a viewer's heartbeat is counted, and what is no viewer is a bad request", async () => {
  await world.createChannel("watched");
  const beat = (viewer: string) =>
    world.request("/api/channels/watched/heartbeat", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ viewer }),
    });
  expect(await jsonOf(await beat("viewer-one"))).toEqual([200, { viewers: 1 }]);
  expect((await beat("x")).status).toBe(400);
});

test("a channel that does not exist is not found, whatever is asked of it", async () => {
  const answers = [
    await world.request("/api/channels/nobody"),
    await world.request("/api/channels/nobody/vods"),
    await world.operator("/api/channels/nobody/key"),
    await world.request("/api/nothing"),
  ];
  expect(answers.map(({ status, headers }) => [status, headers.get("Cache-Control")])).toEqual(
    answers.map(() => [404, "no-store"]),
  );
});

test("a recording's address answers the page to people and JSON to programs", async () => {
  const { id } = await world.createChannel("recorded");
  await env.DB.prepare(
    "INSERT INTO vods (id, channel_id, title, started_at, duration) VALUES ('77', ?, 'Day one', 0, 61.5)",
  )
    .bind(Number(id))
    .run();
  const page = new EdgeWorld(async (request) => {
    const assets = { fetch: async () => new Response("<head><title>Rill</title></head>"), connect: env.ASSETS.connect };
    return app.fetch(request, { ...env, ASSETS: assets }, createExecutionContext());
  });
  expect(await (await page.request("/vods/77")).json()).toEqual({
    id: "77",
    channelId: id,
    login: "recorded",
    title: "Day one",
    startedAt: "1970-01-01T00:00:00.000Z",
    duration: 61.5,
    playlist: "/vods/77/master.m3u8",
    still: null,
  });
  const html = await page.request("/vods/77", { headers: { Accept: "text/html,*/*;q=0.8" } });
  expect([html.headers.get("Content-Type"), (await html.text()).match(/<title>[^<]*<\/title>/g)]).toEqual([
    "text/html; charset=utf-8",
    ["<title>Day one – recorded – Rill</title>"],
  ]);
});

test("a recording that does not exist is not found", async () => {
  expect((await world.request("/vods/12345")).status).toBe(404);
  expect((await world.request("/vods/12345/master.m3u8")).status).toBe(404);
  expect((await world.request("/vods/12345/720p/0.m4s")).status).toBe(404);
});

test("the operator lists every channel, oldest first; nobody else may", async () => {
  const { id } = await world.createChannel("listed");
  expect((await world.request("/api/channels")).status).toBe(401);
  const answer = await world.request("/api/channels", { headers: { Authorization: "Bearer test-operator-token" } });
  expect(answer.headers.get("Cache-Control")).toBe("no-store");
  const { channels } = await answer.json<{ channels: { id: string; state: string }[] }>();
  expect(channels.find((channel) => channel.id === id)).toMatchObject({
    login: "listed",
    state: "offline",
    viewers: 0,
  });
  expect(channels.map((channel) => Number(channel.id))).toEqual(
    channels.map((channel) => Number(channel.id)).sort((a, b) => a - b),
  );
});
