/** The calls that wait for the timeline to grow. Every wait ends: by news, by its time, or at once when too many wait. */
import { MAX_WAITERS } from "./limits.ts";
import type { Clock } from "./ports.ts";

export class Waiters {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Settles when `wake` is called or the time is over. */
  wait(milliseconds: number): Promise<void> {
    if (this.#waiting.size >= MAX_WAITERS || milliseconds <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.#waiting.delete(done);
        resolve();
      };
      const cancel = this.#clock.after(milliseconds, done);
      this.#waiting.add(done);
    });
  }

  wake(): void {
    for (const done of [...this.#waiting]) done();
  }
}
