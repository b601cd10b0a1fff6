/** The index of a recording from the rows of its stored segments. Pure. */
import type { Timeline } from "#media/timeline/timeline.ts";
import type { VodIndex, VodSegment } from "#protocol/playback/vod-index.ts";

/** Null when nothing was stored, or when the ladder was never declared: there is no recording then. */
export function buildVodIndex(timeline: Timeline, segments: readonly VodSegment[]): VodIndex | null {
  if (segments.length === 0 || timeline.ladder.length === 0) return null;
  const { channelId, broadcastId, startedAt } = timeline;
  return {
    channelId,
    broadcastId,
    startedAt,
    ladder: [...timeline.ladder],
    segments: [...segments].sort((a, b) => a.msn - b.msn),
  };
}

/** Length of the picture (of the sound, when there is no picture), seconds. */
export function vodDuration(index: VodIndex): number {
  const video = new Set(index.ladder.filter(({ kind }) => kind === "video").map(({ id }) => id));
  const counts = (rendition: string): boolean => video.size === 0 || video.has(rendition);
  const lengths = index.segments.map((segment) =>
    Math.max(0, ...Object.entries(segment.tracks).map(([id, track]) => (counts(id) ? track.duration : 0))),
  );
  return Math.round(lengths.reduce((sum, length) => sum + length, 0) * 1000) / 1000;
}
