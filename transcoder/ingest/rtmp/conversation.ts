/**
 * One client's whole conversation without its socket: bytes in, effects out as data. Joins handshake, chunks, session and
 * acknowledgements, and is read one message at a time, so that its caller can hold it between two messages. Pure.
 */
import type { FlvTag } from "#media/flv/tag.ts";
import type { AuthoriseDenial } from "../publisher.ts";
import { Acknowledger } from "./acknowledgement.ts";
import { ChunkParser } from "./chunk-parser.ts";
import { ChunkWriter } from "./chunk-writer.ts";
import { Handshake } from "./handshake.ts";
import type { RtmpLimits } from "./limits.ts";
import { concatBytes } from "./messages.ts";
import { acknowledgement } from "./replies.ts";
import { Session, type SessionEffect, type SessionPhase } from "./session.ts";

/** What holding one packet costs besides its bytes: many tiny ones must not escape the limit. */
const PACKET_OVERHEAD_BYTES = 512;
const EMPTY = new Uint8Array(0);

export type ConversationPhase = "handshake" | SessionPhase;

export type ConversationEffect =
  | { readonly kind: "write"; readonly bytes: Uint8Array }
  | { readonly kind: "authorise"; readonly streamKey: string }
  | { readonly kind: "tag"; readonly tag: FlvTag }
  | { readonly kind: "end"; readonly by: "server" | "client"; readonly reason: string };

export class Conversation {
  readonly #limits: RtmpLimits;
  readonly #handshake: Handshake;
  #shaken = false;
  readonly #parser: ChunkParser;
  readonly #writer = new ChunkWriter();
  readonly #session: Session;
  readonly #acknowledger = new Acknowledger();
  #toAcknowledge: number | null = null;
  /** What was received and not yet parsed, in order. */
  #input: Uint8Array[] = [];
  #inputBytes = 0;

  /** `random`: HANDSHAKE_RANDOM_BYTES of it. */
  constructor(limits: RtmpLimits, random: Uint8Array) {
    this.#limits = limits;
    this.#handshake = new Handshake(random);
    this.#session = new Session(limits);
    this.#parser = new ChunkParser({
      messageBytes: limits.messageBytesBeforePublish,
      partialBytes: limits.partialBytesBeforePublish,
      chunkStreams: limits.chunkStreams,
    });
  }

  get phase(): ConversationPhase {
    return this.#shaken ? this.#session.phase : "handshake";
  }

  /** Bytes received and not yet parsed, with what each packet costs besides its bytes. */
  get heldBytes(): number {
    return this.#inputBytes + this.#input.length * PACKET_OVERHEAD_BYTES;
  }

  /** Bytes allocated for messages that are not complete. */
  get partialBytes(): number {
    return this.#parser.partialBytes;
  }

  /** Takes bytes from the client; the array must not change afterwards. */
  receive(bytes: Uint8Array): void {
    this.#input.push(bytes);
    this.#inputBytes += bytes.byteLength;
    this.#toAcknowledge = this.#acknowledger.receive(bytes.byteLength) ?? this.#toAcknowledge;
  }

  /**
   * Handles what was received, up to and including the next message. Null when there is nothing more to handle: the input is used up,
   * an authorisation is awaited, or the conversation has ended. Throws a Fault, after which the conversation is useless.
   */
  read(nowMs: number): ConversationEffect[] | null {
    if (!this.#shaken) return this.#readHandshake();
    if (this.#session.phase === "ended") return null;
    if (this.#toAcknowledge !== null) {
      const message = acknowledgement(this.#toAcknowledge);
      this.#toAcknowledge = null;
      return this.#carryOut([{ kind: "send", message }]);
    }
    for (;;) {
      if (this.#session.phase === "authorising") return null;
      const [bytes] = this.#input;
      const { message, consumed } = this.#parser.read(bytes ?? EMPTY);
      this.#consume(consumed);
      if (message !== null) return this.#carryOut(this.#session.receive(message, nowMs));
      if (bytes === undefined) return null;
    }
  }

  /** The key may publish: larger messages are taken from here on. */
  grant(): ConversationEffect[] {
    const { messageBytes, partialBytes, chunkStreams } = this.#limits;
    this.#parser.setLimits({ messageBytes, partialBytes, chunkStreams });
    return this.#carryOut(this.#session.grant());
  }

  deny(denial: AuthoriseDenial): ConversationEffect[] {
    return this.#carryOut(this.#session.deny(denial));
  }

  /** Ends it from our side. A client that is still in its handshake cannot be told. */
  stop(reason: string): ConversationEffect[] {
    if (!this.#shaken) return [{ kind: "end", by: "server", reason }];
    return this.#carryOut(this.#session.stop(reason));
  }

  #readHandshake(): ConversationEffect[] | null {
    const [bytes] = this.#input;
    if (bytes === undefined) return null;
    const { reply, consumed, done } = this.#handshake.read(bytes);
    this.#consume(consumed);
    this.#shaken = done;
    return reply === null ? [] : [{ kind: "write", bytes: reply }];
  }

  #consume(count: number): void {
    const [bytes] = this.#input;
    if (bytes === undefined) return;
    this.#inputBytes -= count;
    if (count === bytes.byteLength) this.#input.shift();
    else this.#input[0] = bytes.subarray(count);
  }

  /** Applies what concerns this layer. Messages to send are joined, since each write is a packet. */
  #carryOut(effects: readonly SessionEffect[]): ConversationEffect[] {
    const carried: ConversationEffect[] = [];
    let writes: Uint8Array[] = [];
    const flush = (): void => {
      if (writes.length > 0) carried.push({ kind: "write", bytes: concatBytes(writes) });
      writes = [];
    };
    for (const effect of effects) {
      if (effect.kind === "send") writes.push(this.#writer.write(effect.message));
      else if (effect.kind === "window") this.#acknowledger.setWindow(effect.bytes);
      else {
        flush();
        carried.push(effect);
      }
    }
    flush();
    return carried;
  }
}
