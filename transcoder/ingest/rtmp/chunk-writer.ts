/** Writes messages as RTMP chunks (RTMP 1.0, 5.3): always a full header first, since we send little. Pure. */
import { MESSAGE, type OutgoingMessage, readU32 } from "./messages.ts";

/** Bytes of a chunk's payload until we say otherwise (RTMP 1.0, 5.4.1). */
const INITIAL_CHUNK_BYTES = 128;
const EXTENDED = 0xffffff;

export class ChunkWriter {
  #chunkBytes = INITIAL_CHUNK_BYTES;

  /** The bytes of one message. A set chunk size message takes effect after itself. */
  write(message: OutgoingMessage): Uint8Array {
    const { payload } = message;
    const extended = message.timestamp >= EXTENDED ? 4 : 0;
    const basic = basicHeader(0, message.chunkStreamId);
    const chunks = Math.max(1, Math.ceil(payload.byteLength / this.#chunkBytes));
    const out = new Uint8Array(chunks * (basic.length + extended) + 11 + payload.byteLength);
    const view = new DataView(out.buffer);
    out.set(basic, 0);
    let at = basic.length;
    view.setUint32(at, ((extended === 0 ? message.timestamp : EXTENDED) << 8) >>> 0);
    view.setUint32(at + 3, ((payload.byteLength << 8) | message.type) >>> 0);
    view.setUint32(at + 7, message.streamId, true);
    at += 11;
    for (let from = 0, chunk = 0; chunk < chunks; chunk++) {
      if (chunk > 0) {
        out.set(basicHeader(3, message.chunkStreamId), at);
        at += basic.length;
      }
      if (extended > 0) view.setUint32(at, message.timestamp);
      at += extended;
      const part = payload.subarray(from, from + this.#chunkBytes);
      out.set(part, at);
      at += part.byteLength;
      from += part.byteLength;
    }
    if (message.type === MESSAGE.setChunkSize) this.#chunkBytes = readU32(payload, 0);
    return out;
  }
}

/** The basic header of a chunk stream id (RTMP 1.0, 5.3.1.1). */
function basicHeader(format: number, id: number): readonly number[] {
  const top = format << 6;
  if (id < 64) return [top | id];
  if (id < 320) return [top, id - 64];
  return [top | 1, (id - 64) & 0xff, (id - 64) >> 8];
}
