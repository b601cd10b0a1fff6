/** Viewers of one room for the bench: they join, say lines at a given rate, and count what comes. Every distinct batch is read once. */
import { inflateRawSync } from "node:zlib";
import { WebSocket } from "ws";
import { type Batch, isDeflated, readBatch } from "#protocol/chat/batch.ts";

/** Sockets that are opened at once. */
const OPENING = 25;
/** Viewers whose frames are timed: each distinct batch is read for all, so that reading does not hide what is measured. */
const TIMED = 50;
/** A line of the length that people write. */
const WORDS = "that was a really good one";

export type Heard = { readonly deliveries: number; readonly latencies: readonly number[]; readonly refused: number };

export class Crowd {
  readonly #url: string;
  readonly #sockets: WebSocket[] = [];
  readonly #read = new Map<string, Batch>();
  #deliveries = 0;
  #refused = 0;
  #latencies: number[] = [];
  #talk: NodeJS.Timeout | null = null;
  #next = 0;
  #said = 0;

  constructor(url: string) {
    this.#url = url;
  }

  async join(count: number): Promise<void> {
    for (let from = 0; from < count; from += OPENING) {
      const some = Array.from({ length: Math.min(OPENING, count - from) }, (_, index) => this.#open(from + index));
      await Promise.all(some);
    }
  }

  /** Begins to say `perSecond` lines a second, by one viewer after another. */
  talk(perSecond: number): void {
    const startedAt = performance.now();
    let said = 0;
    this.#talk = setInterval(() => {
      const due = ((performance.now() - startedAt) / 1000) * perSecond;
      for (; said < due; said++) this.#say();
    }, 5);
  }

  silence(): void {
    if (this.#talk !== null) clearInterval(this.#talk);
    this.#talk = null;
  }

  /** What was heard since the last time. */
  take(): Heard {
    const heard = { deliveries: this.#deliveries, latencies: this.#latencies, refused: this.#refused };
    this.#deliveries = 0;
    this.#latencies = [];
    this.#refused = 0;
    return heard;
  }

  leave(): void {
    this.silence();
    for (const socket of this.#sockets) socket.terminate();
  }

  #open(user: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`${this.#url}/?user=${user}`, {
        perMessageDeflate: false,
        skipUTF8Validation: true,
      });
      socket.once("error", reject);
      socket.once("open", () => socket.send(JSON.stringify({ kind: "join" })));
      socket.on("message", (data: Buffer, binary: boolean) => {
        if (binary) return this.#hear(user, data);
        const head = data.toString("latin1", 0, 24);
        if (head.includes('"joined"')) resolve();
        if (head.includes('"refused"')) this.#refused += 1;
      });
      this.#sockets.push(socket);
    });
  }

  #say(): void {
    const socket = this.#sockets[this.#next++ % this.#sockets.length];
    const nonce = `n${this.#said++}`;
    const text = `${performance.now().toFixed(1)} ${WORDS} ${nonce}`;
    socket?.send(JSON.stringify({ kind: "send", nonce, text }));
  }

  #hear(user: number, frame: Buffer): void {
    const batch = this.#batchOf(frame);
    this.#deliveries += batch.events.length;
    if (user % Math.max(1, Math.floor(this.#sockets.length / TIMED)) !== 0) return;
    const now = performance.now();
    for (const event of batch.events) {
      if (event.kind === "message") this.#latencies.push(now - Number.parseFloat(event.text));
    }
  }

  /** The same bytes come to everybody: told apart by their length and their ends. */
  #batchOf(frame: Buffer): Batch {
    const key = `${frame.length} ${frame.toString("latin1", 0, 64)} ${frame.toString("latin1", frame.length - 64)}`;
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const payload = frame.subarray(1);
    const batch = readBatch(isDeflated(frame) ? inflateRawSync(payload) : payload);
    if (this.#read.size > 100) this.#read.clear();
    this.#read.set(key, batch);
    return batch;
  }
}
