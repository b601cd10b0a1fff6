/** The rows in D1 by which people find a live channel and its recordings. Every statement may run twice. */
import type { Directory } from "./ports.ts";

/** The part of a D1 database that is used here. */
type Database = { prepare(sql: string): { bind(...values: (string | number | null)[]): { run(): Promise<unknown> } } };

export function openDirectory(database: Database): Directory {
  const run = async (sql: string, ...values: (string | number | null)[]): Promise<void> => {
    await database
      .prepare(sql)
      .bind(...values)
      .run();
  };
  return {
    announce: ({ channelId, broadcastId, startedAt }) =>
      run(
        `INSERT INTO live_channels (channel_id, broadcast_id, started_at, viewers) VALUES (?, ?, ?, 0)
         ON CONFLICT (channel_id) DO UPDATE SET
           viewers = iif(broadcast_id = excluded.broadcast_id, viewers, 0),
           still = iif(broadcast_id = excluded.broadcast_id, still, NULL),
           still_before = iif(broadcast_id = excluded.broadcast_id, still_before, NULL),
           broadcast_id = excluded.broadcast_id, started_at = excluded.started_at`,
        Number(channelId),
        broadcastId,
        startedAt,
      ),
    setViewers: (channelId, broadcastId, viewers) =>
      run(
        "UPDATE live_channels SET viewers = ? WHERE channel_id = ? AND broadcast_id = ?",
        viewers,
        Number(channelId),
        broadcastId,
      ),
    withdraw: (channelId, broadcastId) =>
      run("DELETE FROM live_channels WHERE channel_id = ? AND broadcast_id = ?", Number(channelId), broadcastId),
    addVod: ({ id, channelId, startedAt, duration, still }) =>
      run(
        `INSERT INTO vods (id, channel_id, title, started_at, duration, still)
         SELECT ?, id, title, ?, ?, ? FROM channels WHERE id = ? ON CONFLICT (id) DO NOTHING`,
        id,
        startedAt,
        duration,
        still,
        Number(channelId),
      ),
  };
}
