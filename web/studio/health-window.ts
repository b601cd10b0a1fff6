/** What the studio knows of the broadcast: the newest answer, and the readings of the last two minutes put together from many. Pure. */
import { HEALTH_KEPT_MS, type HealthFeed, type HealthReading, MAX_HEALTH_READINGS } from "#protocol/channel/health.ts";

export type HealthWindow = Omit<HealthFeed, "readings"> & { readonly readings: readonly HealthReading[] };

/** What was known, with an answer that holds what came after it. Another broadcast begins with its own readings alone. */
export function joinFeed(known: HealthWindow | null, feed: HealthFeed): HealthWindow {
  const before = known !== null && known.broadcastId === feed.broadcastId ? known.readings : [];
  const last = before.at(-1)?.at ?? 0;
  const fresh = feed.readings.filter(({ at }) => at > last);
  const readings = [...before, ...fresh].filter(({ at }) => feed.now - at < HEALTH_KEPT_MS).slice(-MAX_HEALTH_READINGS);
  return { ...feed, readings };
}

/** The moment after which readings are not known yet. */
export const knownUntil = (known: HealthWindow | null): number => known?.readings.at(-1)?.at ?? 0;
