/** Opening a broadcast: what a node asks of the Worker when a publisher connects, and the lease it gets. `POST /api/ingest/open`. */
import * as v from "valibot";
import { idSchema, loginSchema, nodeIdSchema } from "#protocol/ids.ts";

export const openRequestSchema = v.object({
  /** As the publisher sent it; anything that is not a key is simply unknown. Never logged. */
  streamKey: v.pipe(v.string(), v.maxLength(256)),
  nodeId: nodeIdSchema,
  protocol: v.picklist(["rtmp", "srt", "whip"]),
  /** Where the publisher connects from, so that wrong keys are counted; absent when the node cannot tell one publisher from another by it. */
  publisher: v.optional(v.pipe(v.string(), v.regex(/^[0-9A-Fa-f.:]{2,45}$/, "an IP address"))),
});
export type OpenRequest = Readonly<v.InferOutput<typeof openRequestSchema>>;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const leaseSchema = v.object({
  channelId: idSchema,
  login: loginSchema,
  broadcastId: idSchema,
  /** Fencing epoch: each accepted publisher gets a higher one, and writes of a lower one are refused. */
  epoch: count,
  /** Bearer token of the uplink, bound to this lease. A secret. */
  uploadToken: v.pipe(v.string(), v.minLength(32), v.maxLength(128)),
  /** Wall clock of the broadcast's first frame; media time MEDIA_START. Milliseconds since the Unix epoch. */
  startedAt: v.pipe(v.number(), v.minValue(0)),
  /** Where the timeline stands: the next numbers to use. */
  nextSeq: count,
  nextMsn: count,
  /** Latest end of any track on the media clock, seconds; 0 when nothing was delivered yet. */
  mediaEnd: v.pipe(v.number(), v.minValue(0)),
  /** Next free initialisation section version, above all used before. */
  nextInit: count,
  /** What the channel's last broadcast taught: the publisher's longest GOP, seconds, or null when unknown. */
  gopHint: v.nullable(v.number()),
});
export type Lease = Readonly<v.InferOutput<typeof leaseSchema>>;

export const openDenialSchema = v.object({
  outcome: v.literal("denied"),
  /**
   * unknown_key: no channel has this key. already_live: another publisher delivered media in the last 3 s. closed: the operator lets no new
   * broadcasts begin. too_often: the publisher's address has shown too many wrong keys within a minute; no key of it is looked at.
   */
  reason: v.picklist(["unknown_key", "already_live", "closed", "too_often"]),
});

export const openResponseSchema = v.variant("outcome", [
  v.object({ outcome: v.literal("granted"), lease: leaseSchema }),
  openDenialSchema,
]);
export type OpenResponse = Readonly<v.InferOutput<typeof openResponseSchema>>;

/** A second publisher is refused while the first delivered media within this span. */
export const TAKEOVER_AFTER_MS = 3000;
/** A broadcast stays open this long after its publisher dropped. */
export const GRACE_MS = 90_000;
