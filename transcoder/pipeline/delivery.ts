/**
 * The way out of a broadcast: packager events become bundles, bundles go to the uplink of the current lease, each as soon as it is complete
 * or due. Knows nothing of periods or publishers.
 */
import type { PackagerEvent } from "#media/packager/events.ts";
import type { Lease } from "#protocol/ingest/open.ts";
import type { Health } from "#protocol/ingest/uplink.ts";
import type { Ladder } from "#protocol/playback/rendition.ts";
import type { Log } from "#transcoder/log.ts";
import { Bundler, type SealedBundle } from "./bundler.ts";

/** What a broadcast needs of an uplink. */
export type UplinkPort = {
  readonly send: (seq: number, frame: Uint8Array) => void;
  readonly health: (health: Health) => void;
  readonly pending: number;
  readonly end: (reason: string, withinMs: number) => Promise<void>;
  readonly close: () => void;
};

/** What is still to be sent at a broadcast's end is waited for this long. */
const END_WITHIN_MS = 5000;

export class Delivery {
  readonly #login: string;
  readonly #log: Log;
  readonly #now: () => number;
  #bundler: Bundler;
  #uplink: UplinkPort;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(lease: Lease, uplink: UplinkPort, port: { readonly log: Log; readonly now: () => number }) {
    this.#login = lease.login;
    this.#log = port.log;
    this.#now = port.now;
    this.#bundler = new Bundler(lease.epoch, lease.nextSeq);
    this.#uplink = uplink;
  }

  /** Goes on with another lease; what the old one has not delivered is gone. */
  moveTo(lease: Lease, uplink: UplinkPort): void {
    this.#bundler = new Bundler(lease.epoch, lease.nextSeq);
    this.#uplink = uplink;
  }

  declare(ladder: Ladder): void {
    this.#bundler.declare(ladder);
  }

  discontinuity(msn: number): void {
    this.#bundler.discontinuity(msn);
  }

  add(events: readonly PackagerEvent[]): void {
    for (const event of events) {
      this.#bundler.add(event, this.#now());
      if (event.kind !== "init") this.#dispatch(this.#bundler.take(this.#now()));
    }
    this.#schedule();
  }

  health(health: Health): void {
    this.#uplink.health(health);
  }

  /** Bundles that wait for the object to store them. */
  get pending(): number {
    return this.#uplink.pending;
  }

  /** Sends what is collected, whole or not, says goodbye and closes. */
  async end(reason: string): Promise<void> {
    this.#dispatch(this.#bundler.flush());
    await this.#uplink.end(reason, END_WITHIN_MS);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#uplink.close();
  }

  #schedule(): void {
    const due = this.#bundler.dueIn(this.#now());
    if (due === null || this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#dispatch(this.#bundler.take(this.#now()));
      this.#schedule();
    }, due + 1);
  }

  #dispatch(bundle: SealedBundle | null): void {
    if (bundle === null) return;
    const { seq, frame, header } = bundle;
    this.#uplink.send(seq, frame);
    const parts = header.parts.map((part) => `${part.rendition}:${part.msn}.${part.part}`);
    this.#log("debug", "bundle", { login: this.#login, seq, parts });
  }
}
