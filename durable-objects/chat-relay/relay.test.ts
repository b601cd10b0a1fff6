import { describe, expect, test } from "vitest";
import type { ChatEvent } from "#protocol/chat/event.ts";
import type { Down } from "#protocol/chat/frames.ts";
import {
  MAX_CHAT_FRAME_BYTES,
  MAX_FRAMES_PER_WINDOW,
  MAX_RELAY_SOCKETS,
  MAX_SOCKETS_PER_USER,
  RELAY_GATHER_MS,
} from "#protocol/chat/limits.ts";
import { line as lineOf, person } from "#testing/chat-people.ts";
import { line, openRelay, RelayWorld, selfOf, viewer, welcome } from "#testing/relay-world.ts";

describe("passing on", () => {
  test("lines go to the room and its answers to who waits for them", () => {
    const world = openRelay().connect("a", "7").join("a").connect("b", "7").join("b");
    world.take("a");
    world.take("b");
    world.up("a", { kind: "send", nonce: "n1", text: "hi" });
    world.now += RELAY_GATHER_MS;
    world.run(world.relay.link("wake", world.now));
    const said = { connection: "a", viewer: viewer("7"), up: { kind: "send", nonce: "n1", text: "hi" } };
    expect(world.takeSent()).toMatchObject([{ kind: "lines", lines: [{}, {}, said] }]);
    world.answer("a", { kind: "sent", nonce: "n1", seq: 21, kept: true });
    expect(world.take("a")).toEqual([{ kind: "sent", nonce: "n1", seq: 21, kept: true }]);
    expect(world.take("b")).toEqual([]);
  });

  test("who has not joined or has no account does not write", () => {
    const world = openRelay().connect("a", "7").connect("b").join("b");
    world.take("b");
    for (const socket of ["a", "b"]) world.up(socket, { kind: "send", nonce: "n1", text: "hi" });
    expect(world.take("a")).toMatchObject([{ kind: "refused", nonce: "n1", code: "not_joined" }]);
    expect(world.take("b")).toMatchObject([{ kind: "refused", nonce: "n1", code: "login_required" }]);
    world.now += RELAY_GATHER_MS;
    world.run(world.relay.link("wake", world.now));
    expect(world.takeSent()).toEqual([]);
  });

  test("frames for a user reach all its sockets, and frames for all everyone who joined", () => {
    const world = openRelay().connect("a", "7").connect("b", "7").connect("c", "8");
    const self: Down = { kind: "self", self: selfOf("7") };
    world.join("a").join("b").join("c");
    for (const socket of ["a", "b", "c"]) world.take(socket);
    world
      .down({ kind: "user", userId: "7", frame: self })
      .down({ kind: "all", frame: { kind: "presence", chatters: 3 } });
    expect(world.take("a")).toEqual([self, { kind: "presence", chatters: 3 }]);
    expect(world.take("b")).toEqual([self, { kind: "presence", chatters: 3 }]);
    expect(world.take("c")).toEqual([{ kind: "presence", chatters: 3 }]);
  });

  test("frames for moderators reach those who asked and of whom the room says that they may", () => {
    const world = openRelay();
    const roles = { a: "moderator", b: "viewer", c: "moderator", d: "broadcaster" } as const;
    for (const [socket, role] of Object.entries(roles)) {
      const userId = String(socket.charCodeAt(0));
      world.connect(socket, userId).up(socket, { kind: "join", moderation: socket !== "c" });
      world.answer(socket, { kind: "self", self: selfOf(userId, role) });
    }
    const over: Down = { kind: "heldOver", id: "h1", outcome: "denied" };
    const told = (): string[] =>
      Object.keys(roles).filter((socket) => world.take(socket).some((frame) => (frame as Down).kind === "heldOver"));
    world.down({ kind: "moderators", frame: over });
    expect(told()).toEqual(["a", "d"]);
    world.down({ kind: "user", userId: "97", frame: { kind: "self", self: selfOf("97") } });
    world.down({ kind: "moderators", frame: over });
    expect(told()).toEqual(["d"]);
  });
});

describe("who a viewer is", () => {
  test("a new name or colour goes with the next line", () => {
    const world = openRelay().connect("a", "7").join("a");
    world.down({ kind: "user", userId: "7", frame: { kind: "self", self: { ...selfOf("7"), colour: "#112233" } } });
    world.now += RELAY_GATHER_MS;
    world.run(world.relay.link("wake", world.now));
    world.takeSent();
    world.up("a", { kind: "send", nonce: "n1", text: "hi" });
    world.now += RELAY_GATHER_MS;
    world.run(world.relay.link("wake", world.now));
    expect(world.takeSent()).toMatchObject([{ lines: [{ viewer: { ...viewer("7"), colour: "#112233" } }] }]);
  });

  test("a program that may only write is shown nothing of moderation", () => {
    const world = openRelay();
    world.run(world.relay.connect("a", { ...viewer("7"), writesOnly: true }, world.now));
    world.up("a", { kind: "join", moderation: true });
    world.answer("a", { kind: "self", self: selfOf("7", "moderator") });
    world.take("a");
    world.down({ kind: "moderators", frame: { kind: "heldOver", id: "h1", outcome: "denied" } });
    expect(world.take("a")).toEqual([]);
  });

  test("an introduction that was not taken is made again, and the viewer is not bothered", () => {
    const world = openRelay().connect("a", "7").join("a");
    world.take("a");
    const refusal = { code: "unavailable", message: "", retryMs: 5000 } as const;
    world.answer("a", { kind: "refused", nonce: null, ...refusal });
    expect(world.take("a")).toEqual([]);
    world.now += 20_000;
    world.run(world.relay.link("wake", world.now));
    world.takeSent();
    world.relink().down(welcome({ seq: 20 }));
    world.now += RELAY_GATHER_MS;
    world.run(world.relay.link("wake", world.now));
    expect(world.takeSent()).toMatchObject([{ kind: "hello" }, { lines: [{ connection: "a", up: { kind: "join" } }] }]);
  });
});

describe("limits", () => {
  test("a relay refuses newcomers when it is full or given up", () => {
    const world = new RelayWorld(2);
    for (let at = 0; at < MAX_RELAY_SOCKETS - 1; at++) world.connect(`a${at}`);
    expect(world.relay.refuses).toBe(false);
    world.connect("last");
    expect(world.relay.refuses).toBe(true);
    world.run(world.relay.gone("last", world.now)).opened();
    world.down(welcome({})).down({ kind: "relays", relays: 3 });
    expect(world.relay.refuses).toBe(false);
    world.down({ kind: "relays", relays: 2 });
    expect(world.relay.refuses).toBe(true);
  });

  test("an account has so many sockets, at most", () => {
    const world = openRelay();
    for (let at = 0; at < MAX_SOCKETS_PER_USER; at++) world.connect(`a${at}`, "7");
    world.connect("b", "7").connect("c", "8");
    expect(world.take("b")).toMatchObject([{ kind: "refused", nonce: null, code: "too_many" }, "closed 1008"]);
    expect(world.take("c")).toEqual([]);
    world.run(world.relay.gone("a0", world.now)).connect("d", "7");
    expect(world.take("d")).toEqual([]);
  });

  test("more frames than the window allows close the socket", () => {
    const world = openRelay().connect("a");
    for (let at = 0; at < MAX_FRAMES_PER_WINDOW; at++) world.up("a", {});
    expect(world.take("a")).toHaveLength(MAX_FRAMES_PER_WINDOW);
    world.up("a", {});
    expect(world.take("a")).toEqual(["closed 1008"]);
    expect(world.up("a", {}).take("a")).toEqual([]);
  });

  test("a frame that is too long closes the socket, and one that is malformed or binary is refused", () => {
    const world = openRelay().connect("a").connect("b");
    world.run(world.relay.message("a", " ".repeat(MAX_CHAT_FRAME_BYTES), world.now));
    world.run(world.relay.message("a", null, world.now));
    world.run(world.relay.message("b", " ".repeat(MAX_CHAT_FRAME_BYTES + 1), world.now));
    expect(world.take("a")).toMatchObject([{ code: "malformed" }, { code: "malformed" }]);
    expect(world.take("b")).toEqual(["closed 1009"]);
  });
});

describe("a deleted account", () => {
  const purge = (seq: number, login: string): ChatEvent => ({
    kind: "purge",
    seq,
    at: 0,
    userId: "9",
    login,
    seconds: 1,
  });
  const others = lineOf(12, person("di", "8"), "of others");

  test("loses its sockets, and what it said is given to nobody any more", () => {
    const world = openRelay([line(11), others])
      .connect("a", "9")
      .join("a")
      .connect("b", "8")
      .join("b");
    world.batch(12, purge(13, "cy"));
    for (const socket of ["a", "b"]) world.take(socket);
    world.down({ kind: "forget", userId: "9" });
    expect([world.take("a"), world.take("b"), world.relay.size]).toEqual([["closed 4401"], [], 2]);
    world.connect("c").join("c").connect("d").join("d", 11);
    expect([world.take("c"), world.take("d")]).toEqual([
      [{ seq: 13, complete: true, events: [12, 13] }],
      [{ seq: 13, complete: true, events: [12, 13] }],
    ]);
  });

  test("is forgotten too by a relay whose link was down when the room told", () => {
    const world = openRelay([line(11), others]);
    world.relink().down(welcome({ events: [purge(13, "deleted_9")] }));
    world.connect("a").join("a", 10).connect("b").join("b", 11);
    expect(world.relay.snapshot().ring).toBe(2);
  });
});
