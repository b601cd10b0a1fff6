/** What the API says of a channel and its recordings: `GET /api/channels/:login`, `GET /api/channels/:login/vods`, `GET /api/live`, `GET /vods/:id`. */
import * as v from "valibot";
import { idSchema, loginSchema, newLoginSchema } from "#protocol/ids.ts";
import { newNameSchema } from "#protocol/users/name.ts";
import { categoryNameSchema } from "../discovery/category.ts";
import { latencyModeSchema, titleSchema } from "./about.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** `live`: media arrives. `starting`: a publisher is there, nothing playable yet. `reconnecting`: the publisher dropped, within the grace. `offline`: none of these. */
export const liveStateSchema = v.picklist(["offline", "starting", "live", "reconnecting"]);
export type LiveState = v.InferOutput<typeof liveStateSchema>;

export const channelStateSchema = v.object({
  id: idSchema,
  login: loginSchema,
  displayName: v.string(),
  title: v.string(),
  state: liveStateSchema,
  /** `state` is `live` or `reconnecting`: the playlist can be played now. */
  live: v.boolean(),
  /** Viewers by heartbeat of the last 45 s. */
  viewers: count,
  broadcastId: v.nullable(idSchema),
  /** RFC 3339, null when offline. */
  startedAt: v.nullable(v.string()),
  // What a Worker of an earlier version does not say yet.
  category: v.optional(v.nullable(categoryNameSchema), null),
  tags: v.optional(v.array(v.string()), []),
  language: v.optional(v.nullable(v.string()), null),
  /** For grown-ups: the broadcaster says so, or a label. */
  mature: v.optional(v.boolean(), false),
  /** Content labels, of `labels.ts` or a later version's. */
  labels: v.optional(v.array(v.string()), []),
  latencyMode: v.optional(latencyModeSchema, "low"),
  followers: v.optional(count, 0),
  /** What the broadcaster says of itself. */
  description: v.optional(v.string(), ""),
  /** Addresses of this site; the avatar is the one of 300 pixels, and drawn by us for who has none. */
  avatar: v.optional(v.string(), ""),
  banner: v.optional(v.nullable(v.string()), null),
  /** Address of the newest still of what is on; null when nothing is, or none was made yet. */
  still: v.optional(v.nullable(v.string()), null),
});
export type ChannelState = Readonly<v.InferOutput<typeof channelStateSchema>>;

export const vodSchema = v.object({
  id: idSchema,
  channelId: idSchema,
  login: loginSchema,
  title: v.string(),
  startedAt: v.string(),
  /** Length of the picture, seconds. */
  duration: v.number(),
  playlist: v.string(),
  /** Address of a picture of it; null when there is none. */
  still: v.optional(v.nullable(v.string()), null),
});
export type Vod = Readonly<v.InferOutput<typeof vodSchema>>;

export const createChannelSchema = v.object({
  login: newLoginSchema,
  displayName: v.optional(newNameSchema),
  title: v.optional(titleSchema),
});

/** Answer of `POST /api/channels` and the line that `npm run channel -- create` prints. The key is shown this once. */
export const createdChannelSchema = v.object({ login: loginSchema, id: idSchema, streamKey: v.string() });
export type CreatedChannel = Readonly<v.InferOutput<typeof createdChannelSchema>>;

/** A viewer's heartbeat: `POST /api/channels/:login/heartbeat`. The id is random, made by the page, and means nothing elsewhere. */
export const heartbeatSchema = v.object({ viewer: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{8,36}$/)) });
/** A page sends one this often, so that the count it shows is no older; the count keeps a viewer for VIEWER_TTL_MS. */
export const HEARTBEAT_MS = 10_000;
export const VIEWER_TTL_MS = 30_000;
/** Viewers that one object counts by id, at most; beyond it the count stays. */
export const MAX_COUNTED_VIEWERS = 200_000;
