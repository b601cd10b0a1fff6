/** What the studio asks of the site's API for the stream itself: its health and its key. */
import {
  type NewStreamKey,
  newStreamKeySchema,
  type StreamKeyState,
  streamKeyStateSchema,
} from "#protocol/accounts/me.ts";
import { type HealthFeed, healthFeedSchema } from "#protocol/channel/health.ts";
import { type ApiAnswer, ask } from "../ask.ts";
import { api, until } from "../client.ts";

const key = api.me["stream-key"];

/** Readings after a moment, milliseconds by the channel's clock. */
export const getHealth = (login: string, after: number, signal: AbortSignal): Promise<ApiAnswer<HealthFeed>> =>
  ask(
    api.channels[":login"].health.$get({ param: { login }, query: { after: String(after) } }, until(signal)),
    healthFeedSchema,
  );

export const getKeyState = (signal: AbortSignal): Promise<ApiAnswer<StreamKeyState>> =>
  ask(key.$get({}, until(signal)), streamKeyStateSchema);

/** A key that was there before ends, and a broadcast with it. */
export const makeKey = (): Promise<ApiAnswer<NewStreamKey>> => ask(key.$post(), newStreamKeySchema);
