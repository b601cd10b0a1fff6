/** Keeps what comes from one sender in its order while something of it has to wait for an answer from outside. Pure. */

/** Frames of one sender that wait, at most: more come only from one who does not wait for answers. */
export const MAX_IN_LANE = 20;

/** Done at once (null), or when the promise settles. It never rejects. */
export type Job = () => Promise<void> | null;

export class Lanes {
  readonly #waiting = new Map<string, Job[]>();

  /** Senders that wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Runs the job, after those of the same lane that still wait; false when too many do. */
  run(lane: string, job: Job): boolean {
    const queue = this.#waiting.get(lane);
    if (queue === undefined) {
      this.#start(lane, job());
      return true;
    }
    if (queue.length >= MAX_IN_LANE) return false;
    queue.push(job);
    return true;
  }

  #start(lane: string, work: Promise<void> | null): void {
    if (work === null) return;
    if (!this.#waiting.has(lane)) this.#waiting.set(lane, []);
    void work.then(() => this.#goOn(lane));
  }

  #goOn(lane: string): void {
    for (let next = this.#waiting.get(lane)?.shift(); next !== undefined; next = this.#waiting.get(lane)?.shift()) {
      const work = next();
      if (work !== null) return this.#start(lane, work);
    }
    this.#waiting.delete(lane);
  }
}
