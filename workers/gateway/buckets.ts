/**
 * Token buckets: how much somebody may still ask, refilled evenly. They live in the isolate: whoever reaches several isolates has several, so a
 * limit is a fence against loops and scripts, not an account of use. Pure but for the time it is given.
 */
import { Lru } from "../lru.ts";

/** Every bucket is full again after this long, milliseconds. */
export const WINDOW_MS = 60_000;
/** Buckets of one isolate; whoever was away longest is forgotten, and has a full one again. */
export const MAX_BUCKETS = 20_000;

export type Taken = {
  readonly isGranted: boolean;
  /** What the full bucket holds. */
  readonly limit: number;
  /** Whole requests that are left. */
  readonly remaining: number;
  /** Until the bucket is full again, seconds. */
  readonly resetS: number;
  /** Until there is one request in it, seconds; 0 when there is. */
  readonly retryS: number;
};

export class Buckets {
  readonly #buckets = new Lru<{ readonly left: number; readonly at: number }>(MAX_BUCKETS);

  /** Takes one request out of the bucket of `key`, which holds `limit` of them a minute. */
  take(key: string, limit: number, now: number): Taken {
    const perMs = limit / WINDOW_MS;
    const known = this.#buckets.get(key) ?? { left: limit, at: now };
    // A clock that was set back gives nothing.
    const filled = Math.min(limit, known.left + Math.max(0, now - known.at) * perMs);
    const isGranted = filled >= 1;
    const left = isGranted ? filled - 1 : filled;
    this.#buckets.set(key, { left, at: now });
    return {
      isGranted,
      limit,
      remaining: Math.floor(left),
      resetS: Math.ceil((limit - left) / perMs / 1000),
      retryS: left >= 1 ? 0 : Math.ceil((1 - left) / perMs / 1000),
    };
  }
}
