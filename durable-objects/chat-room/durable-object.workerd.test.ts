import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { isDeflated } from "#protocol/chat/batch.ts";
import { CHAT_PING, CHAT_PONG, MAX_CHAT_FRAME_BYTES, MAX_FRAMES_PER_WINDOW } from "#protocol/chat/limits.ts";
import { VIEWER_HEADER } from "#protocol/chat/viewer.ts";
import { ChatClient, readFrame } from "#testing/chat-client.ts";
import { person } from "#testing/chat-people.ts";
import { ChatRooms } from "#testing/chat-rooms.ts";

const [ada, bob] = [person("ada", "7"), person("bob", "8")];

const rooms = new ChatRooms((id) => env.CHAT_ROOM.getByName(id), 5000);
afterEach(() => rooms.closeAll());

test("the object learns whose chat it is by its name, and tells who the viewer is in it", async () => {
  const { id, streamer, room } = rooms.next();
  const { joined } = await rooms.join(room, streamer);
  expect(joined).toMatchObject({ channelId: id, seq: 0, complete: true, events: [], kept: true });
  expect(joined.self).toMatchObject({ userId: id, role: "broadcaster", badges: ["broadcaster/1"] });
  expect((await rooms.join(room, null)).joined.self).toBeNull();
});

test("a line reaches its sender as stored and every other socket in a batch", async () => {
  const { room } = rooms.next();
  const { client: writer } = await rooms.join(room, ada);
  const { client: reader } = await rooms.join(room, null);
  writer.say("n1", " hello ");
  const sent = await writer.frame();
  expect(sent).toMatchObject({ kind: "sent", nonce: "n1", kept: true });
  const batch = await reader.next();
  expect(batch).toMatchObject({ previous: 0, events: [{ kind: "message", text: "hello", first: true }] });
  expect(await writer.next()).toEqual(batch);
});

test("a large batch is compressed", async () => {
  const { room, streamer } = rooms.next();
  const { client } = await rooms.join(room, streamer);
  // Four bytes a character: one line is large enough, however the lines fall into batches.
  const long = "🌊🏞️".repeat(160);
  client.say("n1", long);
  for (;;) {
    const frame = await client.raw();
    if (typeof frame === "string") continue;
    const { events } = await readFrame(frame);
    expect(events).toMatchObject([{ kind: "message", text: long }]);
    expect([isDeflated(new Uint8Array(frame)), frame.byteLength < 600]).toEqual([true, true]);
    return;
  }
});

test("a newcomer gets the history, and one who comes back exactly what came since", async () => {
  const { room, streamer } = rooms.next();
  const { client } = await rooms.join(room, streamer);
  const numbers = [];
  for (const at of [1, 2, 3]) numbers.push(await client.sayStored(`n${at}`, `line ${at}`));
  expect((await rooms.join(room, null)).joined.events).toHaveLength(3);
  const { joined } = await rooms.join(room, bob, numbers[0]);
  expect([joined.events.length, joined.complete, joined.seq]).toEqual([2, true, numbers[2]]);
  const { joined: lost } = await rooms.join(room, bob, 9_000_000_000_000);
  expect([lost.events.length, lost.complete]).toEqual([3, false]);
});

test("a resend over a new socket, and after the object was thrown out, is acknowledged again and not doubled", async () => {
  const { room } = rooms.next();
  const { client } = await rooms.join(room, ada);
  const seq = await client.sayStored("n1", "hello");
  await evictDurableObject(room, { webSockets: "close" });
  const { client: again } = await rooms.join(room, ada, seq);
  again.say("n1", "hello");
  expect(await again.frame()).toEqual({ kind: "sent", nonce: "n1", seq, kept: true });
  expect((await room.snapshot()).ring).toBe(1);
});

test("frames that are not of the protocol are answered; the socket goes on", async () => {
  const { room } = rooms.next();
  const { client } = await rooms.join(room, ada);
  for (const bad of ["{", '{"kind":"shout"}', new ArrayBuffer(8), '"\\ud800"', "\u0000"]) {
    client.send(bad);
    expect(await client.frame()).toMatchObject({ kind: "refused", nonce: null, code: "malformed" });
  }
  await client.sayStored("n1", "still here");
});

test("half a character, controls and heaps of marks are cleaned before anybody sees them", async () => {
  const { room } = rooms.next();
  const { client } = await rooms.join(room, ada);
  client.send('{"kind":"send","nonce":"n1","text":"a\\ud800 b\\u202e c\\u0000 e\\u0301\\u0301\\u0301\\u0301\\u0301"}');
  expect(await client.events()).toMatchObject([{ text: "a\ufffd b c e\u0301\u0301\u0301" }]);
});

test("a frame that is too large closes the socket, and only this one", async () => {
  const { room } = rooms.next();
  const { client } = await rooms.join(room, ada);
  const { client: other } = await rooms.join(room, bob);
  client.send("x".repeat(MAX_CHAT_FRAME_BYTES + 1));
  expect(await client.closing()).toEqual({ code: 1009, reason: "frame too large" });
  await other.sayStored("n1", "fine");
});

test("a socket that floods is closed", async () => {
  const { room } = rooms.next();
  const { client } = await rooms.join(room, ada);
  for (let at = 0; at < MAX_FRAMES_PER_WINDOW; at++) client.send("{");
  expect(await client.closing()).toEqual({ code: 1008, reason: "too many frames" });
});

test("a viewer that the edge did not name, or a forged one, only reads", async () => {
  const { room } = rooms.next();
  const answer = await room.fetch("https://rill.test/", {
    headers: { Upgrade: "websocket", [VIEWER_HEADER]: '{"userId":"7"}' },
  });
  if (answer.webSocket === null) throw new Error("the room answered without a socket");
  const client = new ChatClient(answer.webSocket);
  client.send({ kind: "join" });
  expect(await client.frame()).toMatchObject({ kind: "joined", self: null });
  client.say("n1", "hello");
  expect(await client.frame()).toMatchObject({ kind: "refused", code: "login_required" });
  client.close();
});

test("sockets outlive the object: names, positions and numbers go on after an eviction", async () => {
  const { room } = rooms.next();
  const { client: writer } = await rooms.join(room, ada);
  const { client: reader } = await rooms.join(room, null);
  const before = await writer.sayStored("n1", "before");
  await reader.events();
  const { instance } = await room.snapshot();
  await evictDurableObject(room);
  const woken = await room.snapshot();
  expect(woken).toMatchObject({ sockets: 2, joined: 2, lastSeq: before, ring: 1, waiting: 0, kept: true });
  expect(woken.instance).not.toBe(instance);
  writer.say("n2", "after");
  const batch = await reader.next();
  expect(batch).toMatchObject({ previous: before, events: [{ text: "after", first: false }] });
});

test("a ping is answered without waking the room", async () => {
  const { room } = rooms.next();
  const { client } = await rooms.join(room, null);
  await evictDurableObject(room);
  client.send(CHAT_PING);
  expect(await client.raw()).toBe(CHAT_PONG);
  await expect(evictDurableObject(room)).rejects.toThrow();
});

test("a relay's link carries lines up and batches down, and outlives the object", async () => {
  const { id, room, streamer } = rooms.next();
  const { client } = await rooms.join(room, streamer);
  const link = await rooms.connect(room, null, "/link");
  link.send({ kind: "hello", channelId: id, relay: "r0", after: null, sockets: 3 });
  expect([await link.nextOfLink(), await link.nextOfLink()]).toMatchObject([
    { kind: "welcome", joined: { kind: "joined", channelId: id, self: null } },
    { kind: "relays" },
  ]);
  link.send({
    kind: "lines",
    lines: [{ connection: "c1", viewer: ada, up: { kind: "send", nonce: "n1", text: "hi" } }],
  });
  expect([await link.nextOfLink(), await link.nextOfLink()]).toMatchObject([
    { kind: "answer", connection: "c1", frame: { kind: "sent", nonce: "n1" } },
    { events: [{ text: "hi", from: { login: "ada" } }] },
  ]);
  expect(await client.events()).toMatchObject([{ text: "hi" }]);
  await evictDurableObject(room);
  expect(await room.snapshot()).toMatchObject({ chatters: 4, links: [{ relay: "r0", sockets: 3 }] });
  await client.sayStored("n2", "after");
  expect(await link.nextOfLink()).toMatchObject({ events: [{ text: "after" }] });
});

test("everyone hears of the others by an alarm", async () => {
  const { room } = rooms.next();
  const { client } = await rooms.join(room, null);
  await runInDurableObject(room, (_, { storage }) => {
    storage.sql.exec("UPDATE alarms SET at = 1 WHERE name = 'presence'");
  });
  await runDurableObjectAlarm(room);
  expect(await client.frame()).toEqual({ kind: "presence", chatters: 1 });
});

test("a request that is no upgrade is told so", async () => {
  const answer = await rooms.next().room.fetch("https://rill.test/");
  expect([answer.status, answer.headers.get("Cache-Control")]).toEqual([400, "no-store"]);
});
