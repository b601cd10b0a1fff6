/** The indexes of recordings: read from R2 once, kept by the isolate. */
import * as v from "valibot";
import { type VodIndex, vodIndexSchema } from "#protocol/playback/vod-index.ts";
import { vodIndexKey } from "#protocol/storage-keys.ts";
import { Coalescer, type KeepAlive } from "../coalesce.ts";
import { Lru } from "../lru.ts";
import { type Playlist, packPlaylist } from "./media-answers.ts";

/** Bytes of index text whose parsed form, and of playlists that, one isolate keeps. One that is larger is kept alone. */
const MAX_INDEX_BYTES = 8 * 1024 * 1024;
const MAX_PLAYLIST_BYTES = 8 * 1024 * 1024;

const indexes = new Lru<VodIndex>(MAX_INDEX_BYTES);
const playlists = new Lru<Playlist>(MAX_PLAYLIST_BYTES);
const reads = new Coalescer<VodIndex | null>();
const schema = v.pipe(v.string(), v.parseJson(), vodIndexSchema);

/** Null when there is no recording of the broadcast (yet). */
export async function readVodIndex(
  bucket: R2Bucket,
  keepAlive: KeepAlive,
  channelId: string,
  broadcastId: string,
): Promise<VodIndex | null> {
  const key = vodIndexKey(channelId, broadcastId);
  const known = indexes.get(key);
  if (known !== undefined) return known;
  return reads.run(key, keepAlive, async () => {
    const object = await bucket.get(key);
    if (object === null) return null;
    const text = await object.text();
    const index = v.parse(schema, text);
    indexes.set(key, index, Math.min(text.length, MAX_INDEX_BYTES));
    return index;
  });
}

/** A playlist of a recording never changes; `name` tells those of one recording apart. */
export function vodPlaylist(index: VodIndex, name: string, render: () => string): Playlist {
  const key = `${index.channelId}/${index.broadcastId}/${name}`;
  const known = playlists.get(key);
  if (known !== undefined) return known;
  const playlist = packPlaylist(render());
  const size = playlist.plain.byteLength + playlist.packed.byteLength;
  playlists.set(key, playlist, Math.min(size, MAX_PLAYLIST_BYTES));
  return playlist;
}
