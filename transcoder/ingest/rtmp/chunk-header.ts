/** The header of an RTMP chunk (RTMP 1.0, 5.3.1) and what a chunk stream remembers of it. Pure; knows no payload. */
import { readU24, readU32 } from "./messages.ts";

/** Basic header 3, message header 11, extended timestamp 4 (RTMP 1.0, 5.3.1). */
export const MAX_HEADER_BYTES = 18;
/** Bytes of the message header of chunk formats 0 to 3 (RTMP 1.0, 5.3.1.2). */
export const MESSAGE_HEADER_BYTES = [11, 7, 3, 0] as const;
/** A timestamp field with this value is followed by the extended timestamp. */
export const EXTENDED_TIMESTAMP = 0xffffff;

/** What the next chunk of a chunk stream inherits, and the message that is being received on it. */
export type ChunkStream = {
  type: number;
  streamId: number;
  length: number;
  /** Timestamp of the newest message. */
  timestamp: number;
  /** What a format 3 chunk adds when it begins a message. */
  delta: number;
  /** The newest timestamp field, when it was an extended one. */
  extended: number | null;
  body: Uint8Array | null;
  filled: number;
};

/** A chunk stream of which nothing is known. */
export function freshChunkStream(): ChunkStream {
  return { type: 0, streamId: 0, length: 0, timestamp: 0, delta: 0, extended: null, body: null, filled: 0 };
}

/** Bytes of the basic header: 1, or 2 or 3 for the escapes 0 and 1 (RTMP 1.0, 5.3.1.1). */
export function basicBytes(header: Uint8Array): number {
  const low = (header[0] ?? 0) & 0x3f;
  return low === 0 ? 2 : low === 1 ? 3 : 1;
}

/** The chunk stream id of a complete basic header. */
export function chunkStreamId(header: Uint8Array, basic: number): number {
  if (basic === 1) return (header[0] ?? 0) & 0x3f;
  return 64 + (header[1] ?? 0) + (basic === 3 ? 256 * (header[2] ?? 0) : 0);
}

/** Takes over what a header of format 0, 1 or 2 says. */
export function readMessageHeader(stream: ChunkStream, header: Uint8Array, basic: number, format: number): void {
  const field = readU24(header, basic);
  const end = basic + (MESSAGE_HEADER_BYTES[format] ?? 0);
  stream.extended = field === EXTENDED_TIMESTAMP ? readU32(header, end) : null;
  stream.delta = stream.extended ?? field;
  if (format === 0) stream.timestamp = stream.delta;
  if (format === 2) return;
  stream.length = readU24(header, basic + 3);
  stream.type = header[basic + 6] ?? 0;
  if (format === 1) return;
  // The message stream id alone is little-endian.
  const id = [10, 9, 8, 7].reduce((value, at) => value * 256 + (header[basic + at] ?? 0), 0);
  stream.streamId = id;
}
