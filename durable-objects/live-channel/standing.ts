/** How a channel stands, for people. Pure. */
import type { Timeline } from "#media/timeline/timeline.ts";
import type { ChannelStanding } from "./calls.ts";
import { RECONNECTING_AFTER_MS } from "./limits.ts";

/** `aliveAt`: when the holder of the lease last gave a sign of life; `isHeld`: somebody holds it. */
export function standingOf(
  timeline: Timeline | null,
  viewers: number,
  isHeld: boolean,
  aliveAt: number,
  now: number,
): ChannelStanding {
  const hasMedia = timeline !== null && timeline.segments.length > 0;
  if (timeline === null || (!hasMedia && !isHeld)) {
    return { state: "offline", viewers, broadcastId: null, startedAt: null };
  }
  const { broadcastId, startedAt } = timeline;
  if (!hasMedia) return { state: "starting", viewers, broadcastId, startedAt };
  const isFlowing = isHeld && now - aliveAt < RECONNECTING_AFTER_MS;
  return { state: isFlowing ? "live" : "reconnecting", viewers, broadcastId, startedAt };
}
