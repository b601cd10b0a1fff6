/**
 * The whole of Rill on this machine: the Worker in workerd, a transcoder and, if wanted, a demo publisher, each a child process that is
 * started again when it dies. `npm start`, the end-to-end tests and the benchmarks all run this one.
 */
import { realpath } from "node:fs/promises";
import type { ChannelState, CreatedChannel } from "#protocol/channel/channel.ts";
import { findOrInstall, SetupFault } from "./setup/find-tool.ts";
import { FFMPEG } from "./setup/tools.ts";
import { type Api, createApi } from "./stack/api.ts";
import { SupervisedChild } from "./stack/child.ts";
import { demoStreamKey } from "./stack/demo.ts";
import { endLeftovers } from "./stack/leftovers.ts";
import { acquireLock, type Lock } from "./stack/lock.ts";
import { type LogEntry, MAX_KEPT_LINES, parseFields, parseLine } from "./stack/log.ts";
import { claimPort } from "./stack/ports.ts";
import { type Place, spawnPublisher, spawnTranscoder, spawnWorker } from "./stack/programs.ts";
import { readSecrets } from "./stack/secrets.ts";
import { prepareStateDir } from "./stack/state-dir.ts";
import { ensureWebBuilt } from "./stack/web-build.ts";

export type StackOptions = {
  /** 0 or absent: any free one. */
  readonly port?: number | undefined;
  readonly rtmpPort?: number | undefined;
  readonly stateDir: string;
  /** Publish the test card on channel `demo`. */
  readonly demo: boolean;
  /** Replaces wrangler.toml's GRACE_MS, milliseconds. */
  readonly graceMs?: number | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Ends the start; a started stack is ended with `stop`. */
  readonly signal?: AbortSignal | undefined;
  /** Hears every line as it comes. */
  readonly onLog?: ((entry: LogEntry) => void) | undefined;
};

export type ChildName = "worker" | "transcoder" | "publisher";

export type Stack = {
  /** Origin of the pages and the API, e.g. `http://127.0.0.1:8787`. */
  readonly url: string;
  /** Where publishers connect; the stream key is the last part of the address. */
  readonly rtmpUrl: string;
  readonly ffmpeg: string;
  readonly operatorToken: string;
  /** As they are now; null while a part is down, or not wanted. */
  readonly pids: Readonly<Record<ChildName, number | null>>;
  /** The last lines, oldest first, at most MAX_KEPT_LINES. */
  readonly logs: readonly LogEntry[];
  createChannel(login: string, title?: string): Promise<CreatedChannel>;
  live(): Promise<readonly ChannelState[]>;
  /** Ends the Worker in order and starts it again; resolves when it answers. */
  restartWorker(): Promise<void>;
  /** Sends a signal to a part, as a fault of the world would; the stack starts it again when it dies of it. */
  kill(name: ChildName, signal: NodeJS.Signals): void;
  /** Resolves the next time the part is ready: ask before `kill`. */
  nextReady(name: ChildName): Promise<void>;
  /** Ends everything in order; nothing is left running. */
  stop(): Promise<void>;
  /** Ends everything at once. */
  destroy(): void;
};

/** Starts everything; resolves when the Worker answers, the transcoder listens and the demo publisher, if wanted, runs. */
export async function startStack(options: StackOptions): Promise<Stack> {
  await prepareStateDir(options.stateDir);
  const stateDir = await realpath(options.stateDir);
  const taking = await acquireLock(stateDir);
  if (taking.kind === "taken") {
    const at = taking.by.url === null ? "" : ` at ${taking.by.url}`;
    throw new SetupFault(
      `Rill already runs in ${stateDir} (process ${taking.by.pid})${at}; stop it first, or choose another folder with --state DIR.`,
    );
  }
  const stack = new LocalStack(options, taking.lock);
  const abort = (): void => void stack.endChildren();
  options.signal?.addEventListener("abort", abort);
  try {
    await stack.start(stateDir);
    return stack;
  } catch (error) {
    await stack.stop();
    throw error;
  } finally {
    options.signal?.removeEventListener("abort", abort);
  }
}

class LocalStack implements Stack {
  readonly #options: StackOptions;
  readonly #lock: Lock;
  readonly #children = new Map<ChildName, SupervisedChild>();
  readonly logs: LogEntry[] = [];
  #api: Api | null = null;
  url = "";
  rtmpUrl = "";
  ffmpeg = "";
  operatorToken = "";

  constructor(options: StackOptions, lock: Lock) {
    this.#options = options;
    this.#lock = lock;
  }

  async start(stateDir: string): Promise<void> {
    const { port = 0, rtmpPort = 0, graceMs, env = {}, demo } = this.#options;
    const say = (text: string): void => this.#say("info", text);
    const ended = await endLeftovers(stateDir);
    if (ended > 0) say(`Ended what an earlier run left behind (processes: ${ended}).`);
    const http = await claimPort(port, { purpose: "pages and API", flag: "--port", variable: "PORT" });
    const rtmp = await claimPort(rtmpPort, { purpose: "RTMP", flag: "--rtmp-port", variable: "RTMP_PORT" });
    const ffmpeg = await findOrInstall(FFMPEG, process.env, say);
    const secrets = await readSecrets(stateDir);
    const place: Place = { stateDir, port: http, rtmpPort: rtmp, ffmpeg, nodeToken: secrets.nodeToken, graceMs, env };
    this.url = `http://127.0.0.1:${http}`;
    this.rtmpUrl = `rtmp://127.0.0.1:${rtmp}/live`;
    this.ffmpeg = ffmpeg;
    this.operatorToken = secrets.operatorToken;
    this.#api = createApi(this.url, secrets.operatorToken);
    await ensureWebBuilt(say);
    this.#options.signal?.throwIfAborted();
    const worker = this.#child("worker", () => spawnWorker(place), "message", "kind", "ready");
    const transcoder = this.#child("transcoder", () => spawnTranscoder(place), "line", "event", "listening");
    await Promise.all([worker.start(), transcoder.start()]);
    await this.#lock.setUrl(this.url);
    if (!demo) return;
    const key = await demoStreamKey(this.#api, stateDir);
    this.#options.signal?.throwIfAborted();
    await this.#child("publisher", () => spawnPublisher(place, key), "spawned").start();
  }

  get pids(): Readonly<Record<ChildName, number | null>> {
    const pid = (name: ChildName): number | null => this.#children.get(name)?.pid ?? null;
    return { worker: pid("worker"), transcoder: pid("transcoder"), publisher: pid("publisher") };
  }

  createChannel(login: string, title?: string): Promise<CreatedChannel> {
    return this.#running().createChannel(login, title);
  }

  live(): Promise<readonly ChannelState[]> {
    return this.#running().live();
  }

  async restartWorker(): Promise<void> {
    const worker = this.#part("worker");
    await worker.stop();
    await worker.start();
  }

  kill(name: ChildName, signal: NodeJS.Signals): void {
    this.#part(name).kill(signal);
  }

  nextReady(name: ChildName): Promise<void> {
    return this.#part(name).nextReady();
  }

  async stop(): Promise<void> {
    await this.endChildren();
    await this.#lock.release();
  }

  /** The publisher first, then the transcoder, which hands in what it holds, then the Worker, which stores it. */
  async endChildren(): Promise<void> {
    for (const name of ["publisher", "transcoder", "worker"] as const) await this.#children.get(name)?.stop();
  }

  destroy(): void {
    for (const child of this.#children.values()) child.destroy();
  }

  #part(name: ChildName): SupervisedChild {
    const child = this.#children.get(name);
    if (child === undefined) throw new Error(`This stack has no ${name}.`);
    return child;
  }

  #running(): Api {
    if (this.#api === null) throw new Error("The stack is not started.");
    return this.#api;
  }

  /** Makes a part that is ready when it gives the signal `kind`, holding `field: value` unless it is just spawned. */
  #child(
    name: ChildName,
    spawn: () => ReturnType<typeof spawnWorker>,
    kind: "message" | "line" | "spawned",
    field = "",
    value = "",
  ): SupervisedChild {
    const child = new SupervisedChild({
      name,
      spawn,
      stopWithinMs: STOP_WITHIN_MS[name],
      isReady: (signal) => {
        if (signal.kind !== kind || signal.kind === "spawned") return signal.kind === kind;
        const data = signal.kind === "line" ? parseFields(signal.line) : signal.message;
        return typeof data === "object" && data !== null && Reflect.get(data, field) === value;
      },
      onLine: (line) => this.#log(parseLine(name, line)),
      onDeath: (how, delayMs) => {
        const when = delayMs === 0 ? "now" : `in ${delayMs / 1000} s`;
        this.#say("warn", `The ${name} ended (${how}); starting it again ${when}.`);
      },
    });
    this.#children.set(name, child);
    return child;
  }

  #say(level: "info" | "warn", text: string): void {
    this.#log({ source: "stack", level, text, fields: null });
  }

  #log(entry: LogEntry): void {
    this.logs.push(entry);
    if (this.logs.length > MAX_KEPT_LINES) this.logs.shift();
    this.#options.onLog?.(entry);
  }
}

/** From SIGTERM to SIGKILL, milliseconds: the transcoder flushes its ring, the Worker closes its databases. */
const STOP_WITHIN_MS: Readonly<Record<ChildName, number>> = { publisher: 1000, transcoder: 4000, worker: 3000 };
