import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { initBytesOf, partBytes, segmentBytes } from "#testing/bundles.ts";
import { EdgeWorld, type TestLease } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";

const world = new EdgeWorld((request) => exports.default.fetch(request));

beforeAll(() => migrate(env.DB));

async function goLive(login: string) {
  const { streamKey } = await world.createChannel(login);
  const lease = await world.open(streamKey);
  const node = await world.publish(lease);
  const path = (rendition: string, file: string) => `/live/${login}/${lease.broadcastId}/${rendition}/${file}`;
  return { streamKey, lease, node, path, object: env.LIVE_CHANNEL.getByName(lease.channelId) };
}

/** The grace of the broadcast is over, as seen by an object that slept through it. */
async function letGracePass({ channelId }: TestLease): Promise<void> {
  const object = env.LIVE_CHANNEL.getByName(channelId);
  await runInDurableObject(object, (_, state) => {
    state.storage.sql.exec("UPDATE lease SET changed_at = 0");
    state.storage.sql.exec("UPDATE broadcasts SET last_media_at = 0");
    state.storage.sql.exec("UPDATE alarms SET at = 0");
  });
  await evictDurableObject(object, { webSockets: "close" });
  await runDurableObjectAlarm(object);
}

test("evicted between two bundles, the object takes the next one from the socket that outlived it", async () => {
  const { node, object, path } = await goLive("asleep");
  await node.push(8);
  await node.until(({ stored = -1 }) => stored >= 7);
  await evictDurableObject(object);
  await node.push(1);
  expect((await world.bytes(path("720p", "1.2.m4s"))).body).toEqual(partBytes("720p", 1, 2));
  expect((await world.bytes(path("720p", "1.0.m4s"))).body).toEqual(partBytes("720p", 1, 0));
});

test("aborted during a hold, the viewer is held until the node has replayed, and gets its part", async () => {
  const { node, lease, path, object } = await goLive("aborted");
  await node.push(8);
  const held = world.text(path("360p", "media.m3u8?_HLS_msn=1&_HLS_part=3"));
  await node.until(({ stored = -1 }) => stored >= 7);
  await object.abort().catch(() => undefined);
  const again = await world.connect(lease);
  const welcome = await again.greet(8, 8);
  expect(welcome).toEqual({ kind: "welcome", received: 7, stored: 7 });
  for (const { frame } of node.maker.take(2)) again.send(frame);
  again.say({ kind: "live" });
  const { status, body } = await held;
  expect(status).toBe(200);
  expect(body).toContain('#EXT-X-PART:DURATION=0.33367,URI="1.3.m4s"');
});

test("aborted, and no node comes back: the live edge is read from R2 and the timeline does not go back", async () => {
  const { node, lease, object } = await goLive("alone");
  await node.push(9);
  await node.until(({ stored = -1 }) => stored >= 8);
  const before = await object.next(null, 0);
  node.close();
  await object.abort().catch(() => undefined);
  const woken = env.LIVE_CHANNEL.getByName(lease.channelId);
  const after = await woken.next(null, 0);
  if (before.kind !== "snapshot" || after.kind !== "snapshot") throw new Error("no snapshot came");
  const { version: _, ...timeline } = after.timeline ?? { version: 0 };
  expect(before.timeline).toMatchObject(timeline);
  expect((await woken.snapshot()).broadcast).toMatchObject({ isRecovering: false, nextSeq: 9, stored: 8 });
  expect(await woken.part(lease.broadcastId, "audio", 1, 2)).toEqual({
    outcome: "bytes",
    bytes: partBytes("audio", 1, 2),
  });
  expect(after.instance).not.toBe(before.instance);
}, 15_000);

test("when the grace is over the broadcast becomes a recording with the same bytes", async () => {
  const { node, lease, path } = await goLive("kept");
  await node.push(14);
  const part = await world.bytes(path("720p", "1.4.m4s"));
  node.say({ kind: "bye", reason: "done" });
  await node.closed;
  await letGracePass(lease);
  const vods: { vods: { id: string; duration: number; playlist: string }[] } = await (
    await world.request("/api/channels/kept/vods")
  ).json();
  const id = lease.broadcastId;
  expect(vods.vods).toMatchObject([{ id, login: "kept", duration: 4.671, playlist: `/vods/${id}/master.m3u8` }]);
  expect((await world.text(`/vods/${id}/master.m3u8`)).body).toContain("720p/media.m3u8");
  const { body } = await world.text(`/vods/${id}/720p/media.m3u8`);
  expect(body.split("\n").filter((line) => line.endsWith(".m4s") || line === "#EXT-X-ENDLIST")).toEqual([
    "0.m4s",
    "1.m4s",
    "2.m4s",
    "#EXT-X-ENDLIST",
  ]);
  const segment = await world.bytes(`/vods/${id}/720p/1.m4s`);
  expect(segment.body).toEqual(segmentBytes("720p", 1));
  expect([...segment.body.subarray(4 * 200, 5 * 200)]).toEqual([...part.body]);
  expect((await world.bytes(`/vods/${id}/720p/2.m4s`)).body).toEqual(segmentBytes("720p", 2, 2));
  expect((await world.bytes(`/vods/${id}/audio/init-0.mp4`)).body).toEqual(initBytesOf("audio", 0));
  expect((await env.MEDIA.list({ prefix: `live/${lease.channelId}` })).objects).toEqual([]);
  const live: { channels: { login: string }[] } = await (await world.request("/api/live")).json();
  expect(live.channels.map(({ login }) => login)).not.toContain("kept");
});

test("an ended broadcast's live addresses answer its last window with the end, and the channel is offline", async () => {
  const { node, lease, path } = await goLive("over");
  await node.push(7);
  await letGracePass(lease);
  const { status, body } = await world.text(path("720p", "media.m3u8?_HLS_msn=1&_HLS_part=1"));
  expect([status, body.includes("#EXT-X-ENDLIST")]).toEqual([200, true]);
  await evictDurableObject(env.LIVE_CHANNEL.getByName(lease.channelId));
  expect((await world.bytes(path("720p", "0.m4s"))).body).toEqual(segmentBytes("720p", 0));
  const master = await world.request("/live/over/master.m3u8");
  expect([master.status, await master.json()]).toEqual([
    404,
    { error: { code: "offline", message: "The channel is offline." } },
  ]);
});

test("a broadcast without media leaves nothing", async () => {
  const { streamKey } = await world.createChannel("empty");
  const lease = await world.open(streamKey);
  await letGracePass(lease);
  expect(await (await world.request("/api/channels/empty/vods")).json()).toEqual({ vods: [] });
  const next = await world.open(streamKey);
  expect([next.broadcastId > lease.broadcastId, next.epoch]).toEqual([true, 2]);
});
