/** Who follows whom: `/api/channels/:login/follow`, `/api/channels/:login/followers`, `/api/me/following`. Times are milliseconds since the Unix epoch. */
import * as v from "valibot";
import { channelStateSchema } from "../channel/channel.ts";
import { idSchema, loginSchema } from "../ids.ts";

/** Channels that one account follows, at most: as on Twitch. */
export const MAX_FOLLOWS = 2000;

/** Answer of `GET`, `PUT` and `DELETE /api/channels/:login/follow`: whether the account that asks follows, and how many do. */
export const followStateSchema = v.object({ followedAt: v.nullable(v.number()), followers: v.number() });
export type FollowState = Readonly<v.InferOutput<typeof followStateSchema>>;

/** `GET /api/me/following`: newest first; with `?live=1` those who are live, most viewers first, without pages. */
export const followingSchema = v.object({
  channels: v.array(v.object({ followedAt: v.number(), channel: channelStateSchema })),
  cursor: v.nullable(v.string()),
});
export type Following = Readonly<v.InferOutput<typeof followingSchema>>;

/** `GET /api/channels/:login/followers`: newest first. The list is null for all but the broadcaster, moderators and staff. */
export const followersSchema = v.object({
  total: v.number(),
  followers: v.nullable(
    v.array(v.object({ id: idSchema, login: loginSchema, displayName: v.string(), followedAt: v.number() })),
  ),
  cursor: v.nullable(v.string()),
});
export type Followers = Readonly<v.InferOutput<typeof followersSchema>>;
