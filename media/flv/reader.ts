/** Reads an FLV byte stream as it comes, in chunks of any size. Holds one unfinished tag at most; knows nothing of the bodies. */
import { Fault } from "#protocol/errors.ts";
import { FLV_HEADER, type FlvTag, MAX_TAG_BYTES, TAG_HEADER_BYTES, TAG_TRAILER_BYTES } from "./tag.ts";

/** Bytes of the file header proper; the rest of FLV_HEADER is PreviousTagSize0. */
const FILE_HEADER_BYTES = 9;

/**
 * Bodies that lie whole within one chunk are views of it, not copies: whoever keeps a body keeps its chunk. Throws a `bad_request`
 * Fault on anything that is not FLV; the reader is of no use after that.
 */
export class FlvReader {
  /** What the stream must hold next: the file header, then tags. */
  #started = false;
  /** The beginning of an unfinished unit, and how much of it is filled. Grows to the unit's size once that is known. */
  #carry = new Uint8Array(FLV_HEADER.byteLength);
  #filled = 0;

  push(chunk: Uint8Array): FlvTag[] {
    const tags: FlvTag[] = [];
    let at = 0;
    while (at < chunk.byteLength) {
      at = this.#filled > 0 ? this.#continue(chunk, at, tags) : this.#begin(chunk, at, tags);
    }
    return tags;
  }

  /** Reads a unit straight from the chunk, or keeps its beginning. Returns where the next one starts. */
  #begin(chunk: Uint8Array, at: number, tags: FlvTag[]): number {
    const rest = chunk.byteLength - at;
    const head = this.#started ? TAG_HEADER_BYTES : FLV_HEADER.byteLength;
    if (rest >= head) {
      const size = this.#unitSize(chunk, at);
      if (rest >= size) {
        this.#finish(chunk, at, size, tags);
        return at + size;
      }
      this.#carry = new Uint8Array(size);
    } else {
      this.#carry = new Uint8Array(head);
    }
    this.#carry.set(chunk.subarray(at));
    this.#filled = rest;
    return chunk.byteLength;
  }

  /** Adds to the kept beginning: first up to its header, then up to its whole size. */
  #continue(chunk: Uint8Array, at: number, tags: FlvTag[]): number {
    const take = Math.min(this.#carry.byteLength - this.#filled, chunk.byteLength - at);
    this.#carry.set(chunk.subarray(at, at + take), this.#filled);
    this.#filled += take;
    if (this.#filled < this.#carry.byteLength) return at + take;
    const size = this.#unitSize(this.#carry, 0);
    if (size === this.#carry.byteLength) {
      this.#finish(this.#carry, 0, size, tags);
      this.#filled = 0;
      return at + take;
    }
    const grown = new Uint8Array(size);
    grown.set(this.#carry);
    this.#carry = grown;
    return at + take;
  }

  /** Size of the unit whose header stands at `at`. */
  #unitSize(bytes: Uint8Array, at: number): number {
    if (!this.#started) return FLV_HEADER.byteLength;
    const size = u24(bytes, at + 1);
    if (size > MAX_TAG_BYTES) throw new Fault("bad_request", `flv: a tag of ${size} bytes is over ${MAX_TAG_BYTES}`);
    return TAG_HEADER_BYTES + size + TAG_TRAILER_BYTES;
  }

  #finish(bytes: Uint8Array, at: number, size: number, tags: FlvTag[]): void {
    if (!this.#started) {
      checkFileHeader(bytes, at);
      this.#started = true;
      return;
    }
    const previous = u24(bytes, at + size - 3) + byteAt(bytes, at + size - 4) * 0x1000000;
    if (previous !== size - TAG_TRAILER_BYTES) {
      throw new Fault("bad_request", `flv: PreviousTagSize is ${previous}, expected ${size - TAG_TRAILER_BYTES}`);
    }
    tags.push({
      kind: kindOf(byteAt(bytes, at)),
      timestampMs: u24(bytes, at + 4) + byteAt(bytes, at + 7) * 0x1000000,
      body: bytes.subarray(at + TAG_HEADER_BYTES, at + size - TAG_TRAILER_BYTES),
    });
  }
}

function checkFileHeader(bytes: Uint8Array, at: number): void {
  for (let i = 0; i < FLV_HEADER.byteLength; i++) {
    // Byte 4 says which tracks are there; ffmpeg's live output and publishers set it as they like.
    if (i !== 4 && bytes[at + i] !== FLV_HEADER[i]) {
      const what = i < FILE_HEADER_BYTES ? "not an FLV header of version 1" : "PreviousTagSize0 is not 0";
      throw new Fault("bad_request", `flv: ${what}`);
    }
  }
}

/** The 5-bit tag type; bit 5 marks encrypted tags, which nobody sends here (E.4.1). */
function kindOf(type: number): FlvTag["kind"] {
  if (type === 8) return "audio";
  if (type === 9) return "video";
  if (type === 18) return "script";
  throw new Fault("bad_request", `flv: unknown tag type ${type}`);
}

const byteAt = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0;

const u24 = (bytes: Uint8Array, at: number): number =>
  (byteAt(bytes, at) << 16) | (byteAt(bytes, at + 1) << 8) | byteAt(bytes, at + 2);
