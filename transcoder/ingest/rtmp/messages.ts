/** RTMP messages as they lie between the chunk layer and the session: their type ids and shape. Knows neither chunks nor commands. */

/** Message type ids (RTMP 1.0, 5.4 and 7.1). */
export const MESSAGE = {
  setChunkSize: 1,
  abort: 2,
  acknowledgement: 3,
  userControl: 4,
  windowSize: 5,
  peerBandwidth: 6,
  audio: 8,
  video: 9,
  dataAmf3: 15,
  commandAmf3: 17,
  data: 18,
  command: 20,
  aggregate: 22,
} as const;

export type RtmpMessage = {
  readonly type: number;
  /** Message stream id: 0 is the connection, 1 the stream that `createStream` names. */
  readonly streamId: number;
  /** Milliseconds, unsigned 32 bits; wraps. */
  readonly timestamp: number;
  readonly payload: Uint8Array;
};

export type OutgoingMessage = RtmpMessage & {
  /** Chunk stream id, 2 to 65599; 2 is for protocol control (RTMP 1.0, 5.3.1.1). */
  readonly chunkStreamId: number;
};

/** Reads 24 bits, big-endian. */
export function readU24(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
}

/** Reads 32 bits unsigned, big-endian. */
export function readU32(bytes: Uint8Array, at: number): number {
  return (((bytes[at] ?? 0) << 24) | readU24(bytes, at + 1)) >>> 0;
}

/** Joins byte arrays in order; a single one is returned as it is. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.byteLength;
  }
  return joined;
}
