/** Which stills are shown: their rows in D1. Rows are read through schemas. */
import * as v from "valibot";
import { idSchema } from "#protocol/ids.ts";
import { stillTimeSchema } from "#protocol/ingest/still.ts";

const time = v.nullable(stillTimeSchema);
const idColumn = v.pipe(v.number(), v.transform(String), idSchema);

/** Every statement, so that the tests can ask for their plans. */
export const STILL_SQL = {
  ofBroadcast: "SELECT still, still_before FROM live_channels WHERE channel_id = ? AND broadcast_id = ?",
  /** Only while the newest is the one that was read. */
  show: `UPDATE live_channels SET still_before = still, still = ?
         WHERE channel_id = ? AND broadcast_id = ? AND still IS ?`,
  ofLogin: `SELECT c.id, c.avatar, c.banner, l.broadcast_id, l.still
            FROM channels c LEFT JOIN live_channels l ON l.channel_id = c.id WHERE c.login = ?`,
  ofVod: `SELECT c.id, c.avatar, c.banner, v.id AS broadcast_id, v.still
          FROM vods v JOIN channels c ON c.id = v.channel_id WHERE v.id = ?`,
} as const;

const shownRow = v.object({ still: time, still_before: time });
export type ShownStills = v.InferOutput<typeof shownRow>;

/** Null while the broadcast is not listed. */
export async function stillsOf(db: D1Database, channelId: string, broadcastId: string): Promise<ShownStills | null> {
  const row = await db.prepare(STILL_SQL.ofBroadcast).bind(Number(channelId), broadcastId).first();
  return row === null ? null : v.parse(shownRow, row);
}

/** False when another one came first, or the broadcast is over. */
export async function showStill(
  db: D1Database,
  channelId: string,
  broadcastId: string,
  { at, before }: { readonly at: number; readonly before: number | null },
): Promise<boolean> {
  const { meta } = await db.prepare(STILL_SQL.show).bind(at, Number(channelId), broadcastId, before).run();
  return meta.changes > 0;
}

const picturedRow = v.object({
  id: idColumn,
  avatar: v.nullable(v.string()),
  banner: v.nullable(v.string()),
  broadcast_id: v.nullable(idSchema),
  still: time,
});
export type Pictured = v.InferOutput<typeof picturedRow>;

async function pictured(db: D1Database, sql: string, name: string): Promise<Pictured | null> {
  const row = await db.prepare(sql).bind(name).first();
  return row === null ? null : v.parse(picturedRow, row);
}

/** What stands for a channel now; null when there is no such channel. */
export const picturedLogin = (db: D1Database, login: string): Promise<Pictured | null> =>
  pictured(db, STILL_SQL.ofLogin, login);

/** What stands for a recording; null when there is no such one. */
export const picturedVod = (db: D1Database, id: string): Promise<Pictured | null> => pictured(db, STILL_SQL.ofVod, id);
