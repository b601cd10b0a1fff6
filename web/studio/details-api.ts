/** What the studio asks of the site to change what a channel says of itself. */
import * as v from "valibot";
import type { ChannelChange } from "#protocol/channel/about.ts";
import { type ChannelState, channelStateSchema } from "#protocol/channel/channel.ts";
import { type Suggested, suggestedSchema } from "#protocol/discovery/search.ts";
import { type ApiAnswer, ask, withJson } from "../ask.ts";

const readChannel = (body: unknown): ChannelState => v.parse(channelStateSchema, body);

export const getDetails = (login: string, signal: AbortSignal): Promise<ApiAnswer<ChannelState>> =>
  ask(`/api/channels/${login}`, { signal, cache: "no-store" }, readChannel);

export const changeDetails = (login: string, change: ChannelChange): Promise<ApiAnswer<ChannelState>> =>
  ask(`/api/channels/${login}`, withJson("PATCH", change), readChannel);

/** Categories whose name is like what was typed. */
export const findCategories = (
  typed: string,
  signal: AbortSignal,
): Promise<ApiAnswer<readonly Suggested["categories"][number][]>> =>
  ask(
    `/api/search/suggest?q=${encodeURIComponent(typed)}`,
    { signal },
    (body) => v.parse(suggestedSchema, body).categories,
  );
