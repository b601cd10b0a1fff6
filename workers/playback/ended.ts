/** Live addresses of a broadcast that is no longer in the object's memory: the last window, from the recording's index. */
import type { Context } from "hono";
import { renderVodMedia } from "#media/playlist/vod.ts";
import { Fault } from "#protocol/errors.ts";
import { MEDIA_NAME, type MediaFile } from "#protocol/playback/addresses.ts";
import { WINDOW_SEGMENTS } from "#protocol/playback/constants.ts";
import type { VodIndex } from "#protocol/playback/vod-index.ts";
import type { KeepAlive } from "../coalesce.ts";
import type { App } from "../env.ts";
import { acceptedEncodings, bytesAnswer, CACHE, playlistAnswer } from "./media-answers.ts";
import { initBytes, storedBytes } from "./media-bytes.ts";
import { contentTypeOf } from "./place.ts";
import { readVodIndex, vodPlaylist } from "./vod-indexes.ts";

export type Recording = {
  readonly channelId: string;
  readonly broadcastId: string;
  readonly rendition: string;
  readonly visit: { readonly keepAlive: KeepAlive };
};

/** Throws a `not_found` Fault when nothing was kept of the broadcast. */
async function indexOf(c: Context<App>, { channelId, broadcastId, rendition, visit }: Recording): Promise<VodIndex> {
  const index = await readVodIndex(c.env.MEDIA, visit.keepAlive, channelId, broadcastId);
  if (index === null) throw new Fault("not_found", "There is no such broadcast.");
  if (!index.ladder.some(({ id }) => id === rendition)) throw new Fault("not_found", "There is no such rendition.");
  return index;
}

/** The last window with its end, so that a player which comes back stops. */
export async function endedPlaylist(c: Context<App>, asked: Recording): Promise<Response> {
  const index = await indexOf(c, asked);
  const window = { ...index, segments: index.segments.slice(-WINDOW_SEGMENTS) };
  const playlist = vodPlaylist(index, `window/${asked.rendition}`, () => renderVodMedia(window, asked.rendition));
  return playlistAnswer(playlist, CACHE.ended, acceptedEncodings(c.req.raw));
}

/** A recording's whole playlist. */
export async function vodMedia(c: Context<App>, asked: Recording): Promise<Response> {
  const index = await indexOf(c, asked);
  const name = `${asked.rendition}/${MEDIA_NAME}`;
  const playlist = vodPlaylist(index, name, () => renderVodMedia(index, asked.rendition));
  return playlistAnswer(playlist, CACHE.recording, acceptedEncodings(c.req.raw));
}

/** A file of a recording; parts exist only while a broadcast is live. */
export async function endedFile(c: Context<App>, asked: Recording, file: MediaFile): Promise<Response> {
  const index = await indexOf(c, asked);
  const { channelId, broadcastId, rendition, visit } = asked;
  const source = { env: c.env, keepAlive: visit.keepAlive, channelId, broadcastId, rendition };
  const bytes =
    file.kind === "init"
      ? await initBytes(source, file.version, false)
      : file.kind === "segment"
        ? await segmentOf(index, source, file.msn)
        : null;
  if (bytes === null) throw new Fault("not_found", "There is no such file.");
  return bytesAnswer(bytes, contentTypeOf(index.ladder, rendition), c.req.header("Range"));
}

async function segmentOf(
  index: VodIndex,
  source: Parameters<typeof storedBytes>[0],
  msn: number,
): Promise<Uint8Array | null> {
  const oldest = index.segments[0]?.msn ?? 0;
  const guess = index.segments[msn - oldest];
  const segment = guess?.msn === msn ? guess : index.segments.find((one) => one.msn === msn);
  const track = segment?.tracks[source.rendition];
  return track === undefined ? null : storedBytes(source, msn, { offset: track.offset, size: track.size });
}
