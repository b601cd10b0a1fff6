/** Reads an AVCDecoderConfigurationRecord, the avcC of MP4 and the sequence header of FLV (ISO/IEC 14496-15 5.3.3.1). */
import { Fault } from "#protocol/errors.ts";
import { parseSps } from "./sps.ts";

export type AvcConfig = {
  /** RFC 6381: `avc1.` and profile, constraint flags and level as hexadecimal digits. */
  readonly codecs: string;
  readonly width: number;
  readonly height: number;
  /** From the VUI's timing, frames per second; null when absent or senseless. */
  readonly frameRate: number | null;
  readonly interlaced: boolean;
  /** Bytes of the length before each NAL unit: 1, 2 or 4. */
  readonly lengthSize: number;
};

/** Bytes of a record, at most: parameter sets have well below 100 bytes each. */
const MAX_AVCC_BYTES = 64 * 1024;

/** Throws a `bad_request` Fault on nonsense. */
export function parseAvcConfig(avcc: Uint8Array): AvcConfig {
  if (avcc.byteLength > MAX_AVCC_BYTES) throw new Fault("bad_request", `avcC of ${avcc.byteLength} bytes`);
  if (byteAt(avcc, 0) !== 1) throw new Fault("bad_request", `avcC version ${byteAt(avcc, 0)}, expected 1`);
  const lengthSize = (byteAt(avcc, 4) & 3) + 1;
  if (lengthSize === 3) throw new Fault("bad_request", "avcC with 3-byte lengths");
  const sequence = parameterSets(avcc, 6, byteAt(avcc, 5) & 0x1f);
  const picture = parameterSets(avcc, sequence.end + 1, byteAt(avcc, sequence.end));
  if (sequence.first === null || picture.first === null) throw new Fault("bad_request", "avcC without SPS or PPS");
  const sps = parseSps(sequence.first);
  return {
    codecs: `avc1.${hex(sps.profile)}${hex(sps.compatibility)}${hex(sps.level)}`,
    width: sps.width,
    height: sps.height,
    frameRate: sps.frameRate,
    interlaced: sps.interlaced,
    lengthSize,
  };
}

/** Whether the length-prefixed NAL units hold a slice of an IDR picture (NAL type 5). Broken lengths end the search. */
export function isIdr(data: Uint8Array, lengthSize: number): boolean {
  let at = 0;
  while (at + lengthSize < data.byteLength) {
    let size = 0;
    for (let i = 0; i < lengthSize; i++) size = size * 256 + (data[at + i] ?? 0);
    at += lengthSize;
    if (((data[at] ?? 0) & 0x1f) === 5) return true;
    at += size;
  }
  return false;
}

/** Steps over `count` sets, each behind its 16-bit length; answers the first and where the last one ends. */
function parameterSets(avcc: Uint8Array, start: number, count: number): { first: Uint8Array | null; end: number } {
  let first: Uint8Array | null = null;
  let at = start;
  for (let i = 0; i < count; i++) {
    const size = byteAt(avcc, at) * 256 + byteAt(avcc, at + 1);
    at += 2;
    if (at + size > avcc.byteLength) throw new Fault("bad_request", "avcC: a parameter set runs past its end");
    first ??= avcc.subarray(at, at + size);
    at += size;
  }
  return { first, end: at };
}

function byteAt(avcc: Uint8Array, at: number): number {
  const value = avcc[at];
  if (value === undefined) throw new Fault("bad_request", "avcC ends too early");
  return value;
}

const hex = (value: number): string => value.toString(16).padStart(2, "0");
