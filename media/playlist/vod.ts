/** The playlists of a recording as text, from its index. Knows nothing of the live edge: no parts, no delivery directives. */
import { MEDIA_NAME } from "#protocol/playback/addresses.ts";
import type { VodIndex, VodSegment, VodTrack } from "#protocol/playback/vod-index.ts";
import { epochMs } from "#protocol/units.ts";
import { ticksOf } from "./decimals.ts";
import { type Entry, renderEntries } from "./entries.ts";
import { type MeasuredBandwidth, renderMultivariant } from "./multivariant.ts";

/** EXT-X-MAP in a playlist that is not I-frames only (RFC 8216bis 8). */
const VERSION = 6;
/** A segment shorter than this says nothing about the peak rate: BANDWIDTH counts from half a target duration (RFC 8216bis 4.4.6.2). */
const PEAK_MIN_SECONDS = 1;

export function renderVodMultivariant(index: VodIndex): string {
  const present = index.ladder.filter(({ id }) => index.segments.some((segment) => trackIn(segment, id) !== undefined));
  const bandwidths = Object.fromEntries(present.map(({ id }) => [id, measure(index, id)] as const));
  return renderMultivariant({ ladder: present, bandwidths, mediaPath: (rendition) => `${rendition}/${MEDIA_NAME}` });
}

/** Every segment of the recording is named in every rendition, those that it lacks as EXT-X-GAP, so that all playlists start together. */
export function renderVodMedia(index: VodIndex, rendition: string): string {
  const segments = index.segments.filter((segment) => standIn(index, segment) !== null);
  const entries = segments.map((segment, at) => entryOf(index, segment, segments[at - 1], rendition));
  const first = segments[0];
  return [
    "#EXTM3U",
    `#EXT-X-VERSION:${VERSION}`,
    "#EXT-X-INDEPENDENT-SEGMENTS",
    `#EXT-X-TARGETDURATION:${targetDuration(index)}`,
    "#EXT-X-PLAYLIST-TYPE:VOD",
    `#EXT-X-MEDIA-SEQUENCE:${first?.msn ?? 0}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${first?.period ?? 0}`,
    ...renderEntries(entries, epochMs(index.startedAt)).flat(),
    "#EXT-X-ENDLIST",
    "",
  ].join("\n");
}

function entryOf(index: VodIndex, segment: VodSegment, before: VodSegment | undefined, rendition: string): Entry {
  const own = trackIn(segment, rendition);
  const shown = own ?? standIn(index, segment) ?? { start: 0, duration: 0 };
  return {
    msn: segment.msn,
    discontinuity: before !== undefined && before.period !== segment.period,
    init: own?.init ?? null,
    start: shown.start,
    ticks: ticksOf(shown.duration),
    parts: [],
    done: true,
  };
}

/** Another rendition's share of the segment: its place in time is the gap's. */
function standIn(index: VodIndex, segment: VodSegment): Pick<VodTrack, "start" | "duration"> | null {
  for (const { id } of index.ladder) {
    const track = trackIn(segment, id);
    if (track !== undefined) return track;
  }
  return null;
}

/** The same in all renditions, as RFC 8216bis 6.2.4 asks. */
function targetDuration(index: VodIndex): number {
  const longest = index.segments
    .flatMap((segment) => Object.values(segment.tracks))
    .reduce((most, track) => Math.max(most, track.duration), 0);
  return Math.max(1, Math.round(longest));
}

function measure(index: VodIndex, rendition: string): MeasuredBandwidth {
  const tracks = index.segments.flatMap((segment) => trackIn(segment, rendition) ?? []);
  const seconds = tracks.reduce((sum, track) => sum + track.duration, 0);
  const bytes = tracks.reduce((sum, track) => sum + track.size, 0);
  const average = seconds > 0 ? (bytes * 8) / seconds : 0;
  const peak = tracks
    .filter((track) => track.duration >= PEAK_MIN_SECONDS)
    .reduce((most, track) => Math.max(most, (track.size * 8) / track.duration), average);
  return { peak: Math.ceil(peak), average: Math.ceil(average) };
}

const trackIn = (segment: VodSegment, rendition: string): VodTrack | undefined =>
  Object.hasOwn(segment.tracks, rendition) ? segment.tracks[rendition] : undefined;
