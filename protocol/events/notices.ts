/** What followers hear when a channel goes live: the notice, the push, and what they want of them. */
import * as v from "valibot";
import { idSchema } from "../ids.ts";

/** A time of the day, `HH:MM`. */
export const dayTimeSchema = v.pipe(v.string(), v.regex(/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/, "a time is HH:MM"));
/** Characters of a time zone's name (IANA), at most. */
const MAX_ZONE = 64;

export const noticeSettingsSchema = v.object({
  /** Pushes to the browsers that asked for them. */
  push: v.boolean(),
  mail: v.boolean(),
  /** Between these times nothing is sent; notices are there all the same. They may span midnight. */
  quiet: v.nullable(
    v.object({ from: dayTimeSchema, until: dayTimeSchema, timeZone: v.pipe(v.string(), v.maxLength(MAX_ZONE)) }),
  ),
});
export type NoticeSettings = Readonly<v.InferOutput<typeof noticeSettingsSchema>>;

/** Answer of `GET /api/me/notifications`. */
export const noticeSettingsAnswerSchema = v.object({
  ...noticeSettingsSchema.entries,
  /** Ids of channels of which the user does not want to hear. */
  muted: v.array(idSchema),
  /** The site's key for `PushManager.subscribe`; null when it sends no pushes. */
  pushKey: v.nullable(v.string()),
});
export type NoticeSettingsAnswer = v.InferOutput<typeof noticeSettingsAnswerSchema>;

/** What `PushSubscription.toJSON()` gives. */
export const deviceSchema = v.object({
  endpoint: v.pipe(v.string(), v.maxLength(1024)),
  keys: v.object({
    /** An uncompressed point of P-256, base64url. */
    p256dh: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{87}=?$/, "p256dh is 65 bytes in base64url")),
    /** 16 bytes, base64url. */
    auth: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}(?:==)?$/, "auth is 16 bytes in base64url")),
  }),
});
export type Device = Readonly<v.InferOutput<typeof deviceSchema>>;

export const removeDeviceSchema = v.pick(deviceSchema, ["endpoint"]);

/** Answer of `GET /api/me/notifications/recent`, newest first. */
export const recentNoticesSchema = v.object({
  notices: v.array(
    v.object({
      channelId: idSchema,
      login: v.string(),
      name: v.string(),
      broadcastId: idSchema,
      /** Milliseconds since the Unix epoch. */
      at: v.number(),
      /** The broadcast goes on. */
      live: v.boolean(),
      /** What the channel is called while the broadcast goes on; null when it is over. */
      title: v.nullable(v.string()),
    }),
  ),
});
export type RecentNotices = v.InferOutput<typeof recentNoticesSchema>;

/** What a push carries. The page shows one for each broadcast: it takes the id for the notification's tag. */
export const livePushSchema = v.object({
  kind: v.literal("live"),
  broadcastId: idSchema,
  channelId: idSchema,
  login: v.string(),
  name: v.string(),
  title: v.string(),
});
export type LivePush = Readonly<v.InferOutput<typeof livePushSchema>>;
