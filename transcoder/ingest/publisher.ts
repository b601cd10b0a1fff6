/**
 * What an ingest server asks of the pipeline and hands over to it: the question whether a stream key may publish, and the accepted
 * publisher. Neutral to the protocol; knows no sockets.
 */
import type { FlvTag } from "#media/flv/tag.ts";

export type IngestProtocol = "rtmp";

export type PublisherConsumer = {
  /**
   * Takes the next tag, in order. Returning false asks for back-pressure: nothing more is read from the client until `resume()`
   * (the tags of one aggregate message still come). Must not throw: an exception ends the connection.
   */
  onTag(tag: FlvTag): boolean;
  /** The publisher is gone, for whatever reason. Called exactly once and never from within `start`, `stop`, `resume` or `onTag`. */
  onEnd(reason: string): void;
};

/** What an ingest server hands over for an accepted publisher. */
export type Publisher = {
  readonly protocol: IngestProtocol;
  readonly remoteAddress: string;
  /** Sets the consumer, once. No media is parsed before; the first tag comes after `start` has returned. */
  start(consumer: PublisherConsumer): void;
  /** Ends the back-pressure that `onTag` asked for. */
  resume(): void;
  /** Ends the connection, telling the client the reason where the protocol can. `onEnd` follows. */
  stop(reason: string): void;
};

export type AuthoriseRequest = {
  /** As the client sent it, 1 to 256 characters; not yet checked against any pattern. A secret. */
  readonly streamKey: string;
  readonly protocol: IngestProtocol;
  readonly remoteAddress: string;
  /** Aborted when the client leaves or the wait for the answer is over. */
  readonly signal: AbortSignal;
};

export type AuthoriseDenial = {
  readonly outcome: "denied";
  readonly reason: "unknown_key" | "already_live" | "closed" | "too_often" | "unavailable";
  /** One sentence for the streamer; it is shown by the encoder. */
  readonly message: string;
};

/**
 * `accept` is called once for every grant, also when the client has left meanwhile: its publisher then ends as soon as it is
 * started, so that what was acquired for it is given back in one place.
 */
export type AuthoriseGrant = { readonly outcome: "granted"; accept(publisher: Publisher): void };

/** Whether a stream key may publish. A rejection counts as `unavailable`. */
export type Authorise = (request: AuthoriseRequest) => Promise<AuthoriseGrant | AuthoriseDenial>;
