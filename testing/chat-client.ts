/** A chat client for tests inside workerd: its frames come out in order, each awaited. Speaks to a room directly, as the edge does. */
import * as v from "valibot";
import { type Batch, isDeflated, readBatch } from "#protocol/chat/batch.ts";
import type { ChatEvent } from "#protocol/chat/event.ts";
import { type Down, downSchema, type Up } from "#protocol/chat/frames.ts";
import { type LinkDown, linkDownSchema } from "#protocol/chat/link.ts";
import { VIEWER_HEADER, type Viewer, writeViewer } from "#protocol/chat/viewer.ts";

export class ChatClient {
  readonly #socket: WebSocket;
  readonly #frames: (string | ArrayBuffer)[] = [];
  #wake: () => void = () => undefined;
  closed: { readonly code: number; readonly reason: string } | null = null;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.accept();
    socket.addEventListener("message", ({ data }) => {
      this.#frames.push(data);
      this.#wake();
    });
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
      this.#wake();
    });
  }

  send(frame: string | ArrayBuffer | object): void {
    const isRaw = typeof frame === "string" || frame instanceof ArrayBuffer;
    this.#socket.send(isRaw ? frame : JSON.stringify(frame));
  }

  say(nonce: string, text: string): void {
    this.send({ kind: "send", nonce, text } satisfies Up);
  }

  async raw(): Promise<string | ArrayBuffer> {
    for (;;) {
      const frame = this.#frames.shift();
      if (frame !== undefined) return frame;
      if (this.closed !== null) throw new Error(`closed with ${this.closed.code} ${this.closed.reason}`);
      await this.#news();
    }
  }

  async next(): Promise<Down | Batch> {
    const frame = await this.raw();
    return typeof frame === "string" ? v.parse(downSchema, JSON.parse(frame)) : readFrame(frame);
  }

  /** Says a line and waits until it is stored; answers its number. The sender's own copy is taken as well. */
  async sayStored(nonce: string, text: string): Promise<number> {
    this.say(nonce, text);
    const sent = await this.frame();
    if (sent.kind !== "sent" || sent.seq === null) throw new Error(`sent expected, got ${JSON.stringify(sent)}`);
    await this.events();
    return sent.seq;
  }

  /** A frame of a relay's link. */
  async nextOfLink(): Promise<LinkDown | Batch> {
    const frame = await this.raw();
    return typeof frame === "string" ? v.parse(linkDownSchema, JSON.parse(frame)) : readFrame(frame);
  }

  /** The next answer or notice; batches before it are passed over. */
  async frame(): Promise<Down> {
    for (;;) {
      const next = await this.next();
      if ("kind" in next) return next;
    }
  }

  /** The next events; frames before them are passed over. */
  async events(): Promise<readonly ChatEvent[]> {
    for (;;) {
      const next = await this.next();
      if (!("kind" in next)) return next.events;
    }
  }

  async closing(): Promise<{ readonly code: number; readonly reason: string }> {
    while (this.closed === null) await this.#news();
    return this.closed;
  }

  close(): void {
    this.#socket.close(1000, "bye");
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** A batch as it came. */
export async function readFrame(frame: ArrayBuffer): Promise<Batch> {
  const bytes = new Uint8Array(frame);
  const payload = bytes.subarray(1);
  return readBatch(isDeflated(bytes) ? await inflate(payload) : payload);
}

async function inflate(payload: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([payload]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Anything that takes a viewer's upgrade: a room, or a relay. */
export type Door = { fetch(url: string, init: { headers: Record<string, string> }): Promise<Response> };

/** Opens a socket of a room; tests close it when they end. */
export async function connectTo(room: Door, viewer: Viewer | null, path = "/chat/ada"): Promise<ChatClient> {
  const headers = { Upgrade: "websocket", ...(viewer === null ? {} : { [VIEWER_HEADER]: writeViewer(viewer) }) };
  const { status, webSocket } = await room.fetch(`https://rill.test${path}`, { headers });
  if (webSocket === null) throw new Error(`the room refused the socket: ${status}`);
  return new ChatClient(webSocket);
}

/** Connects and joins. */
export async function joinRoom(room: Door, viewer: Viewer | null, after?: number) {
  const client = await connectTo(room, viewer);
  client.send({ kind: "join", ...(after === undefined ? {} : { after }) });
  const joined = await client.frame();
  if (joined.kind !== "joined") throw new Error(`joined expected, got ${JSON.stringify(joined)}`);
  return { client, joined };
}
