/** Who changes what a channel says of itself: its broadcaster, its editors and staff, each by session or token; and the operator. */
import type { Context } from "hono";
import { Fault } from "#protocol/errors.ts";
import { has, type Scopes } from "#protocol/users/scopes.ts";
import { mayEdit } from "../accounts/editors.ts";
import { tokenShown } from "../auth/access-token.ts";
import { requireIdentity } from "../auth/identity.ts";
import { showsToken } from "../auth/require.ts";
import type { App } from "../env.ts";
import { channelIdOf } from "../playback/channel-ids.ts";

/** Twitch's name for it. */
export const mayManageBroadcast = (scopes: Scopes): boolean => has(scopes, "channel:manage:broadcast");

/** The channel's id, when the request speaks for somebody who may change what it says. */
export async function editedChannelId(c: Context<App>, login: string): Promise<string> {
  if (await isOperator(c)) return channelIdOf(c.env.DB, login);
  const { viewer } = await requireIdentity(c, mayManageBroadcast);
  const channelId = await channelIdOf(c.env.DB, login);
  if (!(await mayEdit(c.env.DB, viewer, channelId))) {
    throw new Fault("forbidden", "Only the channel's broadcaster and editors change this.");
  }
  return channelId;
}

/** The channel's id, when the request speaks for its broadcaster or staff. */
export async function ownedChannelId(c: Context<App>, login: string): Promise<string> {
  const { viewer } = await requireIdentity(c, mayManageBroadcast);
  const channelId = await channelIdOf(c.env.DB, login);
  if (viewer.userId !== channelId && !viewer.staff) {
    throw new Fault("forbidden", "Only the channel's broadcaster changes this.");
  }
  return channelId;
}

/** The operator's secret has another form than access tokens: only what could be it is compared, and counted as a guess when it is not. */
const isOperator = async (c: Context<App>): Promise<boolean> =>
  tokenShown(c.req.header("Authorization")).kind === "malformed" && (await showsToken(c, "OPERATOR_TOKEN"));
