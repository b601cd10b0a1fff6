/**
 * The uplink of one lease: a WebSocket to `live-channel` that carries bundles up and acknowledgements down, reconnects with jitter
 * and replays its ring. Never blocks its caller: what the network does not take stays in the ring. Knows nothing of media.
 */
import * as v from "valibot";
import { WebSocket } from "ws";
import type { Lease } from "#protocol/ingest/open.ts";
import {
  type Health,
  MAX_UPLINK_TEXT_BYTES,
  UPLINK_CLOSE,
  type UplinkUp,
  uplinkDownSchema,
} from "#protocol/ingest/uplink.ts";
import type { Log } from "#transcoder/log.ts";
import { Ring } from "./ring.ts";

/** Bytes that the socket may hold unsent before the ring waits: about two seconds of a 12 Mbit/s ladder. */
const MAX_SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;
/** First reconnect at once; then the cap doubles from here, with full jitter. */
const RECONNECT_FLOOR_MS = 40;
const RECONNECT_CEILING_MS = 1500;
/** An upgrade that takes longer has failed. */
const CONNECT_TIMEOUT_MS = 4000;
/** A connection without an answer to a ping for this long is dead. */
const PING_MS = 5000;

export type UplinkHandlers = {
  /** The object wants this publisher gone (taken over, key rotated). */
  readonly onStop: (reason: string) => void;
  /** The timeline cannot be continued on this lease (the ring lost a bundle, or the object lost its state): open anew. */
  readonly onLost: (reason: string) => void;
};

export class Uplink {
  readonly #url: URL;
  readonly #lease: Lease;
  readonly #handlers: UplinkHandlers;
  readonly #log: Log;
  readonly #ring = new Ring();
  readonly #onEmpty: (() => void)[] = [];
  #socket: WebSocket | null = null;
  #live = false;
  #sent: number;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #ping: ReturnType<typeof setInterval> | null = null;
  #answered = true;
  #closed = false;

  constructor(base: string, lease: Lease, handlers: UplinkHandlers, log: Log) {
    const path = `/api/ingest/channels/${lease.channelId}/broadcasts/${lease.broadcastId}/uplink`;
    this.#url = new URL(path, base.replace(/^http/, "ws"));
    this.#lease = lease;
    this.#handlers = handlers;
    this.#log = log;
    this.#sent = lease.nextSeq - 1;
    this.#connect();
  }

  /** Queues a bundle; `seq` must be the one after the last. */
  send(seq: number, frame: Uint8Array): void {
    if (this.#closed) return;
    const lost = this.#ring.push({ seq, frame });
    if (lost.length > 0) return this.#lose(`the ring is full: ${lost.length} bundles were never stored`);
    this.#flush();
  }

  health(health: Health): void {
    this.#say({ kind: "health", health });
  }

  /** Bundles that wait for `stored`. */
  get pending(): number {
    return this.#ring.length;
  }

  /** Waits until everything is sent (at most `withinMs`), says goodbye and closes. */
  async end(reason: string, withinMs: number): Promise<void> {
    if (this.#closed) return;
    if (this.#sent < this.#ring.newest || !this.#live) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, withinMs);
        this.#onEmpty.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    this.#say({ kind: "bye", reason });
    this.close();
  }

  close(): void {
    this.#closed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#drop(1000, "done");
    for (const resolve of this.#onEmpty.splice(0)) resolve();
  }

  #connect(): void {
    this.#retry = null;
    const socket = new WebSocket(this.#url, {
      headers: { authorization: `Bearer ${this.#lease.uploadToken}` },
      perMessageDeflate: false,
      handshakeTimeout: CONNECT_TIMEOUT_MS,
      maxPayload: MAX_UPLINK_TEXT_BYTES,
    });
    this.#socket = socket;
    this.#live = false;
    socket.on("open", () => {
      this.#say({ kind: "hello", epoch: this.#lease.epoch, oldest: this.#ring.oldest, newest: this.#ring.newest });
      this.#answered = true;
      this.#ping = setInterval(() => this.#check(socket), PING_MS);
    });
    socket.on("pong", () => {
      this.#answered = true;
    });
    socket.on("message", (data, isBinary) => {
      if (socket === this.#socket && !isBinary) this.#receive(data.toString());
    });
    socket.on("unexpected-response", (_request, response) => {
      const status = response.statusCode ?? 0;
      response.resume();
      socket.terminate();
      if (status === 401 || status === 403 || status === 409 || status === 410) {
        if (!this.#closed) this.#stop(`the object refused this lease (${status})`);
      }
    });
    socket.on("error", (error) => this.#log("warn", "uplink-error", { message: error.message }));
    socket.on("close", (code, reason) => {
      if (socket === this.#socket) this.#onClose(code, reason.toString());
    });
  }

  #check(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    if (!this.#answered) return socket.terminate();
    this.#answered = false;
    socket.ping();
  }

  #receive(text: string): void {
    const parsed = v.safeParse(uplinkDownSchema, safeJson(text));
    if (!parsed.success) {
      this.#log("warn", "uplink-message-unknown", { issues: v.summarize(parsed.issues) });
      return;
    }
    const message = parsed.output;
    if (message.kind === "stop") return this.#stop(message.reason);
    this.#ring.forget(message.stored);
    if (message.kind === "welcome") this.#replay(message.received);
  }

  #replay(received: number): void {
    const entries = this.#ring.above(received);
    const first = entries[0]?.seq ?? received + 1;
    if (first !== received + 1 || received > Math.max(this.#ring.newest, this.#sent)) {
      return this.#lose(`the object stands at bundle ${received}, the ring begins at ${this.#ring.oldest}`);
    }
    this.#attempt = 0;
    this.#sent = received;
    this.#live = true;
    this.#log("info", "uplink-live", { replay: entries.length, received });
    // The replay goes whole, whatever the socket holds: the object keeps viewers waiting until `live`.
    for (const entry of entries) this.#transmit(entry.seq, entry.frame);
    this.#say({ kind: "live" });
    this.#settle();
  }

  #flush(): void {
    const socket = this.#socket;
    if (!this.#live || socket === null) return;
    for (const entry of this.#ring.above(this.#sent)) {
      if (socket.bufferedAmount > MAX_SOCKET_BUFFER_BYTES) return;
      this.#transmit(entry.seq, entry.frame);
    }
    this.#settle();
  }

  #transmit(seq: number, frame: Uint8Array): void {
    this.#socket?.send(frame, { binary: true }, (error) => {
      if (error === undefined || error === null) this.#flush();
    });
    this.#sent = seq;
  }

  #settle(): void {
    if (!this.#live || this.#sent < this.#ring.newest) return;
    for (const resolve of this.#onEmpty.splice(0)) resolve();
  }

  #say(message: UplinkUp): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #onClose(code: number, reason: string): void {
    this.#drop(1000, "");
    if (this.#closed) return;
    if (code === UPLINK_CLOSE.fenced) return this.#stop(reason || "the lease was taken over");
    if (code === UPLINK_CLOSE.malformed) return this.#lose(`the object refused a bundle: ${reason}`);
    const ceiling = Math.min(RECONNECT_CEILING_MS, RECONNECT_FLOOR_MS * 2 ** this.#attempt);
    const delay = this.#attempt === 0 ? 0 : Math.random() * ceiling;
    this.#attempt += 1;
    this.#log("warn", "uplink-closed", { code, reason, retryMs: Math.round(delay), pending: this.#ring.length });
    this.#retry = setTimeout(() => this.#connect(), delay);
  }

  #stop(reason: string): void {
    this.close();
    this.#handlers.onStop(reason);
  }

  #lose(reason: string): void {
    this.close();
    this.#handlers.onLost(reason);
  }

  #drop(code: number, reason: string): void {
    if (this.#ping !== null) clearInterval(this.#ping);
    this.#ping = null;
    this.#live = false;
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null && socket.readyState <= WebSocket.OPEN) socket.close(code, reason);
  }
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
