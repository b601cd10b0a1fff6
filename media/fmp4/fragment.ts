/** A fragment: moof and mdat of one track (ISO/IEC 14496-12 8.8; a CMAF chunk, ISO/IEC 23000-19 7.3.2.3). Written in one pass. */
import { assert } from "#protocol/assert.ts";
import { TRACK_ID } from "./init.ts";

export type Sample = {
  /** Ticks of the track's timescale. */
  readonly duration: number;
  /** Presentation minus decode time in ticks; signed. */
  readonly compositionOffset: number;
  /** A sync sample: an IDR frame, or any audio frame. */
  readonly key: boolean;
  readonly data: Uint8Array;
};

export type Fragment = {
  /** Grows from fragment to fragment of a rendition. */
  readonly sequence: number;
  /** Decode time of the first sample in ticks of the track's timescale. */
  readonly decodeTime: number;
  readonly samples: readonly Sample[];
};

/** Sample flags (8.8.3.1): depends on no other; depends on others and is no sync sample. */
const SYNC_FLAGS = 0x02000000;
const DEPENDENT_FLAGS = 0x01010000;
/** trun flags (8.8.8.1): data offset, and per sample duration, size, flags, composition offset. */
const TRUN_FLAGS = 0x000701;
const TRUN_COMPOSITION = 0x000800;
/** tfhd flag default-base-is-moof (8.8.7.1): data offsets count from this moof. */
const DEFAULT_BASE_IS_MOOF = 0x020000;

/** Box header and, in a FullBox, version and flags. */
const BOX = 8;
const FULL = 12;
const MFHD = FULL + 4;
const TFHD = FULL + 4;
const TFDT = FULL + 8;

export function fragment({ sequence, decodeTime, samples }: Fragment): Uint8Array {
  assert(Number.isSafeInteger(decodeTime) && decodeTime >= 0, `fragment: decode time ${decodeTime}`);
  const shifted = samples.some((sample) => sample.compositionOffset !== 0);
  const trun = FULL + 8 + samples.length * (shifted ? 16 : 12);
  const traf = BOX + TFHD + TFDT + trun;
  const moof = BOX + MFHD + traf;
  const content = samples.reduce((sum, sample) => sum + sample.data.byteLength, 0);
  const bytes = new Uint8Array(moof + BOX + content);
  const w = new Writer(bytes);
  w.head(moof, "moof"); // 8.8.4
  w.head(MFHD, "mfhd"); // 8.8.5
  w.u32(0).u32(sequence);
  w.head(traf, "traf"); // 8.8.6
  w.head(TFHD, "tfhd"); // 8.8.7
  w.u32(DEFAULT_BASE_IS_MOOF).u32(TRACK_ID);
  w.head(TFDT, "tfdt"); // 8.8.12, version 1: 64 bits
  w.u32(0x01000000)
    .u32(Math.floor(decodeTime / 2 ** 32))
    .u32(decodeTime);
  w.head(trun, "trun"); // 8.8.8, version 1: composition offsets are signed
  w.u32(0x01000000 | TRUN_FLAGS | (shifted ? TRUN_COMPOSITION : 0));
  w.u32(samples.length).u32(moof + BOX);
  for (const sample of samples) {
    w.u32(sample.duration).u32(sample.data.byteLength);
    w.u32(sample.key ? SYNC_FLAGS : DEPENDENT_FLAGS);
    if (shifted) w.u32(sample.compositionOffset);
  }
  w.head(BOX + content, "mdat"); // 8.1.1
  for (const sample of samples) w.bytes(sample.data);
  return bytes;
}

class Writer {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Also takes a negative number, in two's complement, and the low bits of a larger one. */
  u32(value: number): this {
    this.#view.setUint32(this.#at, value);
    this.#at += 4;
    return this;
  }

  head(size: number, type: string): void {
    this.u32(size);
    for (let i = 0; i < 4; i++) this.#bytes[this.#at + i] = type.charCodeAt(i);
    this.#at += 4;
  }

  bytes(data: Uint8Array): void {
    this.#bytes.set(data, this.#at);
    this.#at += data.byteLength;
  }
}
