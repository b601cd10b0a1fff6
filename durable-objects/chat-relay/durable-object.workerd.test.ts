import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import type { Down } from "#protocol/chat/frames.ts";
import { relayObjectName } from "#protocol/chat/link.ts";
import { person } from "#testing/chat-people.ts";
import { type ChatSocket, openChat } from "#testing/chat-socket.ts";
import { placeViewer } from "#workers/chat/placement.ts";
import { SHRINK_AFTER_MS } from "./growth.ts";

const ada = person("ada", "71");
const bob = person("bob", "72");

let channels = 5000;

/** A channel of its own: its room and its relays. */
function channel() {
  const id = String(channels++);
  const room = env.CHAT_ROOM.getByName(id);
  const relay = (number: number) => env.CHAT_RELAY.getByName(relayObjectName(id, number));
  return { id, room, relay };
}

/** What a socket saw of this many lines, once they are there. */
async function textsOf(socket: ChatSocket, count: number): Promise<readonly string[]> {
  await socket.until(() => socket.texts.length >= count);
  return socket.texts;
}

afterEach(() => {
  vi.useRealTimers();
});

test("who joins through a relay gets the room's newest events, and then who one is there", async () => {
  const { room, relay } = channel();
  const direct = await openChat(room, bob);
  await direct.join();
  await direct.say("n1", "before");

  const socket = await openChat(relay(0), ada);
  expect(await socket.join()).toMatchObject({ complete: true, self: null, kept: true });
  expect(socket.texts).toEqual(["before"]);
  expect(await socket.frame("self")).toMatchObject({ self: { userId: "71", role: "viewer" } });
  expect(socket.frames.map(({ kind }) => kind)).toEqual(["joined", "self"]);
});

test("what is said at one relay is read at another and at the room, in one order", async () => {
  const { room, relay } = channel();
  const sockets = [await openChat(relay(0), ada), await openChat(relay(1), bob), await openChat(room, null)];
  for (const socket of sockets) await socket.join();
  const [one, other, reader] = sockets as [ChatSocket, ChatSocket, ChatSocket];
  expect(await one.say("n1", "from ada")).toMatchObject({ kept: true });
  await other.say("n1", "from bob");
  for (const socket of sockets) expect(await textsOf(socket, 2)).toEqual(["from ada", "from bob"]);
  reader.up({ kind: "send", nonce: "n1", text: "nobody's" });
  expect(await reader.frame("refused")).toMatchObject({ code: "login_required" });
});

test("the same nonce through another relay is the same line", async () => {
  const { relay } = channel();
  const [one, other] = [await openChat(relay(0), ada), await openChat(relay(1), ada)];
  await one.join();
  await other.join();
  const first = await one.say("n1", "once");
  expect(await other.say("n1", "once")).toEqual(first);
  await one.until(() => one.texts.length > 0);
  expect(one.texts).toEqual(["once"]);
});

test("after a relay is gone its viewers come back and miss nothing", async () => {
  const { room, relay } = channel();
  const lost = await openChat(relay(0), null);
  await lost.join();
  const writer = await openChat(room, bob);
  await writer.join();
  await writer.say("n1", "before");
  await textsOf(lost, 1);
  const after = lost.events.at(-1)?.seq;

  await relay(0)
    .abort()
    .catch(() => undefined);
  expect(await lost.until(() => lost.closed)).toMatchObject({ code: 1006 });
  const other = await openChat(room, ada);
  await other.join();
  await other.say("n1", "meanwhile");

  const back = await openChat(relay(0), null);
  expect(await back.join(after)).toMatchObject({ complete: true });
  expect(back.texts).toEqual(["meanwhile"]);
});

test("a room that slept goes on over the links that outlived it", async () => {
  const { room, relay } = channel();
  const [one, other] = [await openChat(relay(0), ada), await openChat(relay(1), bob)];
  await one.join();
  await other.join();
  await one.say("n1", "before");
  await textsOf(other, 1);
  await evictDurableObject(room);
  await other.say("n1", "after");
  expect(await textsOf(one, 2)).toEqual(["before", "after"]);
  expect((await room.snapshot()).links.map(({ relay }) => relay).toSorted()).toEqual(["r0", "r1"]);
});

test("a room that broke is found again, and the viewers of its relays notice nothing", async () => {
  const { room, relay } = channel();
  const [one, other] = [await openChat(relay(0), ada), await openChat(relay(1), bob)];
  await one.join();
  await other.join();
  await one.say("n1", "before");
  await textsOf(other, 1);
  await room.abort().catch(() => undefined);
  await other.say("n1", "after");
  expect(await textsOf(one, 2)).toEqual(["before", "after"]);
  expect([one.closed, other.closed]).toEqual([null, null]);
  const ends: readonly Down["kind"][] = [...one.frames, ...other.frames].map(({ kind }) => kind);
  expect(ends.filter((kind) => kind === "joined")).toHaveLength(2);
});

test("a relay that was given up keeps its viewers and takes no newcomers", async () => {
  const { room, relay } = channel();
  const socket = await openChat(relay(0), ada);
  await socket.join();
  expect(await room.plan()).toEqual({ relays: 1, load: [1] });
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(Date.now() + SHRINK_AFTER_MS);
  expect(await room.plan()).toEqual({ relays: 0, load: [] });
  await vi.waitUntil(async () => (await relay(0).snapshot()).relays === 0);
  await expect(openChat(relay(0), bob)).rejects.toThrow("the socket was refused: 503");
  await socket.say("n1", "still here");
  expect(await textsOf(socket, 1)).toEqual(["still here"]);
});

test("a relay with viewers is woken by and by, and one without is left alone", async () => {
  const { relay } = channel();
  const socket = await openChat(relay(0), null);
  await socket.join();
  expect(await runDurableObjectAlarm(relay(0))).toBe(true);
  expect(await runDurableObjectAlarm(relay(0))).toBe(true);
  socket.close();
  await vi.waitUntil(async () => (await relay(0).snapshot()).sockets === 0);
  expect(await runDurableObjectAlarm(relay(0))).toBe(true);
  expect(await runDurableObjectAlarm(relay(0))).toBe(false);
});

test("a small room takes its viewers itself", async () => {
  const { id, room } = channel();
  const request = new Request("https://rill.test/chat/x", { headers: { Upgrade: "websocket" } });
  const { status } = await placeViewer(env, id, request, () => 0, null);
  expect([status, (await room.snapshot()).sockets]).toEqual([101, 1]);
});

test("what is no WebSocket is told so", async () => {
  const { relay } = channel();
  expect((await relay(0).fetch("https://chat/")).status).toBe(400);
});
