import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { writeFlag } from "../flags/flags.ts";

const world = new EdgeWorld((request) => exports.default.fetch(request));
const OPERATOR = { id: null, login: "operator" } as const;
const VOD = "1700000000000001";

beforeAll(async () => {
  await migrate(env.DB);
});

const jsonOf = async (response: Response): Promise<unknown[]> => [response.status, await response.json()];
const start = (headers: Record<string, string>, body: object = {}): Promise<Response> =>
  world.request("/streams/start", {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
const whereTo = async (path: string): Promise<unknown[]> => {
  const answer = await world.request(path, { redirect: "manual" });
  return [answer.status, answer.headers.get("Location")];
};

test("a broadcaster is told where to publish and where to play, and may say what it is about", async () => {
  const { id } = await world.createChannel("ada");
  const token = await world.bearer("ada", ["channel:manage:broadcast"]);
  expect(await jsonOf(await start(token, { title: "First light" }))).toEqual([
    200,
    {
      id,
      channelId: id,
      login: "ada",
      state: "offline",
      broadcastId: null,
      recorded: false,
      manifest: `/streams/${id}/manifest.m3u8`,
      publish: {
        protocol: "rtmp",
        servers: [
          { name: "This machine", url: "rtmp://127.0.0.1:1935/live" },
          { name: "This machine, by name", url: "rtmp://localhost:1935/live" },
        ],
        keyFrom: "/studio",
      },
    },
  ]);
  expect(await (await world.request("/api/channels/ada")).json()).toMatchObject({ title: "First light" });
});

test("who has no channel, no account or no scope starts nothing", async () => {
  await world.createUser("no_channel");
  const answers = [
    await start({}),
    await start(await world.bearer("no_channel", ["channel:manage:broadcast"])),
    await start(await world.bearer("ada")),
    await start(await world.bearer("ada", ["channel:manage:broadcast"]), { title: "x".repeat(141) }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([401, 404, 403, 400]);
});

test("a stream plays what is on, by its channel's id and by its broadcast's; afterwards its recording", async () => {
  const { id, streamKey } = await world.createChannel("grace");
  const lease = await world.open(streamKey);
  const node = await world.publish(lease);
  await node.push(4);
  expect(await whereTo(`/streams/${id}/manifest.m3u8`)).toEqual([302, "/live/grace/master.m3u8"]);
  await env.DB.prepare(
    "INSERT INTO live_channels (channel_id, broadcast_id, started_at) VALUES (?, ?, 0) ON CONFLICT DO NOTHING",
  )
    .bind(Number(id), lease.broadcastId)
    .run();
  expect(await whereTo(`/streams/${lease.broadcastId}/manifest.m3u8`)).toEqual([302, "/live/grace/master.m3u8"]);
  node.close();
});

test("a channel that is offline plays its newest recording, and a recording plays by its own id", async () => {
  const { id } = await world.createChannel("hedy");
  const insert = env.DB.prepare(
    "INSERT INTO vods (id, channel_id, title, started_at, duration) VALUES (?, ?, '', ?, 5)",
  );
  await env.DB.batch([insert.bind("1600000000000001", Number(id), 1), insert.bind(VOD, Number(id), 2)]);
  expect(await whereTo(`/streams/${id}/manifest.m3u8`)).toEqual([302, `/vods/${VOD}/master.m3u8`]);
  expect(await whereTo("/streams/1600000000000001/manifest.m3u8")).toEqual([302, "/vods/1600000000000001/master.m3u8"]);
  expect(await jsonOf(await world.request(`/streams/${VOD}`))).toEqual([
    200,
    {
      id: VOD,
      channelId: id,
      login: "hedy",
      state: "offline",
      broadcastId: VOD,
      recorded: true,
      manifest: `/streams/${VOD}/manifest.m3u8`,
    },
  ]);
});

test.each(["0", "9999999999999999", "start", "1%27%20OR%201=1", "-1", "1e3"])("%s is no stream", async (id) => {
  expect((await whereTo(`/streams/${id}/manifest.m3u8`))[0]).toBe(404);
});

test("while new broadcasts are switched off nothing begins, and what is on goes on", async () => {
  const { streamKey } = await world.createChannel("mary");
  const other = await world.createChannel("edith");
  const lease = await world.open(streamKey);
  const node = await world.publish(lease);
  await node.push(2);
  await writeFlag(env, { name: "broadcasts", to: { on: false, percent: 100, channels: [] }, by: OPERATOR });
  const token = await world.bearer("edith", ["channel:manage:broadcast"]);
  const refused = await (await world.openRequest(other.streamKey)).json();
  const said = await start(token);
  // It is refused for being live already, not for the site's being closed.
  const again = await (await world.openRequest(streamKey)).json<{ outcome: string; reason?: string }>();
  await writeFlag(env, { name: "broadcasts", to: null, by: OPERATOR });
  expect(refused).toEqual({ outcome: "denied", reason: "closed" });
  expect(await jsonOf(said)).toEqual([
    503,
    {
      error: {
        code: "unavailable",
        message: "New broadcasts are switched off on this site for the moment. Try again later.",
      },
    },
  ]);
  expect(again).toEqual({ outcome: "denied", reason: "already_live" });
  node.close();
});
