/** WebSockets of a simulated world: frames take their time and keep their order, readers stall, and connections break. */
import type { RoomSocket } from "#durable-objects/chat-room/room-sockets.ts";
import type { Schedule } from "./schedule.ts";

export type Frame = string | Uint8Array;
type Handlers = { readonly frame: (frame: Frame) => void; readonly closed: (code: number) => void };

/** One end of a connection; to an object it is a hibernatable socket. */
export class End implements RoomSocket {
  readonly #schedule: Schedule;
  readonly #latency: () => number;
  /** The other end. */
  #peer: End = this;
  #handlers: Handlers | null = null;
  #attachment: unknown = null;
  /** What was sent from here and is not read there. */
  #unread: { readonly frame: Frame; readonly bytes: number }[] = [];
  /** Frames do not pass each other. */
  #arrivesAt = 0;
  /** The next batch for this end does not come. */
  #isLosing = false;
  /** Until then nothing is read here. */
  #stalledUntil = 0;
  isOpen = true;
  bufferedAmount = 0;

  constructor(schedule: Schedule, latency: () => number) {
    this.#schedule = schedule;
    this.#latency = latency;
  }

  /** Both ends of a new connection. */
  static pair(schedule: Schedule, latency: () => number): readonly [End, End] {
    const [one, other] = [new End(schedule, latency), new End(schedule, latency)];
    one.#peer = other;
    other.#peer = one;
    return [one, other];
  }

  listen(handlers: Handlers): void {
    this.#handlers = handlers;
  }

  send(frame: Frame): void {
    if (!this.isOpen) throw new TypeError("the socket is closed");
    const bytes = frame.length;
    this.#unread.push({ frame, bytes });
    this.bufferedAmount += bytes;
    this.#arrive(() => this.#peer.#read());
  }

  close(code: number): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#arrive(() => this.#peer.#closed(code));
  }

  /** The connection breaks: what is under way is lost, and each end hears of it by and by. */
  break(): void {
    for (const end of [this, this.#peer]) {
      if (!end.isOpen) continue;
      end.isOpen = false;
      end.#unread = [];
      end.#schedule.after(end.#latency(), () => end.#hear(1006));
    }
  }

  /** Nothing is read at this end for a while. */
  stall(milliseconds: number): void {
    this.#stalledUntil = this.#schedule.now + milliseconds;
  }

  /** The next batch is lost on its way here, and nobody is told. No network does that; a fault of ours might. */
  loseBatch(): void {
    this.#isLosing = true;
  }

  serializeAttachment(attachment: unknown): void {
    this.#attachment = attachment;
  }

  deserializeAttachment(): unknown {
    return this.#attachment;
  }

  #arrive(run: () => void): void {
    const { now } = this.#schedule;
    this.#arrivesAt = Math.max(this.#arrivesAt, now + this.#latency(), this.#peer.#stalledUntil);
    this.#schedule.after(this.#arrivesAt - now, run);
  }

  /** The oldest frame from the other end has come, unless nothing is read here now. */
  #read(): void {
    const peer = this.#peer;
    const wait = this.#stalledUntil - this.#schedule.now;
    if (wait > 0) {
      this.#schedule.after(wait, () => this.#read());
      return;
    }
    const next = peer.#unread.shift();
    if (next === undefined) return;
    peer.bufferedAmount -= next.bytes;
    if (this.#isLosing && typeof next.frame !== "string") {
      this.#isLosing = false;
      return;
    }
    if (this.isOpen) this.#handlers?.frame(next.frame);
  }

  #closed(code: number): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#hear(code);
  }

  #hear(code: number): void {
    const handlers = this.#handlers;
    this.#handlers = null;
    handlers?.closed(code);
  }
}
