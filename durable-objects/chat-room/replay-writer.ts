/** Writes the chat of a live broadcast to R2, a minute at a time, from what is stored; wakes only for minutes in which something was said. */
import { chatReplayKey } from "#protocol/storage-keys.ts";
import type { LiveBroadcast } from "./calls.ts";
import type { RoomPorts, StoredBroadcast } from "./ports.ts";
import { chunksOf, lastWhole, minuteStart, SETTLE_MS, wholeAt } from "./replay.ts";

/** The alarm's name. */
export const REPLAY = "replay";

/** Minutes that are read together: those of a bucket that failed for long would not fit into memory at once. */
const MINUTES_AT_ONCE = 10;

type Ports = Pick<RoomPorts, "store" | "bucket" | "gzip" | "alarms" | "clock">;

export class ReplayWriter {
  readonly #ports: Ports;
  #broadcasts: readonly StoredBroadcast[];
  #isArmed = false;
  #work: Promise<void> = Promise.resolve();

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#broadcasts = ports.store.broadcasts();
  }

  get broadcasts(): readonly StoredBroadcast[] {
    return this.#broadcasts;
  }

  /** A broadcast has begun, or with null the one there was has ended. */
  async note(broadcast: LiveBroadcast | null): Promise<void> {
    const { store, clock, alarms } = this.#ports;
    const now = clock.now();
    const over = this.#broadcasts.filter(({ id, endedAt }) => endedAt === null && id !== broadcast?.id);
    for (const { id } of over) store.endBroadcast(id, now);
    if (broadcast !== null) store.beginBroadcast(broadcast);
    this.#broadcasts = store.broadcasts();
    if (over.length > 0) await alarms.set(REPLAY, now + SETTLE_MS);
  }

  /** Something was said and stored. */
  async said(at: number): Promise<void> {
    const live = this.#broadcasts.find(({ endedAt }) => endedAt === null);
    if (live === undefined || this.#isArmed) return;
    this.#isArmed = true;
    await this.#ports.alarms.arm(REPLAY, wholeAt(live, at));
  }

  /** Writes what is whole, and sets the alarm for what will be. */
  async alarm(): Promise<void> {
    const work = this.#run();
    this.#work = work.catch(() => undefined);
    await work;
  }

  /** Once nothing is being written: what is written later is read from storage anew. */
  async settled(): Promise<void> {
    await this.#work;
  }

  async #run(): Promise<void> {
    this.#isArmed = false;
    for (const broadcast of this.#broadcasts) await this.#write(broadcast);
    const { store, alarms } = this.#ports;
    this.#broadcasts = store.broadcasts();
    const newest = store.newestAt();
    const waiting = this.#broadcasts.filter(
      ({ startedAt, endedAt, nextMinute }) =>
        endedAt !== null || (newest !== null && newest >= minuteStart(startedAt, nextMinute)),
    );
    if (waiting.length === 0) return;
    this.#isArmed = true;
    await alarms.set(REPLAY, Math.min(...waiting.map((one) => wholeAt(one, one.endedAt ?? newest ?? 0))));
  }

  async #write(broadcast: StoredBroadcast): Promise<void> {
    const { store, clock } = this.#ports;
    const { id, endedAt, nextMinute } = broadcast;
    const now = clock.now();
    const last = lastWhole(broadcast, now);
    for (let minute = nextMinute; minute <= last; minute += MINUTES_AT_ONCE) {
      const until = Math.min(last + 1, minute + MINUTES_AT_ONCE);
      await this.#put(broadcast, minute, until);
      store.setNextMinute(id, until);
    }
    if (endedAt !== null && now >= endedAt + SETTLE_MS) store.removeBroadcast(id);
  }

  async #put(broadcast: StoredBroadcast, minute: number, until: number): Promise<void> {
    const { store, bucket, gzip } = this.#ports;
    const { id, startedAt } = broadcast;
    const events = store.eventsBetween(minuteStart(startedAt, minute), minuteStart(startedAt, until));
    for (const { minute: one, part, chunk } of chunksOf(broadcast, events)) {
      await bucket.put(chatReplayKey(id, one, part), gzip(new TextEncoder().encode(JSON.stringify(chunk))));
    }
  }
}
