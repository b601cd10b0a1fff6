/** What the socket tests of the RTMP server share: servers to be closed, a watching consumer, authorisations. Never shipped. */
import type { FlvTag } from "#media/flv/tag.ts";
import type {
  Authorise,
  AuthoriseDenial,
  AuthoriseGrant,
  AuthoriseRequest,
  Publisher,
} from "#transcoder/ingest/publisher.ts";
import type { RtmpLimits } from "#transcoder/ingest/rtmp/limits.ts";
import type { RtmpLogEntry } from "#transcoder/ingest/rtmp/log-entry.ts";
import { MESSAGE } from "#transcoder/ingest/rtmp/messages.ts";
import { RtmpServer } from "#transcoder/ingest/rtmp/server.ts";
import type { RtmpClient } from "./rtmp-client.ts";

export const KEY = "rill_c0ffee00c0ffee00c0ffee00c0ffee00";
export const START = { level: "status", code: "NetStream.Publish.Start", description: "Publishing." };
export const NO_KEY = { level: "error", code: "NetStream.Publish.BadName", description: "No stream key was given." };
export const denied = (reason: AuthoriseDenial["reason"], message: string): AuthoriseDenial => ({
  outcome: "denied",
  reason,
  message,
});

const servers: RtmpServer[] = [];
/** Closes every server of the test; for `afterEach`. */
export async function closeServers(): Promise<void> {
  await Promise.all(servers.splice(0).map((server) => server.close()));
}

/** A listening server that `closeServers` will close, its port and what it logged. */
export async function listen(authorise: Authorise, limits: Partial<RtmpLimits> = {}) {
  const entries: RtmpLogEntry[] = [];
  const server = new RtmpServer({
    authorise,
    limits: { lingerMs: 200, ...limits },
    log: (entry) => entries.push(entry),
  });
  servers.push(server);
  return { server, entries, port: await server.listen(0, "127.0.0.1") };
}

/** A consumer that notes what it gets, and can be waited for. */
export class Watcher {
  readonly tags: FlvTag[] = [];
  readonly ended: Promise<string>;
  ends = 0;
  publisher: Publisher | null = null;
  #resolveEnd: (reason: string) => void = () => undefined;
  #waiting: { count: number; resolve: () => void }[] = [];
  readonly #accept: (tag: FlvTag) => boolean;

  constructor(accept: (tag: FlvTag) => boolean = () => true) {
    this.#accept = accept;
    this.ended = new Promise((resolve) => {
      this.#resolveEnd = resolve;
    });
  }

  start(publisher: Publisher): void {
    this.publisher = publisher;
    publisher.start({
      onTag: (tag) => {
        this.tags.push(tag);
        for (const waiter of this.#waiting) if (this.tags.length >= waiter.count) waiter.resolve();
        return this.#accept(tag);
      },
      onEnd: (reason) => this.notifyEnd(reason),
    });
  }

  /** What `ended` waits for. */
  notifyEnd(reason: string): void {
    this.ends += 1;
    this.#resolveEnd(reason);
  }

  async atLeast(count: number): Promise<void> {
    if (this.tags.length >= count) return;
    await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
  }
}

/** Grants every key to the watcher. */
export const granting =
  (watcher: Watcher): Authorise =>
  async () => ({ outcome: "granted", accept: (publisher) => watcher.start(publisher) });

/** An authorisation that the test answers itself. */
export function pending() {
  let answer: (value: AuthoriseGrant | AuthoriseDenial) => void = () => undefined;
  let asked: (request: AuthoriseRequest) => void = () => undefined;
  const request = new Promise<AuthoriseRequest>((resolve) => {
    asked = resolve;
  });
  const authorise: Authorise = (given) => {
    asked(given);
    return new Promise((resolve) => {
      answer = resolve;
    });
  };
  return { authorise, request, answer: (value: AuthoriseGrant | AuthoriseDenial) => answer(value) };
}

/** Sends a small video message whose body tells its time. */
export const video = (client: RtmpClient, timestamp: number, body = Uint8Array.of(0x27, 1, timestamp & 0xff)): void =>
  client.send(MESSAGE.video, body, { timestamp });

/** Frames of 1 MiB, more in all than the kernel's buffers of both sides hold, so that the rest waits in the client. */
export function sendMuch(client: RtmpClient): number {
  const count = 24;
  client.setChunkSize(1 << 16);
  for (let at = 0; at < count; at++) video(client, at, new Uint8Array(1 << 20).fill(1));
  return count;
}
