import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { afterEach, expect, test } from "vitest";
import {
  CHAT_PING,
  CHAT_PONG,
  type ChatDown,
  type ChatMessage,
  type ChatUp,
  chatDownSchema,
  MAX_SENDS_PER_WINDOW,
} from "#protocol/chat/chat.ts";
import { ChatRoom } from "./durable-object.ts";
import { MAX_FRAMES_PER_WINDOW, parseSession } from "./session.ts";

const namespace = v.parse(
  v.custom<DurableObjectNamespace<ChatRoom>>((value) => typeof value === "object" && value !== null),
  Reflect.get(env, "CHAT_ROOM"),
);
let rooms = 0;
/** Storage is shared by the tests of a file, so each takes a room of its own. */
const newRoom = () => {
  rooms += 1;
  return namespace.getByName(`room-${rooms}`);
};

/** A chat client: its frames come out in order, each awaited. */
class Client {
  readonly #socket: WebSocket;
  readonly #frames: string[] = [];
  #wake: () => void = () => undefined;
  closed: { readonly code: number; readonly reason: string } | null = null;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.accept();
    socket.addEventListener("message", ({ data }) => {
      this.#frames.push(String(data));
      this.#wake();
    });
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
      this.#wake();
    });
  }

  send(up: ChatUp | string | ArrayBuffer): void {
    this.#socket.send(typeof up === "string" || up instanceof ArrayBuffer ? up : JSON.stringify(up));
  }

  say(nonce: string, text: string): void {
    this.send({ kind: "send", nonce, text });
  }

  async raw(): Promise<string> {
    while (this.#frames.length === 0) {
      if (this.closed !== null) throw new Error(`closed with ${this.closed.code} ${this.closed.reason}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#frames.shift() ?? "";
  }

  async next(): Promise<ChatDown> {
    return v.parse(chatDownSchema, JSON.parse(await this.raw()));
  }

  async closing(): Promise<{ readonly code: number; readonly reason: string }> {
    while (this.closed === null) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.closed;
  }

  close(): void {
    this.#socket.close(1000, "bye");
  }
}

const open: Client[] = [];
afterEach(() => {
  for (const client of open.splice(0)) if (client.closed === null) client.close();
});

async function connect(room: DurableObjectStub<ChatRoom>): Promise<Client> {
  const answer = await room.fetch("https://rill.test/chat/ada", { headers: { Upgrade: "websocket" } });
  expect(answer.status).toBe(101);
  if (answer.webSocket === null) throw new Error("the room answered without a socket");
  const client = new Client(answer.webSocket);
  open.push(client);
  return client;
}

async function join(room: DurableObjectStub<ChatRoom>, name?: string, after?: number) {
  const client = await connect(room);
  client.send({ kind: "join", ...(name === undefined ? {} : { name }), ...(after === undefined ? {} : { after }) });
  const joined = await client.next();
  if (joined.kind !== "joined") throw new Error(`joined expected, got ${JSON.stringify(joined)}`);
  return { client, joined };
}

const withoutTimes = (messages: readonly ChatMessage[]) => messages.map(({ seq, name, text }) => [seq, name, text]);

/** Sends one line and waits until it is stored; the sender's own copy is taken as well. */
async function sayStored(client: Client, nonce: string, text: string): Promise<void> {
  client.say(nonce, text);
  expect((await client.next()).kind).toBe("sent");
  expect((await client.next()).kind).toBe("messages");
}

test("a line reaches its sender as stored and every other socket as a message", async () => {
  const room = newRoom();
  const { client: ada, joined } = await join(room, "ada");
  const { client: reader } = await join(room);
  expect(joined).toEqual({ kind: "joined", seq: 0, messages: [], complete: true });
  ada.say("n1", " hello ");
  expect(await ada.next()).toEqual({ kind: "sent", nonce: "n1", seq: 1 });
  const got = await reader.next();
  expect(got).toEqual({ kind: "messages", messages: [{ seq: 1, name: "ada", text: "hello", at: expect.any(Number) }] });
  expect(await ada.next()).toEqual(got);
});

test("a newcomer gets the history, and one who comes back exactly what came since", async () => {
  const room = newRoom();
  const { client: ada } = await join(room, "ada");
  for (const at of [1, 2, 3]) await sayStored(ada, `n${at}`, `line ${at}`);
  const { joined: newcomer } = await join(room);
  expect(withoutTimes(newcomer.messages)).toEqual([
    [1, "ada", "line 1"],
    [2, "ada", "line 2"],
    [3, "ada", "line 3"],
  ]);
  const { joined: resumed } = await join(room, "bob", 1);
  expect([withoutTimes(resumed.messages), resumed.complete, resumed.seq]).toEqual([
    [
      [2, "ada", "line 2"],
      [3, "ada", "line 3"],
    ],
    true,
    3,
  ]);
  const { joined: lost } = await join(room, "bob", 99);
  expect([lost.messages.length, lost.complete]).toEqual([3, false]);
});

test("lines that come together travel in one frame", async () => {
  const room = newRoom();
  const { client: reader } = await join(room);
  const { client: ada } = await join(room, "ada");
  await sayStored(ada, "n0", "line 0");
  await runInDurableObject(room, (instance, state) => {
    const socket = state.getWebSockets().find((ws) => parseSession(ws.deserializeAttachment())?.name === "ada");
    if (socket === undefined) throw new Error("the room has no socket of ada's");
    for (const at of [1, 2, 3, 4]) {
      instance.webSocketMessage(socket, JSON.stringify({ kind: "send", nonce: `n${at}`, text: `line ${at}` }));
    }
  });
  const frames: number[][] = [];
  while (frames.flat().length < 5) {
    const down = await reader.next();
    if (down.kind === "messages") frames.push(down.messages.map((message) => message.seq));
  }
  // The first of the four may find the room quiet and go alone; the rest wait for each other.
  expect(frames.at(-1)?.slice(-3)).toEqual([3, 4, 5]);
  expect(frames.flat()).toEqual([1, 2, 3, 4, 5]);
});

test("a resend over a new socket is acknowledged again and not doubled", async () => {
  const room = newRoom();
  const { client: ada } = await join(room, "ada");
  await sayStored(ada, "n1", "hello");
  ada.close();
  const { client: again } = await join(room, "ada", 1);
  again.say("n1", "hello");
  expect(await again.next()).toEqual({ kind: "sent", nonce: "n1", seq: 1 });
  expect((await room.snapshot()).lastSeq).toBe(1);
});

test("frames that are not of the protocol are answered; the socket goes on", async () => {
  const room = newRoom();
  const { client } = await join(room, "ada");
  for (const bad of ["{", '{"kind":"shout"}', new ArrayBuffer(8)]) {
    client.send(bad);
    expect(await client.next()).toMatchObject({ kind: "error", code: "malformed" });
  }
  await sayStored(client, "n1", "still here");
});

test("a frame that is too large closes the socket, and only this one", async () => {
  const room = newRoom();
  const { client } = await join(room, "ada");
  const { client: other } = await join(room, "bob");
  client.send("x".repeat(4097));
  expect(await client.closing()).toEqual({ code: 1009, reason: "frame too large" });
  await sayStored(other, "n1", "fine");
});

test("a sender over the rate is refused by name of the message; one that floods is closed", async () => {
  const room = newRoom();
  const { client } = await join(room, "ada");
  const seen: ChatDown[] = [];
  for (let at = 0; at <= MAX_SENDS_PER_WINDOW; at++) client.say(`n${at}`, "x");
  while (seen.filter((down) => down.kind !== "messages").length <= MAX_SENDS_PER_WINDOW) seen.push(await client.next());
  const refused = seen.filter((down) => down.kind === "error");
  expect(refused).toEqual([
    { kind: "error", code: "too_fast", message: expect.any(String), nonce: `n${MAX_SENDS_PER_WINDOW}` },
  ]);
  for (let at = 0; at < MAX_FRAMES_PER_WINDOW; at++) client.send("{");
  expect(await client.closing()).toEqual({ code: 1008, reason: "too many frames" });
});

test("sockets outlive the object: names, positions and numbers go on after an eviction", async () => {
  const room = newRoom();
  const { client: ada } = await join(room, "ada");
  const { client: reader } = await join(room);
  const { client: silent } = await join(room);
  await sayStored(ada, "n1", "before");
  expect((await reader.next()).kind).toBe("messages");
  expect((await silent.next()).kind).toBe("messages");
  await evictDurableObject(room);
  expect(await room.snapshot()).toEqual({ sockets: 3, joined: 3, lastSeq: 1, kept: 1, waiting: 0 });
  ada.say("n2", "after");
  expect(await ada.next()).toEqual({ kind: "sent", nonce: "n2", seq: 2 });
  expect(await reader.next()).toMatchObject({ kind: "messages", messages: [{ seq: 2, name: "ada", text: "after" }] });
  ada.say("n1", "before");
  expect((await ada.next()).kind).toBe("messages");
  expect(await ada.next()).toEqual({ kind: "sent", nonce: "n1", seq: 1 });
});

test("a room that starts anew keeps its numbers and its history", async () => {
  const room = newRoom();
  const { client: ada } = await join(room, "ada");
  for (const at of [1, 2]) await sayStored(ada, `n${at}`, `line ${at}`);
  await evictDurableObject(room, { webSockets: "close" });
  const { client: again, joined } = await join(room, "ada", 1);
  expect(withoutTimes(joined.messages)).toEqual([[2, "ada", "line 2"]]);
  again.say("n3", "line 3");
  expect(await again.next()).toEqual({ kind: "sent", nonce: "n3", seq: 3 });
});

test("a ping is answered without waking the room", async () => {
  const room = newRoom();
  const { client } = await join(room);
  await evictDurableObject(room);
  client.send(CHAT_PING);
  expect(await client.raw()).toBe(CHAT_PONG);
  await expect(evictDurableObject(room)).rejects.toThrow();
});

test("a stored batch that cannot be read costs its lines, not the numbering", async () => {
  const room = newRoom();
  const { client: ada } = await join(room, "ada");
  for (const at of [1, 2]) await sayStored(ada, `n${at}`, `line ${at}`);
  await runInDurableObject(room, (_, state) => {
    state.storage.sql.exec("UPDATE messages SET body = 'rubbish' WHERE last_seq = 2");
  });
  await evictDurableObject(room);
  const { joined } = await join(room);
  expect([joined.seq, withoutTimes(joined.messages)]).toEqual([2, [[1, "ada", "line 1"]]]);
});

test("old rows leave the storage", async () => {
  const room = newRoom();
  const { client: ada } = await join(room, "ada");
  await sayStored(ada, "n1", "line 1");
  await runInDurableObject(room, (instance, state) => {
    expect(instance).toBeInstanceOf(ChatRoom);
    const body = (seq: number) => JSON.stringify([{ seq, name: "bob", text: "x", at: 1, nonce: `o${seq}` }]);
    for (let seq = 2; seq < 1250; seq++) {
      state.storage.sql.exec("INSERT INTO messages VALUES (?, ?)", seq, body(seq));
    }
  });
  await evictDurableObject(room);
  await sayStored(ada, "n1250", "line 1250");
  const seqs = await runInDurableObject(room, (_, state) => {
    const row = state.storage.sql.exec("SELECT min(last_seq) AS first, max(last_seq) AS last FROM messages").one();
    return row;
  });
  expect(seqs).toEqual({ first: 251, last: 1250 });
});

test("a request that is no upgrade is told so", async () => {
  expect((await newRoom().fetch("https://rill.test/")).status).toBe(426);
});
