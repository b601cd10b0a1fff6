/** What the studio asks of the site's API for the stream itself: its health and its key. */
import * as v from "valibot";
import {
  type NewStreamKey,
  newStreamKeySchema,
  type StreamKeyState,
  streamKeyStateSchema,
} from "#protocol/accounts/me.ts";
import { type HealthFeed, healthFeedSchema } from "#protocol/channel/health.ts";
import { type ApiAnswer, ask } from "../ask.ts";

/** Readings after a moment, milliseconds by the channel's clock. */
export const getHealth = (login: string, after: number, signal: AbortSignal): Promise<ApiAnswer<HealthFeed>> =>
  ask(`/api/channels/${login}/health?after=${after}`, { signal }, (body) => v.parse(healthFeedSchema, body));

export const getKeyState = (signal: AbortSignal): Promise<ApiAnswer<StreamKeyState>> =>
  ask("/api/me/stream-key", { signal }, (body) => v.parse(streamKeyStateSchema, body));

/** A key that was there before ends, and a broadcast with it. */
export const makeKey = (): Promise<ApiAnswer<NewStreamKey>> =>
  ask("/api/me/stream-key", { method: "POST" }, (body) => v.parse(newStreamKeySchema, body));
