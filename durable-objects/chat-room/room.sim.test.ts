/**
 * A seeded world: writers whose sockets drop, in a room that vanishes between any two events, and in the middle of one: what it said then
 * reaches nobody, and what it wrote stands or does not.
 */
import { expect, test } from "vitest";
import type { Batch } from "#protocol/chat/batch.ts";
import { readEvents } from "#protocol/chat/batch.ts";
import type { ChatEvent } from "#protocol/chat/event.ts";
import type { Down } from "#protocol/chat/frames.ts";
import { person } from "#testing/chat-people.ts";
import { ChatRoomWorld } from "#testing/chat-room-world.ts";
import type { FakeChatSocket } from "#testing/fake-chat-socket.ts";
import { prng } from "#testing/prng.ts";

/** A client as it should be: knows its position, resends what is not acknowledged, joins again when it sees a hole. */
class Client {
  /** Staff: nobody is held up by the rules for viewers, which have tests of their own. */
  readonly viewer;
  socket: FakeChatSocket | null = null;
  newest: number | null = null;
  complete = true;
  readonly seen: ChatEvent[] = [];
  readonly unacknowledged = new Map<string, string>();
  readonly acknowledged = new Map<string, number>();

  constructor(at: number) {
    this.viewer = person(`user${at}`, `${100 + at}`, { staff: true });
  }

  /** False when something was missed. */
  receive(frame: Down | Batch): boolean {
    if (!("kind" in frame)) {
      if (frame.previous > (this.newest ?? 0)) return false;
      this.#add(frame.events);
      return true;
    }
    if (frame.kind === "sent") {
      const before = this.acknowledged.get(frame.nonce);
      expect([frame.kept, before ?? frame.seq]).toEqual([true, frame.seq]);
      this.acknowledged.set(frame.nonce, frame.seq ?? -1);
      this.unacknowledged.delete(frame.nonce);
    }
    if (frame.kind === "joined") {
      this.complete &&= frame.complete;
      this.#add(readEvents(frame.events));
      this.newest = Math.max(this.newest ?? 0, frame.seq);
    }
    expect(frame.kind).not.toBe("refused");
    return true;
  }

  #add(events: readonly ChatEvent[]): void {
    for (const event of events) {
      if (event.seq <= (this.newest ?? 0)) continue;
      this.newest = event.seq;
      this.seen.push(event);
    }
  }
}

class World {
  readonly room = new ChatRoomWorld();
  readonly clients = [0, 1, 2, 3].map((at) => new Client(at));
  readonly random: () => number;
  sent = 0;

  constructor(seed: number) {
    this.random = prng(seed);
  }

  connect(client: Client): void {
    client.socket = this.room.connect(client.viewer);
    this.room.up(client.socket, { kind: "join", ...(client.newest === null ? {} : { after: client.newest }) });
    for (const [nonce, text] of client.unacknowledged) this.room.say(client.socket, nonce, text);
  }

  /** What one step of the room said reaches its readers. */
  deliver(): void {
    for (const client of this.clients) {
      for (const frame of client.socket?.take() ?? []) {
        if (client.receive(frame) || client.socket === null) continue;
        this.room.up(client.socket, { kind: "join", after: client.newest ?? 0 });
        break;
      }
    }
  }

  async step(): Promise<void> {
    const { rows, changes } = this.room.store;
    const [rowsBefore, changesBefore] = [rows.length, changes.length];
    await this.room.clock.advance(Math.floor(this.random() * 200));
    this.act();
    const dice = this.random();
    if (dice < 0.04) {
      // It dies within the event: its answers are held back until what it wrote is durable.
      if (this.random() < 0.5) {
        rows.length = rowsBefore;
        changes.length = changesBefore;
      }
      this.vanish(true);
    }
    this.deliver();
    if (dice > 0.9) this.vanish(dice > 0.95);
  }

  act(): void {
    const client = this.clients[Math.floor(this.random() * this.clients.length)];
    const dice = this.random();
    if (client === undefined) return;
    if (client.socket === null) this.connect(client);
    else if (dice < 0.7) {
      this.sent += 1;
      client.unacknowledged.set(`n${this.sent}`, `line ${this.sent}`);
      this.room.say(client.socket, `n${this.sent}`, `line ${this.sent}`);
    } else if (dice < 0.8) {
      // Not knowing whether it came through, it sends again over the same socket.
      for (const [nonce, text] of client.unacknowledged) this.room.say(client.socket, nonce, text);
    } else if (dice < 0.9) {
      this.room.leave(client.socket);
      client.socket = null;
    }
  }

  /** The object is gone with its timers; its sockets outlive it, or do not. */
  vanish(withSockets: boolean): void {
    if (withSockets) for (const client of this.clients) client.socket = null;
    this.room.evict(withSockets);
  }
}

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
  "nothing acknowledged is lost, nothing is doubled, and everyone sees one order (seed %i)",
  async (seed) => {
    const world = new World(seed);
    for (let at = 0; at < 600; at++) await world.step();
    for (let round = 0; round < 2; round++) {
      await world.room.clock.advance(31_000);
      for (const client of world.clients) world.connect(client);
      await world.room.clock.advance(1000);
      world.deliver();
    }
    const stored = world.room.store.events().map(({ event }) => event);
    const lines = stored.map((event) => (event.kind === "message" ? event.text : event.kind));
    expect([lines.length, new Set(lines).size]).toEqual([world.sent, world.sent]);
    expect(stored.map(({ seq }) => seq)).toEqual(stored.map(({ seq }) => seq).toSorted((a, b) => a - b));
    for (const client of world.clients) {
      expect(client.seen).toEqual(stored);
      expect([client.complete, client.unacknowledged.size]).toEqual([true, 0]);
      for (const [nonce, seq] of client.acknowledged) {
        expect(world.room.store.events().find(({ event }) => event.seq === seq)?.nonce).toBe(nonce);
      }
    }
  },
);
