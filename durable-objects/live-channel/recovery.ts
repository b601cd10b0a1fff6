/** Reads back from R2 what a restarted object no longer has in memory: the part bundles of the live edge. Bounded in bytes and time. */
import { partBundlePrefix } from "#protocol/storage-keys.ts";
import { MAX_OPERATIONS_IN_FLIGHT, MAX_RECOVERY_BYTES } from "./limits.ts";
import { decodeFrames, type Restored } from "./part-objects.ts";
import type { Bucket } from "./ports.ts";

type Listed = { readonly key: string; readonly firstSeq: number; readonly lastSeq: number; readonly size: number };
export type RestoredObject = { readonly key: string; readonly bundles: readonly Restored[] };

/** Pages of a listing, at most: part bundles are deleted while the broadcast goes on, so one is the rule. */
const MAX_PAGES = 20;

/** The stored part bundle objects of a broadcast, oldest first; `nextSeq` is what the checkpoint expects next. */
export async function readPartObjects(
  bucket: Bucket,
  channelId: string,
  broadcastId: string,
  nextSeq: number,
): Promise<RestoredObject[]> {
  const chosen = choose(await listObjects(bucket, partBundlePrefix(channelId, broadcastId)), nextSeq);
  const read: RestoredObject[] = [];
  for (let at = 0; at < chosen.length; at += MAX_OPERATIONS_IN_FLIGHT) {
    read.push(
      ...(await Promise.all(chosen.slice(at, at + MAX_OPERATIONS_IN_FLIGHT).map((one) => readOne(bucket, one)))),
    );
  }
  return read;
}

async function readOne(bucket: Bucket, { key }: Listed): Promise<RestoredObject> {
  const object = await bucket.get(key);
  return { key, bundles: object === null ? [] : decodeFrames(new Uint8Array(await object.arrayBuffer())) };
}

async function listObjects(bucket: Bucket, prefix: string): Promise<Listed[]> {
  const found: { key: string; size: number }[] = [];
  for await (const page of pages(bucket, prefix)) found.push(...page);
  const sorted = found
    .map(({ key, size }) => ({ key, size, firstSeq: Number.parseInt(key.slice(prefix.length), 10) }))
    .filter(({ firstSeq }) => Number.isSafeInteger(firstSeq))
    .sort((a, b) => a.firstSeq - b.firstSeq);
  return sorted.map((one, at) => ({
    ...one,
    lastSeq: (sorted[at + 1]?.firstSeq ?? Number.POSITIVE_INFINITY) - 1,
  }));
}

async function* pages(bucket: Bucket, prefix: string): AsyncGenerator<{ key: string; size: number }[]> {
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const listed = await bucket.list({ prefix, ...(cursor === undefined ? {} : { cursor }) });
    yield listed.objects;
    if (!listed.truncated) return;
    cursor = listed.cursor;
  }
}

/** What fits MAX_RECOVERY_BYTES: first what continues the timeline, in order, then the newest of what lies before. */
function choose(objects: readonly Listed[], nextSeq: number): Listed[] {
  const ahead = objects.filter((one) => one.lastSeq >= nextSeq);
  const before = objects.filter((one) => one.lastSeq < nextSeq).reverse();
  let bytes = 0;
  const chosen = [...ahead, ...before].filter((one) => {
    bytes += one.size;
    return bytes <= MAX_RECOVERY_BYTES;
  });
  return chosen.sort((a, b) => a.firstSeq - b.firstSeq);
}

/** Deletes everything below a prefix. */
export async function deletePrefix(bucket: Bucket, prefix: string): Promise<void> {
  const keys: string[] = [];
  for await (const page of pages(bucket, prefix)) keys.push(...page.map(({ key }) => key));
  for (let at = 0; at < keys.length; at += MAX_DELETE_KEYS) await bucket.delete(keys.slice(at, at + MAX_DELETE_KEYS));
}

/** Keys of one delete call (platform limit, 2026-11). */
const MAX_DELETE_KEYS = 1000;
