/** Recordings as the Twitch-shaped API reads them. */
import * as v from "valibot";
import { idSchema, loginSchema } from "#protocol/ids.ts";
import type { PageAsk } from "../page.ts";
import { all, idColumn, listOf, type NumberedPlace, pageEnd, pageEnds } from "./read.ts";

const videoRow = v.object({
  id: idSchema,
  channel_id: idColumn,
  login: loginSchema,
  display_name: v.string(),
  title: v.string(),
  language: v.nullable(v.string()),
  started_at: v.number(),
  duration: v.number(),
});
export type VideoRow = v.InferOutput<typeof videoRow>;

const VIDEO = `SELECT v.id, v.channel_id, c.login, c.display_name, v.title, c.language, v.started_at, v.duration
  FROM vods v CROSS JOIN channels c ON c.id = v.channel_id`;
/** Recordings of a channel that began after a moment. */
const OF_CHANNEL = `${VIDEO} WHERE v.channel_id = ? AND v.started_at >= ?`;
// Ids are text here, and a broadcast's begin is all but unique: the id only breaks ties.
const ends = pageEnds("v.started_at", "CAST(v.id AS INTEGER)");

/** Every statement, so that the tests can ask for their plans. */
export const VIDEO_SQL = {
  byIds: `${VIDEO} WHERE v.id IN (SELECT value FROM json_each(?))`,
  start: `${OF_CHANNEL} ${ends.start}`,
  after: `${OF_CHANNEL} ${ends.after}`,
  before: `${OF_CHANNEL} ${ends.before}`,
} as const;

export const videosByIds = (db: D1Database, ids: readonly string[]): Promise<readonly VideoRow[]> =>
  ids.length === 0 ? Promise.resolve([]) : all(videoRow, db, VIDEO_SQL.byIds, listOf(ids));

/** Newest first in the direction of the page. */
export function videosOf(
  db: D1Database,
  channelId: string,
  sinceMs: number,
  ask: PageAsk<NumberedPlace>,
): Promise<readonly VideoRow[]> {
  const { end, values } = pageEnd(ask);
  return all(videoRow, db, VIDEO_SQL[end], Number(channelId), sinceMs, ...values);
}

export const videoPlaceOf = ({ started_at, id }: VideoRow): NumberedPlace => [started_at, id];
