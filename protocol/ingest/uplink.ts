/**
 * The uplink: one WebSocket per publisher connection from the node to `live-channel`. Binary frames are bundles; text frames are
 * these messages. Normative text: docs/protocol.md, "Uplink".
 *
 * Path: /api/ingest/channels/:channelId/broadcasts/:broadcastId/uplink, `Authorization: Bearer <uploadToken>`.
 * Order after connecting: node sends `hello`; object answers `welcome`; node replays its ring above `welcome.stored`, then sends
 * `live`; from then on bundles go as they are made. The object acknowledges with `ack`.
 */
import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** A sequence number, or -1 for none. */
const seqOrNone = v.pipe(v.number(), v.integer(), v.minValue(-1));

/** What the node says of itself and the publisher, every few seconds; shown in the studio and in `snapshot()`. */
export const healthSchema = v.object({
  /** ffmpeg's speed against real time, 1 is keeping up. */
  speed: v.number(),
  /** Source frames per second as measured. */
  fps: v.number(),
  /** Publisher's bits per second as measured. */
  bitrate: v.number(),
  /** Seconds between key frames, the longest of late. */
  gop: v.number(),
  /** Renditions dropped because the node could not keep up. */
  dropped: v.pipe(v.array(v.pipe(v.string(), v.maxLength(16))), v.maxLength(16)),
  /** Bundles that wait for an acknowledgement. */
  ring: count,
  /** One sentence for the streamer, empty when all is well. */
  message: v.pipe(v.string(), v.maxLength(300)),
});
export type Health = Readonly<v.InferOutput<typeof healthSchema>>;

export const uplinkUpSchema = v.variant("kind", [
  /** `oldest` and `newest`: sequence numbers that the node's ring still holds, or -1. */
  v.object({ kind: v.literal("hello"), epoch: count, oldest: seqOrNone, newest: seqOrNone }),
  /** The replay is done. */
  v.object({ kind: v.literal("live") }),
  v.object({ kind: v.literal("health"), health: healthSchema }),
  /** The publisher left; the lease is free at once, the grace begins. */
  v.object({ kind: v.literal("bye"), reason: v.pipe(v.string(), v.maxLength(200)) }),
]);
export type UplinkUp = Readonly<v.InferOutput<typeof uplinkUpSchema>>;

export const uplinkDownSchema = v.variant("kind", [
  /** `received`: newest bundle in the object's memory. `stored`: newest that an eviction cannot lose. */
  v.object({ kind: v.literal("welcome"), received: seqOrNone, stored: seqOrNone }),
  v.object({ kind: v.literal("ack"), received: seqOrNone, stored: seqOrNone }),
  /** Stop publishing: the lease was taken over, the key rotated, the channel closed. The node ends the publisher. */
  v.object({ kind: v.literal("stop"), reason: v.pipe(v.string(), v.maxLength(200)) }),
]);
export type UplinkDown = Readonly<v.InferOutput<typeof uplinkDownSchema>>;

/** Close codes of the uplink (4000-4999 are ours, RFC 6455 7.4.2). */
export const UPLINK_CLOSE = { fenced: 4409, malformed: 4400, gap: 4412 } as const;

/** Text frames, at most. */
export const MAX_UPLINK_TEXT_BYTES = 4096;
/** The node's replay ring: bundles and bytes, whichever is reached first. 90 bundles are 30 s. */
export const MAX_RING_BUNDLES = 120;
export const MAX_RING_BYTES = 96 * 1024 * 1024;
