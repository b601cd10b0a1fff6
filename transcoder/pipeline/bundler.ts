/**
 * Collects what the packager makes into bundles: one bundle carries the parts of all renditions of one part interval. A bundle leaves
 * when every expected rendition has caught up with the most advanced one, or when the oldest part in it has waited long enough.
 * Pure: time is passed in.
 */
import type { PackagerEvent } from "#media/packager/events.ts";
import {
  type BundleHeader,
  type CloseEntry,
  encodeBundle,
  type InitEntry,
  type PartEntry,
} from "#protocol/ingest/bundle.ts";
import type { Ladder } from "#protocol/playback/rendition.ts";

/** A part waits this long at most for its siblings: an encoded rung comes 8-30 ms after the source's part. */
export const MAX_SIBLING_WAIT_MS = 60;

export type SealedBundle = { readonly seq: number; readonly frame: Uint8Array; readonly header: BundleHeader };

type Position = { readonly msn: number; readonly part: number; readonly last: boolean };

export class Bundler {
  readonly #epoch: number;
  #seq: number;
  #expected: ReadonlySet<string> = new Set();
  readonly #positions = new Map<string, Position>();
  #ladder: Ladder | null = null;
  #discontinuity: number | null = null;
  #inits: InitEntry[] = [];
  #parts: PartEntry[] = [];
  #closes: CloseEntry[] = [];
  #payload: Uint8Array[] = [];
  #offset = 0;
  #since: number | null = null;

  constructor(epoch: number, nextSeq: number) {
    this.#epoch = epoch;
    this.#seq = nextSeq;
  }

  /** Declares the ladder; the next bundle carries it. Renditions that left are no longer waited for. */
  declare(ladder: Ladder): void {
    this.#ladder = ladder;
    this.#expected = new Set(ladder.map((rendition) => rendition.id));
    for (const id of this.#positions.keys()) if (!this.#expected.has(id)) this.#positions.delete(id);
  }

  /** A new period begins at this media sequence number; the bundle with its first part says so. */
  discontinuity(msn: number): void {
    this.#discontinuity = msn;
    this.#positions.clear();
  }

  add(event: PackagerEvent, nowMs: number): void {
    if (event.kind === "close") {
      const { rendition, msn } = event;
      this.#closes.push({ rendition, msn });
      this.#positions.set(rendition, { msn, part: this.#positions.get(rendition)?.part ?? 0, last: true });
      this.#since ??= nowMs;
      return;
    }
    const size = event.data.byteLength;
    if (event.kind === "init") {
      this.#inits.push({ rendition: event.rendition, version: event.version, offset: this.#offset, size });
    } else {
      const { rendition, msn, part, init, start, duration, independent, last } = event;
      this.#parts.push({ rendition, msn, part, init, start, duration, independent, last, offset: this.#offset, size });
      this.#positions.set(rendition, { msn, part, last });
      this.#since ??= nowMs;
    }
    this.#payload.push(event.data);
    this.#offset += size;
  }

  /** The bundle, when it is complete or due; null otherwise. */
  take(nowMs: number): SealedBundle | null {
    if (this.#since === null) return null;
    return this.#complete() || nowMs >= this.#since + MAX_SIBLING_WAIT_MS ? this.flush() : null;
  }

  /** Milliseconds until `take` gives a bundle for sure, or null when there is nothing to give. */
  dueIn(nowMs: number): number | null {
    return this.#since === null ? null : Math.max(0, this.#since + MAX_SIBLING_WAIT_MS - nowMs);
  }

  /** What is collected, whole or not; null when there is nothing. */
  flush(): SealedBundle | null {
    if (this.#parts.length === 0 && this.#closes.length === 0 && this.#ladder === null) return null;
    const begins = this.#discontinuity;
    const marks = begins !== null && this.#parts.some((part) => part.msn >= begins);
    const header: BundleHeader = {
      seq: this.#seq,
      epoch: this.#epoch,
      ...(this.#ladder === null ? {} : { ladder: [...this.#ladder] }),
      ...(marks ? { discontinuity: begins } : {}),
      inits: this.#inits,
      parts: this.#parts,
      ...(this.#closes.length === 0 ? {} : { closes: this.#closes }),
    };
    const frame = encodeBundle(header, this.#payload);
    this.#seq += 1;
    this.#ladder = null;
    if (marks) this.#discontinuity = null;
    this.#inits = [];
    this.#parts = [];
    this.#closes = [];
    this.#payload = [];
    this.#offset = 0;
    this.#since = null;
    return { seq: header.seq, frame, header };
  }

  get nextSeq(): number {
    return this.#seq;
  }

  #complete(): boolean {
    let front: Position | null = null;
    for (const position of this.#positions.values()) {
      if (front === null || isBehind(front, position)) front = position;
    }
    if (front === null) return false;
    for (const rendition of this.#expected) {
      const position = this.#positions.get(rendition);
      if (position === undefined || isBehind(position, front)) return false;
    }
    return true;
  }
}

/** A rendition that closed a segment is level with any part of that segment. */
function isBehind(position: Position, front: Position): boolean {
  if (position.msn !== front.msn) return position.msn < front.msn;
  return !position.last && position.part < front.part;
}
