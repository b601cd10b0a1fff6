/** Reads bits and Exp-Golomb codes (ITU-T H.264 7.2, 9.1), also for AAC's headers. Ends in a `bad_request` Fault, never past the bytes. */
import { Fault } from "#protocol/errors.ts";

export class BitReader {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  #at = 0;

  /** `what` names the structure in faults. */
  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#what = what;
  }

  /** Bits not read yet. */
  get left(): number {
    return this.#bytes.byteLength * 8 - this.#at;
  }

  bit(): number {
    const byte = this.#bytes[this.#at >> 3];
    if (byte === undefined) throw new Fault("bad_request", `${this.#what} ends too early`);
    const value = (byte >> (7 - (this.#at & 7))) & 1;
    this.#at++;
    return value;
  }

  flag(): boolean {
    return this.bit() === 1;
  }

  /** An unsigned number of up to 32 bits: u(n). */
  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 2 + this.bit();
    return value;
  }

  skip(count: number): void {
    if (count > this.left) throw new Fault("bad_request", `${this.#what} ends too early`);
    this.#at += count;
  }

  /** ue(v): an unsigned Exp-Golomb code of up to 32 bits. */
  ue(): number {
    let zeros = 0;
    while (this.bit() === 0) {
      if (++zeros > 31) throw new Fault("bad_request", `${this.#what} has an Exp-Golomb code over 32 bits`);
    }
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** se(v): a signed Exp-Golomb code. */
  se(): number {
    const code = this.ue();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }
}
