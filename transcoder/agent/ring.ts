/**
 * The replay ring: bundles that the object has not stored yet, oldest first, bounded in count and bytes. Pure. When it overflows the
 * oldest bundle is lost, and the node must begin a new period, since the timeline cannot have a hole.
 */
import { MAX_RING_BUNDLES, MAX_RING_BYTES } from "#protocol/ingest/uplink.ts";

export type RingEntry = { readonly seq: number; readonly frame: Uint8Array };

export class Ring {
  readonly #entries: RingEntry[] = [];
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxEntries: number = MAX_RING_BUNDLES, maxBytes: number = MAX_RING_BYTES) {
    this.#maxEntries = maxEntries;
    this.#maxBytes = maxBytes;
  }

  /** Adds the newest bundle. Answers the sequence numbers that had to go to make room. */
  push(entry: RingEntry): readonly number[] {
    this.#entries.push(entry);
    this.#bytes += entry.frame.byteLength;
    const lost: number[] = [];
    while (this.#entries.length > this.#maxEntries || (this.#bytes > this.#maxBytes && this.#entries.length > 1)) {
      const gone = this.#shift();
      if (gone !== undefined) lost.push(gone.seq);
    }
    return lost;
  }

  /** Forgets everything up to and with `seq`: the object has stored it. */
  forget(seq: number): void {
    while (this.#entries[0] !== undefined && this.#entries[0].seq <= seq) this.#shift();
  }

  /** The bundles above `seq`, oldest first. */
  above(seq: number): readonly RingEntry[] {
    return this.#entries.filter((entry) => entry.seq > seq);
  }

  get oldest(): number {
    return this.#entries[0]?.seq ?? -1;
  }

  get newest(): number {
    return this.#entries.at(-1)?.seq ?? -1;
  }

  get length(): number {
    return this.#entries.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  #shift(): RingEntry | undefined {
    const entry = this.#entries.shift();
    if (entry !== undefined) this.#bytes -= entry.frame.byteLength;
    return entry;
  }
}
