import { expect, test } from "vitest";
import { PRESENCE_MS } from "#protocol/chat/limits.ts";
import type { LinkUp } from "#protocol/chat/link.ts";
import { BROADCASTER, CHANNEL_ID, person } from "#testing/chat-people.ts";
import { ChatRoomWorld } from "#testing/chat-room-world.ts";
import type { FakeChatSocket } from "#testing/fake-chat-socket.ts";
import { GROWTH_LIMITS } from "../chat-relay/growth.ts";

const [ada, bob] = [person("ada", "7"), person("bob", "8")];

function greet(world: ChatRoomWorld, relay: string, sockets: number, after: number | null = null): FakeChatSocket {
  const link = world.link();
  world.linkUp(link, { kind: "hello", channelId: CHANNEL_ID, relay, after, sockets });
  return link;
}

const send = (viewer: typeof ada, connection: string, nonce: string, text: string): LinkUp => ({
  kind: "lines",
  lines: [{ connection, viewer, up: { kind: "send", nonce, text } }],
});

test("a relay is welcomed with what it missed, and gets everything from then on", async () => {
  const world = new ChatRoomWorld();
  world.say(world.join(ada), "n1", "before");
  const link = greet(world, "r0", 10);
  const first = world.engine.state.ring.lastSeq;
  expect(link.takeLink()).toMatchObject([
    { kind: "welcome", joined: { kind: "joined", seq: first, complete: true, self: null } },
    { kind: "relays", relays: 1 },
  ]);
  world.say(world.join(bob), "n2", "after");
  await world.clock.advance(50);
  const again = greet(world, "r1", 1, first);
  const missed = [expect.arrayContaining(["m", first + 1, "after"])];
  expect(again.takeLink()).toMatchObject([{ kind: "welcome", joined: { complete: true, events: missed } }, {}]);
  expect(link.takeLink()).toMatchObject([{ events: [{ text: "after" }] }, { kind: "relays", relays: 2 }]);
});

test("a relay's lines go through the same rules, and each is answered to its own socket", async () => {
  const world = new ChatRoomWorld();
  const link = greet(world, "r0", 2);
  const reader = world.join(null);
  link.takeLink();
  world.linkUp(link, {
    kind: "lines",
    lines: [
      { connection: "c1", viewer: ada, up: { kind: "join", moderation: false } },
      { connection: "c1", viewer: ada, up: { kind: "send", nonce: "n1", text: "from afar" } },
      { connection: "c2", viewer: bob, up: { kind: "send", nonce: "n1", text: "/clear" } },
    ],
  });
  expect(link.takeLink()).toMatchObject([
    { kind: "answer", connection: "c1", frame: { kind: "self", self: { login: "ada" } } },
    { kind: "answer", connection: "c1", frame: { kind: "sent", nonce: "n1" } },
    { events: [{ text: "from afar" }] },
    { kind: "answer", connection: "c2", frame: { kind: "refused", nonce: "n1", code: "no_permission" } },
  ]);
  expect(reader.take()).toMatchObject([{ events: [{ text: "from afar" }] }]);
});

test("a resend through another relay is the same message", async () => {
  const world = new ChatRoomWorld();
  const [one, other] = [greet(world, "r0", 1), greet(world, "r1", 1)];
  world.linkUp(one, send(ada, "c1", "n1", "once"));
  other.takeLink();
  world.linkUp(other, send(ada, "c9", "n1", "once"));
  expect(other.takeLink()).toMatchObject([{ kind: "answer", connection: "c9", frame: { kind: "sent", nonce: "n1" } }]);
  expect(world.store.events().length).toBe(1);
});

test("what moderators see goes to relays as such", () => {
  const world = new ChatRoomWorld();
  const link = greet(world, "r0", 1);
  link.takeLink();
  world.linkUp(link, send(BROADCASTER, "c1", "n1", "/slow 5"));
  expect(link.takeLink()).toMatchObject([
    { events: [{ kind: "modes" }] },
    { kind: "answer", connection: "c1", frame: { kind: "done" } },
    { kind: "moderators", frame: { kind: "logged" } },
  ]);
});

test("relays' sockets are counted, and everyone hears of them", async () => {
  const world = new ChatRoomWorld();
  const [reader, link] = [world.join(null), greet(world, "r0", 10)];
  world.linkUp(link, { kind: "sockets", sockets: 1999 });
  link.takeLink();
  await world.pass(PRESENCE_MS);
  expect(reader.take()).toEqual([{ kind: "presence", chatters: 2000 }]);
  expect(link.takeLink()).toEqual([{ kind: "all", frame: { kind: "presence", chatters: 2000 } }]);
});

test("links outlive the object", () => {
  const world = new ChatRoomWorld();
  const link = greet(world, "r3", 500);
  world.evict();
  link.takeLink();
  expect(world.desk.snapshot()).toMatchObject({ chatters: 500, links: [{ relay: "r3", sockets: 500 }] });
  world.say(world.join(ada), "n1", "hello");
  expect(link.takeLink()).toMatchObject([{ events: [{ text: "hello" }] }]);
});

test("a relay that comes back takes the place of its former link", () => {
  const world = new ChatRoomWorld();
  const former = greet(world, "r0", 10);
  greet(world, "r0", 10);
  expect(former.closed).toEqual({ code: 1000, reason: "replaced by a newer link" });
  expect(world.desk.snapshot()).toMatchObject({ chatters: 10, links: [{ relay: "r0" }] });
});

test("a room that grows plans relays, and tells those it has", () => {
  const world = new ChatRoomWorld();
  world.growthLimits = { ...GROWTH_LIMITS, roomSockets: 10, relaySockets: 10, leadMs: 0 };
  world.evict();
  const link = greet(world, "r0", 5);
  expect(world.engine.crowd.plan()).toEqual({ relays: 1, load: [5] });
  link.takeLink();
  world.linkUp(link, { kind: "sockets", sockets: 11 });
  expect(link.takeLink()).toEqual([{ kind: "relays", relays: 2 }]);
  expect(world.engine.crowd.plan()).toEqual({ relays: 2, load: [11, 0] });
});

test("a room grows at the size that the operator set, and at its own when that is taken back", () => {
  const world = new ChatRoomWorld();
  world.growthLimits = { ...GROWTH_LIMITS, roomSockets: 1000, relaySockets: 1000, leadMs: 0 };
  world.evict();
  const link = greet(world, "r0", 150);
  const { crowd } = world.engine;
  expect([crowd.plan(), crowd.plan(100), crowd.plan()].map(({ relays }) => relays)).toEqual([1, 2, 2]);
  // Two are enough for 1,600 at the room's own size; the operator's would be sixteen.
  crowd.plan(null);
  world.linkUp(link, { kind: "sockets", sockets: 1600 });
  expect(crowd.plan().relays).toBe(2);
});

test("gateways are chatters, and no relays that anybody is placed on", () => {
  const world = new ChatRoomWorld();
  greet(world, "irc-3", 50);
  expect([world.engine.sockets.chatters, world.engine.crowd.plan()]).toEqual([50, { relays: 0, load: [] }]);
});

test.each([
  ["no frame of the protocol", "{", 1008, "malformed"],
  ["a frame that is too large", "x".repeat(1024 * 1024 + 1), 1009, "frame too large"],
  ["lines before hello", JSON.stringify({ kind: "sockets", sockets: 1 }), 1008, "hello first"],
  [
    "another channel",
    JSON.stringify({ kind: "hello", channelId: "2", relay: "r0", after: null, sockets: 0 }),
    1008,
    "another channel's relay",
  ],
])("%s ends a link", (_, frame, code, reason) => {
  const world = new ChatRoomWorld();
  const link = world.link();
  world.inbox.frame(link, frame);
  expect([link.closed, link.sent]).toEqual([{ code, reason }, []]);
});
