/** Counts viewers by their heartbeats. Knows no clock and no sockets. */
import { MAX_COUNTED_VIEWERS, VIEWER_TTL_MS } from "#protocol/channel/channel.ts";

export class Viewers {
  /** Id to when it was last seen; the order of insertion is the order of time. */
  readonly #seen = new Map<string, number>();

  /** Notes heartbeats; new ids beyond MAX_COUNTED_VIEWERS are not counted. */
  beat(ids: readonly string[], now: number): void {
    this.#expire(now);
    for (const id of ids) {
      if (!this.#seen.delete(id) && this.#seen.size >= MAX_COUNTED_VIEWERS) continue;
      this.#seen.set(id, now);
    }
  }

  count(now: number): number {
    this.#expire(now);
    return this.#seen.size;
  }

  #expire(now: number): void {
    for (const [id, at] of this.#seen) {
      if (now - at < VIEWER_TTL_MS) return;
      this.#seen.delete(id);
    }
  }
}
