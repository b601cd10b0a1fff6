/** A timeline as a row of the object's storage: written as JSON, and read back through this schema. Pure. */
import * as v from "valibot";
import type { Timeline } from "#media/timeline/timeline.ts";
import { idSchema, renditionIdSchema } from "#protocol/ids.ts";
import { renditionSchema } from "#protocol/playback/rendition.ts";
import { epochMs, seconds } from "#protocol/units.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const secondsSchema = v.pipe(v.number(), v.transform(seconds));

const trackSchema = v.object({
  init: count,
  start: secondsSchema,
  parts: v.array(v.object({ duration: secondsSchema, independent: v.boolean(), size: count })),
  done: v.boolean(),
});

const segmentSchema = v.object({
  msn: count,
  period: count,
  tracks: v.record(renditionIdSchema, trackSchema),
  stored: v.nullable(v.record(renditionIdSchema, v.object({ offset: count, size: count }))),
});

const timelineSchema = v.object({
  channelId: idSchema,
  broadcastId: idSchema,
  startedAt: v.pipe(v.number(), v.transform(epochMs)),
  version: count,
  ladder: v.array(renditionSchema),
  nextSeq: count,
  segments: v.array(segmentSchema),
  nextInit: count,
  mediaEnd: secondsSchema,
  ended: v.boolean(),
});

const rowSchema = v.pipe(v.string(), v.parseJson(), timelineSchema);

export const encodeTimeline = (timeline: Timeline): string => JSON.stringify(timeline);

/** Null when the row does not read as a timeline: another version of the program wrote it, or it is damaged. */
export function decodeTimeline(text: string): Timeline | null {
  const parsed = v.safeParse(rowSchema, text);
  return parsed.success ? parsed.output : null;
}
