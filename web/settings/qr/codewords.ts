/** A text as the codewords of a QR code: byte mode, error correction M, the smallest version that holds it. Pure. */
import { checkCodewords } from "./reed-solomon.ts";

type Version = {
  /** Check codewords of each block. */
  readonly check: number;
  /** Data codewords of each block, in order. */
  readonly blocks: readonly number[];
};

const of = (count: number, data: number): number[] => Array.from({ length: count }, () => data);

/** Versions 1 to 10 at level M (ISO/IEC 18004, table 9): enough for an address of 213 bytes. */
const VERSIONS: readonly Version[] = [
  { check: 10, blocks: of(1, 16) },
  { check: 16, blocks: of(1, 28) },
  { check: 26, blocks: of(1, 44) },
  { check: 18, blocks: of(2, 32) },
  { check: 24, blocks: of(2, 43) },
  { check: 16, blocks: of(4, 27) },
  { check: 18, blocks: of(4, 31) },
  { check: 22, blocks: [...of(2, 38), ...of(2, 39)] },
  { check: 22, blocks: [...of(3, 36), ...of(2, 37)] },
  { check: 26, blocks: [...of(4, 43), ...of(1, 44)] },
];

/** From this version on the count of bytes is written in 16 bits instead of 8. */
const LONG_COUNT_FROM = 10;
const BYTE_MODE = 0b0100;
const PADDING = [0xec, 0x11] as const;

export type Codewords = { readonly version: number; readonly bytes: Uint8Array };

/** Null when the text is longer than the largest version here holds. */
export function codewordsOf(text: string): Codewords | null {
  const data = new TextEncoder().encode(text);
  for (const [at, layout] of VERSIONS.entries()) {
    const version = at + 1;
    const capacity = layout.blocks.reduce((sum, count) => sum + count, 0);
    const countBits = version >= LONG_COUNT_FROM ? 16 : 8;
    if (4 + countBits + data.length * 8 > capacity * 8) continue;
    return { version, bytes: interleave(pack(data, countBits, capacity), layout) };
  }
  return null;
}

/** Mode, count, data, terminator and padding. */
function pack(data: Uint8Array, countBits: number, capacity: number): Uint8Array {
  const bits: number[] = [];
  const put = (value: number, count: number) => {
    for (let bit = count - 1; bit >= 0; bit--) bits.push((value >>> bit) & 1);
  };
  put(BYTE_MODE, 4);
  put(data.length, countBits);
  for (const byte of data) put(byte, 8);
  put(0, Math.min(4, capacity * 8 - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  const bytes = new Uint8Array(capacity);
  const used = bits.length / 8;
  for (let at = 0; at < capacity; at++) {
    bytes[at] =
      at < used
        ? bits.slice(at * 8, at * 8 + 8).reduce((byte, bit) => (byte << 1) | bit, 0)
        : PADDING[(at - used) % 2 === 0 ? 0 : 1];
  }
  return bytes;
}

/** The blocks with their check codewords, one codeword of each block in turn. */
function interleave(data: Uint8Array, { check, blocks }: Version): Uint8Array {
  let from = 0;
  const split = blocks.map((count) => {
    const block = data.subarray(from, from + count);
    from += count;
    return { block, checks: checkCodewords(block, check) };
  });
  const result: number[] = [];
  for (let at = 0; at < Math.max(...blocks); at++) {
    for (const { block } of split) if (at < block.length) result.push(block[at] ?? 0);
  }
  for (let at = 0; at < check; at++) for (const { checks } of split) result.push(checks[at] ?? 0);
  return Uint8Array.from(result);
}
