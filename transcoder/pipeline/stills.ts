/** The stills of one broadcast: hands key frames on when one is due. Makes no picture and sends none; a still that fails is only left out. */
import type { PackagerEvent } from "#media/packager/events.ts";
import type { Ladder } from "#protocol/playback/rendition.ts";
import { nextStillAt, type StillOutcome } from "./still-schedule.ts";
import { StillSource } from "./still-source.ts";

export type StillsPort = {
  /** Makes a still of this media's first picture and has it shown; null when the node has no time for it now. Never rejects. */
  readonly takeStill: (media: Uint8Array) => Promise<StillOutcome> | null;
  readonly now: () => number;
};

export class Stills {
  readonly #port: StillsPort;
  readonly #source = new StillSource();
  #dueAt = 0;

  constructor(port: StillsPort) {
    this.#port = port;
  }

  declare(ladder: Ladder): void {
    this.#source.declare(ladder);
  }

  add(events: readonly PackagerEvent[]): void {
    for (const event of events) this.#source.add(event);
    const begunAt = this.#port.now();
    const media = this.#source.newest;
    if (media === null || begunAt < this.#dueAt) return;
    const taken = this.#port.takeStill(media);
    if (taken === null) return;
    this.#source.used();
    this.#dueAt = Number.POSITIVE_INFINITY;
    void taken.then((outcome) => {
      this.#dueAt = nextStillAt(outcome, begunAt);
    });
  }
}
