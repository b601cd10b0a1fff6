import { expect, test } from "vitest";
import type { Batch } from "#protocol/chat/batch.ts";
import type { Down } from "#protocol/chat/frames.ts";
import {
  MAX_CHAT_FRAME_BYTES,
  MAX_FRAMES_PER_WINDOW,
  MAX_MESSAGE_LENGTH,
  MAX_ROOM_SOCKETS,
  MAX_SOCKETS_PER_USER,
  PRESENCE_MS,
} from "#protocol/chat/limits.ts";
import { DEFAULT_MODES } from "#protocol/chat/modes.ts";
import { BROADCASTER, CHANNEL_ID, line, person, textsOf } from "#testing/chat-people.ts";
import { ChatRoomWorld } from "#testing/chat-room-world.ts";
import { STALE_MS } from "./crowd.ts";

const [ada, bob] = [person("ada", "7"), person("bob", "8", { colour: "#00FF00", name: "Bob" })];

const isBatch = (frame: Down | Batch): frame is Batch => "events" in frame && !("kind" in frame);
const batches = (frames: readonly (Down | Batch)[]): readonly Batch[] => frames.filter(isBatch);
const texts = (frames: readonly (Down | Batch)[]): readonly string[] =>
  textsOf(batches(frames).flatMap(({ events }) => events));
const without = (frames: readonly (Down | Batch)[]): readonly Down[] =>
  frames.flatMap((frame) => ("kind" in frame ? [frame] : []));

/** The number that the room gives first. */
const FIRST = 1_800_000_000_000 - Date.UTC(2026, 0, 1);

test("a line reaches its sender as stored, and then everyone as one batch", () => {
  const world = new ChatRoomWorld();
  const [sender, reader] = [world.join(bob), world.join(null)];
  world.say(sender, "n1", " hello ");
  const from = { userId: "8", login: "bob", name: "Bob", colour: "#00FF00", badges: [] };
  const event = { ...line(FIRST, bob, "hello"), from, at: world.clock.now(), first: true };
  const batch = { previous: 0, first: FIRST, last: FIRST, events: [event] };
  expect(sender.take()).toEqual([{ kind: "sent", nonce: "n1", seq: FIRST, kept: true }, batch]);
  expect(reader.take()).toEqual([batch]);
  expect(world.store.events()).toEqual([{ event, nonce: "n1" }]);
});

test("a newcomer hears how the room stands, and who they are in it", () => {
  const world = new ChatRoomWorld();
  world.say(world.join(ada), "n1", "hi");
  const streamer = world.connect(BROADCASTER);
  world.up(streamer, { kind: "join" });
  expect(streamer.take()).toEqual([
    {
      ...{ kind: "joined", channelId: CHANNEL_ID, seq: FIRST, complete: true, events: [expect.anything()] },
      ...{ modes: DEFAULT_MODES, chatters: 2, kept: true },
      self: {
        ...{ userId: CHANNEL_ID, login: "streamer", name: "streamer", colour: null, badges: ["broadcaster/1"] },
        ...{ role: "broadcaster", staff: false, subscriber: false, timedOutUntil: null, banned: false },
      },
    },
  ]);
});

test("lines that come within one interval are one row and one frame, and their numbers follow each other", async () => {
  const world = new ChatRoomWorld();
  const sockets = ["10", "11", "12", "13"].map((id) => world.join(person(`user${id}`, id)));
  for (const [at, socket] of sockets.entries()) world.say(socket, "n", `line ${at}`);
  expect(world.store.writes).toBe(1);
  await world.clock.advance(49);
  expect(world.store.writes).toBe(1);
  await world.clock.advance(1);
  expect(world.store.writes).toBe(2);
  const got = sockets[3]?.take() ?? [];
  expect(batches(got).map(({ previous, first, last }) => [previous, first, last])).toEqual([
    [0, FIRST, FIRST],
    [FIRST, FIRST + 1, FIRST + 3],
  ]);
  expect(texts(got)).toEqual(["line 0", "line 1", "line 2", "line 3"]);
});

test("a resend is the same message: while it waits, once it is stored, and after an eviction", async () => {
  const world = new ChatRoomWorld();
  const first = world.join(ada);
  world.say(world.join(bob), "b", "makes the room busy");
  world.say(first, "n1", "hello");
  const second = world.join(ada);
  world.say(second, "n1", "hello");
  expect([first.take().length, second.take()]).toEqual([1, []]);
  await world.clock.advance(50);
  const sent = { kind: "sent", nonce: "n1", seq: FIRST + 1, kept: true };
  expect([without(first.take()), without(second.take())]).toEqual([[sent], [sent]]);
  world.say(second, "n1", "hello");
  expect(second.take()).toEqual([sent]);
  world.evict();
  world.say(second, "n1", "hello");
  expect(second.take()).toEqual([sent]);
  expect(world.store.events().length).toBe(2);
});

test("another user's message with the same mark is another message", async () => {
  const world = new ChatRoomWorld();
  world.say(world.join(ada), "n1", "mine");
  const other = world.join(bob);
  world.say(other, "n1", "yours");
  await world.clock.advance(50);
  expect(texts(other.take())).toEqual(["yours"]);
});

test("numbers are never used twice: a room that starts goes on at the clock, or above what it stored", async () => {
  const world = new ChatRoomWorld();
  const socket = world.join(ada);
  world.say(socket, "n1", "one");
  await world.clock.advance(5000);
  world.evict();
  world.say(socket, "n2", "two");
  expect(batches(socket.take()).map(({ previous, first }) => [previous, first])).toEqual([
    [0, FIRST],
    [FIRST, FIRST + 5000],
  ]);
});

test("what is no frame of the protocol is refused, and the socket goes on", () => {
  const world = new ChatRoomWorld();
  const [socket, other] = [world.join(ada), world.join(bob)];
  world.inbox.frame(socket, "{");
  world.inbox.frame(socket, null);
  world.inbox.frame(socket, '{"kind":"shout"}');
  const refused = { kind: "refused", nonce: null, code: "malformed", retryMs: null, message: expect.any(String) };
  expect(socket.take()).toEqual([refused, refused, refused]);
  world.say(socket, "n1", "still here");
  expect([texts(socket.take()), texts(other.take())]).toEqual([["still here"], ["still here"]]);
});

test("a frame that is too large closes its socket, and so do too many", () => {
  const world = new ChatRoomWorld();
  const [large, many] = [world.join(ada), world.join(bob)];
  world.inbox.frame(large, "x".repeat(MAX_CHAT_FRAME_BYTES + 1));
  expect(large.closed).toEqual({ code: 1009, reason: "frame too large" });
  // The join was one.
  for (let at = 1; at < MAX_FRAMES_PER_WINDOW; at++) world.inbox.frame(many, "{");
  expect(many.closed).toBeNull();
  world.inbox.frame(many, "{");
  expect(many.closed).toEqual({ code: 1008, reason: "too many frames" });
  world.inbox.frame(many, JSON.stringify({ kind: "join" }));
  expect(world.engine.sockets.size).toBe(0);
});

test.each([
  ["not_joined", (world: ChatRoomWorld) => world.connect(ada), "hello"],
  ["login_required", (world: ChatRoomWorld) => world.join(null), "hello"],
  ["empty", (world: ChatRoomWorld) => world.join(ada), " \u200b "],
  ["too_long", (world: ChatRoomWorld) => world.join(ada), "x".repeat(MAX_MESSAGE_LENGTH + 1)],
  ["unrecognized_cmd", (world: ChatRoomWorld) => world.join(ada), "/fly"],
])("%s is answered, and others see nothing", (code, open, text) => {
  const world = new ChatRoomWorld();
  const reader = world.join(bob);
  const socket = open(world);
  world.say(socket, "n1", text);
  expect(socket.take()).toMatchObject([{ kind: "refused", nonce: "n1", code }]);
  expect(reader.take()).toEqual([]);
});

test("markup, commands in names and the longest message travel as they are", () => {
  const world = new ChatRoomWorld();
  const socket = world.join(person("ada", "7", { name: "<b>ada</b>" }));
  world.say(socket, "n1", "<script>alert(1)</script>");
  world.say(world.join(bob), "n2", "😀".repeat(MAX_MESSAGE_LENGTH));
  expect(texts(socket.take())).toEqual(["<script>alert(1)</script>"]);
});

test("one account has so many sockets, and no more; others are not touched", () => {
  const world = new ChatRoomWorld();
  const sockets = Array.from({ length: MAX_SOCKETS_PER_USER }, () => world.join(ada));
  const over = world.connect(ada);
  expect(over.take()).toMatchObject([{ kind: "refused", nonce: null, code: "too_many" }]);
  expect(over.closed).toEqual({ code: 1008, reason: "too many connections" });
  expect(sockets.every(({ closed }) => closed === null)).toBe(true);
  expect(world.join(bob).closed).toBeNull();
});

test("10,000 joins of one user on one socket end it, and cost nobody else anything", () => {
  const world = new ChatRoomWorld();
  const [socket, other] = [world.join(ada), world.join(bob)];
  for (let at = 0; at < 10_000; at++) world.up(socket, { kind: "join" });
  expect([socket.closed?.code, other.take()]).toEqual([1008, []]);
});

test("a room is full at its limit", () => {
  const world = new ChatRoomWorld();
  for (let at = 1; at < MAX_ROOM_SOCKETS; at++) world.connect(null);
  expect(world.inbox.isFull).toBe(false);
  world.connect(null);
  expect(world.inbox.isFull).toBe(true);
});

test("one who comes back gets exactly what was missed", async () => {
  const world = new ChatRoomWorld();
  const sender = world.join(ada);
  const leaver = world.join(bob);
  world.say(sender, "n1", "seen");
  const [seen] = batches(leaver.take());
  world.leave(leaver);
  await world.clock.advance(2000);
  world.say(sender, "n2", "missed");
  const back = world.connect(bob);
  world.up(back, { kind: "join", after: seen?.last ?? 0 });
  expect(back.take()).toMatchObject([
    { kind: "joined", complete: true, events: [expect.arrayContaining(["m", FIRST + 1, "missed"])] },
  ]);
});

test("sockets outlive the object: who they are, and where they stand", () => {
  const world = new ChatRoomWorld();
  const [sender, reader] = [world.join(ada), world.join(null)];
  world.evict();
  expect(world.desk.snapshot()).toMatchObject({ sockets: 2, joined: 2, chatters: 2 });
  world.say(sender, "n1", "after");
  expect(texts(reader.take())).toEqual(["after"]);
});

test("a first message in this room is marked, once and for ever", async () => {
  const world = new ChatRoomWorld();
  const socket = world.join(ada);
  const firsts: boolean[] = [];
  for (const nonce of ["n1", "n2", "n3"]) {
    if (nonce === "n3") world.evict();
    world.say(socket, nonce, nonce);
    await world.clock.advance(2000);
    for (const { events } of batches(socket.take())) {
      for (const event of events) if (event.kind === "message") firsts.push(event.first);
    }
  }
  expect(firsts).toEqual([true, false, false]);
});

test("a reply carries what it answers; one to a message that is gone is refused", async () => {
  const world = new ChatRoomWorld();
  const [one, other] = [world.join(ada), world.join(bob)];
  world.say(one, "n1", "question?");
  world.say(other, "n2", "answer", FIRST);
  await world.clock.advance(50);
  expect(batches(one.take()).at(-1)?.events[0]).toMatchObject({
    reply: { seq: FIRST, userId: "7", login: "ada", name: "ada", text: "question?" },
  });
  other.take();
  world.say(other, "n3", "late", 5);
  expect(other.take()).toMatchObject([{ kind: "refused", nonce: "n3", code: "reply_gone" }]);
});

test("emotes are found: global ones, the channel's, and subscribers' for subscribers", async () => {
  const world = new ChatRoomWorld();
  const emote = {
    id: "1001-1",
    channelId: CHANNEL_ID,
    name: "adaHi",
    tier: "subscribers",
    format: "png",
    at: 0,
  } as const;
  expect(world.desk.putEmote(emote)).toBe("ok");
  expect(world.desk.putEmote({ ...emote, id: "1001-2" })).toBe("taken");
  const socket = world.join(ada);
  world.say(socket, "n1", "RillWave adaHi");
  world.desk.setRelation("7", { subscribedMonths: 4, followedAt: null });
  await world.clock.advance(2000);
  world.say(socket, "n2", "adaHi RillWave");
  const events = batches(socket.take()).flatMap((batch) => batch.events);
  expect(events).toMatchObject([
    { emotes: [{ id: "rillwave", start: 0, end: 7 }], from: { badges: [] } },
    { emotes: [{ id: "1001-1" }, { id: "rillwave" }], from: { badges: ["subscriber/3"] } },
  ]);
  expect([world.desk.removeEmote("1001-1"), world.desk.removeEmote("1001-1")]).toEqual([true, false]);
});

test("a viewer hears when they are a subscriber now", () => {
  const world = new ChatRoomWorld();
  const [socket, other] = [world.join(ada), world.join(bob)];
  world.desk.setRelation("7", { subscribedMonths: 0, followedAt: 5 });
  expect(socket.take()).toMatchObject([{ kind: "self", self: { subscriber: true, badges: ["subscriber/0"] } }]);
  expect(other.take()).toEqual([]);
});

test("a busy room shows so many lines of viewers, all of the privileged, and says what it leaves out", async () => {
  const world = new ChatRoomWorld();
  const reader = world.join(BROADCASTER);
  const senders = Array.from({ length: 60 }, (_, at) => world.join(person(`user${at}`, `${100 + at}`)));
  for (const socket of senders) socket.take();
  for (const socket of senders) world.say(socket, "n", "hi all");
  world.say(reader, "b1", "mine gets through");
  await world.clock.advance(50);
  expect(texts(reader.take()).length).toBe(51);
  const last = senders.at(-1);
  expect(without(last?.take() ?? [])).toEqual([{ kind: "sent", nonce: "n", seq: null, kept: true }]);
  if (last !== undefined) world.say(last, "n", "hi all");
  expect(last?.take()).toEqual([{ kind: "sent", nonce: "n", seq: null, kept: true }]);
  await world.clock.advance(1000);
  expect(reader.take()).toEqual([{ kind: "sampled", shown: 51, total: 61 }]);
});

test("everyone hears how many they are, ten seconds after that changed, and not again while it stays", async () => {
  const world = new ChatRoomWorld();
  const socket = world.join(null);
  world.join(null);
  await world.pass(PRESENCE_MS - 1);
  expect(socket.take()).toEqual([]);
  await world.pass(1);
  expect(socket.take()).toEqual([{ kind: "presence", chatters: 2 }]);
  await world.pass(PRESENCE_MS);
  expect([socket.take(), [...world.alarms.keys()]]).toEqual([[], ["liveness"]]);
});

test("a socket that pinged and ceased to is closed; one that never pings stays", async () => {
  const world = new ChatRoomWorld();
  const [pings, silent] = [world.join(null), world.join(null)];
  world.pings.set(pings, world.clock.now());
  await world.pass(STALE_MS);
  expect(pings.closed).toBeNull();
  await world.pass(STALE_MS);
  expect([pings.closed?.code, silent.closed]).toEqual([1013, null]);
  world.leave(silent);
  await world.pass(STALE_MS);
  expect(world.alarms.size).toBe(0);
});
