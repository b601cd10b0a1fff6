/** Time of a simulated world: what is to happen, in the order of its moments. Stands still until it is run. */

/** Turns of the promise queue that anything waiting gets. */
const TURNS = 20;

type Entry = { readonly at: number; readonly order: number; readonly run: () => void };

export class Schedule {
  now: number;
  // A binary heap.
  readonly #heap: Entry[] = [];
  #orders = 0;

  constructor(now: number) {
    this.now = now;
  }

  /** The answer cancels it. */
  after(milliseconds: number, run: () => void): () => void {
    let isOff = false;
    this.#push({ at: this.now + Math.max(0, milliseconds), order: this.#orders++, run: () => isOff || run() });
    return () => {
      isOff = true;
    };
  }

  /** Lets everything happen that is due until then; promises settle in between. `each` is called after every event. */
  async run(until: number, each: () => void = () => undefined): Promise<void> {
    for (;;) {
      if (!this.#isDue(until)) await settle();
      const next = this.#heap[0];
      if (next === undefined || next.at > until) break;
      this.#pop();
      this.now = Math.max(this.now, next.at);
      next.run();
      await Promise.resolve();
      each();
    }
    this.now = Math.max(this.now, until);
  }

  #isDue(until: number): boolean {
    const next = this.#heap[0];
    return next !== undefined && next.at <= until;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || isBefore(parent, entry)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      const isRight = right !== undefined && left !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (child === undefined || isBefore(last, child)) break;
      heap[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = last;
  }
}

/** What waits for promises alone may set something up before time goes on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await Promise.resolve();
}

const isBefore = (one: Entry, other: Entry): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);
