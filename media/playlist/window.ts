/** The live window of one rendition as playlist entries, holes included. Knows the timeline, not the playlist's text. */
import { edgeOf } from "#media/timeline/edge.ts";
import { type Segment, type Timeline, trackDuration, trackOf, windowOf } from "#media/timeline/timeline.ts";
import { PART_SEGMENTS, SEGMENT_MAX, TARGET_DURATION } from "#protocol/playback/constants.ts";
import { spreadTicks, ticksOf } from "./decimals.ts";
import type { Entry } from "./entries.ts";

/** What the rendition's playlist names, oldest first. Segments that it lacks between two of its own become gaps. */
export function entriesOf(timeline: Timeline, rendition: string): readonly Entry[] {
  const edge = edgeOf(timeline, rendition);
  const window = windowOf(timeline, rendition).filter((segment) => edge !== null && segment.msn <= edge.msn);
  const partsFrom = window[Math.max(0, window.length - PART_SEGMENTS)]?.msn ?? 0;
  return window.map((segment, index) => {
    const track = trackOf(segment, rendition);
    const shared = { msn: segment.msn, discontinuity: beginsPeriod(timeline, segment) };
    if (track === undefined) {
      const { start, duration } = gapAt(timeline, window, index, rendition);
      return { ...shared, init: null, start, ticks: ticksOf(duration), parts: [], done: true };
    }
    const ticks = spreadTicks(track.parts.map((part) => part.duration));
    const parts = track.parts.map((part, at) => ({ ticks: ticks[at] ?? 0, independent: part.independent }));
    return {
      ...shared,
      init: track.init,
      start: track.start,
      ticks: ticks.reduce((sum, part) => sum + part, 0),
      parts: segment.msn >= partsFrom ? parts : [],
      done: track.done,
    };
  });
}

/** The segment differs in its period from the one before it, as long as the timeline remembers that one. */
export function beginsPeriod(timeline: Timeline, segment: Segment): boolean {
  const oldest = timeline.segments[0]?.msn ?? 0;
  const before = timeline.segments[segment.msn - oldest - 1];
  return before !== undefined && before.period !== segment.period;
}

type Span = { readonly start: number; readonly duration: number };

/**
 * Where a missing segment lies on the media clock. Within a period it fills the hole between the rendition's own segments, shared
 * evenly by those missing in a row; otherwise another rendition's share stands for it. Never changes once both neighbours exist.
 */
function gapAt(timeline: Timeline, window: readonly Segment[], index: number, rendition: string): Span {
  const has = (segment: Segment): boolean => trackOf(segment, rendition) !== undefined;
  const before = window.findLastIndex((segment, at) => at < index && has(segment));
  const after = window.findIndex((segment, at) => at > index && has(segment));
  const previous = trackOf(window[before], rendition);
  const next = trackOf(window[after], rendition);
  const end = previous === undefined ? 0 : previous.start + trackDuration(previous);
  if (next !== undefined && window[before]?.period === window[after]?.period) {
    const duration = (next.start - end) / (after - before - 1);
    if (duration > 0 && duration <= SEGMENT_MAX) return { start: end + duration * (index - before - 1), duration };
  }
  const segment = window[index];
  for (const other of timeline.ladder) {
    const track = trackOf(segment, other.id);
    if (track?.done === true && trackDuration(track) > 0) {
      return { start: track.start, duration: Math.min(SEGMENT_MAX, trackDuration(track)) };
    }
  }
  return { start: end, duration: TARGET_DURATION };
}
