/** The last events of one broadcast, so that a mirror a little behind catches up without a snapshot. Pure. */
import type { Timeline, TimelineEvent } from "#media/timeline/timeline.ts";
import { MAX_RING_EVENTS } from "./limits.ts";

/** Where a mirror stands. Versions of another instance or broadcast cannot be compared. */
export type Cursor = { readonly instance: string; readonly broadcastId: string; readonly version: number };

export type News =
  /** Events that lead from version `from` to version `to`. */
  | {
      readonly kind: "events";
      readonly instance: string;
      readonly from: number;
      readonly to: number;
      readonly events: readonly TimelineEvent[];
    }
  /** The whole timeline; null when the channel is offline and nothing of it is in memory. */
  | { readonly kind: "snapshot"; readonly instance: string; readonly timeline: Timeline | null }
  | { readonly kind: "unchanged" };

export class EventRing {
  readonly #events: TimelineEvent[] = [];

  push(event: TimelineEvent): void {
    this.#events.push(event);
    if (this.#events.length > MAX_RING_EVENTS) this.#events.shift();
  }

  /** What a mirror at the cursor does not know yet. */
  since(cursor: Cursor | null, instance: string, timeline: Timeline): News {
    const same = cursor !== null && cursor.instance === instance && cursor.broadcastId === timeline.broadcastId;
    const behind = same ? timeline.version - cursor.version : -1;
    if (behind === 0) return { kind: "unchanged" };
    if (!same || behind < 0 || behind > this.#events.length) return { kind: "snapshot", instance, timeline };
    return {
      kind: "events",
      instance,
      from: cursor.version,
      to: timeline.version,
      events: this.#events.slice(this.#events.length - behind),
    };
  }
}
