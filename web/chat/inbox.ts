/** Frames of one socket in the order in which they came, although some must be inflated first and others not. Knows no chat. */
import { isDeflated } from "#protocol/chat/batch.ts";

export type Frame = string | Uint8Array;

export type InboxHandlers = {
  readonly onText: (text: string) => void;
  /** The JSON of a batch. */
  readonly onBatch: (json: Uint8Array) => void;
  /** Something came that cannot be read, or more than can be kept up with; nothing is handed on afterwards. */
  readonly onFault: () => void;
};

/** Frames that wait behind one that is being inflated, at most: half a minute of the busiest room. */
export const MAX_WAITING_FRAMES = 600;

export class Inbox {
  readonly #inflate: (bytes: Uint8Array) => Promise<Uint8Array>;
  readonly #handlers: InboxHandlers;
  readonly #waiting: Frame[] = [];
  #busy = false;
  #broken = false;

  constructor(inflate: (bytes: Uint8Array) => Promise<Uint8Array>, handlers: InboxHandlers) {
    this.#inflate = inflate;
    this.#handlers = handlers;
  }

  take(frame: Frame): void {
    if (this.#broken) return;
    if (this.#waiting.length >= MAX_WAITING_FRAMES) {
      this.#break();
      return;
    }
    this.#waiting.push(frame);
    this.#pump();
  }

  #pump(): void {
    while (!this.#busy && !this.#broken) {
      const frame = this.#waiting.shift();
      if (frame === undefined) return;
      if (typeof frame === "string") this.#handlers.onText(frame);
      else if (isDeflated(frame)) this.#inflateNext(frame.subarray(1));
      else this.#hand(frame.subarray(1));
    }
  }

  #inflateNext(payload: Uint8Array): void {
    this.#busy = true;
    this.#inflate(payload).then(
      (json) => {
        this.#busy = false;
        this.#hand(json);
        this.#pump();
      },
      () => this.#break(),
    );
  }

  #hand(json: Uint8Array): void {
    try {
      this.#handlers.onBatch(json);
    } catch {
      // Not a batch: whatever was in it is missing now, so the room is joined anew.
      this.#break();
    }
  }

  #break(): void {
    this.#broken = true;
    this.#waiting.length = 0;
    this.#handlers.onFault();
  }
}
