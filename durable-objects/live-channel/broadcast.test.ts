import { expect, test } from "vitest";
import { emptyTimeline } from "#media/timeline/timeline.ts";
import { decodeBundle } from "#protocol/ingest/bundle.ts";
import { BundleMaker, joined, type MadeBundle, partBytes, segmentBytes, TEST_LADDER } from "#testing/bundles.ts";
import { FakeBucket } from "#testing/fake-bucket.ts";
import { fakeChannelStore } from "#testing/fake-channel-store.ts";
import { ManualClock } from "#testing/manual-clock.ts";
import { Broadcast } from "./broadcast.ts";
import { MAX_HOT_BYTES } from "./limits.ts";

const START = { epoch: 1, nextSeq: 0, nextMsn: 0, mediaEnd: 0, nextInit: 0 };
const MIB = 1024 * 1024;

function world(partSize?: number) {
  const clock = new ManualClock();
  const bucket = new FakeBucket();
  const store = fakeChannelStore();
  const deps = { instance: "one", clock, bucket, store, progressed: () => undefined };
  const timeline = emptyTimeline("1001", "77", clock.now());
  const checkpoint = { login: "ada", timeline, lastMediaAt: 0, replayFrom: 0 };
  const broadcast = new Broadcast(checkpoint, deps, false);
  broadcast.checkpoint();
  const maker = new BundleMaker(START, TEST_LADDER, partSize);
  const push = async (count: number, to = broadcast): Promise<MadeBundle[]> => {
    const made = maker.take(count);
    for (const { frame } of made) {
      give(to, frame);
      await clock.advance(334);
    }
    return made;
  };
  /** A new object over the same storage and bucket. */
  const restart = (instance = "two"): Broadcast => {
    const [stored] = store.broadcasts();
    if (stored === undefined) throw new Error("no checkpoint was written");
    return new Broadcast(stored, { ...deps, instance }, true);
  };
  const keys = (part: string): string[] => [...bucket.objects.keys()].filter((key) => key.includes(part)).sort();
  return { clock, bucket, store, broadcast, push, restart, keys };
}

const give = (broadcast: Broadcast, frame: Uint8Array) => broadcast.accept(decodeBundle(frame), frame);

test("one object per part interval, one per segment with all renditions back to back, and part bundles go in time", async () => {
  const { broadcast, push, keys, bucket } = world();
  await push(13);
  expect(keys("vod/")).toEqual([
    "vod/1001/77/000000000.segment",
    "vod/1001/77/000000001.segment",
    "vod/1001/77/360p-0.init",
    "vod/1001/77/720p-0.init",
    "vod/1001/77/audio-0.init",
  ]);
  expect(bucket.objects.get("vod/1001/77/000000001.segment")).toEqual(
    joined([segmentBytes("360p", 1), segmentBytes("720p", 1), segmentBytes("audio", 1)]),
  );
  expect(broadcast.progress()).toEqual({ received: 12, stored: 12 });
  await push(50);
  expect(keys("live/").length).toBeLessThan(36);
});

test("an hour at 333 ms parts is within the budget of 13,000 writes", async () => {
  const { push, bucket } = world();
  await push(1080);
  expect(bucket.puts.length * 10).toBeLessThanOrEqual(13_000);
});

test("bundles that come in a burst share an object", async () => {
  const { broadcast, clock, bucket } = world();
  const maker = new BundleMaker(START);
  for (const { frame } of maker.take(5)) give(broadcast, frame);
  await clock.advance(400);
  expect(bucket.puts.filter((key) => key.startsWith("live/"))).toEqual([
    "live/1001/77/000000000.bundles",
    "live/1001/77/000000001.bundles",
  ]);
  expect(broadcast.progress().stored).toBe(4);
});

test("while R2 refuses everything, viewers are served from memory, and nothing grows without bound", async () => {
  const { broadcast, push, bucket } = world(MIB);
  bucket.fails = () => true;
  await push(42);
  expect(broadcast.bytes("720p", 6, 5)?.slice(0, 50)).toEqual(partBytes("720p", 6, 5, 50));
  expect(broadcast.hotBytes).toBeLessThanOrEqual(MAX_HOT_BYTES);
  expect(broadcast.writes.waiting).toBeLessThan(80);
  expect(bucket.mostInFlight).toBeLessThanOrEqual(4);
  expect(broadcast.writes.counts).toMatchObject({ segments: 0, partBundles: 0 });
});

test("a segment whose bytes had to go is a gap in the recording; those after it are stored when R2 is back", async () => {
  const { broadcast, push, bucket, store, clock } = world(MIB);
  bucket.fails = () => true;
  await push(30);
  bucket.fails = () => false;
  await push(6);
  await clock.advance(60_000);
  const kept = store.segments("77").map(({ msn }) => msn);
  expect(broadcast.writes.counts.lost).toBeGreaterThan(0);
  expect([kept[0] === 0, kept.at(-1), kept.length + broadcast.writes.counts.lost]).toEqual([false, 5, 6]);
  expect(broadcast.progress()).toEqual({ received: 35, stored: 35 });
});

test("a put that hangs is tried again and does not stop the others", async () => {
  const { push, bucket, keys, clock } = world();
  let isHanging = true;
  bucket.hangs = (key) => isHanging && key.endsWith("000000000.segment");
  await push(13);
  expect(keys(".segment")).toEqual(["vod/1001/77/000000001.segment"]);
  isHanging = false;
  await clock.advance(11_000);
  expect(keys(".segment").length).toBe(2);
});

test("the checkpoint and R2 bring everything back that was acknowledged as stored, at any bundle", async () => {
  for (const count of [1, 5, 6, 7, 12, 20]) {
    const { broadcast, push, restart } = world();
    await push(count);
    expect(broadcast.progress().stored).toBe(count - 1);
    const again = restart();
    expect(await again.recover()).toBe(true);
    again.resume();
    expect(again.timeline.nextSeq).toBe(count);
    const { version: _, ...known } = broadcast.timeline;
    expect(again.timeline).toMatchObject(known);
    // Of a stored segment R2 has the bytes; those of the open one must be back in memory.
    const [msn, part] = [Math.floor((count - 1) / 6), (count - 1) % 6];
    expect(again.bytes("audio", msn, part)).toEqual(part === 5 ? null : partBytes("audio", msn, part));
    await push(6, again);
    expect(again.timeline.nextSeq).toBe(count + 6);
  }
});

test("a node that replays brings back what R2 never got", async () => {
  const { push, restart, bucket, store, clock } = world();
  await push(7);
  bucket.fails = (key) => key.startsWith("live/");
  const lost = await push(3);
  bucket.fails = () => false;
  const again = restart();
  await again.recover();
  expect(again.timeline.nextSeq).toBe(7);
  for (const { frame } of lost) give(again, frame);
  again.resume();
  await push(2, again);
  await clock.advance(1000);
  expect(store.segments("77").map(({ msn }) => msn)).toEqual([0, 1]);
  expect(bucket.objects.get("vod/1001/77/000000001.segment")?.slice(0, 1200)).toEqual(segmentBytes("360p", 1));
});

test("a mirror gets events while it is close, a snapshot when it is not, and waits when it knows all", async () => {
  const { broadcast, push, clock } = world();
  await push(2);
  const first = await broadcast.next(null, 0);
  if (first.kind !== "snapshot" || first.timeline === null) throw new Error("no snapshot came");
  const cursor = { instance: "one", broadcastId: "77", version: first.timeline.version };
  const waiting = broadcast.next(cursor, 5000);
  const [made] = await push(1);
  expect(await waiting).toEqual({
    kind: "events",
    instance: "one",
    from: cursor.version,
    to: cursor.version + 1,
    events: [{ kind: "bundle", header: made?.header }],
  });
  expect((await broadcast.next({ ...cursor, instance: "older" }, 0)).kind).toBe("snapshot");
  await push(80);
  expect((await broadcast.next(cursor, 0)).kind).toBe("snapshot");
  const idle = broadcast.next({ ...cursor, version: broadcast.timeline.version }, 5000);
  await clock.advance(5000);
  expect(await idle).toEqual({ kind: "unchanged" });
});

test("when the publisher is gone the open segment closes short, and is stored", async () => {
  const { broadcast, push, store, clock } = world();
  await push(8);
  broadcast.close("interrupted");
  await clock.advance(100);
  expect(store.segments("77").map(({ msn, tracks }) => [msn, tracks["audio"]?.size])).toEqual([
    [0, 1200],
    [1, 400],
  ]);
});
