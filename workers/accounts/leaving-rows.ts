/** A person's export and the end of an account in the database: reads and deletes what `personal-data.ts` lists. */
import type { Export } from "#protocol/accounts/me.ts";
import { HELD_LOGIN_DAYS } from "#protocol/accounts/me.ts";
import {
  channelEmotesPrefix,
  channelStillPrefix,
  chatReplayPrefix,
  partBundlePrefix,
  stillPrefix,
  vodPrefix,
} from "#protocol/storage-keys.ts";
import { FORGET_SQL } from "./forget.ts";
import { HOLDINGS } from "./personal-data.ts";
import { STILL_WRITING_MS } from "./still-writing.ts";

const HELD_MS = HELD_LOGIN_DAYS * 24 * 3600 * 1000;
/** Broadcasts whose objects one deletion puts on the list to be purged, at most. */
const MAX_BROADCASTS = 5000;

/** Every statement, so that the tests can ask for their plans. */
export const LEAVING_SQL = {
  hold: `INSERT INTO held_logins (login, user_id, until) SELECT login, NULL, ? FROM users WHERE id = ?
         ON CONFLICT (login) DO UPDATE SET user_id = NULL, until = excluded.until`,
  /** Earlier logins stay held, for nobody. */
  disown: "UPDATE held_logins SET user_id = NULL WHERE user_id = ?",
  tombstone: `UPDATE users SET login = 'deleted_' || id, display_name = 'deleted_' || id, colour = NULL, description = '',
              language = NULL, account = NULL, staff = 0, deleted_at = ? WHERE id = ?`,
  recordings: `SELECT id FROM vods WHERE channel_id = ? LIMIT ${MAX_BROADCASTS}`,
  live: "SELECT broadcast_id FROM live_channels WHERE channel_id = ?",
  purge: "INSERT INTO purges (prefix, after) VALUES (?, ?) ON CONFLICT DO NOTHING",
} as const;

/** Statements of one batch, at most. */
const MAX_BATCH = 100;

export async function exportOf(db: D1Database, userId: string, accountId: string): Promise<Export["tables"]> {
  const read = HOLDINGS.flatMap(({ table, read: sql }) => (sql === null ? [] : [{ table, sql }]));
  const answers = await db.batch<Record<string, unknown>>(read.map(({ sql }) => prepared(db, sql, userId, accountId)));
  return Object.fromEntries(read.map(({ table }, i) => [table, answers[i]?.results ?? []]));
}

/** Deletes everything about a person in one transaction, and notes which objects in the bucket are to go. */
export async function deleteAccount(db: D1Database, userId: string, accountId: string, now: number): Promise<void> {
  const id = Number(userId);
  const purges = await prefixesOf(db, userId, now);
  // Noted first: a deletion that fails midway is begun again, and forgets no object.
  for (let i = 0; i < purges.length; i += MAX_BATCH) {
    await db.batch(
      purges.slice(i, i + MAX_BATCH).map(({ prefix, after }) => db.prepare(LEAVING_SQL.purge).bind(prefix, after)),
    );
  }
  await db.batch([
    ...[FORGET_SQL.noteRooms, FORGET_SQL.noteFollowed, FORGET_SQL.noteOwn].map((sql) => db.prepare(sql).bind(id)),
    ...HOLDINGS.flatMap(({ remove }) => (remove === null ? [] : [prepared(db, remove, userId, accountId)])),
    db.prepare(LEAVING_SQL.disown).bind(id),
    db.prepare(LEAVING_SQL.hold).bind(now + HELD_MS, id),
    db.prepare(LEAVING_SQL.tombstone).bind(now, id),
  ]);
}

/** D1 refuses more values than a statement names. */
function prepared(db: D1Database, sql: string, userId: string, accountId: string): D1PreparedStatement {
  const statement = db.prepare(sql);
  return sql.includes("?2") ? statement.bind(Number(userId), accountId) : statement.bind(Number(userId));
}

type Purge = { readonly prefix: string; readonly after: number };

async function prefixesOf(db: D1Database, userId: string, now: number): Promise<Purge[]> {
  const id = Number(userId);
  const [recordings, live] = await Promise.all([
    db.prepare(LEAVING_SQL.recordings).bind(id).all<{ id: string }>(),
    db.prepare(LEAVING_SQL.live).bind(id).first<string>("broadcast_id"),
  ]);
  const prefixes = (broadcastId: string, after: number): Purge[] =>
    [vodPrefix(userId, broadcastId), partBundlePrefix(userId, broadcastId), chatReplayPrefix(broadcastId)].map(
      (prefix) => ({ prefix, after }),
    );
  return [
    { prefix: `images/channels/${userId}/`, after: now },
    { prefix: channelEmotesPrefix(userId), after: now },
    { prefix: channelStillPrefix(userId), after: now },
    ...recordings.results.flatMap((recording) => prefixes(recording.id, now)),
    ...(live === null ? [] : prefixes(live, now + STILL_WRITING_MS)),
    ...(live === null ? [] : [{ prefix: stillPrefix(userId, live), after: now + STILL_WRITING_MS }]),
  ];
}
