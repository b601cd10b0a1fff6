/** Who sees how a channel's broadcast runs: its broadcaster, the editors whom it named, and staff. */
import type { Context } from "hono";
import { Fault } from "#protocol/errors.ts";
import type { Scopes } from "#protocol/users/scopes.ts";
import { mayEdit } from "../accounts/editors.ts";
import { requireIdentity } from "../auth/identity.ts";
import type { App } from "../env.ts";
import { channelIdOf } from "../playback/channel-ids.ts";

/** The channel's id, when the request speaks for somebody who runs it; `covers` is what a token's scopes must allow. */
export async function runChannelId(
  c: Context<App>,
  login: string,
  covers: (scopes: Scopes) => boolean,
): Promise<string> {
  const { viewer } = await requireIdentity(c, covers);
  const channelId = await channelIdOf(c.env.DB, login);
  if (!(await mayEdit(c.env.DB, viewer, channelId))) {
    throw new Fault("forbidden", "Only those who run this channel see this.");
  }
  return channelId;
}
