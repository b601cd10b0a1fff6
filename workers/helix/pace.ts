/** How often a channel may be announced in, and its roles changed, through the Twitch-shaped API: Twitch's numbers. Counted in the isolate. */
import { CallerLimit } from "../auth/caller-limit.ts";
import { HelixFault } from "./fault.ts";

/** Moderators or VIPs of a channel that are added, or removed, within ROLE_WINDOW_MS, at most. */
export const MAX_ROLE_CHANGES = 10;
const ROLE_WINDOW_MS = 10_000;
const ANNOUNCEMENT_WINDOW_MS = 2000;

const roles = (): CallerLimit => new CallerLimit(MAX_ROLE_CHANGES, ROLE_WINDOW_MS);
const LIMITS = {
  announce: new CallerLimit(1, ANNOUNCEMENT_WINDOW_MS),
  mod: roles(),
  unmod: roles(),
  vip: roles(),
  unvip: roles(),
} as const;

/** Counts one more for the channel, or throws 429. */
export function keepPace(what: keyof typeof LIMITS, channelId: string, nowMs: number): void {
  const limit = LIMITS[what];
  if (limit.isOver(channelId, nowMs)) throw new HelixFault(429, "Too many of these for one channel: wait a moment.");
  limit.note(channelId, nowMs);
}
