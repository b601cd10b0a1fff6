import { expect, test } from "vitest";
import { CHAT_PING, CHAT_PONG, type ChatDown } from "#protocol/chat/chat.ts";
import { ChatConnection, type ChatWorld, type SocketHandlers } from "./connection.ts";

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

  say(down: ChatDown) {
    this.newest.handlers.onFrame(JSON.stringify(down));
  }

  /** Opens the newest socket and lets the room answer the join. */
  join(seq = 0) {
    this.newest.handlers.onOpen();
    this.say({ kind: "joined", seq, messages: [], complete: true });
  }
}

function start(name: string | null = "ada") {
  const world = new FakeWorld();
  const chat = new ChatConnection(world, name, () => undefined);
  chat.connect();
  return { world, chat };
}

test("it joins with its name, and comes back with its position", () => {
  const { world, chat } = start();
  world.join(7);
  expect(world.newest.sent).toEqual([{ kind: "join", name: "ada" }]);
  expect(chat.state.link).toEqual({ kind: "open" });
  world.newest.handlers.onClose();
  expect(chat.state.link).toEqual({ kind: "waiting", retryAt: 500 });
  world.pass(499);
  expect(world.sockets.length).toBe(1);
  world.pass(1);
  world.join(7);
  expect(world.newest.sent).toEqual([{ kind: "join", name: "ada", after: 7 }]);
});

test("a reader joins without a name and takes one later", () => {
  const { world, chat } = start(null);
  world.join(3);
  chat.rename("eve");
  chat.say("hello");
  expect(world.newest.sent).toEqual([
    { kind: "join" },
    { kind: "join", name: "eve", after: 3 },
    { kind: "send", nonce: "n1", text: "hello" },
  ]);
});

test("what was written before the join or while away is sent once joined, under the same marks", () => {
  const { world, chat } = start();
  chat.say("early");
  world.newest.handlers.onOpen();
  expect(world.newest.sent).toEqual([{ kind: "join", name: "ada" }]);
  world.say({ kind: "joined", seq: 0, messages: [], complete: true });
  world.newest.handlers.onClose();
  chat.say("away");
  world.pass(10_000);
  world.join();
  expect(world.newest.sent).toEqual([
    { kind: "join", name: "ada", after: 0 },
    { kind: "send", nonce: "n1", text: "early" },
    { kind: "send", nonce: "n2", text: "away" },
  ]);
  world.say({ kind: "sent", nonce: "n1", seq: 1 });
  world.newest.handlers.onClose();
  world.pass(10_000);
  world.join(1);
  expect(world.newest.sent.slice(1)).toEqual([{ kind: "send", nonce: "n2", text: "away" }]);
});

test("a failed message is tried again under its old mark, and only then", () => {
  const { world, chat } = start();
  world.join();
  chat.say("hello");
  world.say({ kind: "error", code: "too_fast", message: "Too fast.", nonce: "n1" });
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
  unheard.chat.say("hello?");
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
  old.handlers.onFrame(JSON.stringify({ kind: "joined", seq: 99, messages: [], complete: true }));
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
