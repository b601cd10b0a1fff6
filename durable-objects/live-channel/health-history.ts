/** What nodes said of the running broadcast in the last two minutes. In memory alone: after a restart it fills again. Knows no clock. */
import { HEALTH_KEPT_MS, type HealthReading, MAX_HEALTH_READINGS } from "#protocol/channel/health.ts";
import type { Health } from "#protocol/ingest/uplink.ts";

export class HealthHistory {
  #readings: HealthReading[] = [];

  /** Keeps a reading; the oldest go when they are too old or too many. Two of one moment are one, the later. */
  note(health: Health, now: number): void {
    // A clock that was set back must not put a reading before an older one: callers ask for what came after the last.
    const at = Math.max(now, this.#readings.at(-1)?.at ?? now);
    if (this.#readings.at(-1)?.at === at) this.#readings.pop();
    this.#readings.push({ at, ...health });
    this.#expire(at);
    if (this.#readings.length > MAX_HEALTH_READINGS) this.#readings = this.#readings.slice(-MAX_HEALTH_READINGS);
  }

  /** Those after a moment, oldest first. */
  since(after: number, now: number): readonly HealthReading[] {
    this.#expire(now);
    return this.#readings.filter(({ at }) => at > after);
  }

  /** Another broadcast begins. */
  clear(): void {
    this.#readings = [];
  }

  #expire(now: number): void {
    const kept = this.#readings.findIndex(({ at }) => now - at < HEALTH_KEPT_MS);
    if (kept === -1) this.#readings = [];
    else if (kept > 0) this.#readings = this.#readings.slice(kept);
  }
}
