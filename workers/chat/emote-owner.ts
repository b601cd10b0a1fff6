/** Who may change a channel's emotes: its broadcaster, and staff. */
import type { Context } from "hono";
import { Fault } from "#protocol/errors.ts";
import { has, type Scopes } from "#protocol/users/scopes.ts";
import { requireIdentity } from "../auth/identity.ts";
import type { App } from "../env.ts";
import { channelIdOf } from "../playback/channel-ids.ts";

/** Ours: Twitch has no scope for it. */
const mayManageEmotes = (scopes: Scopes): boolean => has(scopes, "channel:manage:emotes");

/** The channel's id, when the request speaks for somebody who may change its emotes. */
export async function ownedChannelId(c: Context<App>, login: string): Promise<string> {
  const { viewer } = await requireIdentity(c, mayManageEmotes);
  const channelId = await channelIdOf(c.env.DB, login);
  if (viewer.userId !== channelId && !viewer.staff) {
    throw new Fault("forbidden", "Only the channel's broadcaster changes its emotes.");
  }
  return channelId;
}
