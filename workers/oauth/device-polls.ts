/** How often a device asks whether somebody has allowed it, counted in the isolate. Pure but for the time it is given. */
import { DEVICE_INTERVAL_MS } from "#protocol/oauth/lifetimes.ts";
import { CallerLimit, WINDOW_MS } from "../auth/caller-limit.ts";

/** Polls of one device in a window: twice what the interval allows, since clocks and networks are not exact. */
export const MAX_POLLS = 2 * (WINDOW_MS / DEVICE_INTERVAL_MS);

const polls = new CallerLimit(MAX_POLLS);

export function isPolledTooOften(deviceHash: string, now: number): boolean {
  if (polls.isOver(deviceHash, now)) return true;
  polls.note(deviceHash, now);
  return false;
}
