/** `/live/...`: playlists and bytes of what is on now, and of what has just ended. Names: protocol/playback/addresses.ts. */
import { type Context, Hono } from "hono";
import * as v from "valibot";
import { renderMedia } from "#media/playlist/media.ts";
import { renderMultivariant } from "#media/playlist/multivariant.ts";
import { answerReload, edgeOf, locate } from "#media/timeline/edge.ts";
import type { Timeline } from "#media/timeline/timeline.ts";
import { Fault } from "#protocol/errors.ts";
import { idSchema, renditionIdSchema } from "#protocol/ids.ts";
import { MASTER_NAME, MEDIA_NAME, type MediaFile, parseMediaFile } from "#protocol/playback/addresses.ts";
import { PART_SEGMENTS } from "#protocol/playback/constants.ts";
import type { App } from "../env.ts";
import { measuredBandwidths } from "./bandwidth.ts";
import { type Directives, readDirectives } from "./directives.ts";
import { endedFile, endedPlaylist } from "./ended.ts";
import { bytesAnswer, CACHE, packPlaylist, playlistAnswer } from "./media-answers.ts";
import { initBytes, liveBytes } from "./media-bytes.ts";
import type { Mirror, Visit } from "./mirror.ts";
import { contentTypeOf, type Place, placeOf } from "./place.ts";

export const liveRoutes = new Hono<App>()
  .get(`/:login/${MASTER_NAME}`, async (c) => {
    const place = await placeOf(c, c.req.param("login"));
    return master(c, place.mirror, place.visit);
  })
  .get("/:login/:broadcastId/:rendition/:file", async (c) => {
    const { login, broadcastId, rendition, file } = c.req.param();
    const name = file === MEDIA_NAME ? MEDIA_NAME : parseMediaFile(file);
    if (!v.is(idSchema, broadcastId) || !v.is(renditionIdSchema, rendition) || name === null) {
      throw new Fault("not_found", "There is no such file.");
    }
    const place = await placeOf(c, login);
    const asked = { ...place, broadcastId, rendition };
    const known = place.mirror.timeline;
    const timeline = known?.broadcastId === broadcastId ? known : await place.mirror.sync(place.visit);
    if (timeline?.broadcastId !== broadcastId) {
      return name === MEDIA_NAME ? endedPlaylist(c, asked) : endedFile(c, asked, name);
    }
    return name === MEDIA_NAME ? media(c, asked) : mediaFile(c, asked, name);
  });

type Asked = Place & { readonly broadcastId: string; readonly rendition: string };

const offline = (): Fault => new Fault("offline", "The channel is offline.");
const tooLong = (): Fault => new Fault("unavailable", "Nothing came within the time that a request is held.");

async function master(c: Context<App>, mirror: Mirror, visit: Visit): Promise<Response> {
  const timeline = await mirror.sync(visit);
  if (timeline === null || timeline.ended) throw offline();
  if (!(await mirror.until(visit, (now) => now.ended || isPlayable(now)))) throw tooLong();
  const now = mirror.timeline;
  if (now === null || now.ended) throw offline();
  const playlist = mirror.playlist(MASTER_NAME, () =>
    packPlaylist(
      renderMultivariant({
        ladder: now.ladder,
        bandwidths: measuredBandwidths(now),
        mediaPath: (rendition) => `${now.broadcastId}/${rendition}/${MEDIA_NAME}`,
      }),
    ),
  );
  return playlistAnswer(playlist, CACHE.multivariant, c.req.header("Accept-Encoding"));
}

const isPlayable = (timeline: Timeline): boolean => timeline.ladder.length > 0 && timeline.segments.length > 0;

async function media(c: Context<App>, asked: Asked): Promise<Response> {
  const { mirror, visit, rendition, broadcastId } = asked;
  const directives = readDirectives(new URL(c.req.url).searchParams);
  const isHere = ({ ended, broadcastId: id }: Timeline): boolean => ended || id !== broadcastId;
  if (directives.reload === null) {
    checkRendition(await mirror.sync(visit), rendition);
    const hasEdge = (now: Timeline): boolean => isHere(now) || edgeOf(now, rendition) !== null;
    if (!(await mirror.until(visit, hasEdge))) throw tooLong();
  } else {
    await untilReload(asked, directives.reload);
  }
  const timeline = mirror.timeline;
  if (timeline?.broadcastId !== broadcastId) return endedPlaylist(c, asked);
  checkRendition(timeline, rendition);
  const playlist = mirror.playlist(`${rendition}/${directives.skip}`, () =>
    packPlaylist(renderMedia(timeline, rendition, { skip: directives.skip })),
  );
  return playlistAnswer(playlist, cacheOf(timeline, directives), c.req.header("Accept-Encoding"));
}

const cacheOf = (timeline: Timeline, { reload }: Directives): string => {
  if (timeline.ended) return CACHE.ended;
  return reload === null ? CACHE.moment : CACHE.blocking;
};

/** Holds a blocking reload until the playlist has what it asks for (RFC 8216bis 6.2.5.2). */
async function untilReload(asked: Asked, reload: NonNullable<Directives["reload"]>): Promise<void> {
  const { mirror, visit, rendition, broadcastId } = asked;
  const answer = (now: Timeline): "ready" | "wait" | "reject" =>
    now.broadcastId === broadcastId ? answerReload(now, rendition, reload.msn, reload.part) : "ready";
  if (mirror.timeline === null || answer(mirror.timeline) !== "ready") {
    // The mirror may be a little behind: only an up-to-date one may hold or refuse.
    const now = await mirror.sync(visit);
    checkRendition(now, rendition);
    if (now !== null && answer(now) === "reject") {
      throw new Fault("bad_request", "_HLS_msn and _HLS_part lie too far ahead (RFC 8216bis 6.2.5.2).");
    }
  }
  if (!(await mirror.until(visit, (now) => answer(now) === "ready"))) throw tooLong();
}

/** A rendition that left the ladder is gone, so that players switch; one that never was is not found. */
function checkRendition(timeline: Timeline | null, rendition: string): void {
  if (timeline === null || timeline.ladder.length === 0 || timeline.ended) return;
  if (timeline.ladder.some(({ id }) => id === rendition)) return;
  const was = timeline.segments.some((segment) => segment.tracks[rendition] !== undefined);
  throw was
    ? new Fault("gone", "This rendition is no longer made.")
    : new Fault("not_found", "There is no such rendition.");
}

async function mediaFile(c: Context<App>, asked: Asked, file: MediaFile): Promise<Response> {
  const { mirror, rendition } = asked;
  const type = contentTypeOf(mirror.timeline?.ladder ?? [], rendition);
  const bytes =
    file.kind === "init" ? await initBytes(sourceOf(c, asked), file.version, true) : await heldBytes(c, asked, file);
  if (bytes === null) throw new Fault("not_found", "There is no such file.");
  return bytesAnswer(bytes, type, c.req.header("Range"));
}

/** The bytes of a part or segment; those that come next are held until they are there (EXT-X-PRELOAD-HINT). */
async function heldBytes(
  c: Context<App>,
  asked: Asked,
  file: Exclude<MediaFile, { kind: "init" }>,
): Promise<Uint8Array | null> {
  const { mirror, visit, rendition, broadcastId } = asked;
  const part = file.kind === "part" ? file.part : null;
  const where = (now: Timeline) => (now.broadcastId === broadcastId ? locate(now, rendition, file.msn, part) : NOWHERE);
  let now = mirror.timeline;
  if (now === null || where(now).at === "nowhere") now = await mirror.sync(visit);
  if (now === null || where(now).at === "nowhere") return null;
  if (!(await mirror.until(visit, (later) => where(later).at !== "next"))) throw tooLong();
  now = mirror.timeline;
  const found = now === null ? NOWHERE : where(now);
  if (now === null || found.at !== "here") return null;
  const newest = now.segments.at(-1)?.msn ?? file.msn;
  return liveBytes(sourceOf(c, asked), file.msn, part, found.range, file.msn > newest - PART_SEGMENTS);
}

const NOWHERE = { at: "nowhere" } as const;

const sourceOf = (c: Context<App>, { channelId, broadcastId, rendition, visit }: Asked) => ({
  env: c.env,
  keepAlive: visit.keepAlive,
  channelId,
  broadcastId,
  rendition,
});
