/** Runs the Worker in workerd on this machine, with what wrangler.toml says and its state in a folder on disk. Knows no other process. */
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import type { Secrets } from "../stack/secrets.ts";
import { bundleWorker } from "./bundle.ts";
import { startClock } from "./clock.ts";
import { type LogLevelName, type LogLine, logLine } from "./log-line.ts";
import { readWorkerConfig } from "./options.ts";
import { prepareDatabase } from "./prepare-database.ts";

export type WorkerSettings = {
  /** Of 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  readonly stateDir: string;
  readonly secrets: Secrets;
  /** Replaces wrangler.toml's GRACE_MS, milliseconds. */
  readonly graceMs?: string | undefined;
  /** Where the machine's transcoder takes RTMP; unset, at its usual port. */
  readonly rtmpPort?: number | undefined;
  /** CHAT_GROWTH, as wrangler.toml tells. */
  readonly chatGrowth?: string | undefined;
  /** What wrangler.toml says of services outside; none of it is needed. */
  readonly outside?: Readonly<Record<string, string>> | undefined;
  /** Whether the timed chores are done: not where a database is made up, or the Worker runs for a moment. */
  readonly hasClock?: boolean | undefined;
  readonly log: (level: LogLevelName, line: string) => void;
};

export type RunningWorker = { readonly url: string; close(): Promise<void> };

/** Applies pending migrations, starts workerd, and answers once requests are served. */
export async function runWorker(settings: WorkerSettings): Promise<RunningWorker> {
  const { options, crons } = await readWorkerConfig();
  const persistencePath = join(settings.stateDir, "state");
  const [contents, applied] = await Promise.all([bundleWorker(), prepareDatabase(options, persistencePath)]);
  const { nodeToken, operatorToken, chatSecret, authSecret } = settings.secrets;
  const grace = settings.graceMs === undefined ? {} : { GRACE_MS: settings.graceMs };
  const bindings = {
    ...options.bindings,
    ...grace,
    ...ingestsAt(settings.rtmpPort),
    ...(settings.chatGrowth === undefined ? {} : { CHAT_GROWTH: settings.chatGrowth }),
    NODE_TOKEN: nodeToken,
    OPERATOR_TOKEN: operatorToken,
    CHAT_SECRET: chatSecret,
    AUTH_SECRET: authSecret,
    ...settings.outside,
    DEVELOPMENT: "1",
  };
  const log = newLines(settings.log);
  if (applied.length > 0) log("info", `applied migrations: ${applied.join(", ")}`);
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: settings.port,
      resourcePersistencePath: persistencePath,
      log: new LineLog(log),
      handleStructuredLogs: ({ level, message }) => log(level, message),
      // workerd tells of uncaught faults in alarms and sockets only when it is verbose.
      verbose: true,
      logRequests: false,
      telemetry: { enabled: false },
      // No made-up geography, and no request over the network for one.
      cf: false,
      workers: [
        {
          ...options,
          name: "rill",
          modules: [{ type: "ESModule", path: "main.js", contents }],
          bindings,
        },
      ],
    }),
  );
  try {
    const url = await miniflare.ready;
    const stopClock = settings.hasClock === true ? await startClock(miniflare, crons, settings.log) : () => undefined;
    const close = (): Promise<void> => {
      stopClock();
      return miniflare.dispose();
    };
    return { url: url.origin, close };
  } catch (error) {
    await miniflare.dispose().catch(() => undefined);
    throw error;
  }
}

/** Both names that the machine has, since OBS overlooks a list of one. */
function ingestsAt(port: number | undefined): { readonly INGESTS?: string } {
  if (port === undefined) return {};
  const servers = [
    { name: "This machine", url: `rtmp://127.0.0.1:${port}/live` },
    { name: "This machine, by name", url: `rtmp://localhost:${port}/live` },
  ];
  return { INGESTS: JSON.stringify(servers) };
}

/** Passes on each message that says something new. */
function newLines(write: WorkerSettings["log"]): (level: string, message: string) => void {
  let previous: LogLine | null = null;
  return (level, message) => {
    const line = logLine(level, message, previous);
    if (line === null) return;
    previous = line;
    write(line.level, line.line);
  };
}

/** Miniflare's own words. */
class LineLog extends Log {
  readonly #write: (level: string, message: string) => void;

  constructor(write: (level: string, message: string) => void) {
    super(LogLevel.WARN);
    this.#write = write;
  }

  override logWithLevel(level: LogLevel, message: string): void {
    if (level === LogLevel.ERROR) this.#write("error", message);
    else if (level === LogLevel.WARN) this.#write("warn", message);
  }
}
