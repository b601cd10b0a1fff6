/** Turns the 32-bit millisecond stamps of FLV and RTMP, which wrap after 49.7 days, into one continuous count. */

const WRAP = 2 ** 32;

export class TimestampUnwrapper {
  /** The last answer; null before the first stamp. */
  #last: number | null = null;

  /**
   * The stamp on a count that does not wrap. The first answer is the stamp itself; each later one is the reading of the stamp that
   * lies nearest to the last answer, so steps of up to 24.8 days either way are followed. An answer below 0 is possible when the
   * first stamps are just above 0 and an earlier one follows.
   */
  unwrap(ms32: number): number {
    const stamp = ms32 >>> 0;
    if (this.#last === null) {
      this.#last = stamp;
      return stamp;
    }
    const step = (stamp - modulo(this.#last)) | 0;
    this.#last += step;
    return this.#last;
  }
}

const modulo = (value: number): number => ((value % WRAP) + WRAP) % WRAP;
