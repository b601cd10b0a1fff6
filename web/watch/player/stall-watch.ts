/** Counts the times that playback stood still for want of media. Told of events and the time; knows no element. */

/** A wait this soon after a seek is the seek's, milliseconds. */
const SEEK_SETTLES_MS = 800;
/** A shorter wait is not seen: less than two frames at 30 a second. */
export const SEEN_FROM_MS = 60;

export class StallWatch {
  #since: number | null = null;
  #seekedAt: number | null = null;
  #stalls = 0;
  #stalledMs = 0;

  noteSeek(now: number): void {
    this.#seekedAt = now;
  }

  begin(now: number): void {
    const bySeek = this.#seekedAt !== null && now - this.#seekedAt < SEEK_SETTLES_MS;
    if (!bySeek) this.#since ??= now;
  }

  /** Playback goes on; answers how long it stood, or null when nobody saw it stand. */
  end(now: number): number | null {
    if (this.#since === null) return null;
    const stoodFor = now - this.#since;
    this.#since = null;
    if (stoodFor < SEEN_FROM_MS) return null;
    this.#stalls += 1;
    this.#stalledMs += stoodFor;
    return stoodFor;
  }

  /** A new source begins: the wait for it is no stall. */
  forget(): void {
    this.#since = null;
  }

  /** All so far, with the one that lasts. */
  totals(now: number): { readonly stalls: number; readonly stalledMs: number } {
    const lasting = this.#since === null ? 0 : now - this.#since;
    const seen = lasting >= SEEN_FROM_MS;
    return { stalls: this.#stalls + (seen ? 1 : 0), stalledMs: Math.round(this.#stalledMs + (seen ? lasting : 0)) };
  }
}
