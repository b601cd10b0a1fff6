/**
 * One segment of a media playlist as lines of text, live and VOD alike. Knows nothing of where the segment's description comes
 * from, nor of the playlist's header.
 */

import { wallClock } from "#media/timeline/timeline.ts";
import { initName, partName, segmentName } from "#protocol/playback/addresses.ts";
import type { EpochMs } from "#protocol/units.ts";
import { renderTicks } from "./decimals.ts";
import { quoted, renderTag } from "./tags.ts";

export type EntryPart = { readonly ticks: number; readonly independent: boolean };

export type Entry = {
  readonly msn: number;
  /** The segment begins a period. */
  readonly discontinuity: boolean;
  /** Version of the initialisation section; null when the rendition lacks the segment (EXT-X-GAP). */
  readonly init: number | null;
  /** Media clock, seconds. */
  readonly start: number;
  readonly ticks: number;
  /** Parts to list; empty once they are no longer at the live edge. */
  readonly parts: readonly EntryPart[];
  /** False while the segment is still growing: only its parts are listed. */
  readonly done: boolean;
};

/** The lines of each entry, in order. EXT-X-MAP stands where its version changes, and again after each discontinuity. */
export function renderEntries(entries: readonly Entry[], startedAt: EpochMs): readonly (readonly string[])[] {
  let mapped: number | null = null;
  return entries.map((entry) => {
    const lines: string[] = [];
    if (entry.discontinuity) {
      lines.push("#EXT-X-DISCONTINUITY");
      mapped = null;
    }
    if (entry.init !== null && entry.init !== mapped) {
      lines.push(renderTag("EXT-X-MAP", { URI: quoted(initName(entry.init)) }));
      mapped = entry.init;
    }
    lines.push(`#EXT-X-PROGRAM-DATE-TIME:${renderDate(wallClock({ startedAt }, entry.start))}`);
    for (const [index, part] of entry.parts.entries()) lines.push(renderPart(entry.msn, index, part));
    if (entry.init === null) lines.push("#EXT-X-GAP");
    if (entry.done) lines.push(`#EXTINF:${renderTicks(entry.ticks)},`, segmentName(entry.msn));
    return lines;
  });
}

const renderPart = (msn: number, index: number, part: EntryPart): string =>
  renderTag("EXT-X-PART", {
    DURATION: renderTicks(part.ticks),
    URI: quoted(partName(msn, index)),
    INDEPENDENT: part.independent ? "YES" : null,
  });

/** ISO 8601 with milliseconds, rounded. */
const renderDate = (at: EpochMs): string => new Date(Math.round(at)).toISOString();
