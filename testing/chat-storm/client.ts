/**
 * A chat client inside workerd, as docs/protocol.md wants one: it knows its position, joins again when it sees a hole, comes back after a
 * loss, and says again what has no answer. It keeps what it saw, and knows no weather.
 */
import { inflateRawSync } from "node:zlib";
import * as v from "valibot";
import { isDeflated, readBatch, readEvents } from "#protocol/chat/batch.ts";
import type { ChatEvent } from "#protocol/chat/event.ts";
import { type Down, downSchema, type Up } from "#protocol/chat/frames.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";

/** A client comes back after a random part of this, doubled with each try that fails, milliseconds. */
const RETURN_MS = 200;
const RETURN_CAP_MS = 1600;
/** Time in which a join or line is answered with anything at all, milliseconds; the socket is dead after it. */
const ANSWER_MS = 10_000;

export type Line = { readonly seq: number; readonly text: string };

export type ClientWorld = {
  /** A socket at some door of the chat; null when it was refused. */
  readonly open: (viewer: Viewer | null) => Promise<WebSocket | null>;
  /** 0 to 1. */
  readonly random: () => number;
  /** An event came that is new to this client. */
  readonly saw: (seq: number) => void;
  /** Something came, or the socket is lost. */
  readonly changed: () => void;
};

export class StormClient {
  readonly #world: ClientWorld;
  #viewer: Viewer | null;
  #socket: WebSocket | null = null;
  /** Counts what was opened: an answer to an older one is nobody's. */
  #tries = 0;
  #failures = 0;
  #isAsking = false;
  #patience: ReturnType<typeof setTimeout> | null = null;
  /** Lines in the order in which they came. */
  readonly lines: Line[] = [];
  /** Number of the newest event; null before the first join. */
  newest: number | null = null;
  /** By nonce: what was said and is not acknowledged, in its order. */
  readonly waiting = new Map<string, string>();
  /** Texts that were acknowledged. */
  readonly acknowledged: Line[] = [];
  /** What a client must never hear, in words. */
  readonly faults: string[] = [];

  constructor(world: ClientWorld, viewer: Viewer | null) {
    this.#world = world;
    this.#viewer = viewer;
  }

  get isJoined(): boolean {
    return this.#socket !== null && !this.#isAsking;
  }

  async come(): Promise<void> {
    this.#tries += 1;
    const mine = this.#tries;
    const socket = await this.#world.open(this.#viewer);
    if (mine !== this.#tries) {
      socket?.accept();
      socket?.close(1000, "");
    } else if (socket === null) {
      this.#comeBack();
    } else {
      this.#listen(socket);
      this.#join();
      for (const [nonce, text] of this.waiting) this.#up({ kind: "send", nonce, text });
    }
  }

  /** The same client with another account, over a new socket. Only when nothing waits: nonces are an account's own. */
  become(viewer: Viewer): void {
    this.#viewer = viewer;
    this.#leave()?.close(1000, "");
    void this.come();
  }

  say(nonce: string, text: string): void {
    this.waiting.set(nonce, text);
    this.#up({ kind: "send", nonce, text });
  }

  /** Its network is gone; the chat hears of that, or does not. */
  drop(isHeard: boolean): void {
    const socket = this.#leave();
    if (isHeard) socket?.close(1000, "");
    this.#comeBack();
  }

  #listen(socket: WebSocket): void {
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.accept();
    socket.addEventListener("message", ({ data }) => {
      if (socket !== this.#socket) return;
      this.#calm();
      if (typeof data === "string") this.#receive(v.parse(downSchema, JSON.parse(data)));
      else if (data instanceof ArrayBuffer) this.#receiveBatch(new Uint8Array(data));
      this.#world.changed();
    });
    const lost = (): void => {
      if (socket === this.#socket) this.#lost();
    };
    socket.addEventListener("close", lost);
    socket.addEventListener("error", lost);
  }

  #join(): void {
    this.#isAsking = true;
    this.#up({ kind: "join", moderation: false, ...(this.newest === null ? {} : { after: this.newest }) });
  }

  #up(up: Up): void {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return;
    socket.send(JSON.stringify(up));
    this.#patience ??= setTimeout(() => {
      this.faults.push("nothing was answered");
      socket.close(1000, "");
      this.#lost();
    }, ANSWER_MS);
  }

  #receive(down: Down): void {
    switch (down.kind) {
      case "joined":
        this.#isAsking = false;
        this.#failures = 0;
        if (!down.complete) this.faults.push(`what came after ${this.newest} was not kept`);
        this.#take(readEvents(down.events));
        this.newest = Math.max(this.newest ?? 0, down.seq);
        return;
      case "sent": {
        const text = this.waiting.get(down.nonce);
        if (down.seq === null || !down.kept) this.faults.push(`${down.nonce} was not stored`);
        else if (text !== undefined) this.acknowledged.push({ seq: down.seq, text });
        this.waiting.delete(down.nonce);
        return;
      }
      case "refused":
        return this.#refused(down);
      default:
        return;
    }
  }

  #refused({ nonce, code, retryMs }: Extract<Down, { readonly kind: "refused" }>): void {
    const text = nonce === null ? undefined : this.waiting.get(nonce);
    if (nonce === null || text === undefined || code !== "unavailable" || retryMs === null) {
      this.faults.push(`refused: ${code}`);
      return;
    }
    setTimeout(() => {
      if (this.waiting.has(nonce)) this.#up({ kind: "send", nonce, text });
    }, retryMs);
  }

  #receiveBatch(frame: Uint8Array): void {
    // What comes between the question and its answer is in the answer.
    if (this.#isAsking) return;
    const payload = frame.subarray(1);
    const { previous, events } = readBatch(isDeflated(frame) ? inflateRawSync(payload) : payload);
    if (previous > (this.newest ?? 0)) this.#join();
    else this.#take(events);
  }

  #take(events: readonly ChatEvent[]): void {
    for (const event of events) {
      if (event.seq <= (this.newest ?? 0)) continue;
      this.newest = event.seq;
      this.#world.saw(event.seq);
      if (event.kind === "message") this.lines.push({ seq: event.seq, text: event.text });
    }
  }

  #lost(): void {
    this.#leave();
    this.#comeBack();
    this.#world.changed();
  }

  #leave(): WebSocket | null {
    const socket = this.#socket;
    this.#socket = null;
    this.#calm();
    return socket;
  }

  #calm(): void {
    clearTimeout(this.#patience);
    this.#patience = null;
  }

  #comeBack(): void {
    this.#tries += 1;
    const mine = this.#tries;
    const most = Math.min(RETURN_CAP_MS, RETURN_MS * 2 ** this.#failures);
    this.#failures += 1;
    setTimeout(() => {
      if (mine === this.#tries) void this.come();
    }, this.#world.random() * most);
  }
}
