/** Runs ffmpeg to its end on bytes in memory, with a bound on time and output. For measurements; knows no options of ffmpeg. */
import { spawn } from "node:child_process";
import { Readable } from "node:stream";
import { missingFfmpeg } from "./probe.ts";
import { StderrTail } from "./stderr-tail.ts";

/** Lines of stderr that are handed back; a run that says more is cut short. */
const MAX_STDERR_LINES = 500;

export type RunOnceOptions = {
  readonly input?: Uint8Array;
  /** Output pipes from 3 on whose bytes nobody wants. */
  readonly discardedPipes?: number;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
};

/** What came on stdout, and the lines on stderr. Rejects with one sentence when ffmpeg fails or oversteps a bound. */
export function runOnce(
  path: string,
  args: readonly string[],
  options: RunOnceOptions,
): Promise<{ readonly stdout: Uint8Array; readonly stderr: readonly string[] }> {
  const discarded = Array.from({ length: options.discardedPipes ?? 0 }, () => "pipe" as const);
  return new Promise((resolve, reject) => {
    const child = spawn(path, [...args], { stdio: ["pipe", "pipe", "pipe", ...discarded], windowsHide: true });
    const stderr = new StderrTail();
    const lines: string[] = [];
    const chunks: Buffer[] = [];
    let size = 0;
    let stopped: string | null = null;
    const stop = (sentence: string): void => {
      stopped ??= sentence;
      child.kill("SIGKILL");
    };
    const timer = setTimeout(() => stop(`ffmpeg took longer than ${options.timeoutMs} ms`), options.timeoutMs);
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size > options.maxOutputBytes) stop(`ffmpeg wrote more than ${options.maxOutputBytes} bytes`);
      else chunks.push(chunk);
    });
    for (const stream of child.stdio.slice(3)) if (stream instanceof Readable) stream.resume();
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      lines.push(...stderr.push(text).slice(0, MAX_STDERR_LINES - lines.length));
    });
    // An ffmpeg that ended early says why by its exit.
    child.stdin.on("error", () => child.stdin.destroy());
    child.stdin.end(options.input);
    child.once("error", (error) => {
      stopped ??= missingFfmpeg(path, error);
    });
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      if (stopped !== null) reject(new Error(stopped));
      else if (code !== 0)
        reject(new Error(`ffmpeg ended with ${signal ?? code}: ${stderr.lines.at(-1) ?? "silently"}`));
      else resolve({ stdout: Buffer.concat(chunks), stderr: lines });
    });
  });
}
