/** The broadcasts that have ended and are not finished yet: each is tried at once, then by alarm, until its recording stands. */
import type { Broadcast } from "./broadcast.ts";
import { type FinishPorts, finishBroadcast } from "./finish.ts";
import { DRAIN_MS, RETRY_JOB_MS } from "./limits.ts";
import type { Alarms, Clock, Log } from "./ports.ts";

export type EndingPorts = FinishPorts & { readonly clock: Clock; readonly alarms: Alarms; readonly log: Log };

/** The alarm's name. */
export const FINISH = "finish";

export class Endings {
  readonly #ports: EndingPorts;
  readonly #ending = new Map<string, Broadcast>();
  readonly #running = new Set<string>();
  /** The broadcast that ended last, for players that ask once more. */
  #last: Broadcast | null = null;

  constructor(ports: EndingPorts) {
    this.#ports = ports;
  }

  get last(): Broadcast | null {
    return this.#last;
  }

  find(broadcastId: string): Broadcast | null {
    return this.#ending.get(broadcastId) ?? (this.#last?.id === broadcastId ? this.#last : null);
  }

  /** Takes over an ended broadcast. The alarm stands before anything is awaited, so that an eviction cannot forget it. */
  add(broadcast: Broadcast): void {
    this.#last = broadcast;
    this.#ending.set(broadcast.id, broadcast);
    void this.#ports.alarms.set(FINISH, this.#ports.clock.now() + RETRY_JOB_MS);
  }

  async finishAll(): Promise<void> {
    await Promise.all([...this.#ending.values()].map((one) => this.finish(one)));
  }

  async finish(broadcast: Broadcast): Promise<void> {
    if (this.#running.has(broadcast.id) || broadcast.isRecovering) return;
    const { clock, alarms, log } = this.#ports;
    this.#running.add(broadcast.id);
    await alarms.set(FINISH, clock.now() + DRAIN_MS + RETRY_JOB_MS);
    const isDone = await finishBroadcast(broadcast, this.#ports).catch((cause: unknown) => {
      log(`broadcast ${broadcast.id} is not finished yet`, cause);
      return false;
    });
    this.#running.delete(broadcast.id);
    if (isDone) this.#ending.delete(broadcast.id);
    if (this.#ending.size === 0) await alarms.clear(FINISH);
    else await alarms.set(FINISH, clock.now() + RETRY_JOB_MS);
  }
}
