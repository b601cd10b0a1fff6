/**
 * Where the bytes of a part, segment or initialisation section come from: the isolate's memory, else the object's, else one ranged
 * read of R2. One fetch for all that ask the same.
 */
import type { Bytes } from "#durable-objects/live-channel/calls.ts";
import type { StoredRange } from "#media/timeline/timeline.ts";
import { Fault } from "#protocol/errors.ts";
import { initName, partName, segmentName } from "#protocol/playback/addresses.ts";
import { initKey, segmentKey } from "#protocol/storage-keys.ts";
import { Coalescer, type KeepAlive } from "../coalesce.ts";
import type { Env } from "../env.ts";
import { Lru } from "../lru.ts";
import { callObject, type Stub } from "../object-calls.ts";

/** Bytes of media that one isolate keeps: a fifth of its 128 MB. */
const MAX_CACHED_BYTES = 24 * 1024 * 1024;

const cache = new Lru<Uint8Array>(MAX_CACHED_BYTES);
const fetches = new Coalescer<Uint8Array | null>();

export type Source = {
  readonly env: Pick<Env, "LIVE_CHANNEL" | "MEDIA">;
  readonly keepAlive: KeepAlive;
  readonly channelId: string;
  readonly broadcastId: string;
  readonly rendition: string;
};

async function remembered(
  source: Source,
  name: string,
  read: () => Promise<Uint8Array | null>,
): Promise<Uint8Array | null> {
  const key = `${source.channelId}/${source.broadcastId}/${source.rendition}/${name}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const bytes = await fetches.run(key, source.keepAlive, read);
  if (bytes !== null) cache.set(key, bytes, bytes.byteLength);
  return bytes;
}

async function fromObject(source: Source, call: (stub: Stub) => Promise<Bytes>): Promise<Uint8Array | null> {
  const answer = await callObject(source.env.LIVE_CHANNEL, source.channelId, call);
  if (answer.outcome === "recovering") throw new Fault("unavailable", "The channel is being restored. Try again.");
  return answer.outcome === "bytes" ? answer.bytes : null;
}

async function fromR2(source: Source, key: string, range: StoredRange | null): Promise<Uint8Array | null> {
  const options = range === null ? {} : { range: { offset: range.offset, length: range.size } };
  const object = await source.env.MEDIA.get(key, options);
  return object === null ? null : new Uint8Array(await object.arrayBuffer());
}

/** A part, or with `part` null a whole segment, of the live broadcast; null when its bytes are gone for good. */
export function liveBytes(
  source: Source,
  msn: number,
  part: number | null,
  range: StoredRange | null,
  isHot: boolean,
): Promise<Uint8Array | null> {
  const { channelId, broadcastId, rendition } = source;
  const name = part === null ? segmentName(msn) : partName(msn, part);
  const stored = async (): Promise<Uint8Array | null> =>
    range === null ? null : fromR2(source, segmentKey(channelId, broadcastId, msn), range);
  const hot = (): Promise<Uint8Array | null> =>
    fromObject(source, (stub) => stub.part(broadcastId, rendition, msn, part));
  return remembered(source, name, async () =>
    isHot || range === null ? ((await hot()) ?? (await stored())) : ((await stored()) ?? (await hot())),
  );
}

/** A segment of a recording. */
export function storedBytes(source: Source, msn: number, range: StoredRange): Promise<Uint8Array | null> {
  const key = segmentKey(source.channelId, source.broadcastId, msn);
  return remembered(source, segmentName(msn), () => fromR2(source, key, range));
}

/** An initialisation section; `isLive` when the object may have it. */
export function initBytes(source: Source, version: number, isLive: boolean): Promise<Uint8Array | null> {
  const { channelId, broadcastId, rendition } = source;
  const stored = (): Promise<Uint8Array | null> =>
    fromR2(source, initKey(channelId, broadcastId, rendition, version), null);
  return remembered(source, initName(version), async () => {
    const live = isLive ? await fromObject(source, (stub) => stub.init(broadcastId, rendition, version)) : null;
    return live ?? (await stored());
  });
}
