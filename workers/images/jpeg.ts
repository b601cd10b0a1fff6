/**
 * A JPEG, baseline or progressive: its markers from the first to the end of the image (ITU-T T.81, annex B), so that nothing is hidden behind
 * it. Pure; knows nothing of what the picture is for.
 */
import { Fault } from "#protocol/errors.ts";
import { EmoteBytes } from "../chat/emote-bytes.ts";

type Size = { readonly width: number; readonly height: number };

const START = 0xd8;
const END = 0xd9;
const SCAN = 0xda;
/** Frames that browsers decode: baseline, extended and progressive, all with Huffman codes. */
const FRAMES: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2]);
/** Other frames: lossless, hierarchical or arithmetic. DHT (c4), JPG (c8) and DAC (cc) lie between them and are none. */
const isOtherFrame = (marker: number): boolean =>
  marker >= 0xc3 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;
/** Scans of a progressive picture, at most: encoders write some ten, and each costs a decoder the whole picture. */
const MAX_SCANS = 30;

export const isJpeg = (bytes: Uint8Array): boolean =>
  bytes.byteLength >= 3 && bytes[0] === 0xff && bytes[1] === START && bytes[2] === 0xff;

export function readJpeg(bytes: Uint8Array): Size {
  const reader = new EmoteBytes(bytes);
  reader.skip(2);
  let size: Size | null = null;
  let scans = 0;
  let marker = readMarker(reader);
  while (marker !== END) {
    if (FRAMES.has(marker)) {
      if (size !== null) throw malformed();
      size = readFrame(readSegment(reader));
      marker = readMarker(reader);
    } else if (marker === SCAN) {
      if (size === null || ++scans > MAX_SCANS) throw malformed();
      readSegment(reader);
      marker = skipScan(reader);
    } else {
      // Markers without a segment belong into a scan, or nowhere.
      if (isOtherFrame(marker) || isRestart(marker) || marker <= 0x01 || marker === START) throw malformed();
      readSegment(reader);
      marker = readMarker(reader);
    }
  }
  if (reader.left !== 0) throw new Fault("bad_request", "The image has data after its end.");
  if (size === null || scans === 0) throw malformed();
  return size;
}

/** Any number of fill bytes may stand before a marker (B.1.1.2). */
function readMarker(reader: EmoteBytes): number {
  if (reader.u8() !== 0xff) throw malformed();
  let marker = reader.u8();
  while (marker === 0xff) marker = reader.u8();
  return marker;
}

/** A segment's length counts itself. */
function readSegment(reader: EmoteBytes): EmoteBytes {
  const length = reader.u8() * 256 + reader.u8();
  if (length < 2) throw malformed();
  return reader.part(length - 2);
}

/** B.2.2: precision, lines, samples a line, components of three bytes each. */
function readFrame(segment: EmoteBytes): Size {
  const precision = segment.u8();
  const height = segment.u8() * 256 + segment.u8();
  const width = segment.u8() * 256 + segment.u8();
  const components = segment.u8();
  // Height 0 would be told later by a DNL segment, which decoders refuse.
  if (precision !== 8 || width === 0 || height === 0) throw malformed();
  if (components < 1 || components > 4 || segment.left !== 3 * components) throw malformed();
  return { width, height };
}

/** Skips a scan's entropy-coded data; answers the marker behind it. In the data ff is followed by 00 or a restart. */
function skipScan(reader: EmoteBytes): number {
  for (;;) {
    if (reader.u8() !== 0xff) continue;
    let marker = reader.u8();
    while (marker === 0xff) marker = reader.u8();
    if (marker !== 0x00 && !isRestart(marker)) return marker;
  }
}

const malformed = (): Fault => new Fault("bad_request", "The image is a damaged JPEG.");
