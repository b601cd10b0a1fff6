/** What several pages ask of the site: who is live, a channel's state, and recordings. The first of them may have been asked before the app booted. */
import * as v from "valibot";
import { type ChannelState, channelStateSchema, type Vod, vodSchema } from "#protocol/channel/channel.ts";
import { liveChannelsSchema } from "#protocol/discovery/live.ts";
import { type ApiAnswer, ask } from "./ask.ts";
import type { Page } from "./cards/use-pages.ts";
import { api, until, vods } from "./client.ts";
import { takeEarlyResponse } from "./early.ts";

const livePageSchema = v.pipe(
  liveChannelsSchema,
  v.transform(({ channels, cursor }): Page<ChannelState> => ({ items: channels, cursor })),
);
const vodsSchema = v.pipe(
  v.object({ vods: v.array(vodSchema) }),
  v.transform((answer): readonly Vod[] => answer.vods),
);

/** Who is live, most viewers first; `path` is the page's own, which may have asked before it booted. */
export function getLive(path: string, signal: AbortSignal): Promise<ApiAnswer<Page<ChannelState>>> {
  const early = takeEarlyResponse("live", path);
  return ask(early ?? api.live.$get({ query: {} }, until(signal)), livePageSchema);
}

/** A page of those who are live in a category, with a tag, in a language; all of them for a filter of nothing. */
export function getLiveIn(
  filter: { readonly category?: string; readonly tag?: string; readonly language?: string },
  cursor: string | null,
  signal: AbortSignal,
): Promise<ApiAnswer<Page<ChannelState>>> {
  const query = cursor === null ? filter : { ...filter, cursor };
  return ask(api.live.$get({ query }, until(signal)), livePageSchema);
}

export function getChannel(login: string, path: string, signal: AbortSignal): Promise<ApiAnswer<ChannelState>> {
  const early = takeEarlyResponse("channel", path);
  return ask(early ?? api.channels[":login"].$get({ param: { login } }, until(signal)), channelStateSchema);
}

export const getVods = (login: string, signal: AbortSignal): Promise<ApiAnswer<readonly Vod[]>> =>
  ask(api.channels[":login"].vods.$get({ param: { login } }, until(signal)), vodsSchema);

export const getVod = (id: string, signal: AbortSignal): Promise<ApiAnswer<Vod>> =>
  ask(vods[":id"].$get({ param: { id } }, until(signal)), vodSchema);

const viewersSchema = v.pipe(
  v.object({ viewers: v.number() }),
  v.transform(({ viewers }) => viewers),
);

/** Says that this page still watches; answers with the viewers, or null when the count is not known. */
export async function sendHeartbeat(login: string, viewer: string, signal: AbortSignal): Promise<number | null> {
  const { heartbeat } = api.channels[":login"];
  const answer = await ask(heartbeat.$post({ param: { login }, json: { viewer } }, until(signal)), viewersSchema);
  return answer.kind === "ok" ? answer.value : null;
}
