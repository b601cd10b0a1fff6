/**
 * The live media playlist of one rendition as text: the only place where a live playlist is written. Pure: the same timeline gives
 * the same text, which is why a filled playlist can be cached.
 */
import { edgeOf, nextPart } from "#media/timeline/edge.ts";
import type { Timeline } from "#media/timeline/timeline.ts";
import { MEDIA_NAME, partName } from "#protocol/playback/addresses.ts";
import {
  CAN_SKIP_UNTIL,
  HOLD_BACK,
  PART_HOLD_BACK,
  PART_TARGET,
  TARGET_DURATION,
} from "#protocol/playback/constants.ts";
import { renderSeconds, ticksOf } from "./decimals.ts";
import { type Entry, renderEntries } from "./entries.ts";
import { quoted, renderTag } from "./tags.ts";
import { beginsPeriod, entriesOf } from "./window.ts";

/** EXT-X-SKIP needs 9 (RFC 8216bis 8); the full form says the same, so that a reload never changes it. */
const VERSION = 9;

/** `skip` asks for a delta update. The full playlist is given when nothing can be skipped or the broadcast has ended (RFC 8216bis 6.2.5.1). */
export function renderMedia(timeline: Timeline, rendition: string, options: { readonly skip: boolean }): string {
  const entries = entriesOf(timeline, rendition);
  const lines = renderEntries(entries, timeline.startedAt);
  const skipped = options.skip && !timeline.ended ? skippable(entries) : 0;
  return [
    ...header(timeline, entries),
    ...(skipped > 0 ? [renderTag("EXT-X-SKIP", { "SKIPPED-SEGMENTS": String(skipped) })] : []),
    ...lines.slice(skipped).flat(),
    ...(timeline.ended ? ["#EXT-X-ENDLIST"] : [...preloadHint(timeline, rendition), ...reports(timeline, rendition)]),
    "",
  ].join("\n");
}

function header(timeline: Timeline, entries: readonly Entry[]): readonly string[] {
  const newest = timeline.segments.at(-1);
  const first = timeline.segments.find((segment) => segment.msn === entries[0]?.msn);
  const msn = first?.msn ?? (newest === undefined ? 0 : newest.msn + 1);
  // A tag on the first listed segment counts by itself: its number stays the period's while the tag is listed and after it went.
  const counted = first !== undefined && beginsPeriod(timeline, first) ? first.period - 1 : first?.period;
  return [
    "#EXTM3U",
    `#EXT-X-VERSION:${VERSION}`,
    "#EXT-X-INDEPENDENT-SEGMENTS",
    `#EXT-X-TARGETDURATION:${TARGET_DURATION}`,
    renderTag("EXT-X-SERVER-CONTROL", {
      "CAN-BLOCK-RELOAD": "YES",
      "CAN-SKIP-UNTIL": renderSeconds(CAN_SKIP_UNTIL),
      "HOLD-BACK": renderSeconds(HOLD_BACK),
      "PART-HOLD-BACK": renderSeconds(PART_HOLD_BACK),
    }),
    renderTag("EXT-X-PART-INF", { "PART-TARGET": renderSeconds(PART_TARGET) }),
    `#EXT-X-MEDIA-SEQUENCE:${msn}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${counted ?? newest?.period ?? 0}`,
  ];
}

/** Whole segments that end further from the playlist's end than the Skip Boundary. The newest is never one of them. */
function skippable(entries: readonly Entry[]): number {
  let distance = 0;
  for (let i = entries.length - 1; i >= 0; i--) {
    if (distance > ticksOf(CAN_SKIP_UNTIL)) return i + 1;
    distance += entries[i]?.ticks ?? 0;
  }
  return 0;
}

function preloadHint(timeline: Timeline, rendition: string): readonly string[] {
  const edge = edgeOf(timeline, rendition);
  if (edge === null) return [];
  const next = nextPart(edge);
  return [renderTag("EXT-X-PRELOAD-HINT", { TYPE: "PART", URI: quoted(partName(next.msn, next.part)) })];
}

/** Where every other rendition stands, so that a switch can ask for its next part at once (RFC 8216bis 4.4.5.4). */
function reports(timeline: Timeline, rendition: string): readonly string[] {
  return timeline.ladder.flatMap(({ id }) => {
    const edge = id === rendition ? null : edgeOf(timeline, id);
    if (edge === null) return [];
    const uri = quoted(`../${id}/${MEDIA_NAME}`);
    return [
      renderTag("EXT-X-RENDITION-REPORT", {
        URI: uri,
        "LAST-MSN": String(edge.msn),
        "LAST-PART": String(edge.part),
      }),
    ];
  });
}
