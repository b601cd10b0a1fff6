/** A chat socket of the runtime, played by hand: what it was sent is read as a client would read it. */
import * as v from "valibot";
import type { RoomSocket } from "#durable-objects/chat-room/room-sockets.ts";
import { type Batch, readBatch } from "#protocol/chat/batch.ts";
import { type Down, downSchema } from "#protocol/chat/frames.ts";
import { type LinkDown, linkDownSchema } from "#protocol/chat/link.ts";

export class FakeChatSocket implements RoomSocket {
  bufferedAmount = 0;
  /** Sending throws, as on a socket that is closing. */
  isBroken = false;
  closed: { readonly code: number; readonly reason: string } | null = null;
  readonly sent: (string | Uint8Array)[] = [];
  #attachment: unknown = null;

  send(frame: string | Uint8Array): void {
    if (this.isBroken) throw new TypeError("Can't call WebSocket send() after close().");
    this.sent.push(frame);
  }

  close(code: number, reason: string): void {
    this.closed ??= { code, reason };
  }

  serializeAttachment(attachment: unknown): void {
    this.#attachment = structuredClone(attachment);
  }

  deserializeAttachment(): unknown {
    return this.#attachment;
  }

  /** What came since the last call: frames, and batches of events. */
  take(): (Down | Batch)[] {
    return this.sent
      .splice(0)
      .map((frame) => (typeof frame === "string" ? v.parse(downSchema, JSON.parse(frame)) : readPlain(frame)));
  }

  takeLink(): (LinkDown | Batch)[] {
    return this.sent
      .splice(0)
      .map((frame) => (typeof frame === "string" ? v.parse(linkDownSchema, JSON.parse(frame)) : readPlain(frame)));
  }
}

/** Batches are not compressed in these tests. */
const readPlain = (frame: Uint8Array): Batch => readBatch(frame.subarray(1));
