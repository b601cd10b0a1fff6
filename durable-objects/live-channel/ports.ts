/** What the channel's logic needs of the world, as narrow shapes that the platform's bindings fit and tests can stand in for. */
import type { Timeline } from "#media/timeline/timeline.ts";
import type { VodSegment } from "#protocol/playback/vod-index.ts";
import type { LeaseRecord } from "./lease.ts";

export type Clock = {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** 0 to 1. */
  random(): number;
  /** Runs once after the time; the answer cancels it. */
  after(milliseconds: number, run: () => void): () => void;
};

/** The part of an R2 bucket that a channel uses. */
export type Bucket = {
  put(key: string, value: Uint8Array): Promise<unknown>;
  get(key: string): Promise<{ arrayBuffer(): Promise<ArrayBuffer> } | null>;
  delete(keys: string[]): Promise<void>;
  list(options: { prefix: string; limit?: number; cursor?: string }): Promise<BucketPage>;
};
type BucketPage = { objects: { key: string; size: number }[] } & (
  | { truncated: true; cursor: string }
  | { truncated: false }
);

/** A broadcast as the object's own storage has it. */
export type Checkpoint = {
  readonly login: string;
  readonly timeline: Timeline;
  /** When media last came, milliseconds since the Unix epoch. */
  readonly lastMediaAt: number;
  /** Oldest sequence number with a part whose segment is not stored. */
  readonly replayFrom: number;
};

/** The object's own storage: what survives an eviction. Every call is durable before any answer leaves. */
export type ChannelStore = {
  lease(): LeaseRecord | null;
  writeLease(lease: LeaseRecord): void;
  gopHint(): number | null;
  writeGopHint(gop: number): void;
  broadcasts(): Checkpoint[];
  writeCheckpoint(checkpoint: Checkpoint): void;
  addSegment(broadcastId: string, segment: VodSegment): void;
  segments(broadcastId: string): VodSegment[];
  addInit(broadcastId: string, rendition: string, version: number, bytes: Uint8Array): void;
  init(broadcastId: string, rendition: string, version: number): Uint8Array | null;
  inits(broadcastId: string): { readonly rendition: string; readonly version: number; readonly stored: boolean }[];
  markInitStored(broadcastId: string, rendition: string, version: number): void;
  clearBroadcast(broadcastId: string): void;
};

/** The rows in D1 by which people find channels and recordings. Every call may be repeated. */
export type Directory = {
  announce(live: { channelId: string; broadcastId: string; startedAt: number }): Promise<void>;
  setViewers(channelId: string, broadcastId: string, viewers: number): Promise<void>;
  withdraw(channelId: string, broadcastId: string): Promise<void>;
  /** `still`: when its picture was stored, milliseconds since the Unix epoch; null for none. */
  addVod(vod: {
    id: string;
    channelId: string;
    startedAt: number;
    duration: number;
    still: number | null;
  }): Promise<void>;
};

/** The channel's chat, which keeps what is said beside a broadcast. Its failures are its own. */
export type Chat = {
  /** The channel's broadcast has begun, goes on, or with null has ended. */
  broadcast(channelId: string, broadcast: { readonly id: string; readonly startedAt: number } | null): void;
};

/** Those who want to know who is live: followers, programs. Their troubles are their own; each call may be repeated. */
export type Events = {
  begun(live: { channelId: string; broadcastId: string; startedAt: number }): void;
  ended(live: { channelId: string; broadcastId: string }): void;
};

/** Says in the operator's log what failed and will be tried again. */
export type Log = (sentence: string, cause: unknown) => void;

/** One alarm of the object, shared by name. */
export type Alarms = {
  set(name: string, at: number): Promise<void>;
  clear(name: string): Promise<void>;
};

/** The sleep that every waiting thing is made of. */
export const sleep = (clock: Clock, milliseconds: number): Promise<void> =>
  new Promise((resolve) => clock.after(milliseconds, resolve));

/** The promise's answer, or `late` after the time. */
export async function within<T, L>(clock: Clock, milliseconds: number, work: Promise<T>, late: L): Promise<T | L> {
  let cancel: (() => void) | undefined;
  const timeout = new Promise<L>((resolve) => {
    cancel = clock.after(milliseconds, () => resolve(late));
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    cancel?.();
  }
}
