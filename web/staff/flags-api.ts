/** What the staff page asks of the site's API: `/api/flags`, and the id of a channel that is named by its login. */
import * as v from "valibot";
import { type ChannelState, channelStateSchema } from "#protocol/channel/channel.ts";
import {
  type FlagHistory,
  type FlagList,
  type FlagName,
  type FlagValue,
  flagHistorySchema,
  flagListSchema,
} from "#protocol/flags/flag.ts";
import { type ApiAnswer, ask, withJson } from "../ask.ts";

const readHistory = (body: unknown): FlagHistory => v.parse(flagHistorySchema, body);

export const getFlags = (signal: AbortSignal): Promise<ApiAnswer<FlagList>> =>
  ask("/api/flags", { signal }, (body) => v.parse(flagListSchema, body));

/** Sets the whole of a flag's value; null lets the default hold again. */
export const putFlag = (name: FlagName, to: FlagValue | null): Promise<ApiAnswer<FlagHistory>> =>
  ask(`/api/flags/${name}`, to === null ? { method: "DELETE" } : withJson("PUT", to), readHistory);

export const findChannel = (login: string): Promise<ApiAnswer<ChannelState>> =>
  ask(`/api/channels/${login}`, {}, (body) => v.parse(channelStateSchema, body));
