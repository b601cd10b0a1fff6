/** One client: its TCP socket and the WebSocket to the Worker, each read only as fast as the other takes it. Knows nothing of IRC but lines. */
import type { Socket } from "node:net";
import { type RawData, WebSocket } from "ws";
import { writeFrame } from "#protocol/irc/frame.ts";
import { MAX_IRC_FRAME_LENGTH } from "#protocol/irc/limits.ts";
import { END_MS, MAX_DOWN_FRAME_BYTES, MAX_LINE_BYTES, MAX_WAITING_BYTES, OPEN_MS } from "./limits.ts";
import { LineCutter } from "./line-cutter.ts";

/** A line from the gateway itself, as the Worker would say it. */
export const noticeLine = (sentence: string): string => `:tmi.twitch.tv NOTICE * :${sentence}\r\n`;
const RECONNECT = ":tmi.twitch.tv RECONNECT\r\n";

const UNREACHABLE = "Rill cannot be reached right now. Try again in a moment.";
const LINE_TOO_LONG = "Your client sent a line that is too long.";
const CLOSE_NORMAL = 1000;

export class Bridge {
  readonly #socket: Socket;
  readonly #upstream: WebSocket;
  readonly #lines = new LineCutter(MAX_LINE_BYTES);
  #isEnding = false;
  /** Resolves when both sides are closed. */
  readonly ended: Promise<void>;

  constructor(socket: Socket, url: string, idleMs: number) {
    this.#socket = socket;
    this.#upstream = new WebSocket(url, {
      handshakeTimeout: OPEN_MS,
      maxPayload: MAX_DOWN_FRAME_BYTES,
      perMessageDeflate: false,
    });
    this.ended = Promise.all([closed(socket), closed(this.#upstream)]).then(() => undefined);
    socket.setNoDelay(true);
    socket.setTimeout(idleMs, () => this.#end(noticeLine("Your client was silent for too long.")));
    socket.on("data", (bytes) => this.#fromClient(bytes));
    socket.on("drain", () => this.#resumeUpstream());
    socket.on("end", () => this.#end());
    // The socket's close follows, and ends the other side.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#end());
    // Nothing is read from the client before there is somebody to pass it on to.
    socket.pause();
    this.#upstream.on("open", () => socket.resume());
    this.#upstream.on("message", (data: RawData, isBinary: boolean) => this.#fromUpstream(data, isBinary));
    this.#upstream.on("error", () => this.#end(noticeLine(UNREACHABLE)));
    this.#upstream.on("close", () => this.#end());
  }

  /** The gateway stops: the client is asked to come back, and has a moment to hear it. */
  stop(): void {
    this.#end(RECONNECT);
  }

  #fromClient(bytes: Uint8Array): void {
    if (this.#isEnding) return;
    const lines = this.#lines.push(bytes);
    if (lines === null) return this.#end(noticeLine(LINE_TOO_LONG));
    for (const frame of framesOf(lines)) this.#upstream.send(frame, () => this.#resumeClient());
    if (this.#upstream.bufferedAmount > MAX_WAITING_BYTES) this.#socket.pause();
  }

  #resumeClient(): void {
    if (this.#socket.isPaused() && this.#upstream.bufferedAmount <= MAX_WAITING_BYTES) this.#socket.resume();
  }

  #fromUpstream(data: RawData, isBinary: boolean): void {
    if (this.#isEnding || isBinary) return;
    this.#socket.write(String(data));
    if (this.#socket.writableLength > MAX_WAITING_BYTES) this.#upstream.pause();
  }

  #resumeUpstream(): void {
    if (this.#upstream.isPaused) this.#upstream.resume();
  }

  /** Ends both sides; the client is told this first. */
  #end(last = ""): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#resumeUpstream();
    if (this.#upstream.readyState === WebSocket.CONNECTING) this.#upstream.terminate();
    else this.#upstream.close(CLOSE_NORMAL);
    // What the client still sends goes nowhere, and has to be read for its end to be seen.
    this.#socket.resume();
    this.#socket.end(last);
    const cut = setTimeout(() => {
      this.#socket.destroy();
      this.#upstream.terminate();
    }, END_MS);
    void this.ended.then(() => clearTimeout(cut));
  }
}

/** Lines as few frames as the Worker's limit allows. */
function framesOf(lines: readonly string[]): readonly string[] {
  const frames: string[] = [];
  let frame = "";
  for (const line of lines) {
    const text = writeFrame([line]);
    if (frame.length + text.length > MAX_IRC_FRAME_LENGTH) {
      frames.push(frame);
      frame = "";
    }
    frame += text;
  }
  if (frame !== "") frames.push(frame);
  return frames;
}

const closed = (side: Socket | WebSocket): Promise<void> =>
  new Promise((resolve) => {
    side.once("close", () => resolve());
  });
