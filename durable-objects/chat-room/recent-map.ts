/** A map that forgets what was not used for long: bounded, and quick to forget. Pure. */

export class RecentMap<Value> {
  readonly #size: number;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  /** Keeps the `size` entries used last at least, and twice as many at most. */
  constructor(size: number) {
    this.#size = size;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: string): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: string, value: Value): void {
    // Written anew, so that `newest` finds it last.
    this.#young.delete(key);
    this.#old.delete(key);
    this.#young.set(key, value);
    if (this.#young.size < this.#size) return;
    this.#old = this.#young;
    this.#young = new Map();
  }

  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  /** The entry written last that fits. */
  newest(fits: (value: Value) => boolean): Value | undefined {
    return [...this.#young.values()].findLast(fits) ?? [...this.#old.values()].findLast(fits);
  }
}
