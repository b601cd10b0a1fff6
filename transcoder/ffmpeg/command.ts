/**
 * The one door to fluent-ffmpeg: turns the parts of a command into its argument list, and runs one-shot jobs. The library is
 * archived upstream, so nothing else imports it; docs/decisions/001-fluent-ffmpeg.md says what it is used for. Knows no ladder.
 */
import { Readable, Writable } from "node:stream";
import ffmpeg from "fluent-ffmpeg";
import { assert } from "#protocol/assert.ts";
import type { CommandParts } from "./arguments.ts";
import { isExecutable } from "./probe.ts";

/** The argument list as fluent-ffmpeg builds it. Checks nothing and starts nothing. */
export function commandArguments(parts: CommandParts): readonly string[] {
  const command = ffmpeg().input(parts.input);
  describe(command, parts);
  for (const output of parts.outputs) command.output(output.target).outputOptions(...output.options);
  assert("_getArguments" in command, "fluent-ffmpeg 2.1 has _getArguments");
  const build: unknown = command._getArguments;
  assert(typeof build === "function", "_getArguments of fluent-ffmpeg 2.1 is a function");
  const list: unknown = build.call(command);
  assert(Array.isArray(list), "fluent-ffmpeg answers an argument list");
  return list.map(String);
}

export type JobOptions = {
  readonly ffmpegPath: string;
  readonly inputOptions: readonly string[];
  readonly outputOptions: readonly string[];
  /** The job is ended by force after this. */
  readonly timeoutSeconds: number;
  readonly maxOutputBytes: number;
  /** 0 as everything else to 19 last of all; ignored on Windows. */
  readonly niceness: number;
};

/** Runs one job from bytes to bytes through stdin and stdout. Rejects with one sentence when ffmpeg fails or oversteps a bound. */
export async function runJob(input: Uint8Array, options: JobOptions): Promise<Uint8Array> {
  // fluent-ffmpeg 2.1.3 throws out of an event handler when the program cannot be started, which would end the node.
  if (!(await isExecutable(options.ffmpegPath)))
    throw new Error(`ffmpeg job failed: no ffmpeg at "${options.ffmpegPath}"`);
  return new Promise((resolve, reject) => {
    const command = ffmpeg({ timeout: options.timeoutSeconds, niceness: options.niceness });
    command.setFfmpegPath(options.ffmpegPath);
    // One chunk; an array of bytes would be read number by number.
    command.input(Readable.from([input], { objectMode: false }));
    const sink = new JobSink(options.maxOutputBytes);
    describe(command, { inputOptions: options.inputOptions, graph: "" });
    command.output(sink).outputOptions(...options.outputOptions);
    // fluent-ffmpeg may report the end of the process before the last bytes have come, and the other way round.
    let ended = false;
    const settle = (): void => {
      if (ended && sink.writableFinished) resolve(sink.bytes);
    };
    sink.once("finish", settle);
    command.once("end", () => {
      ended = true;
      settle();
    });
    command.once("error", (error: Error) => reject(new Error(`ffmpeg job failed: ${error.message.split("\n", 1)[0]}`)));
    command.run();
  });
}

/** Asks ffmpeg once for its formats and encoders, which fluent-ffmpeg otherwise does in front of the first job (some 0.2 s). */
export function warmJobs(ffmpegPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    ffmpeg.setFfmpegPath(ffmpegPath);
    ffmpeg.getAvailableFormats((formatsError) => {
      if (formatsError) return reject(formatsError);
      ffmpeg.getAvailableEncoders((encodersError) => (encodersError ? reject(encodersError) : resolve()));
    });
  });
}

/** Options are spread, since fluent-ffmpeg splits the entries of an array at their spaces. */
function describe(command: ffmpeg.FfmpegCommand, parts: Pick<CommandParts, "inputOptions" | "graph">): void {
  assert(parts.inputOptions.length !== 1, "a single option would be split at its space");
  if (parts.inputOptions.length > 0) command.inputOptions(...parts.inputOptions);
  if (parts.graph !== "") command.complexFilter(parts.graph);
}

/**
 * Keeps what a job writes, up to a bound. Never says `close`: fluent-ffmpeg takes that for an output that went away and
 * fails the job when the process needs 20 ms longer.
 */
class JobSink extends Writable {
  readonly #chunks: Uint8Array[] = [];
  readonly #limit: number;
  #size = 0;

  constructor(limit: number) {
    super({ autoDestroy: false, emitClose: false });
    this.#limit = limit;
  }

  get bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }

  override _write(chunk: Uint8Array, _encoding: string, done: (error?: Error) => void): void {
    this.#size += chunk.byteLength;
    if (this.#size > this.#limit) return done(new Error(`the output is over ${this.#limit} bytes`));
    this.#chunks.push(chunk);
    done();
  }
}
