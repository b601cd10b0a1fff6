/** Applies a delta update to the playlist before it, as a client does (RFC 8216bis 4.4.5.2, 6.3.7). */
import { Fault } from "#protocol/errors.ts";
import type { MediaPlaylist, PlaylistMap, PlaylistSegment, SegmentTags } from "./playlist.ts";

/**
 * The full playlist that the delta stands for. Skipped segments come from the previous one, without parts, which by then are no
 * longer at the live edge. Throws a `bad_request` Fault when the previous playlist lacks one of them.
 */
export function merge(previous: MediaPlaylist, delta: MediaPlaylist): MediaPlaylist {
  if (delta.skipped === 0) return delta;
  if (previous.skipped > 0) throw new Fault("bad_request", "playlist: a delta update is merged into a full playlist");
  const known = new Map(previous.segments.map((segment) => [segment.msn, segment]));
  const skipped: PlaylistSegment[] = [];
  for (let i = 0; i < delta.skipped; i++) {
    const msn = delta.mediaSequence + i;
    const segment = known.get(msn);
    if (segment === undefined) {
      throw new Fault("bad_request", `playlist: segment ${msn} is skipped, and the previous playlist lacks it`);
    }
    skipped.push({ ...segment, parts: [] });
  }
  const count = new Count(delta.discontinuitySequence, skipped.at(-1)?.map ?? null);
  const segments = [...skipped, ...delta.segments].map((segment) => count.next(segment));
  return { ...delta, skipped: 0, segments, open: delta.open === null ? null : count.next(delta.open) };
}

/** Numbers the periods anew and carries the last EXT-X-MAP over the seam. */
class Count {
  #period: number;
  readonly #map: PlaylistMap | null;

  constructor(period: number, map: PlaylistMap | null) {
    this.#period = period;
    this.#map = map;
  }

  next<T extends SegmentTags>(segment: T): T {
    this.#period += segment.discontinuity ? 1 : 0;
    return { ...segment, period: this.#period, map: segment.map ?? this.#map };
  }
}
