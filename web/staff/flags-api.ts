/** What the staff page asks of the site's API: `/api/flags`, and the id of a channel that is named by its login. */
import { type ChannelState, channelStateSchema } from "#protocol/channel/channel.ts";
import {
  type FlagHistory,
  type FlagList,
  type FlagName,
  type FlagValue,
  flagHistorySchema,
  flagListSchema,
} from "#protocol/flags/flag.ts";
import { type ApiAnswer, ask } from "../ask.ts";
import { api, until } from "../client.ts";

export const getFlags = (signal: AbortSignal): Promise<ApiAnswer<FlagList>> =>
  ask(api.flags.$get({}, until(signal)), flagListSchema);

/** Sets the whole of a flag's value; null lets the default hold again. */
export const putFlag = (name: FlagName, to: FlagValue | null): Promise<ApiAnswer<FlagHistory>> => {
  const [flag, param] = [api.flags[":name"], { name }];
  return ask(to === null ? flag.$delete({ param }) : flag.$put({ param, json: to }), flagHistorySchema);
};

export const findChannel = (login: string): Promise<ApiAnswer<ChannelState>> =>
  ask(api.channels[":login"].$get({ param: { login: encodeURIComponent(login) } }), channelStateSchema);
