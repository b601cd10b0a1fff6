/** The rows of channels as their logins and keys name them, and of recordings, in D1. Rows are read through schemas. */
import * as v from "valibot";
import { idSchema, loginSchema } from "#protocol/ids.ts";

const idColumn = v.pipe(v.number(), v.transform(String), idSchema);
const keyRow = v.object({ id: idColumn, login: loginSchema });
const channelRow = v.object({ id: idColumn, login: loginSchema, display_name: v.string(), title: v.string() });
export const vodRow = v.object({
  id: idSchema,
  channel_id: idColumn,
  login: loginSchema,
  title: v.string(),
  started_at: v.number(),
  duration: v.number(),
  still: v.nullable(v.number()),
});

export type ChannelRow = v.InferOutput<typeof channelRow>;
export type VodRow = v.InferOutput<typeof vodRow>;

/** Recordings of a channel that one answer names. */
const MAX_VODS = 50;

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

export async function hasChannelId(db: D1Database, id: string): Promise<boolean> {
  return (await db.prepare("SELECT 1 FROM channels WHERE id = ?").bind(Number(id)).first()) !== null;
}

export type NewChannel = {
  readonly login: string;
  /** Absent: as the user of this login is shown, or the login. */
  readonly displayName: string | undefined;
  readonly title: string;
  readonly keyHash: string;
  readonly now: number;
};

/**
 * The new channel's row; null when the login is taken. The user of the login gets the channel, and is made first when there is none. A guest's
 * name is taken: whoever typed it first must not become a broadcaster by it.
 */
export async function insertChannel(db: D1Database, channel: NewChannel): Promise<ChannelRow | null> {
  const { login, displayName, title, keyHash, now } = channel;
  const [, inserted] = await db.batch([
    db
      .prepare(
        `INSERT INTO users (id, login, display_name, created_at)
         VALUES ((SELECT coalesce(max(id), 1000) + 1 FROM users), ?, ?, ?) ON CONFLICT (login) DO NOTHING`,
      )
      .bind(login, displayName ?? login, now),
    db
      .prepare(
        `INSERT INTO channels (id, login, display_name, title, stream_key_hash, created_at, key_made_at)
         SELECT id, login, coalesce(?, display_name), ?, ?, ?, ? FROM users WHERE login = ? AND guest = 0
         ON CONFLICT DO NOTHING RETURNING ${CHANNEL}`,
      )
      .bind(displayName ?? null, title, keyHash, now, now, login),
    db
      .prepare(
        `UPDATE users SET display_name = (SELECT c.display_name FROM channels c WHERE c.id = users.id)
         WHERE login = ? AND id IN (SELECT id FROM channels WHERE login = ?)`,
      )
      .bind(login, login),
  ]);
  const [row] = inserted?.results ?? [];
  return row === undefined ? null : v.parse(channelRow, row);
}

export const replaceKey = (db: D1Database, login: string, keyHash: string, now: number): Promise<ChannelRow | null> =>
  first(
    channelRow,
    db,
    `UPDATE channels SET stream_key_hash = ?, key_made_at = ? WHERE login = ? RETURNING ${CHANNEL}`,
    keyHash,
    now,
    login,
  );

/** Of a recording, as `vodRow` reads them. */
export const VOD_COLUMNS = `SELECT v.id, v.channel_id, c.login, v.title, v.started_at, v.duration, v.still
             FROM vods v JOIN channels c ON c.id = v.channel_id`;

export const vodById = (db: D1Database, id: string): Promise<VodRow | null> =>
  first(vodRow, db, `${VOD_COLUMNS} WHERE v.id = ?`, id);

/** Newest first. */
export const vodsOfChannel = (db: D1Database, channelId: string): Promise<VodRow[]> =>
  all(
    vodRow,
    db,
    `${VOD_COLUMNS} WHERE v.channel_id = ? ORDER BY v.started_at DESC LIMIT ?`,
    Number(channelId),
    MAX_VODS,
  );
