/**
 * One ffmpeg process that encodes a live ladder: bytes of FLV in, tags of every rung out. Knows no renditions' meaning, no
 * restarts and no clock; every pipe is always read, since ffmpeg stops all outputs when one is full.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { FlvReader } from "#media/flv/reader.ts";
import type { FlvTag } from "#media/flv/tag.ts";
import type { Log } from "#transcoder/log.ts";
import { type EncodePlan, FIRST_OUTPUT_PIPE, ladderParts, outputIds } from "./arguments.ts";
import { commandArguments } from "./command.ts";
import { missingFfmpeg } from "./probe.ts";
import { StderrTail } from "./stderr-tail.ts";

/** Unread input beyond which `write` answers false: a second of a 4 Mbit/s source. */
export const PRESSURE_BYTES = 512 * 1024;
/** Unread input that the process may hold at all; a writer that does not heed `write`'s answer loses the encoder here. */
export const MAX_INPUT_BYTES = 16 * 1024 * 1024;
/** Time that ffmpeg has to go after `kill` before it is ended by force. */
const KILL_GRACE_MS = 1000;
/** Lines of stderr that reach the log; the tail is kept beyond them. A broken source can cause thousands. */
const MAX_LOGGED_LINES = 100;

export type EncoderExit = {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderrTail: readonly string[];
  /** `end` or `kill` was called before. */
  readonly expected: boolean;
};

export type EncoderHandlers = {
  /** Tags of each rendition in their order. The first of a rendition are its sequence headers. */
  readonly onTag: (rendition: string, tag: FlvTag) => void;
  /** Once, after the last tag. */
  readonly onExit: (info: EncoderExit) => void;
  /** After `write` answered false: it may go on. */
  readonly onDrain: () => void;
};

export interface EncoderRun {
  /** Null when ffmpeg could not be started. */
  readonly pid: number | null;
  /** Bytes not yet taken by ffmpeg. */
  readonly bufferedBytes: number;
  /** Resolves after `onExit`. */
  readonly exited: Promise<void>;
  /** False: wait for `onDrain`. The bytes are taken in any case, unless the run is over. */
  write(bytes: Uint8Array): boolean;
  /** End of input: everything fed comes out, then ffmpeg exits. */
  end(): void;
  /** Ends ffmpeg soon, whatever is still inside. */
  kill(): void;
}

/** Starts ffmpeg. A failure to start is an exit like any other, with one sentence as its stderr. */
export function startEncoder(
  plan: EncodePlan,
  handlers: EncoderHandlers,
  log: Log,
  ffmpegPath: string = "ffmpeg",
): EncoderRun {
  return new FfmpegRun(plan, handlers, log, ffmpegPath);
}

class FfmpegRun implements EncoderRun {
  readonly exited: Promise<void>;
  readonly #process: ChildProcess;
  readonly #handlers: EncoderHandlers;
  readonly #log: Log;
  readonly #path: string;
  readonly #stderr = new StderrTail();
  #logged = 0;
  #asked = false;
  #over = false;
  #pressed = false;
  #killTimer: NodeJS.Timeout | null = null;
  #spawnError: string | null = null;

  constructor(plan: EncodePlan, handlers: EncoderHandlers, log: Log, ffmpegPath: string) {
    this.#handlers = handlers;
    this.#log = log;
    this.#path = ffmpegPath;
    const ids = outputIds(plan);
    // Its own process group: Ctrl-C in a terminal reaches the node alone, which then ends ffmpeg in order. When the node
    // dies, the end of its input ends ffmpeg.
    this.#process = spawn(ffmpegPath, commandArguments(ladderParts(plan)), {
      stdio: ["pipe", "ignore", "pipe", ...ids.map(() => "pipe" as const)],
      detached: true,
      windowsHide: true,
    });
    for (const [at, id] of ids.entries()) this.#readTags(FIRST_OUTPUT_PIPE + at, id);
    this.#process.stderr?.setEncoding("utf8").on("data", (text: string) => this.#readStderr(text));
    // Writing to an ffmpeg that is gone fails with EPIPE; its exit says why.
    this.#process.stdin?.on("error", (error: Error) => this.#log("debug", "encoder-input", { error: error.message }));
    this.exited = new Promise((resolve) => {
      this.#process.once("error", (error) => this.#failedToStart(error));
      this.#process.once("close", (code, signal) => {
        this.#finish(code, signal);
        resolve();
      });
    });
  }

  get pid(): number | null {
    return this.#process.pid ?? null;
  }

  get bufferedBytes(): number {
    return this.#process.stdin?.writableLength ?? 0;
  }

  write(bytes: Uint8Array): boolean {
    const stdin = this.#process.stdin;
    if (this.#over || this.#asked || stdin === null || !stdin.writable) return true;
    stdin.write(bytes, () => this.#relieve());
    if (stdin.writableLength > MAX_INPUT_BYTES) {
      this.#log("error", "encoder-input-full", { pid: this.pid, buffered: stdin.writableLength });
      this.#terminate();
      return true;
    }
    this.#pressed ||= stdin.writableLength > PRESSURE_BYTES;
    return !this.#pressed;
  }

  end(): void {
    this.#asked = true;
    this.#process.stdin?.end();
  }

  kill(): void {
    this.#asked = true;
    this.#terminate();
  }

  #terminate(): void {
    if (this.#over || this.#killTimer !== null) return;
    this.#process.stdin?.destroy();
    this.#process.kill("SIGTERM");
    this.#killTimer = setTimeout(() => this.#process.kill("SIGKILL"), KILL_GRACE_MS);
  }

  #relieve(): void {
    if (!this.#pressed || this.bufferedBytes > PRESSURE_BYTES / 2) return;
    this.#pressed = false;
    if (!this.#over) this.#handlers.onDrain();
  }

  #readTags(pipe: number, id: string): void {
    const stream = this.#process.stdio[pipe];
    if (stream === null || stream === undefined || !("read" in stream)) return;
    const reader = new FlvReader();
    let broken = false;
    stream.on("data", (chunk: Buffer) => {
      if (broken) return;
      let tags: FlvTag[];
      try {
        tags = reader.push(chunk);
      } catch (error) {
        // Read on, so that the other outputs are not held up until the process is gone.
        broken = true;
        this.#log("error", "encoder-output", { rendition: id, error: String(error) });
        this.#terminate();
        return;
      }
      for (const tag of tags) this.#handlers.onTag(id, tag);
    });
    stream.on("error", (error: Error) => this.#log("debug", "encoder-output", { rendition: id, error: error.message }));
  }

  #readStderr(text: string): void {
    for (const line of this.#stderr.push(text)) {
      this.#logged += 1;
      if (this.#logged <= MAX_LOGGED_LINES) this.#log("debug", "ffmpeg", { pid: this.pid, line });
    }
  }

  /** `error` comes before `close` when ffmpeg could not be started, and after a signal that could not be sent. */
  #failedToStart(error: Error): void {
    if (this.pid === null) this.#spawnError = missingFfmpeg(this.#path, error);
    this.#log("error", "encoder-process", { error: this.#spawnError ?? error.message });
  }

  #finish(code: number | null, signal: string | null): void {
    this.#over = true;
    if (this.#killTimer !== null) clearTimeout(this.#killTimer);
    const stderrTail = this.#spawnError === null ? this.#stderr.lines : [this.#spawnError];
    // A code below zero is the error number of a failed start, not ffmpeg's.
    this.#handlers.onExit({ code: this.#spawnError === null ? code : null, signal, stderrTail, expected: this.#asked });
  }
}
