/** Reads an image's bytes in order and never past their end. Pure; knows no format. */
import { Fault } from "#protocol/errors.ts";

export class EmoteBytes {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.byteLength) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = at;
    this.#end = end;
  }

  /** Bytes that are not read yet. */
  get left(): number {
    return this.#end - this.#at;
  }

  /** Moves on by `length` and answers where it stood. */
  #take(length: number): number {
    if (length > this.left) throw new Fault("bad_request", "The image ends before it is whole.");
    const at = this.#at;
    this.#at += length;
    return at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16le(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u24le(): number {
    return this.u16le() | (this.u8() << 16);
  }

  u32le(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  u32be(): number {
    return this.#view.getUint32(this.#take(4), false);
  }

  /** The next characters, one a byte. */
  ascii(length: number): string {
    const at = this.#take(length);
    return String.fromCharCode(...this.#bytes.subarray(at, at + length));
  }

  /** The next bytes, as a view of the same memory. */
  bytes(length: number): Uint8Array {
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** A reader of the next `length` bytes alone, behind which this one goes on. */
  part(length: number): EmoteBytes {
    const at = this.#take(length);
    return new EmoteBytes(this.#bytes, at, at + length);
  }

  skip(length: number): void {
    this.#take(length);
  }
}
