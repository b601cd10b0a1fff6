/** Actions that the room has not answered yet. They outlast a broken connection: sent again under the same mark, each is done once. */
import type { Action } from "#protocol/chat/action.ts";
import type { Down } from "#protocol/chat/frames.ts";

/** What became of an action; `message` is a sentence for the person, null when the room never answered. */
export type ActOutcome = { readonly done: boolean; readonly message: string | null };

/** Actions that wait at once, at most: what a room takes from a moderator in half a minute. */
export const MAX_ACTS = 100;

type Waiting = { readonly nonce: string; readonly action: Action; readonly resolve: (outcome: ActOutcome) => void };

export class Acts {
  readonly #waiting = new Map<string, Waiting>();

  add(nonce: string, action: Action): Promise<ActOutcome> {
    if (this.#waiting.size >= MAX_ACTS) return Promise.resolve({ done: false, message: null });
    return new Promise((resolve) => this.#waiting.set(nonce, { nonce, action, resolve }));
  }

  waiting(nonce: string): boolean {
    return this.#waiting.has(nonce);
  }

  all(): readonly Waiting[] {
    return [...this.#waiting.values()];
  }

  /** True when the frame answers one of these. */
  settle(down: Down): boolean {
    if ((down.kind !== "done" && down.kind !== "refused") || down.nonce === null) return false;
    const found = this.#waiting.get(down.nonce);
    if (found === undefined) return false;
    this.#waiting.delete(down.nonce);
    found.resolve({ done: down.kind === "done", message: down.message });
    return true;
  }

  /** Nobody will answer any more. */
  giveUp(): void {
    for (const { resolve } of this.#waiting.values()) resolve({ done: false, message: null });
    this.#waiting.clear();
  }
}
