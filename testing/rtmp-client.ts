/**
 * A scripted RTMP client over a real socket: says exactly what a test tells it, also what no honest client would, and reads the answers.
 * Never shipped.
 */
import { connect, type Socket } from "node:net";
import { type AmfValue, decodeAmf0, encodeAmf0 } from "#media/flv/amf0.ts";
import { ChunkParser } from "#transcoder/ingest/rtmp/chunk-parser.ts";
import { ChunkWriter } from "#transcoder/ingest/rtmp/chunk-writer.ts";
import { MESSAGE, type OutgoingMessage, type RtmpMessage } from "#transcoder/ingest/rtmp/messages.ts";

const HANDSHAKE_REPLY_BYTES = 1 + 2 * 1536;

export class RtmpClient {
  readonly socket: Socket;
  /** Resolves when the connection is closed, from either side. */
  readonly closed: Promise<void>;
  readonly #writer = new ChunkWriter();
  readonly #parser = new ChunkParser({ messageBytes: 1 << 20, partialBytes: 1 << 20, chunkStreams: 8 });
  #handshakeLeft = HANDSHAKE_REPLY_BYTES;
  #messages: RtmpMessage[] = [];
  #waiting: (() => void)[] = [];
  #over = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (bytes) => this.#onData(bytes));
    // A reset is one of the ways to be turned away; `close` follows.
    socket.on("error", () => socket.destroy());
    this.closed = new Promise((resolve) => {
      socket.on("close", () => {
        this.#over = true;
        this.#wake();
        resolve();
      });
    });
  }

  static connect(port: number): Promise<RtmpClient> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(new RtmpClient(socket));
      });
    });
  }

  sendBytes(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** C0, C1 and C2 in one go; servers must bear that. */
  handshake(): void {
    this.sendBytes(Uint8Array.from([3, ...new Uint8Array(2 * 1536)]));
  }

  /** The bytes of a message with its chunk headers. */
  encode(type: number, payload: Uint8Array, fields: Partial<OutgoingMessage> = {}): Uint8Array {
    return this.#writer.write({ type, payload, chunkStreamId: 4, streamId: 1, timestamp: 0, ...fields });
  }

  send(type: number, payload: Uint8Array, fields: Partial<OutgoingMessage> = {}): void {
    this.sendBytes(this.encode(type, payload, fields));
  }

  /** Larger chunks than RTMP's 128 bytes, for tests that send much. */
  setChunkSize(bytes: number): void {
    const payload = Uint8Array.of(bytes >>> 24, (bytes >> 16) & 0xff, (bytes >> 8) & 0xff, bytes & 0xff);
    this.send(MESSAGE.setChunkSize, payload, { chunkStreamId: 2, streamId: 0 });
  }

  command(streamId: number, ...values: readonly AmfValue[]): void {
    this.send(MESSAGE.command, encodeAmf0(...values), { chunkStreamId: 3, streamId });
  }

  /** Everything that an encoder says up to and including publish. */
  publish(name: string, app = "live"): void {
    this.handshake();
    this.command(0, "connect", 1, { app, tcUrl: `rtmp://127.0.0.1/${app}` });
    this.command(0, "releaseStream", 2, null, name);
    this.command(0, "FCPublish", 3, null, name);
    this.command(0, "createStream", 4, null);
    this.command(1, "publish", 5, null, name, "live");
  }

  /** The next message, or null when the connection is closed and all are read. */
  async next(): Promise<RtmpMessage | null> {
    while (this.#messages.length === 0 && !this.#over)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.#messages.shift() ?? null;
  }

  /** The values of the next command, past all that is not one. */
  async nextCommand(): Promise<AmfValue[] | null> {
    for (;;) {
      const message = await this.next();
      if (message === null) return null;
      if (message.type === MESSAGE.command) return decodeAmf0(message.payload);
    }
  }

  /** Level, code and description of the next onStatus, past all that is not one; null when the connection closed without. */
  async nextStatus(): Promise<AmfValue> {
    for (;;) {
      const command = await this.nextCommand();
      if (command === null) return null;
      if (command[0] === "onStatus") return command[3];
    }
  }

  #onData(bytes: Uint8Array): void {
    const skipped = Math.min(this.#handshakeLeft, bytes.byteLength);
    this.#handshakeLeft -= skipped;
    let rest = bytes.subarray(skipped);
    for (;;) {
      const { message, consumed } = this.#parser.read(rest);
      rest = rest.subarray(consumed);
      if (message === null) break;
      this.#messages.push(message);
    }
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
