/** Tens of thousands of readers without a network: each has a socket, and checks by numbers alone that it gets everything in order. */
import type { RoomSocket } from "#durable-objects/chat-room/room-sockets.ts";
import { readWireBatch } from "#protocol/chat/batch.ts";
import type { SimRelay } from "./relay.ts";
import type { SimRoom } from "./room.ts";
import type { ChatWorld } from "./world.ts";

/** A refused reader comes back after a random part of this, milliseconds. */
const RETURN_MS = 3000;

type Span = { readonly previous: number; readonly last: number; readonly events: number };

/** Read once for all: each reader gets the same bytes. */
const spans = new WeakMap<Uint8Array, Span>();

function spanOf(frame: Uint8Array): Span {
  const known = spans.get(frame);
  if (known !== undefined) return known;
  const { previous, last, events } = readWireBatch(frame.subarray(1));
  const span = { previous, last, events: events.length };
  spans.set(frame, span);
  return span;
}

export class Reader implements RoomSocket {
  readonly bufferedAmount = 0;
  #attachment: unknown = null;
  target: SimRoom | SimRelay | null = null;
  /** Number of the newest event; null before it is joined. */
  last: number | null = null;
  joinedAt = 0;
  /** Events that came after it joined. */
  events = 0;
  holes = 0;

  send(frame: string | Uint8Array): void {
    if (typeof frame !== "string") {
      const { previous, last, events } = spanOf(frame);
      if (previous !== this.last) this.holes += 1;
      this.last = last;
      this.events += events;
    } else if (frame.startsWith('{"kind":"joined"')) {
      // Numbers of the state stand before the events.
      const seq = Number(/"seq":([0-9]+)/.exec(frame.slice(0, 200))?.[1]);
      this.joinedAt = seq;
      this.last = seq;
    }
  }

  close(): void {
    this.holes += 1;
  }

  serializeAttachment(attachment: unknown): void {
    this.#attachment = attachment;
  }

  deserializeAttachment(): unknown {
    return this.#attachment;
  }

  leave(): void {
    this.target?.gone(this);
    this.target = null;
  }
}

export class Crowd {
  readonly readers: Reader[] = [];
  readonly #world: ChatWorld;
  /** Times that somebody found no place at once. */
  refusals = 0;

  constructor(world: ChatWorld) {
    this.#world = world;
  }

  /** So many come, evenly within the time. */
  come(count: number, withinMs: number): void {
    for (let at = 0; at < count; at++) {
      const reader = new Reader();
      this.readers.push(reader);
      this.#world.schedule.after(this.#world.random() * withinMs, () => void this.#enter(reader));
    }
  }

  /** So many of those who are there leave, evenly within the time. */
  leave(count: number, withinMs: number): void {
    for (const reader of this.readers.splice(0, count)) {
      this.#world.schedule.after(this.#world.random() * withinMs, () => reader.leave());
    }
  }

  async #enter(reader: Reader): Promise<void> {
    const isIn = await this.#world.place((target) => {
      reader.target = target;
      target.take(reader, null)('{"kind":"join"}');
    });
    if (isIn) return;
    this.refusals += 1;
    this.#world.schedule.after(this.#world.random() * RETURN_MS, () => void this.#enter(reader));
  }
}
