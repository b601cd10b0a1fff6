/** Counts wrong tokens by caller in a window of a minute. Pure but for the time it is given. */

/** Wrong tokens that one caller may show in a window. */
export const MAX_FAILURES = 20;
export const FAILURE_WINDOW_MS = 60_000;
/** Callers counted at once; beyond it the oldest are forgotten. */
export const MAX_FAILING_CALLERS = 10_000;

export class FailureLimit {
  readonly #windows = new Map<string, { since: number; count: number }>();

  isOver(caller: string, now: number): boolean {
    const window = this.#windows.get(caller);
    return window !== undefined && now - window.since < FAILURE_WINDOW_MS && window.count >= MAX_FAILURES;
  }

  note(caller: string, now: number): void {
    const window = this.#windows.get(caller);
    if (window !== undefined && now - window.since < FAILURE_WINDOW_MS) {
      window.count++;
      return;
    }
    this.#windows.delete(caller);
    this.#windows.set(caller, { since: now, count: 1 });
    if (this.#windows.size <= MAX_FAILING_CALLERS) return;
    for (const oldest of this.#windows.keys()) {
      this.#windows.delete(oldest);
      return;
    }
  }
}
