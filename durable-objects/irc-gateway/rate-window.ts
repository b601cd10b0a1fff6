/** Counts what somebody does in a window that begins with the first of it. Pure but for the time it is given. */
export class RateWindow {
  readonly #most: number;
  readonly #windowMs: number;
  #since = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(most: number, windowMs: number) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** Whether one more is within the limit; it counts if so. */
  take(nowMs: number): boolean {
    if (nowMs - this.#since >= this.#windowMs) {
      this.#since = nowMs;
      this.#count = 0;
    }
    if (this.#count >= this.#most) return false;
    this.#count += 1;
    return true;
  }
}
