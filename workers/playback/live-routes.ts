/** `/live/...`: playlists and bytes of what is on now, and of what has just ended. Names: protocol/playback/addresses.ts. */
import { type Context, Hono } from "hono";
import * as v from "valibot";
import { renderMedia } from "#media/playlist/media.ts";
import { renderMultivariant } from "#media/playlist/multivariant.ts";
import { answerReload, edgeOf } from "#media/timeline/edge.ts";
import { type Timeline, trackOf } from "#media/timeline/timeline.ts";
import { Fault } from "#protocol/errors.ts";
import { idSchema, renditionIdSchema } from "#protocol/ids.ts";
import { MASTER_NAME, MEDIA_NAME, parseMediaFile } from "#protocol/playback/addresses.ts";
import type { App } from "../env.ts";
import { measuredBandwidths } from "./bandwidth.ts";
import { type Directives, readDirectives } from "./directives.ts";
import { endedFile, endedPlaylist } from "./ended.ts";
import { type Asked, liveFile, tooLong } from "./live-files.ts";
import { acceptedEncodings, CACHE, packPlaylist, playlistAnswer } from "./media-answers.ts";
import { MAX_REFUSAL_AGE_MS, type Mirror, type Visit } from "./mirror.ts";
import { placeOf } from "./place.ts";

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
    return name === MEDIA_NAME ? media(c, asked) : liveFile(c, asked, name);
  });

const offline = (): Fault => new Fault("offline", "The channel is offline.");

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
  return playlistAnswer(playlist, CACHE.multivariant, acceptedEncodings(c.req.raw));
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
  return playlistAnswer(playlist, cacheOf(timeline, directives), acceptedEncodings(c.req.raw));
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
  const isRefused = (now: Timeline): boolean => answer(now) === "reject" || !isNamed(now, rendition);
  if (mirror.timeline === null || isRefused(mirror.timeline)) {
    // The mirror may be a little behind: only an up-to-date one refuses. One that holds needs no such call, its wait brings the news.
    const now = await mirror.sync(visit, MAX_REFUSAL_AGE_MS);
    checkRendition(now, rendition);
    if (now !== null && answer(now) === "reject") {
      throw new Fault("bad_request", "_HLS_msn and _HLS_part lie too far ahead (RFC 8216bis 6.2.5.2).");
    }
  }
  if (!(await mirror.until(visit, (now) => answer(now) === "ready"))) throw tooLong();
}

/** Whether the ladder has the rendition, as far as can be said: it may not be declared yet. */
const isNamed = ({ ladder, ended }: Timeline, rendition: string): boolean =>
  ended || ladder.length === 0 || ladder.some(({ id }) => id === rendition);

/** A rendition that left the ladder is gone, so that players switch; one that never was is not found. */
function checkRendition(timeline: Timeline | null, rendition: string): void {
  if (timeline === null || isNamed(timeline, rendition)) return;
  const was = timeline.segments.some((segment) => trackOf(segment, rendition) !== undefined);
  throw was
    ? new Fault("gone", "This rendition is no longer made.")
    : new Fault("not_found", "There is no such rendition.");
}
