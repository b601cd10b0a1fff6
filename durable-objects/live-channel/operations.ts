/** The one queue of R2 writes: few in flight, each tried until it succeeds or is no longer wanted. The only layer that retries them. */
import {
  MAX_OPERATIONS_IN_FLIGHT,
  MAX_WAITING_OPERATIONS,
  OPERATION_TIMEOUT_MS,
  RETRY_BASE_MS,
  RETRY_CAP_MS,
} from "./limits.ts";
import { type Clock, sleep, within } from "./ports.ts";

export type Operation = {
  readonly work: () => Promise<unknown>;
  /** Asked before each try; false drops the operation. */
  readonly isWanted: () => boolean;
  readonly done: () => void;
  readonly dropped: () => void;
};

/** The pause after the nth failure (from 1): doubling, capped, half of it random. */
export function retryPause(failures: number, random: number): number {
  const full = Math.min(RETRY_CAP_MS, RETRY_BASE_MS * 2 ** (failures - 1));
  return full / 2 + (full / 2) * random;
}

export class Operations {
  readonly #clock: Clock;
  readonly #queue: Operation[] = [];
  readonly #idle = new Set<() => void>();
  #running = 0;
  failures = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get inFlight(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  push(operation: Operation): void {
    this.#queue.push(operation);
    if (this.#queue.length > MAX_WAITING_OPERATIONS) this.#dropUnwanted();
    this.#fill();
  }

  /** True once nothing runs and nothing waits; false when the time is over before. */
  async drained(milliseconds: number): Promise<boolean> {
    if (this.#running === 0 && this.#queue.length === 0) return true;
    const idle = new Promise<true>((resolve) => this.#idle.add(() => resolve(true)));
    return within(this.#clock, milliseconds, idle, false);
  }

  #dropUnwanted(): void {
    const unwanted = this.#queue.filter((waiting) => !waiting.isWanted());
    for (const one of unwanted) {
      this.#queue.splice(this.#queue.indexOf(one), 1);
      one.dropped();
    }
  }

  #fill(): void {
    while (this.#running < MAX_OPERATIONS_IN_FLIGHT) {
      const next = this.#queue.shift();
      if (next === undefined) break;
      this.#running++;
      void this.#run(next).finally(() => {
        this.#running--;
        this.#fill();
      });
    }
    if (this.#running > 0 || this.#queue.length > 0) return;
    for (const resolve of this.#idle) resolve();
    this.#idle.clear();
  }

  async #run(operation: Operation): Promise<void> {
    for (let failures = 0; ; ) {
      if (!operation.isWanted()) return operation.dropped();
      if (await this.#try(operation)) return operation.done();
      failures++;
      this.failures++;
      await sleep(this.#clock, retryPause(failures, this.#clock.random()));
    }
  }

  async #try(operation: Operation): Promise<boolean> {
    const work = Promise.resolve()
      .then(operation.work)
      .then(
        () => true,
        () => false,
      );
    return within(this.#clock, OPERATION_TIMEOUT_MS, work, false);
  }
}
