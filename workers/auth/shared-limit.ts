/**
 * Counts tries of credentials over all isolates: first in the isolate, so that a flood from one place is stopped there, then in an object of the
 * key's own (docs/decisions/009-tries-are-counted-by-objects.md). The only door to those objects. Objects are called by a hash: neither an
 * address nor a mail address is anybody's to read there.
 */

import type { Context } from "hono";
import type { Limit, Taken } from "#durable-objects/attempts/count.ts";
import type { Attempts } from "#durable-objects/attempts/durable-object.ts";
import { Fault } from "#protocol/errors.ts";
import { loggable } from "#protocol/loggable.ts";
import type { App } from "../env.ts";
import { callObject } from "../object-calls.ts";
import { TooOften } from "../too-often.ts";
import { CallerLimit, WINDOW_MS } from "./caller-limit.ts";
import { hashOf } from "./secrets.ts";

export type SharedLimitOptions = {
  /** Tells the counts of one limit from those of another: no two have the same. */
  readonly name: string;
  readonly most: number;
  readonly windowMs?: number;
  /** What those over the limit are told. */
  readonly sentence?: string;
};

const SENTENCE = "Too many tries. Wait a few minutes.";

export class SharedLimit {
  readonly #name: string;
  readonly #limit: Limit;
  readonly #sentence: string;
  readonly #here: CallerLimit;

  constructor({ name, most, windowMs = WINDOW_MS, sentence = SENTENCE }: SharedLimitOptions) {
    this.#name = name;
    this.#limit = { most, windowMs };
    this.#sentence = sentence;
    this.#here = new CallerLimit(most, windowMs);
  }

  /**
   * Counts a try before it is made, right or wrong, and throws `TooOften` for one too many. For what can be guessed: passwords, codes that people
   * type. When the object cannot be asked the try is refused as `unavailable`: one that is not counted may not be made.
   */
  async take(c: Context<App>, key: string): Promise<void> {
    if (!(await this.isGranted(c, key))) throw this.#tooOften(key);
  }

  /** As `take`, for who says something else than that it was too often. */
  async isGranted(c: Context<App>, key: string): Promise<boolean> {
    if (this.#here.isOver(key, Date.now())) return false;
    this.#here.note(key, Date.now());
    return this.#learn(key, await this.#ask(c, key)).isGranted;
  }

  /** Throws `TooOften` where this isolate knows that a caller has guessed too often. */
  refuseGuesser(key: string): void {
    if (this.isGuesser(key)) throw this.#tooOften(key);
  }

  isGuesser(key: string): boolean {
    return this.#here.isOver(key, Date.now());
  }

  /**
   * Counts a guess after it was wrong. For secrets of 128 bits and more: what is right costs no call, and an isolate that has not heard of a
   * guesser yet gives one guess away, of 2^128. When the object cannot be told, the isolate's own count holds: a node that is to go live must
   * not wait for it.
   */
  async noteGuess(c: Context<App>, key: string): Promise<void> {
    this.#here.note(key, Date.now());
    try {
      this.#learn(key, await this.#ask(c, key));
    } catch (cause) {
      console.warn("a guess was counted in its isolate only", loggable(cause));
    }
  }

  #learn(key: string, taken: Taken): Taken {
    if (taken.left === 0) this.#here.hold(key, taken.until);
    return taken;
  }

  async #ask({ env }: Context<App>, key: string): Promise<Taken> {
    const name = await hashOf(`${this.#name} ${key}`);
    return callObject<Taken, Attempts>(env.ATTEMPTS, name, (stub) => stub.take(this.#limit)).catch((cause: unknown) => {
      throw new Fault("unavailable", "This cannot be counted right now. Try again in a moment.", cause);
    });
  }

  #tooOften(key: string): TooOften {
    const now = Date.now();
    return new TooOften(this.#sentence, this.#here.endOf(key, now) - now);
  }
}
