/** A restarted object's wait: for R2 to bring back the live edge, and for the node to come and replay. Pure but for the clock it is given. */
import type { Broadcast } from "./broadcast.ts";
import { HELD_MS, NODE_RETURN_MS, REPLAY_MS } from "./limits.ts";
import { type Clock, within } from "./ports.ts";

export class Return {
  readonly #clock: Clock;
  readonly #hello = Promise.withResolvers<void>();
  readonly #live = Promise.withResolvers<void>();
  readonly #readBack: Promise<boolean>;
  readonly #over: Promise<void>;
  #isHello = false;

  /** `hasNode`: a lease is held, so a node may come back. */
  constructor(clock: Clock, broadcast: Broadcast, hasNode: boolean) {
    this.#clock = clock;
    this.#readBack = broadcast.recover();
    this.#over = this.#run(broadcast, hasNode);
  }

  /** Settles when R2 was read; true when it brought everything. */
  get readBack(): Promise<boolean> {
    return this.#readBack;
  }

  get isHello(): boolean {
    return this.#isHello;
  }

  hello(): void {
    this.#isHello = true;
    this.#hello.resolve();
  }

  live(): void {
    this.hello();
    this.#live.resolve();
  }

  get over(): Promise<void> {
    return this.#over;
  }

  /** True once the recovery is over, false when it takes longer than a call may wait. */
  async isOver(): Promise<boolean> {
    return within(
      this.#clock,
      HELD_MS,
      this.#over.then(() => true),
      false,
    );
  }

  async #run(broadcast: Broadcast, hasNode: boolean): Promise<void> {
    const node = hasNode ? within(this.#clock, NODE_RETURN_MS, this.#hello.promise, undefined) : undefined;
    await Promise.all([this.#readBack, node]);
    if (this.#isHello) await within(this.#clock, REPLAY_MS, this.#live.promise, undefined);
    broadcast.resume();
  }
}
