/** Rules on the live edge: blocking reload, the preload hint, the rendition reports. */
import { parseMediaFile } from "#protocol/playback/addresses.ts";
import { lastPartOf, type MediaPlaylist } from "../playlist.ts";
import { error, type PlaylistFault, warning } from "./fault.ts";

const isLowLatency = (playlist: MediaPlaylist): boolean => playlist.partTarget !== null && !playlist.ended;

export function lowLatencyCanBlock(playlist: MediaPlaylist): readonly PlaylistFault[] {
  return isLowLatency(playlist) && playlist.serverControl?.canBlockReload !== true
    ? [error("B.1", "parts without CAN-BLOCK-RELOAD=YES")]
    : [];
}

export function hintNamesTheNextPart(playlist: MediaPlaylist): readonly PlaylistFault[] {
  if (playlist.ended) {
    return playlist.preloadHints.map((hint) =>
      error("4.4.5.3", "EXT-X-PRELOAD-HINT in a playlist that has ended", hint.line),
    );
  }
  const last = lastPartOf(playlist);
  if (!isLowLatency(playlist) || last === null) return [];
  const [hint, second] = playlist.preloadHints.filter((one) => one.type === "PART");
  if (hint === undefined) return [error("B.1", "no EXT-X-PRELOAD-HINT names the next part")];
  const faults: PlaylistFault[] = [];
  if (second !== undefined) faults.push(warning("6.2.6", "more than one EXT-X-PRELOAD-HINT of TYPE=PART", second.line));
  const listed = [...playlist.segments, ...(playlist.open === null ? [] : [playlist.open])]
    .flatMap((segment) => segment.parts)
    .some((part) => part.uri === hint.uri && part.byteRange === null);
  if (listed) faults.push(error("4.4.5.3", `the hint names ${hint.uri}, which is already listed`, hint.line));
  const named = parseMediaFile(hint.uri);
  if (!listed && named?.kind === "part") {
    const grows = playlist.open !== null && playlist.open.msn === last.msn;
    const next = grows ? { msn: last.msn, part: last.part + 1 } : { msn: last.msn + 1, part: 0 };
    if (named.msn !== next.msn || named.part !== next.part) {
      faults.push(error("4.4.5.3", `the hint names ${hint.uri}, and ${next.msn}.${next.part} is next`, hint.line));
    }
  }
  return faults;
}

export function reportsAreWhole(playlist: MediaPlaylist): readonly PlaylistFault[] {
  return playlist.renditionReports.flatMap((report) => {
    if (report.lastMsn === null) return [error("4.4.5.4", `the report on ${report.uri} has no LAST-MSN`, report.line)];
    return report.lastPart === null && playlist.partTarget !== null
      ? [error("4.4.5.4", `the report on ${report.uri} has no LAST-PART`, report.line)]
      : [];
  });
}

/** Renditions are cut together: one that stands further away than this is reported wrongly, or has stopped. Segments. */
const REPORT_DISTANCE = 2;

export function reportsArePlausible(playlist: MediaPlaylist): readonly PlaylistFault[] {
  const own = lastPartOf(playlist)?.msn ?? playlist.segments.at(-1)?.msn;
  if (own === undefined) return [];
  return playlist.renditionReports.flatMap((report) =>
    report.lastMsn !== null && Math.abs(report.lastMsn - own) > REPORT_DISTANCE
      ? [
          error(
            "4.4.5.4",
            `the report on ${report.uri} says LAST-MSN=${report.lastMsn}, and this playlist is at ${own}`,
            report.line,
          ),
        ]
      : [],
  );
}

export function reportsAreUnique(playlist: MediaPlaylist): readonly PlaylistFault[] {
  const seen = new Set<string>();
  return playlist.renditionReports.flatMap((report) => {
    const repeated = seen.has(report.uri);
    seen.add(report.uri);
    return repeated ? [error("4.4.5.4", `a second report on ${report.uri}`, report.line)] : [];
  });
}
