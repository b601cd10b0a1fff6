/**
 * One broadcast in the object's memory: its timeline, its hot bytes, the calls that wait for it and what is written behind.
 * The single writer of the timeline. Knows no lease, no socket and no route.
 */

import { trackAt } from "#media/timeline/edge.ts";
import { applyEvent, type Timeline, type TimelineEvent } from "#media/timeline/timeline.ts";
import type { Bundle, BundleHeader } from "#protocol/ingest/bundle.ts";
import { Durability } from "./durability.ts";
import { type Cursor, EventRing, type News } from "./event-ring.ts";
import { concat, HotParts, holdsSegment } from "./hot-parts.ts";
import { RECOVERY_READ_MS } from "./limits.ts";
import type { Bucket, ChannelStore, Checkpoint, Clock } from "./ports.ts";
import { within } from "./ports.ts";
import { readPartObjects } from "./recovery.ts";
import { Waiters } from "./waiters.ts";
import { WriteBehind } from "./write-behind.ts";

export type BroadcastDeps = {
  readonly instance: string;
  readonly clock: Clock;
  readonly bucket: Bucket;
  readonly store: ChannelStore;
  /** More is durable than before. */
  readonly progressed: () => void;
};

export type Accepted =
  | { readonly outcome: "applied" | "duplicate" }
  | { readonly outcome: "gap"; readonly expected: number }
  | { readonly outcome: "invalid"; readonly sentence: string };

export class Broadcast {
  readonly login: string;
  readonly #deps: BroadcastDeps;
  readonly #hot = new HotParts();
  readonly #ring = new EventRing();
  readonly #waiters: Waiters;
  readonly #durability: Durability;
  readonly #checkpointSeq: number;
  readonly writes: WriteBehind;
  #timeline: Timeline;
  #lastMediaAt: number;
  /** Segments up to this one get no more media. */
  #closedThrough = -1;
  #isRecovering: boolean;

  /** Takes up a broadcast from its checkpoint; `isRecovering` until its newest bundles are back. */
  constructor(checkpoint: Checkpoint, deps: BroadcastDeps, isRecovering: boolean) {
    this.login = checkpoint.login;
    this.#deps = deps;
    this.#timeline = checkpoint.timeline;
    this.#lastMediaAt = checkpoint.lastMediaAt;
    this.#isRecovering = isRecovering;
    this.#checkpointSeq = checkpoint.replayFrom;
    this.#waiters = new Waiters(deps.clock);
    this.#durability = new Durability(checkpoint.replayFrom);
    for (const segment of checkpoint.timeline.segments)
      if (segment.stored !== null) this.#durability.settle(segment.msn);
    this.writes = new WriteBehind({
      channelId: this.#timeline.channelId,
      broadcastId: this.#timeline.broadcastId,
      clock: deps.clock,
      bucket: deps.bucket,
      store: deps.store,
      hot: this.#hot,
      durability: this.#durability,
      segmentStored: (msn, ranges, row) => {
        deps.store.addSegment(this.id, row);
        this.#apply({ kind: "stored", msn, ranges });
        this.checkpoint();
      },
      progressed: deps.progressed,
    });
  }

  get id(): string {
    return this.#timeline.broadcastId;
  }

  get timeline(): Timeline {
    return this.#timeline;
  }

  get isRecovering(): boolean {
    return this.#isRecovering;
  }

  get lastMediaAt(): number {
    return this.#lastMediaAt;
  }

  get hotBytes(): number {
    return this.#hot.bytes;
  }

  get waiting(): number {
    return this.#waiters.size;
  }

  get hasMedia(): boolean {
    return this.#timeline.segments.length > 0;
  }

  /** Newest bundle in memory, and newest that an eviction cannot lose; -1 for none. */
  progress(): { readonly received: number; readonly stored: number } {
    const { nextSeq } = this.#timeline;
    return { received: nextSeq - 1, stored: this.#durability.stored(nextSeq) };
  }

  /** Takes a bundle from the uplink, or, while recovering, from R2. */
  accept(bundle: Bundle, frame: Uint8Array, isInR2 = false): Accepted {
    const { header } = bundle;
    const result = applyEvent(this.#timeline, { kind: "bundle", header });
    if (result.outcome === "gap" || result.outcome === "invalid") return result;
    const isNews = result.outcome === "applied";
    if (!isNews && (!this.#isRecovering || this.#durability.knows(header.seq))) return { outcome: "duplicate" };
    this.#keep(bundle, frame, isInR2, isNews ? result.timeline : this.#timeline);
    if (isNews) this.#news(result.timeline, header, isInR2);
    return { outcome: result.outcome };
  }

  /** The publisher is gone: what is open closes short and is stored. */
  close(kind: "interrupted" | "ended"): void {
    this.#apply({ kind });
    this.#closedThrough = this.#timeline.segments.at(-1)?.msn ?? -1;
    this.checkpoint();
    this.writes.plan(this.#timeline, this.#closedThrough);
    this.#waiters.wake();
  }

  /** Reads the newest bundles back from R2; true when that brought the bytes of every segment that is not stored yet. */
  async recover(): Promise<boolean> {
    const { channelId, nextSeq } = this.#timeline;
    const { bucket, clock } = this.#deps;
    const read = readPartObjects(bucket, channelId, this.id, nextSeq).catch(() => []);
    for (const { key, bundles } of await within(clock, RECOVERY_READ_MS, read, [])) {
      for (const { bundle, frame } of bundles) this.accept(bundle, frame, true);
      const seqs = bundles.map(({ bundle }) => bundle.header.seq);
      this.writes.registerPartObject(key, seqs);
    }
    return this.#timeline.segments.every((segment) => segment.stored !== null || holdsSegment(this.#hot, segment));
  }

  /** Where a node has to replay from when R2 did not bring everything. */
  get replayFrom(): number {
    return Math.min(this.#checkpointSeq, this.#timeline.nextSeq);
  }

  /** The recovery is over: viewers are answered again, and what is whole is stored. */
  resume(): void {
    if (!this.#isRecovering) return;
    this.#isRecovering = false;
    const newest = this.#timeline.segments.at(-1)?.msn ?? -1;
    if (this.#timeline.ended) this.#closedThrough = newest;
    this.writes.plan(this.#timeline, this.#closedThrough);
    for (const { rendition, version, stored } of this.#deps.store.inits(this.id)) {
      const bytes = stored ? null : this.#deps.store.init(this.id, rendition, version);
      if (bytes !== null) this.writes.init(rendition, version, bytes);
    }
    this.#waiters.wake();
  }

  /** Everything is in R2: the bytes may go, the timeline stays for players that ask once more. */
  release(): void {
    this.#hot.clear();
  }

  /** What a mirror does not know yet; waits until there is something, or the time is over. */
  async next(cursor: Cursor | null, timeoutMs: number): Promise<News> {
    const news = this.#ring.since(cursor, this.#deps.instance, this.#timeline);
    if (news.kind !== "unchanged" || timeoutMs <= 0 || this.#timeline.ended) return news;
    await this.#waiters.wait(timeoutMs);
    return this.#ring.since(cursor, this.#deps.instance, this.#timeline);
  }

  /** Bytes of a part, or with `part` null of a whole segment; null when they are not in memory. */
  bytes(rendition: string, msn: number, part: number | null): Uint8Array | null {
    if (part !== null) return this.#hot.part(rendition, msn, part);
    const track = trackAt(this.#timeline, rendition, msn);
    if (track?.done !== true) return null;
    const parts = this.#hot.parts(rendition, msn, track.parts.length);
    return parts === null ? null : concat(parts);
  }

  /** Writes down where the broadcast stands. */
  checkpoint(): void {
    this.#deps.store.writeCheckpoint({
      login: this.login,
      timeline: this.#timeline,
      lastMediaAt: this.#lastMediaAt,
      replayFrom: this.#durability.replayFrom(this.#timeline.nextSeq),
    });
  }

  #keep(bundle: Bundle, frame: Uint8Array, isInR2: boolean, timeline: Timeline): void {
    const { header, payload } = bundle;
    for (const init of header.inits) this.#keepInit(init, payload.slice(init.offset, init.offset + init.size));
    const oldest = timeline.segments[0]?.msn ?? 0;
    const open = header.parts.filter(({ msn }) => msn >= oldest && !this.#durability.isSettled(msn));
    for (const { rendition, msn, part, offset, size } of open) {
      this.#hot.add(rendition, msn, part, payload.subarray(offset, offset + size));
    }
    this.#durability.add(
      header.seq,
      open.map(({ msn }) => msn),
    );
    if (isInR2) this.#durability.objectStored([header.seq]);
    else if (open.length > 0) this.writes.bundle(header.seq, frame);
  }

  #keepInit(init: { readonly rendition: string; readonly version: number }, bytes: Uint8Array): void {
    const { store } = this.#deps;
    if (store.init(this.id, init.rendition, init.version) !== null) return;
    store.addInit(this.id, init.rendition, init.version, bytes);
    if (!this.#isRecovering) this.writes.init(init.rendition, init.version, bytes);
  }

  #news(timeline: Timeline, header: BundleHeader, isInR2: boolean): void {
    this.#timeline = timeline;
    this.#ring.push({ kind: "bundle", header });
    if (header.parts.length > 0 && !isInR2) this.#lastMediaAt = this.#deps.clock.now();
    if (header.parts.length === 0 || header.ladder !== undefined) this.checkpoint();
    const newest = timeline.segments.at(-1)?.msn ?? -1;
    this.writes.lose(this.#hot.trim(newest, (msn) => this.#durability.isSettled(msn)));
    if (this.#isRecovering) return;
    this.writes.plan(timeline, this.#closedThrough);
    this.#waiters.wake();
  }

  #apply(event: TimelineEvent): void {
    const result = applyEvent(this.#timeline, event);
    if (result.outcome !== "applied") return;
    this.#timeline = result.timeline;
    this.#ring.push(event);
  }
}
