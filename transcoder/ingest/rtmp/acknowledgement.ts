/** Counts received bytes and says when to acknowledge them (RTMP 1.0, 5.4.3). Pure. */

/** Bytes between acknowledgements until the client names a window: half of the window that we name ourselves. */
const INITIAL_INTERVAL_BYTES = 2_500_000;
/** Bytes between acknowledgements at least, so that a tiny window does not turn every packet into an answer. */
const MIN_INTERVAL_BYTES = 64 * 1024;

export class Acknowledger {
  #interval = INITIAL_INTERVAL_BYTES;
  #received = 0;
  #acknowledged = 0;

  /** The client's window: a sender may wait when a whole window is unacknowledged, so half of it is acknowledged at a time. */
  setWindow(bytes: number): void {
    this.#interval = Math.max(MIN_INTERVAL_BYTES, Math.floor(bytes / 2));
  }

  /** Counts bytes; returns the sequence number to acknowledge when it is time. It wraps at 2^32. */
  receive(bytes: number): number | null {
    this.#received += bytes;
    if (this.#received - this.#acknowledged < this.#interval) return null;
    this.#acknowledged = this.#received;
    return this.#received % 2 ** 32;
  }
}
