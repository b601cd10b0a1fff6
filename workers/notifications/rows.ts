/** The rows of notices and of what people want to hear, in D1. */
import * as v from "valibot";
import type { PlatformEvent } from "#protocol/events/platform-event.ts";
import { CHUNK, MAX_DEVICES, MAX_MUTES, MAX_RECENT, SWEPT } from "./limits.ts";

/** Every statement, so that the tests can ask for their plans. */
export const NOTICE_SQL = {
  announce:
    "INSERT INTO announcements (broadcast_id, channel_id, started_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
  isThrough: "SELECT 1 FROM announcement_chunks WHERE broadcast_id = ?1 AND after_id = ?2",
  through: "INSERT INTO announcement_chunks (broadcast_id, after_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
  /** The last follower of a chunk that is full, and of one that is not. */
  lastOfFull: `SELECT follower_id FROM follows WHERE channel_id = ?1 AND follower_id > ?2
    ORDER BY follower_id LIMIT 1 OFFSET ${CHUNK - 1}`,
  lastOfRest: `SELECT follower_id FROM follows WHERE channel_id = ?1 AND follower_id > ?2
    ORDER BY follower_id DESC LIMIT 1`,
  notify: `INSERT INTO notices (broadcast_id, user_id, channel_id, at)
    SELECT ?1, f.follower_id, f.channel_id, ?2 FROM follows f
    WHERE f.channel_id = ?3 AND f.follower_id > ?4 AND f.follower_id <= ?5
      AND NOT EXISTS (SELECT 1 FROM notice_mutes m WHERE m.user_id = f.follower_id AND m.channel_id = f.channel_id)
    ON CONFLICT DO NOTHING`,
  /** Those of a chunk who have a browser that takes pushes, or want mails. */
  reachable: `SELECT n.user_id FROM notices n WHERE n.broadcast_id = ?1 AND n.user_id > ?2 AND n.user_id <= ?3
      AND (EXISTS (SELECT 1 FROM push_subscriptions p WHERE p.user_id = n.user_id)
        OR EXISTS (SELECT 1 FROM notice_settings s WHERE s.user_id = n.user_id AND s.mail = 1))`,
  /** Whoever makes the row sends, and nobody else does. */
  claim: "INSERT INTO notice_sends (broadcast_id, way) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
  release: "DELETE FROM notice_sends WHERE broadcast_id = ?1 AND way = ?2",
  /** Of those that are over: one that is on may be announced once more, and is known by its row. */
  oldest: `SELECT broadcast_id FROM announcements a WHERE started_at <= ?1
    AND NOT EXISTS (SELECT 1 FROM live_channels l WHERE l.broadcast_id = a.broadcast_id) ORDER BY started_at LIMIT 1`,
  sweepNotices: `DELETE FROM notices WHERE broadcast_id = ?1
    AND user_id IN (SELECT user_id FROM notices WHERE broadcast_id = ?1 LIMIT ${SWEPT})`,
  sweepSends: `DELETE FROM notice_sends WHERE broadcast_id = ?1
    AND way IN (SELECT way FROM notice_sends WHERE broadcast_id = ?1 LIMIT ${SWEPT})`,
  sweepChunks: "DELETE FROM announcement_chunks WHERE broadcast_id = ?1",
  sweepAnnouncement: `DELETE FROM announcements WHERE broadcast_id = ?1
    AND NOT EXISTS (SELECT 1 FROM notices WHERE broadcast_id = ?1)
    AND NOT EXISTS (SELECT 1 FROM notice_sends WHERE broadcast_id = ?1)`,
  recent: `SELECT n.broadcast_id, n.channel_id, n.at, u.login, u.display_name, l.broadcast_id AS live_id, c.title
    FROM notices n JOIN users u ON u.id = n.channel_id JOIN channels c ON c.id = n.channel_id
      LEFT JOIN live_channels l ON l.channel_id = n.channel_id
    WHERE n.user_id = ?1 ORDER BY n.at DESC LIMIT ${MAX_RECENT}`,
  settings: "SELECT push, mail, quiet_from, quiet_until, time_zone FROM notice_settings WHERE user_id = ?1",
  setSettings: `INSERT INTO notice_settings (user_id, push, mail, quiet_from, quiet_until, time_zone)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (user_id) DO UPDATE SET push = excluded.push, mail = excluded.mail,
      quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, time_zone = excluded.time_zone`,
  mutes: `SELECT channel_id FROM notice_mutes WHERE user_id = ?1 ORDER BY channel_id LIMIT ${MAX_MUTES}`,
  mute: `INSERT INTO notice_mutes (user_id, channel_id) SELECT ?1, id FROM channels
    WHERE id = ?2 AND (SELECT count(*) FROM notice_mutes WHERE user_id = ?1) < ${MAX_MUTES} ON CONFLICT DO NOTHING`,
  isMuted: "SELECT 1 FROM notice_mutes WHERE user_id = ?1 AND channel_id = ?2",
  unmute: "DELETE FROM notice_mutes WHERE user_id = ?1 AND channel_id = ?2",
  addDevice: `INSERT INTO push_subscriptions (id, user_id, endpoint, p256dh, auth, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, p256dh = excluded.p256dh, auth = excluded.auth`,
  keepNewest: `DELETE FROM push_subscriptions WHERE id IN
    (SELECT id FROM push_subscriptions WHERE user_id = ?1 ORDER BY created_at DESC, id LIMIT -1 OFFSET ${MAX_DEVICES})`,
  removeDevice: "DELETE FROM push_subscriptions WHERE id = ?1 AND user_id = ?2",
  forgetDevice: "DELETE FROM push_subscriptions WHERE id = ?1",
  device: "SELECT id, user_id, endpoint, p256dh, auth FROM push_subscriptions WHERE id = ?1",
  devicesOf: "SELECT id FROM push_subscriptions WHERE user_id = ?1 ORDER BY created_at",
  wishes: `SELECT u.id, s.push, s.mail, s.quiet_from, s.quiet_until, s.time_zone
    FROM users u LEFT JOIN notice_settings s ON s.user_id = u.id WHERE u.id IN (SELECT value FROM json_each(?1))`,
  channel: "SELECT login, display_name, title FROM channels WHERE id = ?1",
  address: `SELECT a.email FROM users u JOIN auth_user a ON a.id = u.account
    WHERE u.id = ?1 AND a.emailVerified = 1 AND u.deleted_at IS NULL`,
} as const;

const id = v.pipe(v.number(), v.transform(String));

/** False when the broadcast was announced before. */
export async function announce(
  db: D1Database,
  { broadcastId, channelId, startedAt }: Extract<PlatformEvent, { readonly type: "stream.online" }>,
): Promise<boolean> {
  const { meta } = await db.prepare(NOTICE_SQL.announce).bind(broadcastId, Number(channelId), startedAt).run();
  return meta.changes > 0;
}

export async function isChunkThrough(db: D1Database, broadcastId: string, after: number): Promise<boolean> {
  return (await db.prepare(NOTICE_SQL.isThrough).bind(broadcastId, after).first()) !== null;
}

export async function setChunkThrough(db: D1Database, broadcastId: string, after: number): Promise<void> {
  await db.prepare(NOTICE_SQL.through).bind(broadcastId, after).run();
}

const followerRow = v.object({ follower_id: v.number() });
export type ChunkAsk = {
  readonly broadcastId: string;
  readonly channelId: string;
  readonly after: number;
  readonly now: number;
};
export type Chunk = {
  /** Id of its last follower. */
  readonly last: number;
  /** When it is not, there is no further chunk. */
  readonly isFull: boolean;
  readonly reachable: readonly string[];
};

/** Writes the notices of a chunk, each once however often this runs. Null when there are no more followers. */
export async function writeChunk(db: D1Database, ask: ChunkAsk): Promise<Chunk | null> {
  const { broadcastId, channelId, after, now } = ask;
  const from = [Number(channelId), after] as const;
  const full = await db
    .prepare(NOTICE_SQL.lastOfFull)
    .bind(...from)
    .first();
  const row =
    full ??
    (await db
      .prepare(NOTICE_SQL.lastOfRest)
      .bind(...from)
      .first());
  if (row === null) return null;
  const last = v.parse(followerRow, row).follower_id;
  const [, reachable] = await db.batch([
    db.prepare(NOTICE_SQL.notify).bind(broadcastId, now, Number(channelId), after, last),
    db.prepare(NOTICE_SQL.reachable).bind(broadcastId, after, last),
  ]);
  const users = v.parse(v.array(v.object({ user_id: id })), reachable?.results ?? []);
  return { last, isFull: full !== null, reachable: users.map(({ user_id }) => user_id) };
}

/** Forgets some of the oldest broadcast that began before a moment, milliseconds since the Unix epoch. False when there is none. */
export async function sweepNotices(db: D1Database, before: number): Promise<boolean> {
  const row = await db.prepare(NOTICE_SQL.oldest).bind(before).first();
  if (row === null) return false;
  const { broadcast_id } = v.parse(v.object({ broadcast_id: v.string() }), row);
  const { sweepAnnouncement, sweepChunks, sweepNotices: notices, sweepSends } = NOTICE_SQL;
  await db.batch(
    [notices, sweepSends, sweepChunks, sweepAnnouncement].map((sql) => db.prepare(sql).bind(broadcast_id)),
  );
  return true;
}

/** True for the one who may send this way; false when it was sent, or somebody is about to. */
export async function claimWay(db: D1Database, broadcastId: string, way: string): Promise<boolean> {
  const { meta } = await db.prepare(NOTICE_SQL.claim).bind(broadcastId, way).run();
  return meta.changes > 0;
}

/** Nothing was sent after all: it may be tried again. */
export async function releaseWay(db: D1Database, broadcastId: string, way: string): Promise<void> {
  await db.prepare(NOTICE_SQL.release).bind(broadcastId, way).run();
}

const channelRow = v.object({ login: v.string(), display_name: v.string(), title: v.string() });
export type ChannelRow = v.InferOutput<typeof channelRow>;

export async function channelOf(db: D1Database, channelId: string): Promise<ChannelRow | null> {
  const row = await db.prepare(NOTICE_SQL.channel).bind(Number(channelId)).first();
  return row === null ? null : v.parse(channelRow, row);
}

/** Where mails to a user go; null when no address is known to be the user's. */
export async function addressOf(db: D1Database, userId: string): Promise<string | null> {
  const row = await db.prepare(NOTICE_SQL.address).bind(Number(userId)).first();
  return row === null ? null : v.parse(v.object({ email: v.string() }), row).email;
}

const recentRow = v.object({
  broadcast_id: v.string(),
  channel_id: id,
  at: v.number(),
  login: v.string(),
  display_name: v.string(),
  live_id: v.nullable(v.string()),
  title: v.string(),
});
export type RecentRow = v.InferOutput<typeof recentRow>;

/** Newest first. */
export async function recentNotices(db: D1Database, userId: string): Promise<readonly RecentRow[]> {
  const { results } = await db.prepare(NOTICE_SQL.recent).bind(Number(userId)).all();
  return v.parse(v.array(recentRow), results);
}
