import { expect, test } from "vitest";
import { VIEWER_TTL_MS } from "#protocol/channel/channel.ts";
import { BundleMaker } from "#testing/bundles.ts";
import { FakeChannelWorld, TEST_GRACE_MS } from "#testing/fake-channel-world.ts";

async function live(bundles: number) {
  const world = new FakeChannelWorld();
  const lease = await world.openGranted();
  const maker = new BundleMaker(lease);
  await world.push(maker, lease.epoch, bundles);
  return { world, lease, maker };
}

test("a publisher that is silent for 3 s is taken over: its node is told to stop, its bundles are refused", async () => {
  const { world, lease, maker } = await live(8);
  expect(await world.open("node-2")).toEqual({ outcome: "denied", reason: "already_live" });
  await world.pass(3000);
  const second = await world.openGranted();
  expect([second.broadcastId, second.epoch, second.nextSeq, second.nextMsn]).toEqual([lease.broadcastId, 2, 8, 2]);
  expect(world.stopped).toEqual(["another publisher took over"]);
  expect(await world.push(maker, lease.epoch, 1)).toEqual({ code: 4409, reason: "the lease was taken over" });
  expect(await world.push(new BundleMaker(second), 2, 1)).toBeNull();
});

test("a lease without media yet is as safe from others as one with media", async () => {
  const world = new FakeChannelWorld();
  await world.open();
  expect((await world.open("node-2")).outcome).toBe("denied");
  await world.pass(3000);
  expect((await world.open("node-2")).outcome).toBe("granted");
});

test("the lease outlives a restart, and its holder gets time to come back", async () => {
  const { world, lease, maker } = await live(8);
  world.restart();
  expect(await world.open("node-2")).toEqual({ outcome: "denied", reason: "already_live" });
  const hello = world.say(lease.epoch, { kind: "hello", epoch: lease.epoch, oldest: -1, newest: -1 });
  await world.clock.advance(10);
  expect(await hello).toBeNull();
  expect(world.sent.at(-1)).toEqual({ epoch: 1, message: { kind: "welcome", received: 7, stored: 7 } });
  await world.say(lease.epoch, { kind: "live" });
  expect(await world.push(maker, lease.epoch, 1)).toBeNull();
});

test("calls are held until the node is back or its time is over, and then find everything", async () => {
  const { world, lease } = await live(8);
  world.restart();
  const next = world.channel.next(null, 0);
  const part = world.channel.part(lease.broadcastId, "audio", 1, 0);
  await world.clock.advance(2999);
  expect(await Promise.race([next, part, Promise.resolve("held")])).toBe("held");
  await world.clock.advance(1);
  expect([(await next).kind, (await part).outcome]).toEqual(["snapshot", "bytes"]);
});

test("a replay that is never declared done is waited for only so long", async () => {
  const { world, lease } = await live(8);
  world.restart();
  void world.say(lease.epoch, { kind: "hello", epoch: lease.epoch, oldest: -1, newest: -1 });
  const next = world.channel.next(null, 0);
  await world.clock.advance(4999);
  expect(await Promise.race([next, Promise.resolve("held")])).toBe("held");
  await world.clock.advance(10);
  expect((await next).kind).toBe("snapshot");
});

test("a key that is rotated while the object recovers ends the session without losing what R2 has", async () => {
  const { world, lease } = await live(8);
  world.restart();
  const released = world.channel.release("the stream key was rotated", true);
  await world.clock.advance(3000);
  await released;
  expect([world.stopped, world.channel.lease?.held]).toEqual([["the stream key was rotated"], false]);
  expect([world.channel.current?.timeline.nextSeq, world.channel.standing().state]).toEqual([8, "reconnecting"]);
  expect(world.channel.standing().broadcastId).toBe(lease.broadcastId);
});

test("a node whose ring no longer reaches back is stopped, so that its publisher begins anew", async () => {
  const { world, lease } = await live(3);
  expect(await world.say(1, { kind: "hello", epoch: lease.epoch, oldest: 5, newest: 9 })).toBeNull();
  expect(world.stopped).toEqual(["bundles 3 to 4 are lost"]);
  expect((await world.openGranted()).nextSeq).toBe(3);
});

test("a publisher that dropped without a word ends the broadcast a grace after its last media", async () => {
  const { world } = await live(8);
  await world.pass(TEST_GRACE_MS - 1000);
  expect(world.channel.standing().state).toBe("reconnecting");
  await world.pass(2000);
  expect(world.channel.standing().state).toBe("offline");
  expect(world.directoryCalls).toEqual(["announce", "vod 2.669", "withdraw"]);
  expect([...world.bucket.objects.keys()].filter((key) => !key.endsWith("init")).sort()).toEqual([
    `vod/1001/${idOf(world)}/000000000.segment`,
    `vod/1001/${idOf(world)}/000000001.segment`,
    `vod/1001/${idOf(world)}/index.json`,
  ]);
  expect([world.store.broadcasts(), [...world.alarms.keys()]]).toEqual([[], []]);
});

const idOf = (world: FakeChannelWorld): string => world.store.lease()?.broadcastId ?? "";

test("media that goes on keeps the broadcast open however long it lasts", async () => {
  const { world, lease, maker } = await live(1);
  for (let minute = 0; minute < 5; minute++) {
    await world.push(maker, lease.epoch, 6);
    await world.pass(58_000);
  }
  expect(world.channel.standing().broadcastId).toBe(lease.broadcastId);
});

test("what R2 and D1 refuse at the end is done once they are back, even by another instance", async () => {
  const { world, lease } = await live(8);
  await world.say(lease.epoch, { kind: "bye", reason: "done" });
  await world.pass(1000);
  world.bucket.fails = (key) => key.endsWith("index.json");
  await world.pass(TEST_GRACE_MS);
  expect([world.channel.standing().state, world.store.broadcasts().length]).toEqual(["offline", 1]);
  world.restart();
  world.bucket.fails = () => false;
  world.isDirectoryDown = true;
  await world.pass(60_000);
  expect(world.store.broadcasts().length).toBe(1);
  world.isDirectoryDown = false;
  await world.pass(60_000);
  expect([world.directoryCalls, world.store.broadcasts()]).toEqual([["announce", "vod 2.669", "withdraw"], []]);
});

test("a new broadcast begins while the old one is still being finished", async () => {
  const { world, lease } = await live(8);
  world.bucket.fails = (key) => key.endsWith("index.json");
  await world.pass(TEST_GRACE_MS + 1000);
  const second = await world.openGranted();
  expect([second.broadcastId > lease.broadcastId, second.nextSeq, second.epoch]).toEqual([true, 0, 2]);
  world.bucket.fails = () => false;
  await world.push(new BundleMaker(second), second.epoch, 1);
  await world.pass(60_000);
  expect(world.store.broadcasts().map(({ timeline }) => timeline.broadcastId)).toEqual([second.broadcastId]);
});

test("a listing that fails is tried again", async () => {
  const world = new FakeChannelWorld();
  world.isDirectoryDown = true;
  const lease = await world.openGranted();
  const maker = new BundleMaker(lease);
  await world.push(maker, lease.epoch, 1);
  world.isDirectoryDown = false;
  await world.pass(11_000);
  expect(world.directoryCalls).toEqual(["announce"]);
});

test("viewers are counted, and their number is written to the directory now and then", async () => {
  const { world } = await live(1);
  expect([world.channel.beat(["a", "b"]), world.channel.beat(["b", "c"])]).toEqual([2, 3]);
  await world.clock.advance(VIEWER_TTL_MS / 2);
  expect(world.channel.beat(["a", "b", "c"])).toBe(3);
  await world.clock.advance(VIEWER_TTL_MS / 2);
  expect(world.channel.beat(["c"])).toBe(3);
  await world.clock.settle();
  expect(world.directoryCalls).toEqual(["announce", "viewers 2", "viewers 3"]);
});

test("the chat is told which broadcast is live, again when its publisher comes back, and when it is over", async () => {
  const { world, lease } = await live(8);
  await world.pass(3000);
  await world.openGranted();
  await world.pass(TEST_GRACE_MS + 10_000);
  expect(world.chatCalls).toEqual([lease.broadcastId, lease.broadcastId, null]);
});

test("the begin and end of a broadcast are told to the platform, the begin once it is listed, and once", async () => {
  const { world, lease } = await live(8);
  await world.pass(3000);
  await world.openGranted();
  await world.pass(TEST_GRACE_MS + 10_000);
  expect(world.eventCalls).toEqual([
    ["begun", lease.broadcastId],
    ["ended", lease.broadcastId],
  ]);
});

test("a broadcast that no media came for is nobody's news", async () => {
  const world = new FakeChannelWorld();
  await world.openGranted();
  await world.pass(TEST_GRACE_MS + 10_000);
  expect(world.eventCalls).toEqual([]);
});

test("the node's readings are kept for the broadcast, through a change of publisher, and end with it", async () => {
  const { world, lease } = await live(2);
  const health = { speed: 1, fps: 30, bitrate: 6e6, gop: 2, dropped: [], ring: 0, message: "" };
  const fps = () => world.channel.healthSince(0).readings.map((reading) => reading.fps);
  await world.say(lease.epoch, { kind: "health", health });
  expect([world.channel.healthSince(0).state, fps()]).toEqual(["live", [30]]);
  await world.pass(3000);
  const second = await world.openGranted();
  await world.say(second.epoch, { kind: "health", health: { ...health, fps: 25 } });
  expect(fps()).toEqual([30, 25]);
  const known = world.channel.healthSince(0).readings[0]?.at ?? 0;
  expect(world.channel.healthSince(known).readings.map((reading) => reading.fps)).toEqual([25]);
  await world.say(second.epoch, { kind: "bye", reason: "done" });
  await world.pass(TEST_GRACE_MS);
  expect([world.channel.healthSince(0).state, fps()]).toEqual(["offline", []]);
});
