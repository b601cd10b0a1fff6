/** How a live channel shows to people: counted by heartbeats, listed in the directory. */
import type { Timeline } from "#media/timeline/timeline.ts";
import { RETRY_JOB_MS, VIEWERS_WRITTEN_MS } from "./limits.ts";
import type { Alarms, Clock, Directory, Events, Log } from "./ports.ts";
import { Viewers } from "./viewers.ts";

export type ListingPorts = {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly events: Events;
  readonly alarms: Alarms;
  readonly log: Log;
};

/** The alarm's name. */
export const ANNOUNCE = "announce";

export class Listing {
  readonly #ports: ListingPorts;
  readonly #viewers = new Viewers();
  #announced: string | null = null;
  #viewersWrittenAt = Number.NEGATIVE_INFINITY;

  constructor(ports: ListingPorts) {
    this.#ports = ports;
  }

  count(): number {
    return this.#viewers.count(this.#ports.clock.now());
  }

  /** Notes heartbeats and answers the count; the directory's figure, by which channels are ordered, follows now and then. */
  beat(ids: readonly string[], live: Timeline | null): number {
    const { clock, directory, log } = this.#ports;
    const now = clock.now();
    this.#viewers.beat(ids, now);
    const count = this.#viewers.count(now);
    if (live !== null && now - this.#viewersWrittenAt >= VIEWERS_WRITTEN_MS) {
      this.#viewersWrittenAt = now;
      directory
        .setViewers(live.channelId, live.broadcastId, count)
        .catch((cause: unknown) => log("the viewer count was not written", cause));
    }
    return count;
  }

  /** Lists the broadcast, once; by alarm again when that fails. */
  async announce(live: Timeline): Promise<void> {
    if (this.#announced === live.broadcastId) return;
    this.#announced = live.broadcastId;
    const { alarms, clock, directory, events, log } = this.#ports;
    try {
      await directory.announce(live);
      events.begun(live);
    } catch (cause) {
      this.#announced = null;
      log(`channel ${live.channelId} is not listed yet`, cause);
      await alarms.set(ANNOUNCE, clock.now() + RETRY_JOB_MS);
    }
  }
}
