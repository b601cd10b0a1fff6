/** A GIF, still or animated: its blocks from the header to the trailer (GIF89a specification). Pure; knows nothing of emotes. */
import { Fault } from "#protocol/errors.ts";
import { EmoteBytes } from "./emote-bytes.ts";

type Size = { readonly width: number; readonly height: number; readonly frames: number };

const HEADER_LENGTH = 6;
const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;

export function isGif(bytes: Uint8Array): boolean {
  if (bytes.byteLength < HEADER_LENGTH) return false;
  const header = new EmoteBytes(bytes).ascii(HEADER_LENGTH);
  return header === "GIF87a" || header === "GIF89a";
}

export function readGif(bytes: Uint8Array): Size {
  const reader = new EmoteBytes(bytes);
  reader.skip(HEADER_LENGTH);
  const [width, height] = [reader.u16le(), reader.u16le()];
  if (width === 0 || height === 0) throw malformed();
  const flags = reader.u8();
  // Background colour and pixel aspect ratio.
  reader.skip(2);
  skipColours(reader, flags);
  let frames = 0;
  for (;;) {
    const block = reader.u8();
    if (block === TRAILER) break;
    if (block === EXTENSION) {
      reader.skip(1);
      skipSubBlocks(reader);
    } else if (block === IMAGE) {
      readFrame(reader, width, height);
      frames++;
    } else throw malformed();
  }
  if (reader.left !== 0) throw new Fault("bad_request", "The image has data after its end.");
  if (frames === 0) throw malformed();
  return { width, height, frames };
}

/** A frame must lie within the picture: a decoder makes room for what it says. */
function readFrame(reader: EmoteBytes, width: number, height: number): void {
  const [left, top, frameWidth, frameHeight] = [reader.u16le(), reader.u16le(), reader.u16le(), reader.u16le()];
  if (frameWidth === 0 || frameHeight === 0 || left + frameWidth > width || top + frameHeight > height) {
    throw new Fault("bad_request", "A frame of the image is larger than the image.");
  }
  skipColours(reader, reader.u8());
  const codeSize = reader.u8();
  if (codeSize < 2 || codeSize > 8) throw malformed();
  if (skipSubBlocks(reader) === 0) throw malformed();
}

/** The colour table that the flags announce. */
function skipColours(reader: EmoteBytes, flags: number): void {
  if ((flags & 0x80) !== 0) reader.skip(3 * 2 ** ((flags & 0x07) + 1));
}

/** Skips blocks up to the empty one; answers the bytes in them. */
function skipSubBlocks(reader: EmoteBytes): number {
  for (let total = 0; ; ) {
    const length = reader.u8();
    if (length === 0) return total;
    reader.skip(length);
    total += length;
  }
}

const malformed = (): Fault => new Fault("bad_request", "The image is a damaged GIF.");
