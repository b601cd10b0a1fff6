/**
 * One call for all that ask the same at the same time. A promise belongs to the request that made it (Workers, 2026-11): the
 * leader's is handed to `waitUntil`, so that it settles even when the leader's client is gone, and who joined does not trust it blindly.
 */
export type KeepAlive = (work: Promise<unknown>) => void;

/** A joiner waits this long for the leader, milliseconds: a little longer than the longest call, a held `next` with its tries. */
const JOINED_MS = 12_000;

export class Coalescer<T> {
  readonly #pending = new Map<string, Promise<T>>();

  /** The answer of `work`, or of the same work that is under way already. When the leader's fails, a joiner leads once more. */
  async run(key: string, keepAlive: KeepAlive, work: () => Promise<T>): Promise<T> {
    const shared = this.#pending.get(key);
    if (shared === undefined) return this.#lead(key, keepAlive, work);
    try {
      return await settledWithin(shared, JOINED_MS);
    } catch {
      if (this.#pending.get(key) === shared) this.#pending.delete(key);
      const next = this.#pending.get(key);
      return next === undefined ? this.#lead(key, keepAlive, work) : settledWithin(next, JOINED_MS);
    }
  }

  #lead(key: string, keepAlive: KeepAlive, work: () => Promise<T>): Promise<T> {
    const own = work().finally(() => {
      if (this.#pending.get(key) === own) this.#pending.delete(key);
    });
    this.#pending.set(key, own);
    keepAlive(own.catch(() => undefined));
    return own;
  }
}

async function settledWithin<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("a joined call did not settle")), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
