/**
 * Which gateway takes a new IRC client: the fewest gateways that do, since each opens a link to every channel that its clients are in. A
 * gateway that is full sends the client on to a group three times as large. Pure but for what it is given.
 */

/** Gateways in all: 64,000 clients at 1,000 each (MAX_GATEWAY_SOCKETS). */
export const MAX_GATEWAYS = 64;
/** Gateways up to which each group reaches; a client tries one of each group. */
const GROUP_ENDS = [1, 4, 16, MAX_GATEWAYS] as const;
/** A gateway that was full is not asked again for so long, milliseconds. */
export const FULL_MS = 5000;

export const gatewayName = (number: number): string => `irc-${number}`;

export class Shards {
  readonly #fullUntil = new Map<number, number>();

  /** The gateways to try, in this order: one at random of each group that has one that may take more. `random` answers 0 to 1. */
  order(nowMs: number, random: () => number): readonly number[] {
    const order: number[] = [];
    let from = 0;
    for (const end of GROUP_ENDS) {
      const open: number[] = [];
      for (let number = from; number < end; number++) {
        if ((this.#fullUntil.get(number) ?? Number.NEGATIVE_INFINITY) <= nowMs) open.push(number);
      }
      const chosen = open[Math.min(open.length - 1, Math.floor(random() * open.length))];
      if (chosen !== undefined) order.push(chosen);
      from = end;
    }
    return order;
  }

  /** This gateway refused a client. */
  full(number: number, nowMs: number): void {
    this.#fullUntil.set(number, nowMs + FULL_MS);
  }
}
