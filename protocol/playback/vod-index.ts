/** The index of a VOD: written once to R2 (`vodIndexKey`) when a broadcast ends, read by the Worker to render its playlists. */
import * as v from "valibot";
import { idSchema, renditionIdSchema } from "#protocol/ids.ts";
import { ladderSchema } from "#protocol/playback/rendition.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A rendition's share of a segment: its place on the media clock, and in the object `segmentKey(channel, broadcast, msn)`. */
export const vodTrackSchema = v.object({
  init: count,
  start: v.number(),
  duration: v.number(),
  offset: count,
  size: count,
});

export const vodSegmentSchema = v.object({
  msn: count,
  /** Grows by one at each discontinuity. */
  period: count,
  tracks: v.record(renditionIdSchema, vodTrackSchema),
});

export const vodIndexSchema = v.object({
  channelId: idSchema,
  broadcastId: idSchema,
  /** Milliseconds since the Unix epoch at media time MEDIA_START. */
  startedAt: v.number(),
  ladder: ladderSchema,
  segments: v.array(vodSegmentSchema),
});

export type VodTrack = Readonly<v.InferOutput<typeof vodTrackSchema>>;
export type VodSegment = Readonly<v.InferOutput<typeof vodSegmentSchema>>;
export type VodIndex = Readonly<v.InferOutput<typeof vodIndexSchema>>;
