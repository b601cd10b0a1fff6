/** What the API says of a stream: `POST /streams/start`, `GET /streams/:id`. A stream's id is its channel's, or that of one broadcast. */
import * as v from "valibot";
import { spokenLanguageSchema, tagsSchema, titleSchema } from "../channel/about.ts";
import { liveStateSchema } from "../channel/channel.ts";
import { idSchema, loginSchema } from "../ids.ts";
import { serverSchema } from "../ingest/servers.ts";

/** `POST /streams/start`: what the broadcast is to say of itself; what is absent stays. */
export const startStreamSchema = v.object({
  title: v.optional(titleSchema),
  /** Its id. */
  category: v.optional(v.nullable(idSchema)),
  tags: v.optional(tagsSchema),
  language: v.optional(v.nullable(spokenLanguageSchema)),
});

/** `GET /streams/:id`. */
export const streamSchema = v.object({
  /** As it was asked for. */
  id: idSchema,
  channelId: idSchema,
  login: loginSchema,
  state: liveStateSchema,
  /** The broadcast that is on, or that was asked for; null when the channel is offline. */
  broadcastId: v.nullable(idSchema),
  /** Whether `manifest` is of a recording. */
  recorded: v.boolean(),
  /** Path of the playlist; it answers 404 while there is nothing to play. */
  manifest: v.string(),
});
export type Stream = Readonly<v.InferOutput<typeof streamSchema>>;

/** Answer of `POST /streams/start`. */
export const startedStreamSchema = v.object({
  ...streamSchema.entries,
  /** Where to publish: RTMP (H.264 and AAC) to any of them, best first, with the channel's stream key after a slash. */
  publish: v.object({
    protocol: v.literal("rtmp"),
    servers: v.pipe(v.array(serverSchema), v.readonly()),
    keyFrom: v.string(),
  }),
});
export type StartedStream = v.InferOutput<typeof startedStreamSchema>;
