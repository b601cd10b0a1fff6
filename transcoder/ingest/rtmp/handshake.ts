/**
 * The server's side of the RTMP handshake (RTMP 1.0, 5.2), the simple form. Pure: takes bytes, says what to answer. Clients that offer
 * the digest form (Flash, librtmp, OBS) see a zero version in S1 and fall back to the simple one.
 */
import { Fault } from "#protocol/errors.ts";

/** Bytes of C1, C2, S1 and S2. */
export const HANDSHAKE_BYTES = 1536;
/** Bytes of S1 that are random: all but its time and zero fields. */
export const HANDSHAKE_RANDOM_BYTES = HANDSHAKE_BYTES - 8;
const VERSION = 3;

export type HandshakeRead = {
  /** S0, S1 and S2, once C0 and C1 are complete. */
  readonly reply: Uint8Array | null;
  readonly consumed: number;
  /** C2 is complete too: what follows are chunks. */
  readonly done: boolean;
};

export class Handshake {
  readonly #random: Uint8Array;
  /** C0 and C1. */
  readonly #opening = new Uint8Array(1 + HANDSHAKE_BYTES);
  #received = 0;

  /** `random`: HANDSHAKE_RANDOM_BYTES of it, for S1. */
  constructor(random: Uint8Array) {
    this.#random = random;
  }

  /** Takes what belongs to the handshake. Throws a Fault when the first byte is not RTMP's version. */
  read(input: Uint8Array): HandshakeRead {
    const openingMissing = Math.max(0, this.#opening.byteLength - this.#received);
    const opening = input.subarray(0, openingMissing);
    if (opening.byteLength > 0) this.#opening.set(opening, this.#received);
    this.#received += opening.byteLength;
    // Checked at the first byte, so that a browser or a TLS client is let go at once.
    if (this.#received > 0 && this.#opening[0] !== VERSION) {
      throw new Fault("bad_request", `handshake: version ${this.#opening[0]}, expected ${VERSION}`);
    }
    const reply = openingMissing > 0 && opening.byteLength === openingMissing ? this.#reply() : null;
    // C2 echoes our random bytes; clients get that wrong in many ways, and it proves nothing, so it is not compared.
    const total = this.#opening.byteLength + HANDSHAKE_BYTES;
    const echo = Math.min(input.byteLength - opening.byteLength, total - this.#received);
    this.#received += echo;
    return { reply, consumed: opening.byteLength + echo, done: this.#received === total };
  }

  #reply(): Uint8Array {
    const reply = new Uint8Array(1 + 2 * HANDSHAKE_BYTES);
    reply[0] = VERSION;
    reply.set(this.#random, 1 + 8);
    reply.set(this.#opening.subarray(1), 1 + HANDSHAKE_BYTES);
    return reply;
  }
}
