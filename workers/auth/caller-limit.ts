/** Counts what one caller does in a window of time: wrong tokens, new names, sockets. Pure but for the time it is given. */

/** Length of a window, milliseconds, where nothing else is said. */
export const WINDOW_MS = 60_000;
/** Callers counted at once; beyond it the oldest are forgotten. */
export const MAX_COUNTED_CALLERS = 10_000;

/** Wrong tokens that one caller may show in a window. */
export const MAX_FAILURES = 20;
/** Names that guests of one address may take in a window: a school behind one address comes at once, a script goes on for ever. */
export const MAX_NEW_GUESTS = 30;
/** Chat sockets that one address may open in a window: three hundred viewers behind one address reconnect twice. */
export const MAX_UPGRADES = 600;

export class CallerLimit {
  readonly #most: number;
  readonly #windowMs: number;
  readonly #windows = new Map<string, { since: number; count: number }>();

  constructor(most: number, windowMs: number = WINDOW_MS) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  isOver(caller: string, now: number): boolean {
    const window = this.#windows.get(caller);
    return window !== undefined && now - window.since < this.#windowMs && window.count >= this.#most;
  }

  /** When the caller's window is over, milliseconds since the epoch; now, for who has none. */
  endOf(caller: string, now: number): number {
    const window = this.#windows.get(caller);
    return window === undefined ? now : Math.max(now, window.since + this.#windowMs);
  }

  /** The caller is over the limit until then, whatever was counted here. */
  hold(caller: string, until: number): void {
    this.#begin(caller, { since: until - this.#windowMs, count: this.#most });
  }

  note(caller: string, now: number): void {
    const window = this.#windows.get(caller);
    if (window !== undefined && now - window.since < this.#windowMs) {
      window.count++;
      return;
    }
    this.#begin(caller, { since: now, count: 1 });
  }

  #begin(caller: string, window: { since: number; count: number }): void {
    this.#windows.delete(caller);
    this.#windows.set(caller, window);
    if (this.#windows.size <= MAX_COUNTED_CALLERS) return;
    for (const oldest of this.#windows.keys()) {
      this.#windows.delete(oldest);
      return;
    }
  }
}

/** The address that counts as one caller: a home has a /64 of IPv6 addresses. */
export function callerOf(address: string | undefined): string {
  if (address === undefined) return "unknown";
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.toLowerCase().split("::");
  const groups = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - after.length);
  const network = [...groups, ...Array.from({ length: zeros }, () => "0"), ...after].slice(0, 4);
  return network.map((group) => group.replace(/^0+(?=.)/, "")).join(":");
}
