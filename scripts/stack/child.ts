/**
 * One supervised child process: started, watched, started again when it dies, ended in order. It leads its own process group, so that
 * a Ctrl-C at the terminal reaches the supervisor alone, and so that nothing of it stays when it is gone.
 */
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { redact } from "./log.ts";

export type ChildSignal =
  | { readonly kind: "spawned" }
  | { readonly kind: "message"; readonly message: unknown }
  | { readonly kind: "line"; readonly line: string };

export type ChildSpec = {
  readonly name: string;
  /** Spawns the process, detached. */
  readonly spawn: () => ChildProcess;
  readonly isReady: (signal: ChildSignal) => boolean;
  /** Milliseconds from SIGTERM to SIGKILL. */
  readonly stopWithinMs: number;
  readonly onLine: (line: string) => void;
  /** It died by itself and is started again after `delayMs`. */
  readonly onDeath: (how: string, delayMs: number) => void;
};

/** Milliseconds before each start after a death, the last for all that follow. The first comes at once: viewers wait. */
const RESTART_DELAYS_MS = [0, 250, 500, 1000, 2000, 5000] as const;
/** A child that lived this long counts as healthy again, milliseconds. */
const HEALTHY_AFTER_MS = 10_000;
/** A start that is not ready within this time failed, milliseconds: the slowest part of it is a migration of a large database. */
const READY_WITHIN_MS = 60_000;

/** The wait before the next start after so many deaths in a row, at least one. */
export function restartDelay(deaths: number): number {
  return RESTART_DELAYS_MS[Math.min(deaths, RESTART_DELAYS_MS.length) - 1] ?? 0;
}

export class SupervisedChild {
  readonly #spec: ChildSpec;
  #process: ChildProcess | null = null;
  #wanted = false;
  #wasReady = false;
  #deaths = 0;
  #lastLine = "";
  #timer: NodeJS.Timeout | null = null;
  #waiters: PromiseWithResolvers<void>[] = [];
  #gone: (() => void)[] = [];

  constructor(spec: ChildSpec) {
    this.#spec = spec;
  }

  /** The process's number, null while it is down. */
  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  /** Starts it and resolves when it is ready. A first start that dies rejects with its last words; later ones are tried again. */
  async start(): Promise<void> {
    this.#wanted = true;
    const ready = this.nextReady();
    this.#launch();
    await ready;
  }

  /** Resolves the next time it is ready. */
  async nextReady(): Promise<void> {
    const waiter = Promise.withResolvers<void>();
    const sentence = `The ${this.#spec.name} did not start within ${READY_WITHIN_MS / 1000} s.`;
    const timer = setTimeout(() => waiter.reject(new Error(sentence)), READY_WITHIN_MS);
    this.#waiters.push(waiter);
    try {
      await waiter.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sends a signal to the process itself, as a fault of the world would. */
  kill(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  /** Ends it in order and resolves when nothing of it is left. */
  async stop(): Promise<void> {
    this.#wanted = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const child = this.#process;
    if (child === null) return this.#giveUp("stopped");
    const gone = new Promise<void>((resolve) => this.#gone.push(resolve));
    child.kill("SIGTERM");
    const timer = setTimeout(() => killGroup(child, "SIGKILL"), this.#spec.stopWithinMs);
    await gone;
    clearTimeout(timer);
  }

  /** Ends it at once. */
  destroy(): void {
    this.#wanted = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#process !== null) killGroup(this.#process, "SIGKILL");
  }

  #launch(): void {
    const startedAt = performance.now();
    const child = this.#spec.spawn();
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on("line", (line) => {
        this.#lastLine = redact(line);
        this.#spec.onLine(this.#lastLine);
        this.#notice({ kind: "line", line });
      });
    }
    child.on("message", (message) => this.#notice({ kind: "message", message }));
    child.once("spawn", () => this.#notice({ kind: "spawned" }));
    child.once("error", (error) => this.#ended(child, error.message, startedAt));
    child.once("exit", (code, signal) => this.#ended(child, signal ?? `code ${code}`, startedAt));
  }

  #notice(signal: ChildSignal): void {
    if (!this.#spec.isReady(signal)) return;
    this.#wasReady = true;
    for (const waiter of this.#waiters.splice(0)) waiter.resolve();
  }

  #ended(child: ChildProcess, how: string, startedAt: number): void {
    if (this.#process !== child) return;
    killGroup(child, "SIGKILL");
    this.#process = null;
    for (const resolve of this.#gone.splice(0)) resolve();
    if (!this.#wanted || !this.#wasReady) {
      this.#giveUp(how);
      return;
    }
    this.#deaths = performance.now() - startedAt > HEALTHY_AFTER_MS ? 1 : this.#deaths + 1;
    const delay = restartDelay(this.#deaths);
    this.#spec.onDeath(how, delay);
    this.#timer = setTimeout(() => this.#launch(), delay);
  }

  #giveUp(how: string): void {
    this.#wanted = false;
    const words = this.#lastLine === "" ? "" : `: ${this.#lastLine}`;
    const error = new Error(`The ${this.#spec.name} did not start (${how})${words}`);
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
  }
}

/** Signals the child's whole process group; what has ended already is no fault. */
function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}
