/** The publisher of one RTMP connection as the pipeline sees it. Keeps the promises of `Publisher`; knows no sockets. */
import type { FlvTag } from "#media/flv/tag.ts";
import { assert } from "#protocol/assert.ts";
import type { Publisher, PublisherConsumer } from "../publisher.ts";

export type PublicationControl = {
  /** The consumer is there: media may be read. */
  begin(): void;
  resume(): void;
  stop(reason: string): void;
  /** The consumer threw at the end, when there is no connection left to end. */
  failed(error: unknown): void;
};

export class Publication implements Publisher {
  readonly protocol = "rtmp";
  readonly remoteAddress: string;
  readonly #control: PublicationControl;
  #consumer: PublisherConsumer | null = null;
  #ended: string | null = null;

  constructor(remoteAddress: string, control: PublicationControl) {
    this.remoteAddress = remoteAddress;
    this.#control = control;
  }

  start(consumer: PublisherConsumer): void {
    assert(this.#consumer === null, "a publisher is started once");
    this.#consumer = consumer;
    if (this.#ended !== null) this.#notifyEnd(consumer, this.#ended);
    // Later, so that the caller has finished its own setting up when the first tag comes.
    else queueMicrotask(() => this.#control.begin());
  }

  resume(): void {
    if (this.#ended === null) this.#control.resume();
  }

  stop(reason: string): void {
    if (this.#ended === null) this.#control.stop(reason);
  }

  /** Hands a tag over; false when the consumer asks for back-pressure. */
  deliver(tag: FlvTag): boolean {
    if (this.#ended !== null || this.#consumer === null) return true;
    return this.#consumer.onTag(tag);
  }

  /** The connection is over; the first call counts. */
  end(reason: string): void {
    if (this.#ended !== null) return;
    this.#ended = reason;
    if (this.#consumer !== null) this.#notifyEnd(this.#consumer, reason);
  }

  #notifyEnd(consumer: PublisherConsumer, reason: string): void {
    queueMicrotask(() => {
      try {
        consumer.onEnd(reason);
      } catch (error) {
        this.#control.failed(error);
      }
    });
  }
}
