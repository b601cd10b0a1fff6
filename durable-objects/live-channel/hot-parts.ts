/** The bytes of the newest parts, as views on the received frames, bounded in bytes. Knows no playlist and no storage. */
import type { Segment } from "#media/timeline/timeline.ts";
import { HOT_SEGMENTS, MAX_HOT_BYTES } from "./limits.ts";

type Share = { readonly parts: Map<string, Uint8Array>; bytes: number };

const nameOf = (rendition: string, part: number): string => `${rendition}.${part}`;

export class HotParts {
  readonly #segments = new Map<number, Share>();
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps a part. The view holds its whole frame in memory. */
  add(rendition: string, msn: number, part: number, view: Uint8Array): void {
    let share = this.#segments.get(msn);
    if (share === undefined) {
      share = { parts: new Map(), bytes: 0 };
      this.#segments.set(msn, share);
    }
    const name = nameOf(rendition, part);
    if (share.parts.has(name)) return;
    share.parts.set(name, view);
    share.bytes += view.byteLength;
    this.#bytes += view.byteLength;
  }

  part(rendition: string, msn: number, part: number): Uint8Array | null {
    return this.#segments.get(msn)?.parts.get(nameOf(rendition, part)) ?? null;
  }

  /** The first `count` parts of a rendition's segment, in order; null unless all are here. */
  parts(rendition: string, msn: number, count: number): readonly Uint8Array[] | null {
    const found: Uint8Array[] = [];
    for (let part = 0; part < count; part++) {
      const view = this.part(rendition, msn, part);
      if (view === null) return null;
      found.push(view);
    }
    return found;
  }

  /**
   * Drops settled segments that are no longer hot, then, when too much is kept, the oldest ones until it fits; the newest always
   * stays. Answers the unsettled segments whose bytes are gone for good.
   */
  trim(newest: number, isSettled: (msn: number) => boolean): readonly number[] {
    const lost: number[] = [];
    for (const msn of [...this.#segments.keys()].sort((a, b) => a - b)) {
      const cold = msn <= newest - HOT_SEGMENTS && isSettled(msn);
      const tooMuch = this.#bytes > MAX_HOT_BYTES && msn < newest;
      if (!cold && !tooMuch) continue;
      this.#bytes -= this.#segments.get(msn)?.bytes ?? 0;
      this.#segments.delete(msn);
      if (!isSettled(msn)) lost.push(msn);
    }
    return lost;
  }

  clear(): void {
    this.#segments.clear();
    this.#bytes = 0;
  }
}

/** Whether every part of the segment is here. */
export function holdsSegment(hot: HotParts, { msn, tracks }: Segment): boolean {
  return Object.entries(tracks).every(([rendition, { parts }]) => hot.parts(rendition, msn, parts.length) !== null);
}

export function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
