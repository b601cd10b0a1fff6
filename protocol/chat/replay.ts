/** Chunks of a broadcast's chat in R2, for the replay beside its VOD: gzip of JSON, keyed by broadcast and minute (`chatReplayKey`). */
import * as v from "valibot";
import { idSchema } from "../ids.ts";

/** Broadcast time that one chunk covers, milliseconds. */
export const REPLAY_CHUNK_MS = 60_000;

export const replayChunkSchema = v.object({
  broadcastId: idSchema,
  /** Wall clock of the broadcast's beginning, milliseconds since the epoch: an event's `at` less this is its place. */
  startedAt: v.number(),
  minute: v.number(),
  /** As in a batch, in order. */
  events: v.array(v.unknown()),
});
export type ReplayChunk = Readonly<v.InferOutput<typeof replayChunkSchema>>;
