/** A client of the chat as docs/protocol.md wants it: knows its position, sees holes, comes back, and says again what has no answer. */
import * as v from "valibot";
import { assert } from "#protocol/assert.ts";
import { readBatch, readEvents } from "#protocol/chat/batch.ts";
import type { ChatEvent } from "#protocol/chat/event.ts";
import { downSchema } from "#protocol/chat/frames.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";
import type { End, Frame } from "./network.ts";
import type { Schedule } from "./schedule.ts";

/** What has no answer for so long is said again, milliseconds. */
const ANSWER_MS = 5000;
/** A client comes back after a random part of this, milliseconds. */
const RETURN_MS = 3000;

/** Opens a socket for a client; null when it is refused. */
export type OpenSocket = (client: SimClient) => Promise<End | null>;

export class SimClient {
  readonly viewer: Viewer | null;
  readonly #schedule: Schedule;
  readonly #random: () => number;
  readonly #open: OpenSocket;
  #end: End | null = null;
  #isHere = false;
  #isJoined = false;
  #last: number | null = null;
  #nonces = 0;
  /** Numbers of the events that came, in the order in which they came. */
  readonly seen: number[] = [];
  /** Times that it was told that something is missing. */
  holes = 0;
  /** By nonce: what was said and is not acknowledged. */
  readonly waiting = new Map<string, string>();
  /** Texts that were acknowledged, with their numbers. */
  readonly acknowledged = new Map<string, number>();

  constructor(viewer: Viewer | null, schedule: Schedule, random: () => number, open: OpenSocket) {
    this.viewer = viewer;
    this.#schedule = schedule;
    this.#random = random;
    this.#open = open;
  }

  get isJoined(): boolean {
    return this.#isJoined;
  }

  get end(): End | null {
    return this.#end;
  }

  come(): void {
    this.#isHere = true;
    void this.#connect();
  }

  /** For good. */
  leave(): void {
    this.#isHere = false;
    this.#isJoined = false;
    this.#end?.close(1000);
    this.#end = null;
  }

  say(text: string): void {
    const nonce = `n${this.#nonces++}`;
    this.waiting.set(nonce, text);
    this.#send(nonce);
    this.#sayAgain(nonce);
  }

  async #connect(): Promise<void> {
    const end = await this.#open(this);
    if (end === null) return this.#comeBack();
    this.#end = end;
    end.listen({
      frame: (frame) => this.#receive(frame),
      closed: () => {
        if (this.#end !== end) return;
        this.#end = null;
        this.#isJoined = false;
        this.#comeBack();
      },
    });
    this.#join();
    for (const nonce of this.waiting.keys()) this.#send(nonce);
  }

  #comeBack(): void {
    this.#schedule.after(this.#random() * RETURN_MS, () => {
      if (this.#isHere) void this.#connect();
    });
  }

  #join(): void {
    this.#transmit({ kind: "join", ...(this.#last === null ? {} : { after: this.#last }) });
  }

  #send(nonce: string): void {
    const text = this.waiting.get(nonce);
    if (text === undefined) return;
    this.#transmit({ kind: "send", nonce, text });
  }

  #sayAgain(nonce: string): void {
    this.#schedule.after(ANSWER_MS, () => {
      if (!this.waiting.has(nonce)) return;
      this.#send(nonce);
      this.#sayAgain(nonce);
    });
  }

  #transmit(up: object): void {
    if (this.#end?.isOpen === true) this.#end.send(JSON.stringify(up));
  }

  #receive(frame: Frame): void {
    if (typeof frame !== "string") {
      const { previous, events } = readBatch(frame.subarray(1));
      if (this.#last !== null && previous > this.#last) this.#join();
      else this.#take(events);
      return;
    }
    const down = v.parse(downSchema, JSON.parse(frame));
    switch (down.kind) {
      case "joined":
        this.#isJoined = true;
        if (!down.complete) this.holes += 1;
        this.#take(readEvents(down.events));
        this.#last = Math.max(this.#last ?? 0, down.seq);
        return;
      case "sent": {
        const text = this.waiting.get(down.nonce);
        if (text === undefined) return;
        assert(down.seq !== null && down.kept, "a line was not stored in a room that is not busy");
        this.waiting.delete(down.nonce);
        this.acknowledged.set(text, down.seq);
        return;
      }
      case "refused":
        // It is said again by and by.
        assert(down.retryMs !== null, `refused for good: ${down.code}`);
        return;
      default:
        return;
    }
  }

  #take(events: readonly ChatEvent[]): void {
    for (const { seq } of events) {
      if (this.#last !== null && seq <= this.#last) continue;
      this.seen.push(seq);
      this.#last = seq;
    }
  }
}
