/**
 * An isolate's copy of one channel's timeline, kept by the same events as the original. Any number of requests wait on it with one
 * call of the object in flight.
 */

import type { Recovering } from "#durable-objects/live-channel/calls.ts";
import type { LiveChannel } from "#durable-objects/live-channel/durable-object.ts";
import type { News } from "#durable-objects/live-channel/event-ring.ts";
import { applyEvent, type Timeline } from "#media/timeline/timeline.ts";
import { Fault } from "#protocol/errors.ts";
import { Coalescer, type KeepAlive } from "../coalesce.ts";
import { callObject, sleep } from "../object-calls.ts";
import type { Playlist } from "./media-answers.ts";

/** A mirror this old is brought up to date before it answers at once, milliseconds. */
export const MAX_AGE_MS = 200;
/** A mirror this old is brought up to date before something is refused: another isolate may have named it already, milliseconds. */
export const MAX_REFUSAL_AGE_MS = 20;
/** A held call of the object ends after this long, milliseconds, and is made anew while somebody waits. */
const POLL_MS = 5000;
/** Pause after a held call that ended at once with nothing new: the object has too many waiters. */
const FULL_PAUSE_MS = 100;

/** What a request brings along: its hold ends at `deadline` (milliseconds since the Unix epoch), or with its client. */
export type Visit = {
  readonly objects: DurableObjectNamespace<LiveChannel>;
  readonly keepAlive: KeepAlive;
  readonly signal: AbortSignal;
  readonly deadline: number;
};

export class Mirror {
  readonly #channelId: string;
  readonly #calls = new Coalescer<void>();
  readonly #playlists = new Map<string, Playlist>();
  #instance = "";
  #timeline: Timeline | null = null;
  #syncedAt = Number.NEGATIVE_INFINITY;

  constructor(channelId: string) {
    this.#channelId = channelId;
  }

  /** Null when the channel is offline. */
  get timeline(): Timeline | null {
    return this.#timeline;
  }

  /** Brings the mirror up to date unless it is fresh. */
  async sync(visit: Visit, maxAgeMs = MAX_AGE_MS): Promise<Timeline | null> {
    if (Date.now() - this.#syncedAt > maxAgeMs) {
      await this.#calls.run("sync", visit.keepAlive, () => this.#call(visit, 0));
    }
    return this.#timeline;
  }

  /** Waits until the timeline fits; false when the hold is over, the client left, or no more is to come. */
  async until(visit: Visit, fits: (timeline: Timeline) => boolean): Promise<boolean> {
    for (;;) {
      if (this.#timeline === null) return false;
      if (fits(this.#timeline)) return true;
      if (this.#timeline.ended || visit.signal.aborted || Date.now() >= visit.deadline) return false;
      const call = this.#calls.run("wait", visit.keepAlive, () => this.#call(visit, POLL_MS));
      if (!(await settledOrLeft(call, visit))) return false;
    }
  }

  /** A rendered playlist of the current version, kept until the timeline moves on. */
  playlist(key: string, render: () => Playlist): Playlist {
    const known = this.#playlists.get(key);
    if (known !== undefined) return known;
    const rendered = render();
    this.#playlists.set(key, rendered);
    return rendered;
  }

  async #call(visit: Visit, timeoutMs: number): Promise<void> {
    const start = Date.now();
    const timeline = this.#timeline;
    const cursor =
      timeline === null
        ? null
        : { instance: this.#instance, broadcastId: timeline.broadcastId, version: timeline.version };
    const news = await callObject<News | Recovering>(
      visit.objects,
      this.#channelId,
      async (stub) => await stub.next(cursor, timeoutMs),
    );
    if (news.kind === "recovering") throw new Fault("unavailable", "The channel is being restored. Try again.");
    this.#apply(news);
    this.#syncedAt = Date.now();
    if (news.kind === "unchanged" && timeoutMs > 0 && Date.now() - start < FULL_PAUSE_MS) await sleep(FULL_PAUSE_MS);
  }

  /** Answers of two calls may cross: what is older than the mirror is left. */
  #apply(news: News): void {
    if (news.kind === "unchanged") return;
    const known = this.#timeline;
    if (news.kind === "snapshot") {
      const isSame = news.instance === this.#instance && news.timeline?.broadcastId === known?.broadcastId;
      if (isSame && known !== null && news.timeline !== null && news.timeline.version <= known.version) return;
      this.#instance = news.instance;
      this.#become(news.timeline);
      return;
    }
    if (known === null || news.instance !== this.#instance || news.from > known.version || news.to <= known.version)
      return;
    let timeline = known;
    for (const event of news.events.slice(known.version - news.from)) {
      const applied = applyEvent(timeline, event);
      if (applied.outcome !== "applied") return this.#become(null);
      timeline = applied.timeline;
    }
    this.#become(timeline);
  }

  #become(timeline: Timeline | null): void {
    this.#timeline = timeline;
    this.#playlists.clear();
  }
}

/** True when the call has settled; false when the client left or the hold ended before. Throws what the call throws. */
async function settledOrLeft(call: Promise<void>, visit: Visit): Promise<boolean> {
  let leave = (): void => undefined;
  const left = new Promise<false>((resolve) => {
    leave = () => resolve(false);
  });
  const timer = setTimeout(leave, Math.max(0, visit.deadline - Date.now()));
  visit.signal.addEventListener("abort", leave);
  try {
    return await Promise.race([call.then(() => true), left]);
  } finally {
    clearTimeout(timer);
    visit.signal.removeEventListener("abort", leave);
  }
}
