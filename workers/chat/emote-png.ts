/**
 * A still PNG: its chunks from the signature to the end, with their checksums, and whether the pixels are as many as the header says
 * (W3C PNG, third edition). Pure; knows nothing of emotes.
 */
import { crc32, inflateSync } from "node:zlib";
import { Fault } from "#protocol/errors.ts";
import { EmoteBytes } from "./emote-bytes.ts";

type Size = { readonly width: number; readonly height: number; readonly frames: number };

const SIGNATURE = "\x89PNG\r\n\x1a\n";
/** Samples of a pixel by colour type (11.2.1), and the depths that each may have. */
const COLOUR_TYPES: ReadonlyMap<number, { readonly samples: number; readonly depths: readonly number[] }> = new Map([
  [0, { samples: 1, depths: [1, 2, 4, 8, 16] }],
  [2, { samples: 3, depths: [8, 16] }],
  [3, { samples: 1, depths: [1, 2, 4, 8] }],
  [4, { samples: 2, depths: [8, 16] }],
  [6, { samples: 4, depths: [8, 16] }],
]);
/** Where the seven passes of an interlaced picture begin and how far apart their pixels are: x, y, dx, dy (8.2). */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
/** Pixels of a side of an emote, at most: what is inflated stays below 1 MiB even at 16 bits a sample. */
const MAX_SIDE = 256;

export const isPng = (bytes: Uint8Array): boolean =>
  bytes.byteLength >= SIGNATURE.length && new EmoteBytes(bytes).ascii(SIGNATURE.length) === SIGNATURE;

/** `maxSide` bounds what is inflated: eight bytes for each of its square's pixels, at most. */
export function readPng(bytes: Uint8Array, maxSide = MAX_SIDE): Size {
  const reader = new EmoteBytes(bytes);
  reader.skip(SIGNATURE.length);
  const first = readChunk(reader);
  if (first.type !== "IHDR" || first.data.byteLength !== 13) throw malformed();
  const header = readHeader(first.data, maxSide);
  const pixels: Uint8Array[] = [];
  for (;;) {
    const { type, data } = readChunk(reader);
    if (type === "IHDR") throw malformed();
    if (type === "acTL" || type === "fcTL" || type === "fdAT") {
      throw new Fault("bad_request", "An animated PNG is not taken: use a GIF or a WebP.");
    }
    if (type === "IDAT") pixels.push(data);
    if (type !== "IEND") continue;
    if (data.byteLength !== 0) throw malformed();
    break;
  }
  if (reader.left !== 0) throw new Fault("bad_request", "The image has data after its end.");
  checkPixels(pixels, header.rawBytes);
  return { width: header.width, height: header.height, frames: 1 };
}

function readChunk(reader: EmoteBytes): { readonly type: string; readonly data: Uint8Array } {
  const length = reader.u32be();
  // The checksum is over type and data (5.5).
  const typeAndData = reader.bytes(4 + length);
  if (crc32(typeAndData) !== reader.u32be()) throw malformed();
  const type = String.fromCharCode(...typeAndData.subarray(0, 4));
  return { type, data: typeAndData.subarray(4) };
}

function readHeader(
  data: Uint8Array,
  maxSide: number,
): { readonly width: number; readonly height: number; readonly rawBytes: number } {
  const reader = new EmoteBytes(data);
  const [width, height] = [reader.u32be(), reader.u32be()];
  const [depth, colourType, compression, filter, interlace] = [...reader.bytes(5)];
  const colours = COLOUR_TYPES.get(colourType ?? -1);
  if (colours === undefined || depth === undefined || !colours.depths.includes(depth)) throw malformed();
  if (compression !== 0 || filter !== 0 || (interlace !== 0 && interlace !== 1)) throw malformed();
  if (width === 0 || height === 0) throw malformed();
  if (width > maxSide || height > maxSide) {
    throw new Fault("bad_request", `The image is ${width} by ${height} pixels: too large here.`);
  }
  const bits = depth * colours.samples;
  const rawBytes = interlace === 0 ? passBytes(width, height, bits) : interlacedBytes(width, height, bits);
  return { width, height, rawBytes };
}

/** Bytes of a pass before compression: each row is a filter byte and its pixels, filled up to a whole byte. A pass without pixels has no rows. */
const passBytes = (width: number, height: number, bits: number): number =>
  width === 0 || height === 0 ? 0 : height * (1 + Math.ceil((width * bits) / 8));

function interlacedBytes(width: number, height: number, bits: number): number {
  let total = 0;
  for (const [x, y, dx, dy] of ADAM7) {
    total += passBytes(Math.ceil((width - x) / dx), Math.ceil((height - y) / dy), bits);
  }
  return total;
}

/** workerd counts what it gathers in whole chunks, and one more for what follows the last byte (2026-11): bytes over what is expected. */
const INFLATE_SLACK = 2 * 16 * 1024;

/** More than the header says is a bomb, less a picture that does not end. */
function checkPixels(parts: readonly Uint8Array[], expected: number): void {
  const packed = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    packed.set(part, at);
    at += part.byteLength;
  }
  let length: number;
  try {
    length = inflateSync(packed, { maxOutputLength: expected + INFLATE_SLACK }).byteLength;
  } catch (cause) {
    throw new Fault("bad_request", "The image's pixels are not what its header says.", cause);
  }
  if (length !== expected) throw new Fault("bad_request", "The image's pixels are not what its header says.");
}

const malformed = (): Fault => new Fault("bad_request", "The image is a damaged PNG.");
