/**
 * What an isolate knows of the flags: believed for some seconds, renewed behind the answer, and kept when the object cannot be asked. Knows
 * neither the object nor what flags there are; the clock is passed in.
 */

/** Values this old are renewed, milliseconds: so late, and one request more, is a change seen by a busy isolate. */
export const RENEW_AFTER_MS = 3000;
/** Values this old are waited for, milliseconds: an isolate that was idle must not act on what was true an hour ago. */
export const WAIT_AFTER_MS = 15_000;
/** No request waits longer than this for the flags, milliseconds. */
export const WAIT_MS = 1000;

export type FlagPorts = {
  readonly now: () => number;
  /** Lets work go on when the request is over. */
  readonly keepAlive: (work: Promise<unknown>) => void;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly log: (sentence: string, cause: unknown) => void;
};

export class FlagCache<T> {
  #known: { readonly value: T; readonly at: number } | null = null;
  /** When it was last renewed behind an answer. */
  #renewedAt = Number.NEGATIVE_INFINITY;
  /** When the object last failed, or was too slow. */
  #failedAt = Number.NEGATIVE_INFINITY;

  /** What is known now, asked for when it is too old; null when nothing ever came. Never throws: flags must not take a page down. */
  async read(load: () => Promise<T>, ports: FlagPorts): Promise<T | null> {
    const now = ports.now();
    const age = this.#known === null ? Number.POSITIVE_INFINITY : now - this.#known.at;
    if (age >= WAIT_AFTER_MS) {
      // Each request waits for a call of its own: a promise of another may end with that one. An object that is down is let be.
      if (now - this.#failedAt >= RENEW_AFTER_MS) await this.#wait(load, ports);
    } else if (age >= RENEW_AFTER_MS && now - this.#renewedAt >= RENEW_AFTER_MS) {
      this.#renewedAt = now;
      ports.keepAlive(this.#renew(load, ports));
    }
    return this.#known?.value ?? null;
  }

  /** What was just learnt by other means. */
  put(value: T, now: number): void {
    this.#known = { value, at: now };
  }

  async #wait(load: () => Promise<T>, ports: FlagPorts): Promise<void> {
    const renewal = this.#renew(load, ports);
    ports.keepAlive(renewal);
    const isLate = await Promise.race([renewal.then(() => false), ports.sleep(WAIT_MS).then(() => true)]);
    if (isLate) this.#failedAt = ports.now();
  }

  async #renew(load: () => Promise<T>, ports: FlagPorts): Promise<void> {
    try {
      const value = await load();
      this.put(value, ports.now());
    } catch (cause) {
      this.#failedAt = ports.now();
      ports.log("the flags could not be read; what was known goes on", cause);
    }
  }
}
