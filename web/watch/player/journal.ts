/** The player's latest events in words, for the stats panel and for measurements. */

/** Entries kept: what a person can read, and enough to see what led to a stall. */
export const JOURNAL_ENTRIES = 40;

export type JournalEntry = { readonly at: number; readonly text: string };

export class Journal {
  readonly #clock: () => number;
  #entries: readonly JournalEntry[] = [];

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Oldest first. */
  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  note(text: string): void {
    this.#entries = [...this.#entries, { at: this.#clock(), text }].slice(-JOURNAL_ENTRIES);
  }
}
