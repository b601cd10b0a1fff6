/** The bytes behind live addresses: parts, segments and initialisation sections; what comes next is held until it is there. */
import type { Context } from "hono";
import { type Located, locate } from "#media/timeline/edge.ts";
import type { Timeline } from "#media/timeline/timeline.ts";
import { Fault } from "#protocol/errors.ts";
import type { MediaFile } from "#protocol/playback/addresses.ts";
import { PART_SEGMENTS } from "#protocol/playback/constants.ts";
import type { App } from "../env.ts";
import { endedFile } from "./ended.ts";
import { bytesAnswer } from "./media-answers.ts";
import { initBytes, liveBytes, type Source } from "./media-bytes.ts";
import { MAX_REFUSAL_AGE_MS } from "./mirror.ts";
import { contentTypeOf, type Place } from "./place.ts";

/** A rendition of one broadcast of the channel. */
export type Asked = Place & { readonly broadcastId: string; readonly rendition: string };

export const tooLong = (): Fault => new Fault("unavailable", "Nothing came within the time that a request is held.");

export async function liveFile(c: Context<App>, asked: Asked, file: MediaFile): Promise<Response> {
  const { mirror, rendition, broadcastId, visit } = asked;
  const type = contentTypeOf(mirror.timeline?.ladder ?? [], rendition);
  const bytes =
    file.kind === "init" ? await initBytes(sourceOf(c, asked), file.version, true) : await heldBytes(c, asked, file);
  if (bytes !== null) return bytesAnswer(bytes, type, c.req.header("Range"));
  // The broadcast may have ended since the mirror last heard: then its recording has what was stored.
  const now = await mirror.sync(visit, MAX_REFUSAL_AGE_MS);
  if (now === null || now.ended || now.broadcastId !== broadcastId) return endedFile(c, asked, file);
  throw new Fault("not_found", "There is no such file.");
}

/** The bytes of a part or segment; those that come next are held until they are there (EXT-X-PRELOAD-HINT). */
async function heldBytes(
  c: Context<App>,
  asked: Asked,
  file: Exclude<MediaFile, { kind: "init" }>,
): Promise<Uint8Array | null> {
  const { mirror, visit, rendition, broadcastId } = asked;
  const part = file.kind === "part" ? file.part : null;
  const where = (now: Timeline | null): Located =>
    now?.broadcastId === broadcastId ? locate(now, rendition, file.msn, part) : { at: "nowhere" };
  const read = async (now: Timeline | null): Promise<Uint8Array | null> => {
    const found = where(now);
    if (now === null || found.at !== "here") return null;
    const newest = now.segments.at(-1)?.msn ?? file.msn;
    return liveBytes(sourceOf(c, asked), file.msn, part, found.range, file.msn > newest - PART_SEGMENTS);
  };
  if (where(mirror.timeline).at === "nowhere") await mirror.sync(visit, MAX_REFUSAL_AGE_MS);
  if (where(mirror.timeline).at === "nowhere") return null;
  if (!(await mirror.until(visit, (now) => where(now).at !== "next"))) throw tooLong();
  // Stored and dropped from the object's memory since the mirror last heard: an up-to-date one knows where.
  return (await read(mirror.timeline)) ?? read(await mirror.sync(visit, MAX_REFUSAL_AGE_MS));
}

const sourceOf = (c: Context<App>, { channelId, broadcastId, rendition, visit }: Asked): Source => ({
  env: c.env,
  keepAlive: visit.keepAlive,
  channelId,
  broadcastId,
  rendition,
});
