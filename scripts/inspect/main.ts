/** `npm run inspect`: looks at an address or a file and says what is wrong with it. Thin: reads words, prints the report. */
import { pathToFileURL } from "node:url";
import { Fault } from "#protocol/errors.ts";
import { readArguments, USAGE } from "./arguments.ts";
import { inspectBytes, readTarget } from "./file.ts";
import { inspectLive } from "./live.ts";
import { hasErrors, type Report, renderReport } from "./report.ts";

async function main(words: readonly string[]): Promise<number> {
  const read = readArguments(words);
  if (read.outcome === "help") {
    process.stdout.write(USAGE);
    return 0;
  }
  if (read.outcome === "wrong") {
    process.stderr.write(`inspect: ${read.sentence}\n\n${USAGE}`);
    return 2;
  }
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());
  try {
    const report = await inspect(read.target, read.seconds, stop.signal);
    process.stdout.write(read.json ? `${JSON.stringify(report, null, 2)}\n` : renderReport(report));
    return hasErrors(report) ? 1 : 0;
  } catch (cause) {
    if (stop.signal.aborted) return 130;
    if (!(cause instanceof Fault) && !isFileError(cause)) throw cause;
    process.stderr.write(`inspect: ${cause.message}\n`);
    return 2;
  }
}

async function inspect(target: string, seconds: number | null, signal: AbortSignal): Promise<Report> {
  if (/^https?:\/\//.test(target))
    return await inspectLive(target, { signal, ...(seconds === null ? {} : { seconds }) });
  return inspectBytes(target, await readTarget(target));
}

const isFileError = (cause: unknown): cause is Error => cause instanceof Error && "code" in cause && "syscall" in cause;

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await main(process.argv.slice(2));
}
