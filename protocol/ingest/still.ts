/**
 * Stills: small pictures of what a channel shows, by which people choose what to watch. The node makes one of a key frame every STILL_EVERY_MS and
 * sends it to the Worker, which stores it under a name of its own, shows it, and deletes the one before the last.
 *
 * `PUT /api/ingest/channels/:channelId/broadcasts/:broadcastId/still`, `Authorization: Bearer <uploadToken>`, the body a JPEG. Answers: docs/protocol.md, "Stills".
 */
import * as v from "valibot";
import type { Lease } from "./open.ts";

/** A still fits into this, in pixels, with the picture's own ratio: a card on a phone of three pixels to one is about as wide. */
export const STILL_WIDTH = 640;
export const STILL_HEIGHT = 360;
/** Bytes of a still, at most. A usual one has 30 to 50 KB, pure noise about 200 KB. */
export const MAX_STILL_BYTES = 256 * 1024;
/** Between two stills of a broadcast, milliseconds: each is a billed write. The first one comes with the first key frame. */
export const STILL_EVERY_MS = 30_000;
/** The Worker takes no second still of a broadcast within this, milliseconds: a node that has lost its clock costs little. */
export const STILL_SPACING_MS = 5000;

export const stillUploadPath = ({ channelId, broadcastId }: Pick<Lease, "channelId" | "broadcastId">): string =>
  `/api/ingest/channels/${channelId}/broadcasts/${broadcastId}/still`;

/** When a still was stored, milliseconds since the Unix epoch: its name within its broadcast. */
export const stillTimeSchema = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9_999_999_999_999));

/** Answer of the upload: the still's address. */
export const storedStillSchema = v.object({ still: v.string() });
export type StoredStill = Readonly<v.InferOutput<typeof storedStillSchema>>;
