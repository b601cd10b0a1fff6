/** The rows of channels, live channels and recordings in D1: the Worker's only SQL. Rows are read through schemas. */
import * as v from "valibot";
import { idSchema, loginSchema } from "#protocol/ids.ts";

const idColumn = v.pipe(v.number(), v.transform(String), idSchema);
const keyRow = v.object({ id: idColumn, login: loginSchema });
const channelRow = v.object({ id: idColumn, login: loginSchema, display_name: v.string(), title: v.string() });
const liveRow = v.object({
  ...channelRow.entries,
  broadcast_id: idSchema,
  started_at: v.number(),
  viewers: v.number(),
});
const anyRow = v.object({
  ...channelRow.entries,
  broadcast_id: v.nullable(idSchema),
  started_at: v.nullable(v.number()),
  viewers: v.nullable(v.number()),
});
const vodRow = v.object({
  id: idSchema,
  channel_id: idColumn,
  login: loginSchema,
  title: v.string(),
  started_at: v.number(),
  duration: v.number(),
});

export type ChannelRow = v.InferOutput<typeof channelRow>;
export type LiveRow = v.InferOutput<typeof liveRow>;
export type AnyRow = v.InferOutput<typeof anyRow>;
export type VodRow = v.InferOutput<typeof vodRow>;

/** Live channels, and recordings of a channel, that one answer names. */
const MAX_LIVE = 100;
const MAX_VODS = 50;
/** Channels that the operator's list names. */
const MAX_CHANNELS = 1000;

async function first<T>(
  schema: v.GenericSchema<unknown, T>,
  db: D1Database,
  sql: string,
  ...values: (string | number)[]
): Promise<T | null> {
  const row = await db
    .prepare(sql)
    .bind(...values)
    .first();
  return row === null ? null : v.parse(schema, row);
}

async function all<T>(
  schema: v.GenericSchema<unknown, T>,
  db: D1Database,
  sql: string,
  ...values: (string | number)[]
): Promise<T[]> {
  const { results } = await db
    .prepare(sql)
    .bind(...values)
    .all();
  return results.map((row) => v.parse(schema, row));
}

const CHANNEL = "id, login, display_name, title";

export const channelByLogin = (db: D1Database, login: string): Promise<ChannelRow | null> =>
  first(channelRow, db, `SELECT ${CHANNEL} FROM channels WHERE login = ?`, login);

export const channelByKeyHash = (db: D1Database, hash: string): Promise<{ id: string; login: string } | null> =>
  first(keyRow, db, "SELECT id, login FROM channels WHERE stream_key_hash = ?", hash);

/** The new channel's row; null when the login is taken. */
export const insertChannel = (
  db: D1Database,
  channel: { login: string; displayName: string; title: string; keyHash: string; now: number },
): Promise<ChannelRow | null> =>
  first(
    channelRow,
    db,
    `INSERT INTO channels (id, login, display_name, title, stream_key_hash, created_at)
     VALUES ((SELECT coalesce(max(id), 1000) + 1 FROM channels), ?, ?, ?, ?, ?)
     ON CONFLICT (login) DO NOTHING RETURNING ${CHANNEL}`,
    channel.login,
    channel.displayName,
    channel.title,
    channel.keyHash,
    channel.now,
  );

export const replaceKey = (db: D1Database, login: string, keyHash: string): Promise<ChannelRow | null> =>
  first(channelRow, db, `UPDATE channels SET stream_key_hash = ? WHERE login = ? RETURNING ${CHANNEL}`, keyHash, login);

export const setTitle = (db: D1Database, login: string, title: string): Promise<ChannelRow | null> =>
  first(channelRow, db, `UPDATE channels SET title = ? WHERE login = ? RETURNING ${CHANNEL}`, title, login);

/** Most viewers first. */
export const liveChannels = (db: D1Database): Promise<LiveRow[]> =>
  all(
    liveRow,
    db,
    `SELECT c.id, c.login, c.display_name, c.title, l.broadcast_id, l.started_at, l.viewers
     FROM live_channels l JOIN channels c ON c.id = l.channel_id ORDER BY l.viewers DESC, l.channel_id LIMIT ?`,
    MAX_LIVE,
  );

/** Every channel, oldest first, with what the directory knows of its broadcast. */
export const allChannels = (db: D1Database): Promise<AnyRow[]> =>
  all(
    anyRow,
    db,
    `SELECT c.id, c.login, c.display_name, c.title, l.broadcast_id, l.started_at, l.viewers
     FROM channels c LEFT JOIN live_channels l ON l.channel_id = c.id ORDER BY c.id LIMIT ?`,
    MAX_CHANNELS,
  );

const VOD = `SELECT v.id, v.channel_id, c.login, v.title, v.started_at, v.duration
             FROM vods v JOIN channels c ON c.id = v.channel_id`;

export const vodById = (db: D1Database, id: string): Promise<VodRow | null> =>
  first(vodRow, db, `${VOD} WHERE v.id = ?`, id);

/** Newest first. */
export const vodsOfChannel = (db: D1Database, channelId: string): Promise<VodRow[]> =>
  all(vodRow, db, `${VOD} WHERE v.channel_id = ? ORDER BY v.started_at DESC LIMIT ?`, Number(channelId), MAX_VODS);
