/** How a broadcast runs, for the people who make it: `GET /api/channels/:login/health`. The node's own words are `ingest/uplink.ts`. */
import * as v from "valibot";
import { idSchema } from "#protocol/ids.ts";
import { healthSchema } from "#protocol/ingest/uplink.ts";
import { liveStateSchema } from "./channel.ts";

/** A reading is kept for this long, milliseconds: what a streamer looks back at after a bad moment. */
export const HEALTH_KEPT_MS = 120_000;
/** Readings that are kept, at most: nodes send one a second, and a few more never hurt. */
export const MAX_HEALTH_READINGS = 150;
/** A page asks this often while somebody looks at it, milliseconds. */
export const HEALTH_POLL_MS = 2000;

const time = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What the node said of the broadcast at a moment, milliseconds since the Unix epoch by the channel's clock. */
export const healthReadingSchema = v.object({ at: time, ...healthSchema.entries });
export type HealthReading = Readonly<v.InferOutput<typeof healthReadingSchema>>;

/** `?after=`: readings up to this moment are known already. */
export const healthQuerySchema = v.object({
  after: v.optional(v.pipe(v.string(), v.regex(/^[0-9]{1,15}$/, "after is milliseconds"), v.transform(Number)), "0"),
});

export const healthFeedSchema = v.object({
  /** The channel's clock, so that the age of a reading is right whatever the reader's says. */
  now: time,
  state: liveStateSchema,
  viewers: v.pipe(v.number(), v.integer(), v.minValue(0)),
  broadcastId: v.nullable(idSchema),
  /** RFC 3339, null when offline. */
  startedAt: v.nullable(v.string()),
  /** Of the running broadcast, oldest first. What was read before the channel's object restarted is not among them. */
  readings: v.pipe(v.array(healthReadingSchema), v.maxLength(MAX_HEALTH_READINGS)),
});
export type HealthFeed = Readonly<v.InferOutput<typeof healthFeedSchema>>;
