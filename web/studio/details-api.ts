/** What the studio asks of the site to change what a channel says of itself. */
import * as v from "valibot";
import type { ChannelChange } from "#protocol/channel/about.ts";
import { type ChannelState, channelStateSchema } from "#protocol/channel/channel.ts";
import { type Suggested, suggestedSchema } from "#protocol/discovery/search.ts";
import { type ApiAnswer, ask } from "../ask.ts";
import { api, freshUntil, until } from "../client.ts";

const channel = api.channels[":login"];

export const getDetails = (login: string, signal: AbortSignal): Promise<ApiAnswer<ChannelState>> =>
  ask(channel.$get({ param: { login } }, freshUntil(signal)), channelStateSchema);

export const changeDetails = (login: string, change: ChannelChange): Promise<ApiAnswer<ChannelState>> =>
  ask(channel.$patch({ param: { login }, json: change }), channelStateSchema);

const categoriesSchema = v.pipe(
  suggestedSchema,
  v.transform(({ categories }): readonly Suggested["categories"][number][] => categories),
);

/** Categories whose name is like what was typed. */
export const findCategories = (
  typed: string,
  signal: AbortSignal,
): Promise<ApiAnswer<readonly Suggested["categories"][number][]>> =>
  ask(api.search.suggest.$get({ query: { q: typed } }, until(signal)), categoriesSchema);
