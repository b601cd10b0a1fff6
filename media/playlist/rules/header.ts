/** Rules on what a media playlist says of itself as a whole: version, target duration, hold-backs, skip boundary. */
import type { MediaPlaylist } from "../playlist.ts";
import { DURATION_TOLERANCE, error, type PlaylistFault, warning } from "./fault.ts";

export function versionIsEnough(playlist: MediaPlaylist): readonly PlaylistFault[] {
  const all = [...playlist.segments, ...(playlist.open === null ? [] : [playlist.open])];
  const needs: readonly (readonly [boolean, number, string])[] = [
    [playlist.segments.some((segment) => !Number.isInteger(segment.duration)), 3, "a fractional EXTINF"],
    [playlist.iFramesOnly || playlist.segments.some((segment) => segment.byteRange !== null), 4, "EXT-X-BYTERANGE"],
    [!playlist.iFramesOnly && all.some((segment) => segment.map !== null), 6, "EXT-X-MAP"],
    [playlist.skipped > 0, 9, "EXT-X-SKIP"],
  ];
  return needs.flatMap(([present, version, what]) =>
    present && playlist.version < version
      ? [error("8", `${what} needs version ${version}, and EXT-X-VERSION is ${playlist.version}`)]
      : [],
  );
}

export function targetDurationCoversSegments(playlist: MediaPlaylist): readonly PlaylistFault[] {
  return playlist.segments.flatMap((segment) =>
    Math.round(segment.duration) > playlist.targetDuration
      ? [
          error(
            "4.4.3.1",
            `segment ${segment.msn} is ${segment.duration} s and EXT-X-TARGETDURATION is ${playlist.targetDuration}`,
            segment.line,
          ),
        ]
      : [],
  );
}

export function holdBackIsThreeTargets(playlist: MediaPlaylist): readonly PlaylistFault[] {
  const holdBack = playlist.serverControl?.holdBack ?? null;
  const least = 3 * playlist.targetDuration;
  return holdBack !== null && holdBack < least
    ? [error("4.4.3.8", `HOLD-BACK is ${holdBack} s, below three target durations (${least} s)`)]
    : [];
}

export function partHoldBackIsEnough(playlist: MediaPlaylist): readonly PlaylistFault[] {
  const { partTarget } = playlist;
  if (partTarget === null) return [];
  const holdBack = playlist.serverControl?.partHoldBack ?? null;
  if (holdBack === null) return [error("4.4.3.8", "EXT-X-PART-INF without PART-HOLD-BACK")];
  if (holdBack < 2 * partTarget - DURATION_TOLERANCE) {
    return [error("4.4.3.8", `PART-HOLD-BACK is ${holdBack} s, below twice PART-TARGET (${partTarget} s)`)];
  }
  return holdBack < 3 * partTarget - DURATION_TOLERANCE
    ? [warning("4.4.3.8", `PART-HOLD-BACK is ${holdBack} s, below three times PART-TARGET (${partTarget} s)`)]
    : [];
}

export function skipBoundaryIsSixTargets(playlist: MediaPlaylist): readonly PlaylistFault[] {
  const control = playlist.serverControl;
  if (control === null) return [];
  if (control.canSkipUntil === null) {
    return control.canSkipDateRanges ? [error("4.4.3.8", "CAN-SKIP-DATERANGES without CAN-SKIP-UNTIL")] : [];
  }
  const least = 6 * playlist.targetDuration;
  return control.canSkipUntil < least
    ? [error("4.4.3.8", `CAN-SKIP-UNTIL is ${control.canSkipUntil} s, below six target durations (${least} s)`)]
    : [];
}

export function partsComeWithPartInf(playlist: MediaPlaylist): readonly PlaylistFault[] {
  const segment = [...playlist.segments, ...(playlist.open === null ? [] : [playlist.open])].find(
    (one) => one.parts.length > 0,
  );
  return segment !== undefined && playlist.partTarget === null
    ? [error("4.4.3.7", "EXT-X-PART without EXT-X-PART-INF", segment.parts[0]?.line)]
    : [];
}

export function typeFitsTheEnd(playlist: MediaPlaylist): readonly PlaylistFault[] {
  return playlist.playlistType === "VOD" && !playlist.ended
    ? [error("6.2.1", "EXT-X-PLAYLIST-TYPE:VOD without EXT-X-ENDLIST: the playlist must not change any more")]
    : [];
}
