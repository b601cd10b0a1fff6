/** Rules on the segments of one media playlist: initialisation, dates, durations. */
import type { MediaPlaylist } from "../playlist.ts";
import { DURATION_TOLERANCE, error, type PlaylistFault, warning } from "./fault.ts";

/** A date may be off from the one before it plus the duration by this much: dates have milliseconds, and media clocks round. */
export const DATE_TOLERANCE_MS = 100;

const listed = (playlist: MediaPlaylist) => [...playlist.segments, ...(playlist.open === null ? [] : [playlist.open])];

/** Fragmented MP4 is unreadable without its initialisation section. In a delta update the skipped segments may have stated it. */
export function fragmentsHaveMap(playlist: MediaPlaylist): readonly PlaylistFault[] {
  if (playlist.skipped > 0) return [];
  return playlist.segments.flatMap((segment) =>
    segment.map === null && !segment.gap && /\.(m4s|mp4|m4v|m4a|cmf[vat])(\?|$)/.test(segment.uri)
      ? [error("4.4.4.5", `segment ${segment.msn} (${segment.uri}) has no EXT-X-MAP`, segment.line)]
      : [],
  );
}

export function datesFollowDurations(playlist: MediaPlaylist): readonly PlaylistFault[] {
  const all = listed(playlist);
  return playlist.segments.flatMap((segment, index) => {
    const next = all[index + 1];
    if (next === undefined || next.discontinuity) return [];
    if (segment.programDateTime === null || next.programDateTime === null) return [];
    const off = next.programDateTime - (segment.programDateTime + segment.duration * 1000);
    return Math.abs(off) > DATE_TOLERANCE_MS
      ? [
          error(
            "4.4.4.6",
            `segment ${next.msn} starts ${off.toFixed(0)} ms off the end of the one before it`,
            next.line,
          ),
        ]
      : [];
  });
}

/** Dates never lead back into the segment before by a second or more, not even over a discontinuity: they would be ambiguous. */
export function datesAreUnambiguous(playlist: MediaPlaylist): readonly PlaylistFault[] {
  const all = listed(playlist);
  return playlist.segments.flatMap((segment, index) => {
    const next = all[index + 1];
    if (next === undefined || segment.programDateTime === null || next.programDateTime === null) return [];
    const overlap = segment.programDateTime + segment.duration * 1000 - next.programDateTime;
    return overlap >= 1000
      ? [error("6.2.1", `segment ${next.msn} overlaps the one before it by ${overlap.toFixed(0)} ms`, next.line)]
      : [];
  });
}

export function discontinuitiesHaveDates(playlist: MediaPlaylist): readonly PlaylistFault[] {
  const dated = listed(playlist);
  if (dated.every((segment) => segment.programDateTime === null)) return [];
  return dated.flatMap((segment) =>
    segment.discontinuity && segment.programDateTime === null
      ? [warning("6.2.1", `segment ${segment.msn} has EXT-X-DISCONTINUITY and no date`, segment.line)]
      : [],
  );
}

export function durationsArePositive(playlist: MediaPlaylist): readonly PlaylistFault[] {
  return playlist.segments.flatMap((segment) =>
    segment.duration > 0 ? [] : [error("4.4.4.1", `segment ${segment.msn} lasts ${segment.duration} s`, segment.line)],
  );
}

export function partsAddUp(playlist: MediaPlaylist): readonly PlaylistFault[] {
  return playlist.segments.flatMap((segment) => {
    if (segment.parts.length === 0) return [];
    const sum = segment.parts.reduce((total, part) => total + part.duration, 0);
    return Math.abs(sum - segment.duration) > DURATION_TOLERANCE
      ? [
          error(
            "4.4.4.9",
            `the parts of segment ${segment.msn} last ${sum.toFixed(5)} s and EXTINF is ${segment.duration} s`,
            segment.line,
          ),
        ]
      : [];
  });
}
