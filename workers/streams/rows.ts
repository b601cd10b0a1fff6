/** What a stream's id names, read from D1: a channel, a broadcast that is on, or a recording. The only SQL of streams. */
import * as v from "valibot";
import { idSchema, loginSchema } from "#protocol/ids.ts";

const idColumn = v.pipe(v.number(), v.transform(String), idSchema);
const namedRow = v.object({
  channel_id: idColumn,
  login: loginSchema,
  /** The recording to play: the one of this id, or the channel's newest. */
  vod_id: v.nullable(idSchema),
});
export type NamedRow = v.InferOutput<typeof namedRow>;

/** Every statement, so that the tests can ask for their plans. */
export const STREAM_SQL = {
  byChannel: `SELECT c.id AS channel_id, c.login,
      (SELECT v.id FROM vods v WHERE v.channel_id = c.id ORDER BY v.started_at DESC LIMIT 1) AS vod_id
    FROM channels c WHERE c.id = ?`,
  byRecording: `SELECT v.channel_id, c.login, v.id AS vod_id FROM vods v JOIN channels c ON c.id = v.channel_id WHERE v.id = ?`,
  byBroadcast: `SELECT c.id AS channel_id, c.login, NULL AS vod_id
    FROM live_channels l JOIN channels c ON c.id = l.channel_id WHERE l.broadcast_id = ?`,
} as const;

async function first(db: D1Database, sql: string, value: string | number): Promise<NamedRow | null> {
  const row = await db.prepare(sql).bind(value).first();
  return row === null ? null : v.parse(namedRow, row);
}

export const channelOfId = (db: D1Database, id: string): Promise<NamedRow | null> =>
  first(db, STREAM_SQL.byChannel, Number(id));

/** A recording first: its broadcast is over, whatever the list of live channels still says. */
export const broadcastOfId = async (db: D1Database, id: string): Promise<NamedRow | null> =>
  (await first(db, STREAM_SQL.byRecording, id)) ?? (await first(db, STREAM_SQL.byBroadcast, id));
