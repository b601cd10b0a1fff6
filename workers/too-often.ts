/** The fault of who did something too often: says when it may be done again. */
import { Fault } from "#protocol/errors.ts";

export class TooOften extends Fault {
  /** Whole seconds until it may be done again, at least one. */
  readonly retryS: number;

  constructor(message: string, retryMs: number) {
    super("rate_limited", message);
    this.retryS = Math.max(1, Math.ceil(retryMs / 1000));
  }
}
