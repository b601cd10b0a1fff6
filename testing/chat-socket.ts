/** A viewer's chat socket as a client has it, for tests inside workerd: what came is kept, and can be waited for. */

import { type Batch, isDeflated, readBatch, readEvents } from "#protocol/chat/batch.ts";
import type { ChatEvent } from "#protocol/chat/event.ts";
import type { Down } from "#protocol/chat/frames.ts";
import { VIEWER_HEADER, type Viewer, writeViewer } from "#protocol/chat/viewer.ts";

type Joined = Extract<Down, { readonly kind: "joined" }>;

export class ChatSocket {
  readonly #socket: WebSocket;
  readonly #watchers = new Set<() => void>();
  readonly frames: Down[] = [];
  readonly batches: Batch[] = [];
  closed: { readonly code: number; readonly reason: string } | null = null;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.accept();
    socket.addEventListener("message", ({ data }) => {
      if (typeof data === "string") this.frames.push(JSON.parse(data));
      else if (data instanceof ArrayBuffer) this.batches.push(read(new Uint8Array(data)));
      this.#tell();
    });
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
      this.#tell();
    });
  }

  /** Of the events that came, in the order in which they came. */
  get events(): readonly ChatEvent[] {
    const joined = this.frames.flatMap((frame) => (frame.kind === "joined" ? readEvents(frame.events) : []));
    return [...joined, ...this.batches.flatMap(({ events }) => events)];
  }

  get texts(): readonly string[] {
    return this.events.flatMap((event) => (event.kind === "message" ? [event.text] : []));
  }

  up(frame: object): void {
    this.#socket.send(JSON.stringify(frame));
  }

  async join(after?: number): Promise<Joined> {
    this.up({ kind: "join", ...(after === undefined ? {} : { after }) });
    const joined = await this.frame("joined");
    return joined as Joined;
  }

  /** Says a line and waits until it is taken. */
  async say(nonce: string, text: string): Promise<Down> {
    this.up({ kind: "send", nonce, text });
    return this.until(() => this.frames.find((frame) => frame.kind === "sent" && frame.nonce === nonce));
  }

  /** The first frame of this kind, past or to come. */
  frame(kind: Down["kind"]): Promise<Down> {
    return this.until(() => this.frames.find((frame) => frame.kind === kind));
  }

  close(): void {
    this.#socket.close(1000, "done");
  }

  /** Waits for the fact; `find` is asked whenever something came. */
  async until<T>(find: () => T | undefined | null | false): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined && found !== null && found !== false) return found;
      await new Promise<void>((resolve) => {
        const watch = (): void => {
          this.#watchers.delete(watch);
          resolve();
        };
        this.#watchers.add(watch);
      });
    }
  }

  #tell(): void {
    for (const watch of [...this.#watchers]) watch();
  }
}

function read(frame: Uint8Array): Batch {
  if (isDeflated(frame)) throw new Error("too much was said at once for a test that cannot inflate");
  return readBatch(frame.subarray(1));
}

/** Anything that takes a viewer's upgrade: a room, or a relay. */
type Door = { fetch(url: string, init: { headers: Record<string, string> }): Promise<Response> };

export async function openChat(door: Door, viewer: Viewer | null): Promise<ChatSocket> {
  const who = viewer === null ? {} : { [VIEWER_HEADER]: writeViewer(viewer) };
  const { status, webSocket } = await door.fetch("https://chat/", { headers: { Upgrade: "websocket", ...who } });
  if (webSocket === null) throw new Error(`the socket was refused: ${status}`);
  return new ChatSocket(webSocket);
}
