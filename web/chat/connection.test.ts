import { expect, test } from "vitest";
import { encodeBatch } from "#protocol/chat/batch.ts";
import { encodeEvent, type MessageEvent } from "#protocol/chat/event.ts";
import type { Down } from "#protocol/chat/frames.ts";
import { CHAT_PING, CHAT_PONG, SAMPLED_NOTICE_MS } from "#protocol/chat/limits.ts";
import { DEFAULT_MODES } from "#protocol/chat/modes.ts";
import { ChatConnection, type ChatWorld, type SocketHandlers } from "./connection.ts";

const message = (seq: number): MessageEvent => ({
  ...{ kind: "message", seq, at: seq, text: `line ${seq}`, emotes: [], action: false, first: false, reply: null },
  from: { userId: "7", login: "bob", name: "bob", colour: null, badges: [] },
});
const joinedFrame = (seq: number, events: readonly MessageEvent[] = []): Down => ({
  ...{ kind: "joined", channelId: "1", seq, complete: true, events: events.map(encodeEvent) },
  ...{ modes: DEFAULT_MODES, self: null, chatters: 1, kept: true },
});
const join = { kind: "join", moderation: false };

type FakeSocket = { readonly handlers: SocketHandlers; readonly sent: unknown[]; closed: boolean };

/** A world whose clock stands still until it is moved, and whose sockets are played by hand. */
class FakeWorld implements ChatWorld {
  readonly sockets: FakeSocket[] = [];
  #now = 0;
  #nonces = 0;
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  open(handlers: SocketHandlers) {
    const socket: FakeSocket = { handlers, sent: [], closed: false };
    this.sockets.push(socket);
    return {
      send: (frame: string) => {
        socket.sent.push(frame === CHAT_PING ? frame : JSON.parse(frame));
      },
      close: () => {
        socket.closed = true;
      },
    };
  }

  /** Batches here are plain. */
  inflate(bytes: Uint8Array) {
    return Promise.resolve(bytes);
  }

  nowMs() {
    return this.#now;
  }

  random() {
    return 0.5;
  }

  after(delayMs: number, run: () => void) {
    const timer = { at: this.#now + delayMs, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  newNonce() {
    this.#nonces += 1;
    return `n${this.#nonces}`;
  }

  get timers() {
    return this.#timers.length;
  }

  /** Moves the clock and runs what falls due, in order. */
  pass(ms: number) {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter((one) => one.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#now = next.at;
      next.run();
    }
    this.#now = end;
  }

  get newest(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("no socket was opened");
    return socket;
  }

  say(down: Down) {
    this.newest.handlers.onFrame(JSON.stringify(down));
  }

  /** Opens the newest socket and lets the room answer the join. */
  join(seq = 0) {
    this.newest.handlers.onOpen();
    this.say(joinedFrame(seq));
  }

  batch(previous: number, ...seqs: number[]) {
    const [first = 0, last = first] = [seqs[0], seqs.at(-1)];
    this.newest.handlers.onFrame(encodeBatch({ previous, first, last, events: seqs.map(message) }, null));
  }
}

function start(onModeration?: (down: Down) => void) {
  const world = new FakeWorld();
  const chat = new ChatConnection(world, { onChange: () => undefined, onModeration });
  chat.connect();
  return { world, chat };
}
const said = (chat: ChatConnection) =>
  chat.state.lines.map((line) => (line.kind === "message" ? line.event.seq : line.kind));

test("it joins, and comes back with its position", () => {
  const { world, chat } = start();
  world.join(7);
  expect(world.newest.sent).toEqual([join]);
  expect(chat.state.link).toEqual({ kind: "open" });
  world.newest.handlers.onClose();
  expect(chat.state.link).toEqual({ kind: "waiting", retryAt: 500 });
  world.pass(499);
  expect(world.sockets.length).toBe(1);
  world.pass(1);
  world.join(7);
  expect(world.newest.sent).toEqual([{ ...join, after: 7 }]);
});

test("when somebody else is at the page, it opens a new socket at once and joins where it was", () => {
  const { world, chat } = start();
  world.join(3);
  const old = world.newest;
  chat.reconnect();
  expect([old.closed, world.sockets.length]).toEqual([true, 2]);
  old.handlers.onClose();
  chat.say("hello", 2);
  world.join(3);
  expect(world.newest.sent).toEqual([
    { ...join, after: 3 },
    { kind: "send", nonce: "n1", text: "hello", replyTo: 2 },
  ]);
});

test("batches follow one another by number; events that are there already are left out", () => {
  const { world, chat } = start();
  world.join(3);
  world.batch(3, 5, 6);
  world.batch(5, 6, 9);
  expect([said(chat), chat.state.position]).toEqual([[5, 6, 9], 9]);
});

test("a hole is asked for once, what comes meanwhile waits for the answer, and nothing is doubled", () => {
  const { world, chat } = start();
  world.join(3);
  world.batch(7, 8);
  world.batch(8, 9);
  expect([world.newest.sent, said(chat)]).toEqual([[join, { ...join, after: 3 }], []]);
  world.say(joinedFrame(9, [message(7), message(8), message(9)]));
  world.batch(9, 12);
  expect(said(chat)).toEqual([7, 8, 9, 12]);
  expect(world.newest.sent.length).toBe(2);
});

test("a batch that comes before the answer to the join is in that answer", () => {
  const { world, chat } = start();
  world.newest.handlers.onOpen();
  world.batch(1, 2);
  expect(said(chat)).toEqual([]);
  world.say(joinedFrame(2, [message(2)]));
  expect(said(chat)).toEqual([2]);
});

test("a binary frame that is no batch ends the connection, which comes back", () => {
  const { world, chat } = start();
  world.join(3);
  world.newest.handlers.onFrame(new Uint8Array([0, 1, 2]));
  expect([chat.state.link.kind, world.newest.closed]).toEqual(["waiting", true]);
  world.pass(10_000);
  world.join(3);
  expect(world.newest.sent).toEqual([{ ...join, after: 3 }]);
});

test("a room that is about to end is left within its time, without a penalty", () => {
  const { world, chat } = start();
  world.join(3);
  world.say({ kind: "reconnect", withinMs: 4000 });
  world.pass(1999);
  expect(world.sockets.length).toBe(1);
  world.pass(1);
  expect([world.sockets.length, chat.state.link.kind]).toEqual([2, "connecting"]);
});

test("sampling is over when nothing is said of it for a while", () => {
  const { world, chat } = start();
  world.join();
  world.say({ kind: "sampled", shown: 50, total: 90 });
  world.pass(SAMPLED_NOTICE_MS);
  world.say({ kind: "sampled", shown: 50, total: 70 });
  world.pass(2 * SAMPLED_NOTICE_MS - 1);
  expect(chat.state.sampled).toEqual({ shown: 50, total: 70 });
  world.newest.handlers.onFrame(CHAT_PONG);
  world.pass(1);
  expect(chat.state.sampled).toBeNull();
});

test("an action is answered, and outlasts a broken connection under its mark", async () => {
  const { world, chat } = start();
  world.join(3);
  const outcome = chat.act({ kind: "clear" });
  const sent = { kind: "act", nonce: "n1", action: { kind: "clear" } };
  expect(world.newest.sent).toEqual([join, sent]);
  world.newest.handlers.onClose();
  world.pass(10_000);
  world.join(3);
  expect(world.newest.sent).toEqual([{ ...join, after: 3 }, sent]);
  world.say({ kind: "done", nonce: "n1", code: "clear_success", message: "Cleared." });
  expect(await outcome).toEqual({ done: true, message: "Cleared." });
  expect(said(chat)).toEqual([]);
});

test("a refused action says why, and one that is never answered is given up at the end", async () => {
  const { world, chat } = start();
  const refused = chat.act({ kind: "unban", user: "bob" });
  world.join(3);
  world.say({ kind: "refused", nonce: "n1", code: "bad_unban_no_ban", message: "Nobody is.", retryMs: null });
  expect(await refused).toEqual({ done: false, message: "Nobody is." });
  const late = chat.act({ kind: "clear" });
  chat.close();
  expect(await late).toEqual({ done: false, message: null });
});

test("who moderates asks for it, and hears every frame", () => {
  const heard: string[] = [];
  const { world } = start((down) => heard.push(down.kind));
  world.join(3);
  world.say({ kind: "heldOver", id: "h1", outcome: "denied" });
  expect([world.newest.sent, heard]).toEqual([[{ ...join, moderation: true }], ["joined", "heldOver"]]);
});

test("what was written before the join or while away is sent once joined, under the same marks", () => {
  const { world, chat } = start();
  chat.say("early", null);
  world.newest.handlers.onOpen();
  expect(world.newest.sent).toEqual([join]);
  world.say(joinedFrame(0));
  world.newest.handlers.onClose();
  chat.say("away", null);
  world.pass(10_000);
  world.join();
  expect(world.newest.sent).toEqual([
    { ...join, after: 0 },
    { kind: "send", nonce: "n1", text: "early" },
    { kind: "send", nonce: "n2", text: "away" },
  ]);
  world.say({ kind: "sent", nonce: "n1", seq: 1, kept: true });
  world.newest.handlers.onClose();
  world.pass(10_000);
  world.join(1);
  expect(world.newest.sent.slice(1)).toEqual([{ kind: "send", nonce: "n2", text: "away" }]);
});

test("a failed message is tried again under its old mark, and only then", () => {
  const { world, chat } = start();
  world.join();
  chat.say("hello", null);
  world.say({ kind: "refused", nonce: "n1", code: "msg_ratelimit", message: "Too fast.", retryMs: 1000 });
  chat.retry("n1");
  chat.retry("n1");
  expect(world.newest.sent.slice(1)).toEqual([
    { kind: "send", nonce: "n1", text: "hello" },
    { kind: "send", nonce: "n1", text: "hello" },
  ]);
});

test("failed attempts wait longer and longer, and a connection that lasted starts afresh", () => {
  const { world, chat } = start();
  const waits: number[] = [];
  const drop = () => {
    const from = world.nowMs();
    world.newest.handlers.onClose();
    const { link } = chat.state;
    waits.push(link.kind === "waiting" ? link.retryAt - from : -1);
    world.pass(waits.at(-1) ?? 0);
  };
  for (let at = 0; at < 6; at++) drop();
  world.join();
  drop();
  world.join();
  world.pass(10_000);
  drop();
  expect(waits).toEqual([500, 1000, 2000, 4000, 5000, 5000, 5000, 500]);
});

test("it pings a quiet room, and an answer keeps the connection", () => {
  const { world, chat } = start();
  world.join();
  world.pass(25_000);
  expect(world.newest.sent.at(-1)).toBe(CHAT_PING);
  world.newest.handlers.onFrame(CHAT_PONG);
  world.pass(20_000);
  expect(chat.state.link.kind).toBe("open");
});

test("a room that does not answer a ping, a message or the join is left", () => {
  const quiet = start();
  quiet.world.join();
  quiet.world.pass(34_999);
  expect(quiet.chat.state.link.kind).toBe("open");
  quiet.world.pass(1);
  expect([quiet.chat.state.link.kind, quiet.world.newest.closed]).toEqual(["waiting", true]);

  const unheard = start();
  unheard.world.join();
  unheard.chat.say("hello?", null);
  unheard.world.pass(10_000);
  expect(unheard.chat.state.link.kind).toBe("waiting");

  const stuck = start();
  stuck.world.pass(10_000);
  expect(stuck.chat.state.link.kind).toBe("waiting");
});

test("trying at once does not wait, and does nothing while connected", () => {
  const { world, chat } = start();
  chat.connect();
  expect(world.sockets.length).toBe(1);
  world.newest.handlers.onClose();
  chat.connect();
  world.pass(10);
  expect([world.sockets.length, chat.state.link.kind]).toEqual([2, "connecting"]);
});

test("a socket that was replaced is no longer heard", () => {
  const { world, chat } = start();
  const old = world.newest;
  world.pass(10_000);
  world.pass(1000);
  world.join(1);
  old.handlers.onFrame(JSON.stringify(joinedFrame(99)));
  old.handlers.onClose();
  expect([chat.state.link.kind, chat.state.position]).toEqual(["open", 1]);
});

test("frames that this page does not know change nothing", () => {
  const { world, chat } = start();
  world.join();
  const before = chat.state;
  for (const frame of ["", "{", '{"kind":"poll"}']) world.newest.handlers.onFrame(frame);
  expect(chat.state).toBe(before);
});

test("closed for good, it leaves no timer and opens nothing", () => {
  const { world, chat } = start();
  world.join();
  chat.close();
  chat.connect();
  expect([world.timers, world.newest.closed, world.sockets.length, chat.state.link.kind]).toEqual([
    0,
    true,
    1,
    "closed",
  ]);
  const waiting = start();
  waiting.world.newest.handlers.onClose();
  waiting.chat.close();
  expect(waiting.world.timers).toBe(0);
});
