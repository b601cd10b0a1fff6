/**
 * Which bundles an eviction can no longer lose: those in a stored part bundle object, and those whose segments are all settled
 * (stored, or given up). Pure.
 */

/** Settled segments remembered, so that late parts of them count as settled too: more than a timeline ever holds. */
const MAX_SETTLED = 256;

type Entry = { readonly open: Set<number>; inObject: boolean };

export class Durability {
  readonly #entries = new Map<number, Entry>();
  readonly #settled = new Set<number>();
  #stored: number;

  /** Bundles below `first` are durable. */
  constructor(first: number) {
    this.#stored = first - 1;
  }

  knows(seq: number): boolean {
    return this.#entries.has(seq);
  }

  isSettled(msn: number): boolean {
    return this.#settled.has(msn);
  }

  add(seq: number, msns: Iterable<number>): void {
    const open = new Set([...msns].filter((msn) => !this.#settled.has(msn)));
    if (open.size > 0) this.#entries.set(seq, { open, inObject: false });
  }

  objectStored(seqs: readonly number[]): void {
    for (const seq of seqs) {
      const entry = this.#entries.get(seq);
      if (entry !== undefined) entry.inObject = true;
    }
  }

  /** The segment is stored, or its bytes are gone for good. */
  settle(msn: number): void {
    this.#settled.add(msn);
    if (this.#settled.size > MAX_SETTLED) {
      for (const oldest of this.#settled) {
        this.#settled.delete(oldest);
        break;
      }
    }
    for (const [seq, entry] of this.#entries) {
      if (entry.open.delete(msn) && entry.open.size === 0) this.#entries.delete(seq);
    }
  }

  /** Whether one of these bundles still has a part in a segment that is not settled. */
  needed(seqs: readonly number[]): boolean {
    return seqs.some((seq) => this.#entries.has(seq));
  }

  /** Newest sequence number that, with all before it, an eviction cannot lose; -1 when there is none. */
  stored(nextSeq: number): number {
    while (this.#stored + 1 < nextSeq) {
      const entry = this.#entries.get(this.#stored + 1);
      if (entry !== undefined && !entry.inObject) break;
      this.#stored++;
    }
    return this.#stored;
  }

  /** Oldest sequence number with a part in an unsettled segment: what a restarted object needs the bytes of. */
  replayFrom(nextSeq: number): number {
    let oldest = nextSeq;
    for (const seq of this.#entries.keys()) oldest = Math.min(oldest, seq);
    return oldest;
  }
}
