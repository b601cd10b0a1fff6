/** The stills of a broadcast that has ended: its recording shows the newest. The Worker stores them while it is on. */
import { stillPrefix, stillTimeOfKey } from "#protocol/storage-keys.ts";
import type { Bucket } from "./ports.ts";

/** When the newest was stored, milliseconds since the Unix epoch, and the only one left; null when there is none. May run twice. */
export async function keepNewestStill(bucket: Bucket, channelId: string, broadcastId: string): Promise<number | null> {
  // Two or three are there, since the Worker deletes as it stores: one page.
  const { objects } = await bucket.list({ prefix: stillPrefix(channelId, broadcastId) });
  const [newest, ...older] = objects
    .map(({ key }) => key)
    .toSorted((one, other) => stillTimeOfKey(other) - stillTimeOfKey(one));
  if (newest === undefined) return null;
  if (older.length > 0) await bucket.delete(older);
  return stillTimeOfKey(newest);
}
