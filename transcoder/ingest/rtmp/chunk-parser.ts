/**
 * Reads RTMP chunks into messages (RTMP 1.0, 5.3). Pure; applies set chunk size and abort itself, because they govern this layer, and
 * knows nothing of the meaning of other messages. Only incomplete headers are buffered: a payload byte is copied once, into its message.
 */
import { Fault } from "#protocol/errors.ts";
import {
  basicBytes,
  type ChunkStream,
  chunkStreamId,
  EXTENDED_TIMESTAMP,
  freshChunkStream,
  MAX_HEADER_BYTES,
  MESSAGE_HEADER_BYTES,
  readMessageHeader,
} from "./chunk-header.ts";
import { concatBytes, MESSAGE, type RtmpMessage, readU24, readU32 } from "./messages.ts";

/** Bytes of a chunk's payload until the peer says otherwise (RTMP 1.0, 5.4.1). */
const INITIAL_CHUNK_BYTES = 128;
const EMPTY = new Uint8Array(0);

export type ChunkLimits = {
  readonly messageBytes: number;
  readonly partialBytes: number;
  readonly chunkStreams: number;
};

export type ChunkRead = {
  /** The next complete message, or null when the input is used up. */
  readonly message: RtmpMessage | null;
  /** Bytes of the input that were taken; the rest is to be offered again. */
  readonly consumed: number;
};

export class ChunkParser {
  #limits: ChunkLimits;
  #chunkBytes = INITIAL_CHUNK_BYTES;
  #partialBytes = 0;
  readonly #streams = new Map<number, ChunkStream>();
  readonly #header = new Uint8Array(MAX_HEADER_BYTES);
  #headerFilled = 0;
  /** Bytes taken for an extended timestamp that turned out to be what follows the header: read again before the input. */
  #replay: Uint8Array = EMPTY;
  /** The chunk whose payload is being read, and how much of it is missing. */
  #current: ChunkStream | null = null;
  #missing = 0;

  constructor(limits: ChunkLimits) {
    this.#limits = limits;
  }

  /** Bytes allocated for messages that are not complete. */
  get partialBytes(): number {
    return this.#partialBytes;
  }

  /** Replaces the limits; messages that are already being received keep their buffers. */
  setLimits(limits: ChunkLimits): void {
    this.#limits = limits;
  }

  /**
   * Reads up to the end of the next message, so that the caller can stop between two messages. Throws a Fault on what cannot be
   * chunks, or exceeds a limit; the parser is useless then.
   */
  read(input: Uint8Array): ChunkRead {
    let consumed = 0;
    for (;;) {
      const replay = this.#replay;
      const replaying = replay.byteLength > 0;
      const source = replaying ? replay : input;
      const from = replaying ? 0 : consumed;
      if (from === source.byteLength) return { message: null, consumed };
      if (replaying) this.#replay = EMPTY;
      const step = this.#current === null ? this.#readHeader(source, from) : this.#readPayload(source, from);
      if (replaying) this.#replay = concatBytes([this.#replay, replay.subarray(step.taken)]);
      else consumed += step.taken;
      if (step.message !== null) return { message: step.message, consumed };
    }
  }

  #readHeader(source: Uint8Array, from: number): Step {
    let at = from;
    let needed = this.#headerBytes();
    while (this.#headerFilled < needed && at < source.byteLength) {
      this.#header[this.#headerFilled++] = source[at++] ?? 0;
      needed = this.#headerBytes();
    }
    const taken = at - from;
    if (this.#headerFilled < needed) return { taken, message: null };
    this.#headerFilled = 0;
    return { taken, message: this.#beginChunk() };
  }

  /** How many bytes the header has, as far as its bytes so far tell. */
  #headerBytes(): number {
    if (this.#headerFilled === 0) return 1;
    const basic = basicBytes(this.#header);
    if (this.#headerFilled < basic) return basic;
    const format = (this.#header[0] ?? 0) >> 6;
    const plain = basic + (MESSAGE_HEADER_BYTES[format] ?? 0);
    if (format === 3) {
      const stream = this.#streams.get(chunkStreamId(this.#header, basic));
      return stream !== undefined && stream.extended !== null ? plain + 4 : plain;
    }
    if (this.#headerFilled < basic + 3) return plain;
    return readU24(this.#header, basic) === EXTENDED_TIMESTAMP ? plain + 4 : plain;
  }

  /** Applies a complete header. Returns the message when it has no payload. */
  #beginChunk(): RtmpMessage | null {
    const basic = basicBytes(this.#header);
    const format = (this.#header[0] ?? 0) >> 6;
    const stream = this.#streamFor(chunkStreamId(this.#header, basic), format);
    if (format === 3) this.#checkRepeatedTimestamp(stream, basic);
    else {
      // A new header inside a message: the sender has given the unfinished message up.
      this.#drop(stream);
      readMessageHeader(stream, this.#header, basic, format);
    }
    if (stream.body === null) {
      this.#beginMessage(stream, format);
      if (stream.length === 0) return this.#complete(stream, EMPTY);
    }
    this.#current = stream;
    this.#missing = Math.min(this.#chunkBytes, stream.length - stream.filled);
    return null;
  }

  #streamFor(id: number, format: number): ChunkStream {
    const known = this.#streams.get(id);
    if (known !== undefined) return known;
    // Format 1 on a fresh chunk stream is what librtmp sends for its control messages; it inherits zeros.
    if (format > 1) throw new Fault("bad_request", `chunk: format ${format} on the unknown chunk stream ${id}`);
    if (this.#streams.size >= this.#limits.chunkStreams) {
      throw new Fault("too_large", `chunk: more than ${this.#limits.chunkStreams} chunk streams`);
    }
    const fresh = freshChunkStream();
    this.#streams.set(id, fresh);
    return fresh;
  }

  /**
   * The extended timestamp is repeated in format 3 chunks (RTMP 1.0, 5.3.1.3). Older librtmp leaves it out, so four bytes that are
   * not that timestamp are what follows the header; GStreamer reads it the same way.
   */
  #checkRepeatedTimestamp(stream: ChunkStream, basic: number): void {
    if (stream.extended === null || readU32(this.#header, basic) === stream.extended) return;
    this.#replay = this.#header.slice(basic, basic + 4);
  }

  /**
   * A format 3 chunk that begins a message repeats the newest timestamp field as its delta, also when that field was the absolute
   * time of a format 0 chunk (RTMP 1.0, 5.3.1.2.4). FFmpeg and GStreamer choose format 3 by exactly this rule, and librtmp reads so.
   * librtmp (OBS) sends it for two messages with the same time, but after a format 0 chunk only where that time is 0, so that both
   * readings agree.
   */
  #beginMessage(stream: ChunkStream, format: number): void {
    if (format !== 0) stream.timestamp = (stream.timestamp + stream.delta) >>> 0;
    const { messageBytes, partialBytes } = this.#limits;
    if (stream.length > messageBytes) {
      throw new Fault("too_large", `chunk: a message of ${stream.length} bytes, at most ${messageBytes} are taken`);
    }
    if (this.#partialBytes + stream.length > partialBytes) {
      throw new Fault("too_large", `chunk: unfinished messages of more than ${partialBytes} bytes`);
    }
    if (stream.length === 0) return;
    stream.body = new Uint8Array(stream.length);
    stream.filled = 0;
    this.#partialBytes += stream.length;
  }

  #readPayload(source: Uint8Array, from: number): Step {
    const stream = this.#current;
    if (stream === null || stream.body === null) return { taken: 0, message: null };
    const taken = Math.min(this.#missing, source.byteLength - from);
    stream.body.set(source.subarray(from, from + taken), stream.filled);
    stream.filled += taken;
    this.#missing -= taken;
    if (this.#missing > 0) return { taken, message: null };
    this.#current = null;
    if (stream.filled < stream.length) return { taken, message: null };
    const body = stream.body;
    this.#drop(stream);
    return { taken, message: this.#complete(stream, body) };
  }

  #drop(stream: ChunkStream): void {
    if (stream.body === null) return;
    this.#partialBytes -= stream.body.byteLength;
    stream.body = null;
    stream.filled = 0;
  }

  /** Applies the messages that govern chunks (RTMP 1.0, 5.4.1 and 5.4.2); returns all others. */
  #complete(stream: ChunkStream, payload: Uint8Array): RtmpMessage | null {
    const { type, streamId, timestamp } = stream;
    if (type !== MESSAGE.setChunkSize && type !== MESSAGE.abort) return { type, streamId, timestamp, payload };
    if (payload.byteLength < 4) throw new Fault("bad_request", `chunk: a control message ${type} shorter than 4 bytes`);
    const value = readU32(payload, 0);
    if (type === MESSAGE.setChunkSize) {
      this.#chunkBytes = value & 0x7fffffff;
      if (this.#chunkBytes === 0) throw new Fault("bad_request", "chunk: a chunk size of 0");
    } else {
      const aborted = this.#streams.get(value);
      if (aborted !== undefined) this.#drop(aborted);
    }
    return null;
  }
}

type Step = { readonly taken: number; readonly message: RtmpMessage | null };
