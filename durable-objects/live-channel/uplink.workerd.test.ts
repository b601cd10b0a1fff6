import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { BundleMaker, partBytes } from "#testing/bundles.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";

const world = new EdgeWorld((request) => exports.default.fetch(request));

beforeAll(() => migrate(env.DB));

async function goLive(login: string) {
  const { streamKey } = await world.createChannel(login);
  const lease = await world.open(streamKey);
  return { streamKey, lease, node: await world.publish(lease) };
}

async function openOutcome(streamKey: string) {
  const { outcome, reason }: { outcome: string; reason?: string } = await (await world.openRequest(streamKey)).json();
  return [outcome, reason];
}

test("a key that no channel has is denied, and a node without its token is refused", async () => {
  expect(await openOutcome("rill_nobody")).toEqual(["denied", "unknown_key"]);
  const { streamKey } = await world.createChannel("tokens");
  const refused = await world.openRequest(streamKey, "node-1", "wrong");
  expect([refused.status, refused.headers.get("Cache-Control"), await refused.json()]).toEqual([
    401,
    "no-store",
    { error: { code: "unauthorized", message: "This address needs a valid bearer token." } },
  ]);
});

test("a granted lease says where the timeline begins", async () => {
  const { id, streamKey } = await world.createChannel("granted");
  const lease = await world.open(streamKey);
  expect({ ...lease, broadcastId: "", uploadToken: "", startedAt: 0 }).toEqual({
    channelId: id,
    login: "granted",
    broadcastId: "",
    uploadToken: "",
    startedAt: 0,
    epoch: 1,
    nextSeq: 0,
    nextMsn: 0,
    mediaEnd: 0,
    nextInit: 0,
    gopHint: null,
  });
  expect(lease.broadcastId).toMatch(/^[1-9][0-9]{15}$/);
  expect(lease.uploadToken).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test("a second publisher is refused while the first delivers media", async () => {
  const { streamKey, node } = await goLive("second");
  await node.push(1);
  expect(await openOutcome(streamKey)).toEqual(["denied", "already_live"]);
});

test("after a goodbye the next publisher continues the broadcast, and the old lease is fenced", async () => {
  const { streamKey, lease, node } = await goLive("goodbye");
  await node.push(8);
  node.say({ kind: "health", health: { speed: 1, fps: 30, bitrate: 5e6, gop: 2, dropped: [], ring: 0, message: "" } });
  node.say({ kind: "bye", reason: "the publisher left" });
  expect(await node.closed).toEqual({ code: 1000, reason: "goodbye" });
  const next = await world.open(streamKey);
  const { broadcastId, epoch, nextSeq, nextMsn, nextInit, gopHint } = next;
  expect({ broadcastId, epoch, nextSeq, nextMsn, nextInit, gopHint }).toEqual({
    broadcastId: lease.broadcastId,
    epoch: 2,
    nextSeq: 8,
    nextMsn: 2,
    nextInit: 1,
    gopHint: 2,
  });
  expect((await world.uplinkRequest(lease)).status).toBe(401);
  const second = await world.publish(next);
  await second.push(1);
  const { body } = await world.text(`/live/goodbye/${lease.broadcastId}/720p/media.m3u8`);
  expect(body.split("\n").filter((line) => line.startsWith("#EXT-X-DISCONTINUITY") || line.endsWith(".m4s"))).toEqual([
    "#EXT-X-DISCONTINUITY-SEQUENCE:0",
    "0.m4s",
    "1.m4s",
    "#EXT-X-DISCONTINUITY",
  ]);
});

test("a bundle of another epoch is refused as fenced", async () => {
  const { lease, node } = await goLive("fenced");
  node.send(new BundleMaker({ ...lease, epoch: lease.epoch + 1 }).next().frame);
  expect((await node.closed).code).toBe(4409);
});

test("a duplicate is acknowledged again and changes nothing", async () => {
  const { lease, node } = await goLive("duplicate");
  const [first] = await node.push(2);
  if (first === undefined) throw new Error("nothing was made");
  node.send(first.frame);
  await node.push(1);
  const { body } = await world.bytes(`/live/duplicate/${lease.broadcastId}/audio/0.2.m4s`);
  expect(body).toEqual(partBytes("audio", 0, 2));
});

test("a gap closes the uplink with 4412, and a new connection replays from where the object stands", async () => {
  const { lease, node } = await goLive("gap");
  await node.push(2);
  const missed = node.maker.next();
  const after = node.maker.next();
  node.send(after.frame);
  expect(await node.closed).toEqual({ code: 4412, reason: "bundle 3 came, 2 was expected" });
  const again = await world.connect(lease);
  const welcome = await again.greet(2, 3);
  expect(welcome.received).toBe(1);
  for (const { frame } of [missed, after]) again.send(frame);
  again.say({ kind: "live" });
  expect((await again.until(({ received = -1 }) => received >= 3)).kind).toBe("ack");
});

test("what is no bundle, and what does not fit the timeline, closes the uplink with 4400 and says why", async () => {
  const { lease, node } = await goLive("malformed");
  node.send(new Uint8Array([0, 0, 0, 9, 1]));
  expect(await node.closed).toEqual({ code: 4400, reason: "bundle: header runs past the frame" });
  const again = await world.connect(lease);
  again.say("nonsense");
  expect(await again.closed).toEqual({ code: 4400, reason: "not an uplink message" });
});

test("what is pushed becomes durable: segments are stored and acknowledged so", async () => {
  const { lease, node } = await goLive("durable");
  await node.push(13);
  await node.until(({ stored = -1 }) => stored >= 12);
  const keys = (await env.MEDIA.list({ prefix: `vod/${lease.channelId}/${lease.broadcastId}/` })).objects;
  expect(keys.map(({ key }) => key.split("/").at(-1)).sort()).toEqual([
    "000000000.segment",
    "000000001.segment",
    "360p-0.init",
    "720p-0.init",
    "audio-0.init",
  ]);
});

test("rotating the key stops the live session at once, and only the new key opens", async () => {
  const { streamKey, node } = await goLive("rotated");
  await node.push(1);
  const { streamKey: fresh }: { streamKey: string } = await (await world.operator("/api/channels/rotated/key")).json();
  expect(await node.until(({ kind }) => kind === "stop")).toEqual({
    kind: "stop",
    reason: "the stream key was rotated",
  });
  expect((await node.closed).code).toBe(4409);
  expect(await openOutcome(streamKey)).toEqual(["denied", "unknown_key"]);
  expect((await openOutcome(fresh))[0]).toBe("granted");
});
