import { expect, test } from "vitest";
import { MAX_BATCH_EVENTS, RING_EVENTS } from "#protocol/chat/limits.ts";
import { BROADCASTER, person, textsOf } from "#testing/chat-people.ts";
import { ChatRoomWorld } from "#testing/chat-room-world.ts";
import { COMPACT_ROWS, RETRY_STORE_MS } from "./flushing.ts";
import { MAX_UNSTORED_CHANGES } from "./room-state.ts";

const ada = person("ada", "7");

const storedTexts = (world: ChatRoomWorld) => textsOf(world.store.events().map(({ event }) => event));
const kinds = (frames: readonly object[]) =>
  frames.map((frame) => ("kind" in frame ? ("kept" in frame ? [frame.kind, frame.kept] : frame.kind) : "batch"));

test("when storing fails the room goes on, and says so to everybody and in each acknowledgement", () => {
  const world = new ChatRoomWorld();
  const [sender, reader] = [world.join(ada), world.join(null)];
  world.store.isFailing = true;
  world.say(sender, "n1", "hello");
  expect(kinds(sender.take())).toEqual([["kept", false], ["sent", false], "batch"]);
  expect(kinds(reader.take())).toEqual([["kept", false], "batch"]);
  const late = world.connect(null);
  world.up(late, { kind: "join" });
  expect(late.take()).toMatchObject([{ kind: "joined", kept: false, events: [expect.anything()] }]);
  expect(world.logged).toEqual(["chat room 1001: events could not be stored"]);
});

test("it heals by itself: what the ring kept is stored in its order, and everybody hears of it", async () => {
  const world = new ChatRoomWorld();
  const sender = world.join(ada);
  world.say(sender, "n0", "before");
  await world.clock.advance(2000);
  world.store.isFailing = true;
  world.say(sender, "n1", "during");
  await world.clock.advance(RETRY_STORE_MS);
  sender.take();
  world.store.isFailing = false;
  await world.clock.advance(RETRY_STORE_MS);
  expect(kinds(sender.take())).toEqual([["kept", true]]);
  expect(storedTexts(world)).toEqual(["before", "during"]);
  world.say(sender, "n1", "during");
  expect(sender.take()).toMatchObject([{ kind: "sent", kept: true }]);
  world.evict();
  world.say(sender, "n1", "during");
  expect(sender.take()).toMatchObject([{ kind: "sent", kept: true }]);
});

test("a store that fails is not tried with every flush", async () => {
  const world = new ChatRoomWorld();
  const sender = world.join(BROADCASTER);
  world.store.isFailing = true;
  for (let at = 0; at < 20; at++) {
    world.say(sender, `n${at}`, `line ${at}`);
    await world.clock.advance(50);
  }
  // At the first line, and not again in the second since.
  expect(world.logged.length).toBe(1);
  expect(kinds(sender.take()).slice(0, 5)).toEqual([
    ["kept", false],
    ["sent", false],
    "batch",
    ["sent", false],
    "batch",
  ]);
});

test("what the ring holds no longer is lost, and the hole is known", async () => {
  const world = new ChatRoomWorld();
  const senders = Array.from({ length: 30 }, (_, at) => world.join(person(`mod${at}`, `${100 + at}`, { staff: true })));
  world.store.isFailing = true;
  for (let at = 0; at < RING_EVENTS + 10; at++) {
    const sender = senders[at % senders.length];
    if (sender !== undefined) world.say(sender, `n${at}`, `line ${at}`);
    // Each of them may send 100 within half a minute, and 80 frames.
    await world.clock.advance(10);
  }
  world.store.isFailing = false;
  await world.clock.advance(RETRY_STORE_MS);
  expect(world.store.events().length).toBe(RING_EVENTS);
  const first = world.store.events()[0]?.event.seq ?? 0;
  const back = world.connect(null);
  world.up(back, { kind: "join", after: first - 2 });
  expect(back.take()).toMatchObject([{ complete: false }]);
});

test("a ban holds while the room cannot store, and is stored when it can", async () => {
  const world = new ChatRoomWorld();
  const [streamer, sender] = [world.join(BROADCASTER), world.join(ada)];
  world.store.isFailing = true;
  world.say(streamer, "n1", "/ban ada spam");
  world.say(sender, "n2", "hello");
  expect(sender.take().at(-1)).toMatchObject({ kind: "refused", code: "msg_banned" });
  world.store.isFailing = false;
  await world.clock.advance(RETRY_STORE_MS);
  world.evict();
  world.say(sender, "n3", "hello");
  expect(sender.take().at(-1)).toMatchObject({ kind: "refused", code: "msg_banned" });
});

test("only so much moderation waits for a store; then actions are refused until it works", async () => {
  const world = new ChatRoomWorld();
  const streamers = Array.from({ length: 20 }, () => world.join(BROADCASTER));
  world.store.isFailing = true;
  let done = 0;
  let refused: unknown = null;
  for (let at = 0; refused === null && at < 20 * 60; at++) {
    const streamer = streamers[at % 20];
    if (streamer === undefined) break;
    world.up(streamer, {
      kind: "act",
      nonce: `n${at}`,
      action: { kind: "modes", change: { slowSeconds: 1 + (at % 100) } },
    });
    for (const frame of streamer.take()) {
      if ("kind" in frame && frame.kind === "done") done += 1;
      if ("kind" in frame && frame.kind === "refused") refused = frame.code;
    }
  }
  // The change of the modes, and its entry in the log.
  expect([done, refused]).toEqual([MAX_UNSTORED_CHANGES / 2, "unavailable"]);
});

test("a full queue is flushed at once, as one batch of the largest size", () => {
  const world = new ChatRoomWorld();
  const reader = world.join(null);
  const senders = Array.from({ length: MAX_BATCH_EVENTS + 1 }, (_, at) =>
    world.join(person(`sub${at}`, `${1000 + at}`, { staff: true })),
  );
  for (const sender of senders) world.say(sender, "n", "hi");
  const sizes = reader.take().flatMap((frame) => ("first" in frame ? [frame.events.length] : []));
  expect(sizes).toEqual([1, MAX_BATCH_EVENTS]);
});

test("small rows become one after so many flushes", async () => {
  const world = new ChatRoomWorld();
  const sender = world.join(person("ada", "7", { staff: true }));
  for (let at = 1; at <= COMPACT_ROWS; at++) {
    if (at === COMPACT_ROWS) expect(world.store.rows.length).toBe(COMPACT_ROWS - 1);
    world.say(sender, `n${at}`, `line ${at}`);
    await world.clock.advance(1000);
  }
  expect([world.store.rows.length, world.store.events().length]).toEqual([1, COMPACT_ROWS]);
});
