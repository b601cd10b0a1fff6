/**
 * A queue as the platform has them, outside of what is measured so that it outlives the Worker: batches of a size, handed out after a wait for
 * company; what is not acknowledged comes again, and after the last try is given up. Knows neither messages nor the Worker.
 */

export type QueueLimits = {
  readonly maxBatchSize: number;
  readonly maxBatchTimeoutMs: number;
  readonly maxRetries: number;
};
export type Handed = {
  readonly id: string;
  readonly timestamp: Date;
  readonly attempts: number;
  readonly body: unknown;
};
/** The ids of those that are to come again. Throws when the consumer is gone: all of them come again. */
export type Consume = (messages: readonly Handed[]) => Promise<readonly string[]>;

type Waiting = { readonly id: string; readonly body: unknown; attempts: number };

/** What waits for a retry waits so long whatever it asked for, milliseconds: a bench has no minutes. */
const RETRY_MS = 1000;

export class Broker {
  /** Messages that were put, and hand-outs of them, repetitions too. */
  put = 0;
  handed = 0;
  givenUp = 0;
  readonly #limits: QueueLimits;
  readonly #consume: Consume;
  readonly #atOnce: number;
  #ready: Waiting[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #running = 0;
  #resting = 0;
  #stopped = false;

  constructor(limits: QueueLimits, atOnce: number, consume: Consume) {
    this.#limits = limits;
    this.#atOnce = atOnce;
    this.#consume = consume;
  }

  /** Nothing waits, runs, or will come again. */
  get isIdle(): boolean {
    return this.#ready.length + this.#running + this.#resting === 0;
  }

  add(bodies: readonly unknown[]): void {
    for (const body of bodies) this.#ready.push({ id: `m${this.put++}`, body, attempts: 0 });
    this.#wake();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer ?? undefined);
  }

  /** A full batch goes at once, another one after the wait. */
  #wake(): void {
    while (!this.#stopped && this.#running < this.#atOnce && this.#ready.length >= this.#limits.maxBatchSize)
      this.#hand();
    if (this.#ready.length === 0 || this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (!this.#stopped && this.#ready.length > 0 && this.#running < this.#atOnce) this.#hand();
      this.#wake();
    }, this.#limits.maxBatchTimeoutMs);
  }

  #hand(): void {
    const batch = this.#ready.splice(0, this.#limits.maxBatchSize);
    this.#running++;
    this.handed += batch.length;
    const messages = batch.map((one) => ({ ...one, attempts: ++one.attempts, timestamp: new Date() }));
    void this.#consume(messages)
      .catch(() => messages.map(({ id }) => id))
      .then((again) => {
        this.#running--;
        const failed = batch.filter(({ id }) => again.includes(id));
        const rest = failed.filter(({ attempts }) => attempts <= this.#limits.maxRetries);
        this.givenUp += failed.length - rest.length;
        if (rest.length > 0) this.#rest(rest);
        this.#wake();
      });
  }

  #rest(batch: readonly Waiting[]): void {
    this.#resting += batch.length;
    setTimeout(() => {
      this.#resting -= batch.length;
      this.#ready.push(...batch);
      this.#wake();
    }, RETRY_MS);
  }
}
