/** The live edge: where a rendition stands, and whether a request for a media sequence number and part is answered, held or refused. Pure. */
import { PART_TARGET } from "#protocol/playback/constants.ts";
import { type Timeline, type TrackSegment, trackOf } from "./timeline.ts";

/** The newest part of a rendition. */
export type Edge = { readonly msn: number; readonly part: number; readonly done: boolean };

export function edgeOf(timeline: Timeline, rendition: string): Edge | null {
  for (let i = timeline.segments.length - 1; i >= 0; i--) {
    const segment = timeline.segments[i];
    const track = trackOf(segment, rendition);
    if (segment !== undefined && track !== undefined) {
      return { msn: segment.msn, part: track.parts.length - 1, done: track.done };
    }
  }
  return null;
}

/** The part that comes next: what EXT-X-PRELOAD-HINT names. */
export function nextPart(edge: Edge): { readonly msn: number; readonly part: number } {
  return edge.done ? { msn: edge.msn + 1, part: 0 } : { msn: edge.msn, part: edge.part + 1 };
}

export type ReloadAnswer = "ready" | "wait" | "reject";

/** Parts beyond the edge that a client may ask for: three seconds of them (RFC 8216bis 6.2.5.2, Advance Part Limit). */
export const ADVANCE_PART_LIMIT = PART_TARGET < 1 ? 3 / PART_TARGET : 3;
/** Segments beyond the last whole one that a client may ask for (RFC 8216bis 6.2.5.2). */
export const ADVANCE_SEGMENT_LIMIT = 2;

/**
 * How to answer `_HLS_msn` and `_HLS_part` (null when absent) for a rendition: `ready` when the playlist holds it, `reject` (400)
 * when it is too far ahead, else `wait`. A part index past the last part of a finished segment means the next segment's part 0
 * (RFC 8216bis 6.2.5.2). `wait` also when the rendition has nothing yet.
 */
export function answerReload(timeline: Timeline, rendition: string, msn: number, part: number | null): ReloadAnswer {
  if (timeline.ended) return "ready";
  const edge = edgeOf(timeline, rendition);
  if (edge === null) return "wait";
  const lastWhole = edge.done ? edge.msn : edge.msn - 1;
  if (msn > lastWhole + ADVANCE_SEGMENT_LIMIT) return "reject";
  if (edge.msn > msn) return "ready";
  if (part === null) return edge.msn === msn && edge.done ? "ready" : "wait";
  if (edge.msn < msn) return part > ADVANCE_PART_LIMIT ? "reject" : "wait";
  if (part <= edge.part) return "ready";
  return !edge.done && part > edge.part + ADVANCE_PART_LIMIT ? "reject" : "wait";
}

/** The rendition's share of a segment, if the timeline still holds it. */
export function trackAt(timeline: Timeline, rendition: string, msn: number): TrackSegment | undefined {
  const oldest = timeline.segments[0]?.msn;
  return oldest === undefined ? undefined : trackOf(timeline.segments[msn - oldest], rendition);
}

export type Located =
  /** The bytes exist; `range` says where in the segment's object, null while only the object's memory has them. */
  | {
      readonly at: "here";
      readonly size: number;
      readonly range: { readonly offset: number; readonly size: number } | null;
    }
  /** The next part or segment: a request for it is held. */
  | { readonly at: "next" }
  /** Not yet, and not next; or never. */
  | { readonly at: "nowhere" };

/** Where a part's (or with `part` null a whole segment's) bytes are. A whole segment exists once it is done. */
export function locate(timeline: Timeline, rendition: string, msn: number, part: number | null): Located {
  const segment = timeline.segments[msn - (timeline.segments[0]?.msn ?? 0)];
  const track = trackOf(segment, rendition);
  const edge = edgeOf(timeline, rendition);
  if (segment === undefined || track === undefined) {
    const next = edge === null ? null : nextPart(edge);
    const held = !timeline.ended && next !== null && msn === next.msn && (part ?? 0) === 0;
    return { at: held ? "next" : "nowhere" };
  }
  const ranges = segment.stored;
  const stored = ranges !== null && Object.hasOwn(ranges, rendition) ? (ranges[rendition] ?? null) : null;
  if (part === null) {
    if (!track.done) return { at: "next" };
    const size = track.parts.reduce((sum, p) => sum + p.size, 0);
    return { at: "here", size, range: stored };
  }
  const found = track.parts[part];
  if (found === undefined) return { at: !track.done && part === track.parts.length ? "next" : "nowhere" };
  const before = track.parts.slice(0, part).reduce((sum, p) => sum + p.size, 0);
  return {
    at: "here",
    size: found.size,
    range: stored === null ? null : { offset: stored.offset + before, size: found.size },
  };
}
