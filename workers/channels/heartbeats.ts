/** Gathers viewers' heartbeats in the isolate, so that a channel's object gets one call for many. Knows no route. */
import type { KeepAlive } from "../coalesce.ts";
import { sleep } from "../object-calls.ts";

/** Heartbeats wait this long for others, milliseconds. */
export const FLUSH_MS = 3000;
/** Heartbeats of one call, at most; more start the next. */
export const MAX_BATCH = 2000;
/** Channels gathered at once; beyond it a heartbeat goes alone. */
const MAX_CHANNELS = 1000;

/** Tells the object; answers its count. */
export type Flush = (viewers: readonly string[]) => Promise<number>;

type Batch = { readonly ids: Set<string>; readonly since: number };
type Gathered = { batch: Batch | null; count: number; flushedAt: number };

export class Heartbeats {
  readonly #channels = new Map<string, Gathered>();

  /** Notes a viewer; answers the newest count that the isolate knows. */
  async beat(channelId: string, viewer: string, now: number, keepAlive: KeepAlive, flush: Flush): Promise<number> {
    const known = this.#channels.get(channelId);
    if (known === undefined || now - known.flushedAt >= FLUSH_MS) {
      if (known === undefined) this.#makeRoom();
      const gathered = known ?? { batch: null, count: 0, flushedAt: 0 };
      gathered.flushedAt = now;
      this.#channels.set(channelId, gathered);
      const waiting = gathered.batch?.ids ?? [];
      gathered.batch = null;
      return this.#send(gathered, [...waiting, viewer], flush);
    }
    this.#gather(known, viewer, now, keepAlive, flush);
    return known.count;
  }

  /** The request that begins a batch keeps itself alive until it is sent; a batch whose request died is sent by a later one. */
  #gather(gathered: Gathered, viewer: string, now: number, keepAlive: KeepAlive, flush: Flush): void {
    if (gathered.batch !== null && gathered.batch.ids.size < MAX_BATCH) {
      gathered.batch.ids.add(viewer);
      return;
    }
    const full = gathered.batch;
    if (full !== null) keepAlive(this.#send(gathered, [...full.ids], flush).catch(() => undefined));
    const batch: Batch = { ids: new Set([viewer]), since: now };
    gathered.batch = batch;
    keepAlive(this.#sendLater(gathered, batch, flush));
  }

  async #sendLater(gathered: Gathered, batch: Batch, flush: Flush): Promise<void> {
    await sleep(FLUSH_MS);
    if (gathered.batch !== batch) return;
    gathered.batch = null;
    gathered.flushedAt = batch.since + FLUSH_MS;
    await this.#send(gathered, [...batch.ids], flush).catch(() => undefined);
  }

  async #send(gathered: Gathered, viewers: readonly string[], flush: Flush): Promise<number> {
    gathered.count = await flush(viewers);
    return gathered.count;
  }

  #makeRoom(): void {
    if (this.#channels.size < MAX_CHANNELS) return;
    for (const [channelId, { batch }] of this.#channels) {
      if (batch === null) {
        this.#channels.delete(channelId);
        return;
      }
    }
  }
}
