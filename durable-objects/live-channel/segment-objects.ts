/** When a segment is whole, and how its renditions lie in its object in R2. Pure. */
import { type Segment, type StoredRange, type Timeline, trackDuration } from "#media/timeline/timeline.ts";
import type { VodSegment, VodTrack } from "#protocol/playback/vod-index.ts";
import type { HotParts } from "./hot-parts.ts";
import { STALE_SEGMENTS } from "./limits.ts";

/**
 * Whether the segment's object can be written: every rendition is done and no further one is to be expected; a rendition that hangs
 * does not hold the others back for ever. Segments up to `closedThrough` get no more media.
 */
export function isWhole(timeline: Timeline, segment: Segment, closedThrough: number): boolean {
  const newer = (timeline.segments.at(-1)?.msn ?? segment.msn) - segment.msn;
  const tracks = Object.values(segment.tracks);
  if (tracks.length === 0) return newer >= STALE_SEGMENTS;
  if (!tracks.every((track) => track.done)) return newer >= STALE_SEGMENTS;
  if (segment.msn <= closedThrough || newer >= 2) return true;
  return timeline.ladder.every((rendition) => segment.tracks[rendition.id] !== undefined);
}

export type SegmentObject = {
  readonly chunks: readonly Uint8Array[];
  readonly ranges: Readonly<Record<string, StoredRange>>;
  readonly row: VodSegment;
};

/** The done renditions whose bytes are all here, back to back; null when there is none. */
export function layoutSegment(segment: Segment, hot: HotParts): SegmentObject | null {
  const chunks: Uint8Array[] = [];
  const ranges: Record<string, StoredRange> = {};
  const tracks: Record<string, VodTrack> = {};
  let offset = 0;
  for (const [rendition, track] of Object.entries(segment.tracks).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const parts = track.done ? hot.parts(rendition, segment.msn, track.parts.length) : null;
    if (parts === null || parts.length === 0) continue;
    const size = parts.reduce((sum, part) => sum + part.byteLength, 0);
    chunks.push(...parts);
    ranges[rendition] = { offset, size };
    tracks[rendition] = { init: track.init, start: track.start, duration: trackDuration(track), offset, size };
    offset += size;
  }
  if (chunks.length === 0) return null;
  return { chunks, ranges, row: { msn: segment.msn, period: segment.period, tracks } };
}
