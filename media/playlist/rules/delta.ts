/** Rules on a delta update: it skips neither too much nor too little, and says the same as the full playlist of that moment. */
import { Fault } from "#protocol/errors.ts";
import { merge } from "../merge.ts";
import { type MediaPlaylist, playlistDuration } from "../playlist.ts";
import { DURATION_TOLERANCE, error, type PlaylistFault } from "./fault.ts";

/** A playlist without its line numbers and without the version: what two writings of the same playlist share. */
export function contentOf(playlist: MediaPlaylist): string {
  return JSON.stringify({ ...playlist, version: 0 }, (key, value: unknown) => (key === "line" ? undefined : value), 1);
}

/** Seconds between each segment's start and end and the playlist's end. */
function distances(
  full: MediaPlaylist,
): readonly { readonly msn: number; readonly start: number; readonly end: number }[] {
  let left = playlistDuration(full);
  return full.segments.map((segment) => {
    const start = left;
    left -= segment.duration;
    return { msn: segment.msn, start, end: left };
  });
}

export function skipKeepsTheBoundary(delta: MediaPlaylist, full: MediaPlaylist): readonly PlaylistFault[] {
  const boundary = full.serverControl?.canSkipUntil ?? null;
  if (delta.skipped === 0) return [];
  if (boundary === null) return [error("6.2.5.1", "EXT-X-SKIP, and the playlist has no CAN-SKIP-UNTIL")];
  if (full.ended) return [error("6.2.5.1", "EXT-X-SKIP in a playlist with EXT-X-ENDLIST")];
  return distances(full)
    .slice(0, delta.skipped)
    .flatMap(({ msn, start }) =>
      start <= boundary - DURATION_TOLERANCE
        ? [
            error(
              "6.2.5.1",
              `segment ${msn} is skipped ${start.toFixed(2)} s from the end, within CAN-SKIP-UNTIL=${boundary}`,
            ),
          ]
        : [],
    );
}

export function whatCanBeSkippedIs(delta: MediaPlaylist, full: MediaPlaylist): readonly PlaylistFault[] {
  const boundary = full.serverControl?.canSkipUntil ?? null;
  if (boundary === null || full.ended || delta.skipped > 0) return [];
  const old = distances(full).filter(({ end }) => end > boundary + DURATION_TOLERANCE);
  return old.length > 0
    ? [error("6.2.5.1", `_HLS_skip gave no delta update, and ${old.length} segments can be skipped`)]
    : [];
}

export function deltaSaysTheSame(
  previous: MediaPlaylist,
  delta: MediaPlaylist,
  full: MediaPlaylist,
): readonly PlaylistFault[] {
  try {
    const [merged, expected] = [contentOf(merge(previous, delta)), contentOf(full)];
    if (merged === expected) return [];
    const [was, is] = [merged.split("\n"), expected.split("\n")];
    const at = is.findIndex((line, index) => line !== was[index]);
    return [
      error(
        "6.2.5.1",
        `the delta update gives ${was[at]?.trim() ?? "less"} where the full playlist has ${is[at]?.trim() ?? "nothing"}`,
      ),
    ];
  } catch (cause) {
    if (cause instanceof Fault) return [error("6.2.5.1", cause.message)];
    throw cause;
  }
}

/** `previous`: a full playlist from at most half a skip boundary before. `delta` and `full`: two writings of one moment. */
export const checkDelta = (
  previous: MediaPlaylist,
  delta: MediaPlaylist,
  full: MediaPlaylist,
): readonly PlaylistFault[] => [
  ...skipKeepsTheBoundary(delta, full),
  ...whatCanBeSkippedIs(delta, full),
  ...deltaSaysTheSame(previous, delta, full),
];
