/**
 * A WebP, still or animated: its chunks to the end of the file, and that every picture in it has the size that the file says (RFC 9649).
 * Pure; knows nothing of emotes.
 */
import { Fault } from "#protocol/errors.ts";
import { EmoteBytes } from "./emote-bytes.ts";

type Dimensions = { readonly width: number; readonly height: number };
type Size = Dimensions & { readonly frames: number };
type Chunk = { readonly type: string; readonly data: EmoteBytes };

const HEADER_LENGTH = 12;
const ANIMATED = 0x02;

export function isWebp(bytes: Uint8Array): boolean {
  if (bytes.byteLength < HEADER_LENGTH) return false;
  const reader = new EmoteBytes(bytes);
  const riff = reader.ascii(4);
  reader.skip(4);
  return riff === "RIFF" && reader.ascii(4) === "WEBP";
}

export function readWebp(bytes: Uint8Array): Size {
  const reader = new EmoteBytes(bytes);
  reader.skip(4);
  // The size counts from behind itself; the file ends there (2.4).
  const size = reader.u32le();
  if (size < reader.left) throw new Fault("bad_request", "The image has data after its end.");
  if (size > reader.left) throw malformed();
  reader.skip(4);
  const first = readChunk(reader);
  if (first.type === "VP8X") return readExtended(first.data, reader);
  const picture = pictureSize(first);
  if (picture === null || reader.left !== 0) throw malformed();
  return { ...picture, frames: 1 };
}

function readExtended(header: EmoteBytes, reader: EmoteBytes): Size {
  const flags = header.u8();
  header.skip(3);
  const canvas = { width: header.u24le() + 1, height: header.u24le() + 1 };
  if (header.left !== 0) throw malformed();
  const animated = (flags & ANIMATED) !== 0;
  let frames = 0;
  while (reader.left > 0) {
    const chunk = readChunk(reader);
    if (chunk.type === "VP8X") throw malformed();
    const picture = pictureSize(chunk);
    if (picture !== null) {
      if (animated) throw malformed();
      mustBe(picture, canvas);
      frames++;
    }
    if (chunk.type !== "ANMF") continue;
    if (!animated) throw malformed();
    readFrame(chunk.data, canvas);
    frames++;
  }
  if (frames === 0 || (!animated && frames > 1)) throw malformed();
  return { ...canvas, frames };
}

/** A frame of an animation: where it lies and how large it is, and one picture of just that size (2.7.1.1). */
function readFrame(data: EmoteBytes, canvas: Dimensions): void {
  const [left, top] = [2 * data.u24le(), 2 * data.u24le()];
  const frame = { width: data.u24le() + 1, height: data.u24le() + 1 };
  // Its duration, and how it is blended.
  data.skip(4);
  if (left + frame.width > canvas.width || top + frame.height > canvas.height) throw larger();
  let pictures = 0;
  while (data.left > 0) {
    const picture = pictureSize(readChunk(data));
    if (picture === null) continue;
    mustBe(picture, frame);
    pictures++;
  }
  if (pictures !== 1) throw malformed();
}

/** Chunks are filled up to an even length (2.3). */
function readChunk(reader: EmoteBytes): Chunk {
  const type = reader.ascii(4);
  const length = reader.u32le();
  const data = reader.part(length);
  if (length % 2 === 1) reader.skip(1);
  return { type, data };
}

/** The size of the picture in a chunk; null when it holds none. */
function pictureSize({ type, data }: Chunk): Dimensions | null {
  if (type === "VP8 ") return lossySize(data);
  if (type === "VP8L") return losslessSize(data);
  return null;
}

/** RFC 6386 9.1: a key frame's tag, start code, and 14 bits each of width and height below two of scaling. */
function lossySize(data: EmoteBytes): Dimensions {
  const tag = data.u24le();
  if ((tag & 1) !== 0 || data.u24le() !== 0x2a019d) throw malformed();
  return checked({ width: data.u16le() & 0x3fff, height: data.u16le() & 0x3fff });
}

/** RFC 9649 3.4: a signature, then 14 bits each of width and height less one. */
function losslessSize(data: EmoteBytes): Dimensions {
  if (data.u8() !== 0x2f) throw malformed();
  const bits = data.u32le();
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

function checked(size: Dimensions): Dimensions {
  if (size.width === 0 || size.height === 0) throw malformed();
  return size;
}

function mustBe(picture: Dimensions, expected: Dimensions): void {
  if (picture.width !== expected.width || picture.height !== expected.height) throw larger();
}

const larger = (): Fault => new Fault("bad_request", "A frame of the image has another size than the image says.");
const malformed = (): Fault => new Fault("bad_request", "The image is a damaged WebP.");
