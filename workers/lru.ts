/** A map bounded in weight: what was used least recently goes first. Pure. */
export class Lru<T> {
  readonly #entries = new Map<string, { readonly value: T; readonly weight: number }>();
  readonly #limit: number;
  #weight = 0;

  /** `limit` is in the unit of the weights: entries, or bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get weight(): number {
    return this.#weight;
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Keeps a value, unless it alone is heavier than the limit. */
  set(key: string, value: T, weight = 1): void {
    this.delete(key);
    if (weight > this.#limit) return;
    this.#entries.set(key, { value, weight });
    this.#weight += weight;
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= this.#limit) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#weight -= entry.weight;
  }
}
