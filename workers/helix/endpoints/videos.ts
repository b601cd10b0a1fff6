/** Recordings. Clips are not made yet: their list is empty, and says so truthfully. */

import type { HelixVideo } from "#protocol/helix/channels.ts";
import type { HelixPage } from "#protocol/helix/envelope.ts";
import { categoryExists } from "../../categories/rows.ts";
import { type Call, forAnyone } from "../endpoint.ts";
import { badRequest, malformed, notFound } from "../fault.ts";
import { pageOf } from "../page.ts";
import { numberedPlaceSchema } from "../rows/read.ts";
import { videoPlaceOf, videosByIds, videosOf } from "../rows/videos.ts";
import { videoOf } from "../shapes.ts";

const DAY_MS = 24 * 3600 * 1000;
const PERIODS = ["all", "day", "week", "month"] as const;
const PERIOD_MS: Readonly<Record<(typeof PERIODS)[number], number>> = {
  all: Number.POSITIVE_INFINITY,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
};

async function getVideos({ db, query, origin, nowMs }: Call): Promise<HelixPage<HelixVideo>> {
  const ids = query.values("id");
  const given = [ids.length > 0, query.one("user_id") !== null, query.one("game_id") !== null];
  const count = given.filter(Boolean).length;
  if (count === 0) throw badRequest('Missing required parameter "id", "user_id" or "game_id"');
  if (count > 1) throw badRequest('Only one of "id", "user_id" and "game_id" may be given.');
  if (ids.length > 0) {
    const known = query.ids("id");
    if (known.length === 0) throw malformed("id", "the value must be a valid ID");
    const videos = await videosByIds(db, known);
    if (videos.length === 0) throw notFound("The ID in id was not found.");
    return { data: videos.map((row) => videoOf(origin, row)), pagination: {} };
  }
  const period = query.choice("period", PERIODS, "all");
  query.choice("sort", ["time", "trending", "views"], "time");
  const type = query.choice("type", ["all", "archive", "highlight", "upload"], "all");
  const ask = query.page("videos", numberedPlaceSchema);
  const [userId, gameId] = [query.optionalId("user_id"), query.optionalId("game_id")];
  await existingGame(db, gameId);
  // Recordings are not filed under a category, and all of them are past streams.
  if (userId === null || type === "highlight" || type === "upload") return { data: [], pagination: {} };
  const since = period === "all" ? 0 : nowMs - PERIOD_MS[period];
  const { entries, pagination } = pageOf(ask, await videosOf(db, userId, since, ask), videoPlaceOf);
  return { data: entries.map((row) => videoOf(origin, row)), pagination };
}

async function existingGame(db: D1Database, gameId: string | null): Promise<void> {
  if (gameId !== null && !(await categoryExists(db, gameId))) throw notFound("The ID in game_id was not found.");
}

async function getClips({ db, query }: Call): Promise<HelixPage<never>> {
  const given = [query.values("id").length > 0, query.one("broadcaster_id") !== null, query.one("game_id") !== null];
  const count = given.filter(Boolean).length;
  if (count === 0) throw badRequest('Missing required parameter "id", "broadcaster_id" or "game_id"');
  if (count > 1) throw badRequest('Only one of "id", "broadcaster_id" and "game_id" may be given.');
  query.page("clips", numberedPlaceSchema);
  query.optionalId("broadcaster_id");
  await existingGame(db, query.optionalId("game_id"));
  query.time("started_at");
  query.time("ended_at");
  query.flag("is_featured");
  return { data: [], pagination: {} };
}

export const videoEndpoints = [forAnyone("GET", "/videos", getVideos), forAnyone("GET", "/clips", getClips)] as const;
