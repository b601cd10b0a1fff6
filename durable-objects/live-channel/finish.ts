/** What happens once a broadcast has ended: its last segments, its index, its rows. Idempotent: it runs again until it succeeds. */
import { partBundlePrefix, stillPrefix, vodIndexKey, vodPrefix } from "#protocol/storage-keys.ts";
import type { Broadcast } from "./broadcast.ts";
import { DRAIN_MS } from "./limits.ts";
import type { Bucket, ChannelStore, Directory } from "./ports.ts";
import { deletePrefix } from "./recovery.ts";
import { keepNewestStill } from "./stills.ts";
import { buildVodIndex, vodDuration } from "./vod.ts";

export type FinishPorts = { readonly bucket: Bucket; readonly store: ChannelStore; readonly directory: Directory };

/** True once the recording stands (or there is nothing to keep) and the broadcast's rows are gone; false when writes still wait. */
export async function finishBroadcast(broadcast: Broadcast, ports: FinishPorts): Promise<boolean> {
  const { bucket, store, directory } = ports;
  const { timeline } = broadcast;
  const { channelId, broadcastId, startedAt } = timeline;
  if (!(await broadcast.writes.drained(DRAIN_MS))) return false;
  const index = buildVodIndex(timeline, store.segments(broadcastId));
  if (index === null) {
    await deletePrefix(bucket, vodPrefix(channelId, broadcastId));
    await deletePrefix(bucket, stillPrefix(channelId, broadcastId));
  } else {
    await bucket.put(vodIndexKey(channelId, broadcastId), new TextEncoder().encode(JSON.stringify(index)));
    const still = await keepNewestStill(bucket, channelId, broadcastId);
    await directory.addVod({ id: broadcastId, channelId, startedAt, duration: vodDuration(index), still });
  }
  await directory.withdraw(channelId, broadcastId);
  await deletePrefix(bucket, partBundlePrefix(channelId, broadcastId));
  store.clearBroadcast(broadcastId);
  broadcast.release();
  return true;
}
