/** What one broadcast writes to R2 behind the live path: part bundles, segments and initialisation sections. Never in a viewer's way. */
import type { Segment, StoredRange, Timeline } from "#media/timeline/timeline.ts";
import type { VodSegment } from "#protocol/playback/vod-index.ts";
import { initKey, partBundleKey, segmentKey } from "#protocol/storage-keys.ts";
import type { Durability } from "./durability.ts";
import { concat, type HotParts } from "./hot-parts.ts";
import { DELETE_BATCH } from "./limits.ts";
import { Operations } from "./operations.ts";
import { PartObjects } from "./part-objects.ts";
import type { Bucket, ChannelStore, Clock } from "./ports.ts";
import { isWhole, layoutSegment } from "./segment-objects.ts";

/** R2 operations that succeeded, by kind. */
export type WriteCounts = { partBundles: number; segments: number; inits: number; deletes: number; lost: number };

export type WriteBehindDeps = {
  readonly channelId: string;
  readonly broadcastId: string;
  readonly clock: Clock;
  readonly bucket: Bucket;
  readonly store: ChannelStore;
  readonly hot: HotParts;
  readonly durability: Durability;
  readonly segmentStored: (msn: number, ranges: Readonly<Record<string, StoredRange>>, row: VodSegment) => void;
  /** More is durable than before. */
  readonly progressed: () => void;
};

export class WriteBehind {
  readonly #deps: WriteBehindDeps;
  readonly #operations: Operations;
  readonly #partObjects: PartObjects;
  readonly #taken = new Set<number>();
  readonly counts: WriteCounts = { partBundles: 0, segments: 0, inits: 0, deletes: 0, lost: 0 };

  constructor(deps: WriteBehindDeps) {
    this.#deps = deps;
    this.#operations = new Operations(deps.clock);
    this.#partObjects = new PartObjects({
      clock: deps.clock,
      operations: this.#operations,
      keyOf: (firstSeq) => partBundleKey(deps.channelId, deps.broadcastId, firstSeq),
      put: (key, bytes) => deps.bucket.put(key, bytes),
      needed: (seqs) => deps.durability.needed(seqs),
      stored: (seqs) => {
        this.counts.partBundles++;
        deps.durability.objectStored(seqs);
        deps.progressed();
      },
    });
  }

  get failures(): number {
    return this.#operations.failures;
  }

  get waiting(): number {
    return this.#operations.waiting + this.#operations.inFlight;
  }

  bundle(seq: number, frame: Uint8Array): void {
    this.#partObjects.add(seq, frame);
  }

  /** Notes a part bundle object that R2 has already. */
  registerPartObject(key: string, seqs: readonly number[]): void {
    this.#partObjects.register(key, seqs);
  }

  init(rendition: string, version: number, bytes: Uint8Array): void {
    const { channelId, broadcastId, bucket, store } = this.#deps;
    this.#operations.push({
      work: () => bucket.put(initKey(channelId, broadcastId, rendition, version), bytes),
      isWanted: () => true,
      done: () => {
        this.counts.inits++;
        store.markInitStored(broadcastId, rendition, version);
      },
      dropped: () => undefined,
    });
  }

  /** Queues the segments that have become whole. */
  plan(timeline: Timeline, closedThrough: number): void {
    for (const segment of timeline.segments) {
      if (segment.stored !== null || this.#taken.has(segment.msn)) continue;
      if (this.#deps.durability.isSettled(segment.msn) || !isWhole(timeline, segment, closedThrough)) continue;
      this.#taken.add(segment.msn);
      this.#storeSegment(segment);
    }
  }

  /** The bytes of these segments are gone for good: they become gaps in the recording. */
  lose(msns: readonly number[]): void {
    for (const msn of msns) {
      this.#taken.delete(msn);
      this.counts.lost++;
      this.#settle(msn);
    }
  }

  drained(milliseconds: number): Promise<boolean> {
    return this.#operations.drained(milliseconds);
  }

  #storeSegment(segment: Segment): void {
    const { channelId, broadcastId, bucket, hot, durability } = this.#deps;
    const object = layoutSegment(segment, hot);
    if (object === null) return this.lose([segment.msn]);
    const { ranges, row } = object;
    this.#operations.push({
      work: async () => {
        const again = layoutSegment(segment, hot);
        if (again !== null) await bucket.put(segmentKey(channelId, broadcastId, segment.msn), concat(again.chunks));
      },
      isWanted: () => !durability.isSettled(segment.msn),
      done: () => {
        this.#taken.delete(segment.msn);
        if (durability.isSettled(segment.msn)) return;
        this.counts.segments++;
        this.#settle(segment.msn);
        this.#deps.segmentStored(segment.msn, ranges, row);
      },
      dropped: () => undefined,
    });
  }

  #settle(msn: number): void {
    this.#deps.durability.settle(msn);
    this.#deleteStale();
    this.#deps.progressed();
  }

  #deleteStale(): void {
    const keys = this.#partObjects.takeStale(DELETE_BATCH);
    if (keys.length === 0) return;
    this.#operations.push({
      work: () => this.#deps.bucket.delete([...keys]),
      isWanted: () => true,
      done: () => {
        this.counts.deletes++;
      },
      dropped: () => undefined,
    });
  }
}
