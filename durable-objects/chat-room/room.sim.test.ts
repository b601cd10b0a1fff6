/** A seeded world: writers and readers whose sockets drop, in a room that vanishes between any two events. */

import * as v from "valibot";
import { expect, test } from "vitest";
import { type ChatDown, chatDownSchema } from "#protocol/chat/chat.ts";
import { appendToLog, EMPTY_LOG, type Log } from "./log.ts";
import { decide, openRoom, type RoomCommand } from "./room.ts";
import { newSession, type Session } from "./session.ts";

/** Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A client as it should be: knows its position, resends what is not acknowledged. */
class Client {
  readonly name: string;
  session: Session | null = null;
  last: number | null = null;
  readonly texts: string[] = [];
  readonly unacknowledged = new Map<string, string>();
  complete = true;

  constructor(name: string) {
    this.name = name;
  }

  receive(down: ChatDown): void {
    if (down.kind === "sent") this.unacknowledged.delete(down.nonce);
    if (down.kind === "joined") this.complete &&= down.complete;
    if (down.kind !== "messages" && down.kind !== "joined") return;
    for (const message of down.messages) {
      expect(message.seq).toBe((this.last ?? 0) + 1);
      this.last = message.seq;
      this.texts.push(message.text);
    }
  }
}

class World {
  readonly clients = ["ada", "bob", "cy", "di"].map((name) => new Client(name));
  readonly random: () => number;
  stored: Log = EMPTY_LOG;
  state = openRoom(EMPTY_LOG);
  nowMs = 1_000_000;
  due: number | null = null;
  sent = 0;

  constructor(seed: number) {
    this.random = randomFrom(seed);
  }

  run(command: RoomCommand): void {
    const { state, effects } = decide(this.state, command, this.nowMs);
    this.state = state;
    for (const effect of effects) {
      if (effect.kind === "store") this.stored = appendToLog(this.stored, effect.messages);
      if (effect.kind === "wake") this.due = effect.at;
      if (effect.kind === "remember") {
        const owner = this.clients.find((client) => client.session?.socket === effect.session.socket);
        if (owner !== undefined) owner.session = effect.session;
      }
      if (effect.kind === "send") this.deliver(effect.frame, (client) => client.session?.socket === effect.socket);
      if (effect.kind === "broadcast") this.deliver(effect.frame, (client) => client.session?.joined === true);
      expect(effect.kind).not.toBe("close");
    }
  }

  deliver(frame: string, to: (client: Client) => boolean): void {
    const down = v.parse(chatDownSchema, JSON.parse(frame));
    for (const client of this.clients) if (to(client)) client.receive(down);
  }

  frame(client: Client, up: unknown): void {
    if (client.session === null) return;
    this.run({ kind: "frame", session: client.session, frame: JSON.stringify(up), sockets: this.clients.length });
  }

  connect(client: Client): void {
    const socket = `s${Math.floor(this.random() * 1e9)}`;
    client.session = newSession(socket, this.nowMs);
    this.frame(client, { kind: "join", name: client.name, after: client.last ?? 0 });
    for (const [nonce, text] of client.unacknowledged) this.frame(client, { kind: "send", nonce, text });
  }

  step(): void {
    this.nowMs += Math.floor(this.random() * 40);
    if (this.due !== null && this.nowMs >= this.due) {
      this.due = null;
      this.run({ kind: "flush" });
    }
    const client = this.clients[Math.floor(this.random() * this.clients.length)];
    const dice = this.random();
    if (client === undefined) return;
    if (client.session === null) {
      this.connect(client);
    } else if (dice < 0.6) {
      this.sent += 1;
      const nonce = `n${this.sent}`;
      client.unacknowledged.set(nonce, `line ${this.sent}`);
      this.frame(client, { kind: "send", nonce, text: `line ${this.sent}` });
    } else if (dice < 0.75) {
      client.session = null;
    } else if (dice < 0.85) {
      this.vanish();
    }
  }

  /** The object is gone with its timers and its sockets; what was stored is what there is. */
  vanish(): void {
    this.state = openRoom(this.stored);
    this.due = null;
    for (const client of this.clients) client.session = null;
  }
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  "nobody misses, doubles or reorders a line, and no acknowledged line is lost (seed %i)",
  (seed) => {
    const world = new World(seed);
    for (let at = 0; at < 800; at++) world.step();
    for (let round = 0; round < 2; round++) {
      world.nowMs += 31_000;
      for (const client of world.clients) world.connect(client);
      world.run({ kind: "flush" });
    }
    const lines = world.stored.kept.map((message) => message.text);
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines.length).toBe(world.sent);
    for (const client of world.clients) {
      expect(client.texts).toEqual(lines);
      expect([client.complete, [...client.unacknowledged.keys()]]).toEqual([true, []]);
    }
  },
);
