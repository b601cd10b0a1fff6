/** Who follows whom: its rows in D1. Counts are kept by the database itself. Rows are read through schemas. */
import * as v from "valibot";
import { MAX_FOLLOWS } from "#protocol/discovery/follow.ts";
import { idSchema, loginSchema } from "#protocol/ids.ts";
import { DESCRIBED, DESCRIBED_JOINS, LIVE, listedRow } from "../channels/described.ts";

const idColumn = v.pipe(v.number(), v.transform(String), idSchema);

/** A page comes after this entry: when the follow began, and the other's id. */
export type FollowPlace = readonly [followedAt: number, id: number];

/** Every statement, so that the tests can ask for their plans. */
export const FOLLOW_SQL = {
  follow: `INSERT INTO follows (channel_id, follower_id, followed_at)
           SELECT ?1, ?2, ?3 WHERE (SELECT count(*) FROM follows WHERE follower_id = ?2) < ${MAX_FOLLOWS}
           ON CONFLICT DO NOTHING RETURNING followed_at`,
  unfollow: "DELETE FROM follows WHERE channel_id = ? AND follower_id = ? RETURNING followed_at",
  state: `SELECT n.followers, (SELECT followed_at FROM follows WHERE channel_id = n.channel_id AND follower_id = ?2) AS followed_at
          FROM channel_counts n WHERE n.channel_id = ?1`,
  following: `SELECT f.followed_at, ${DESCRIBED}, ${LIVE}
              FROM follows f CROSS JOIN channels c ON c.id = f.channel_id ${DESCRIBED_JOINS}
              LEFT JOIN live_channels l ON l.channel_id = c.id
              WHERE f.follower_id = ? AND f.followed_at <= ? AND (f.followed_at < ? OR f.channel_id > ?)
              ORDER BY f.followed_at DESC, f.channel_id LIMIT ?`,
  followingLive: `SELECT f.followed_at, ${DESCRIBED}, ${LIVE}
                  FROM follows f CROSS JOIN live_channels l ON l.channel_id = f.channel_id
                  CROSS JOIN channels c ON c.id = f.channel_id ${DESCRIBED_JOINS}
                  WHERE f.follower_id = ? ORDER BY l.viewers DESC, l.channel_id LIMIT ?`,
  followers: `SELECT f.follower_id AS id, u.login, u.display_name, f.followed_at
              FROM follows f CROSS JOIN users u ON u.id = f.follower_id
              WHERE f.channel_id = ? AND f.followed_at <= ? AND (f.followed_at < ? OR f.follower_id > ?)
              ORDER BY f.followed_at DESC, f.follower_id LIMIT ?`,
} as const;

const stateRow = v.object({ followers: v.number(), followed_at: v.nullable(v.number()) });
export type FollowStateRow = v.InferOutput<typeof stateRow>;

const followingRow = v.object({ ...listedRow.entries, followed_at: v.number() });
export type FollowingRow = v.InferOutput<typeof followingRow>;

const followerRow = v.object({
  id: idColumn,
  login: loginSchema,
  display_name: v.string(),
  followed_at: v.number(),
});
export type FollowerRow = v.InferOutput<typeof followerRow>;

/** Afterwards; `changed` tells a follow that is new, or an unfollow of one that was there. Null when there is no such channel. */
export type FollowChange = { readonly state: FollowStateRow; readonly changed: boolean };

async function changeAndRead(
  db: D1Database,
  change: D1PreparedStatement,
  channelId: string,
  userId: string,
): Promise<FollowChange | null> {
  const [changed, read] = await db.batch([
    change,
    db.prepare(FOLLOW_SQL.state).bind(Number(channelId), Number(userId)),
  ]);
  const [row] = read?.results ?? [];
  return row === undefined ? null : { state: v.parse(stateRow, row), changed: (changed?.results ?? []).length > 0 };
}

/** A state without a time: the account follows as many as it may. */
export const follow = (db: D1Database, channelId: string, userId: string, now: number): Promise<FollowChange | null> =>
  changeAndRead(db, db.prepare(FOLLOW_SQL.follow).bind(Number(channelId), Number(userId), now), channelId, userId);

export const unfollow = (db: D1Database, channelId: string, userId: string): Promise<FollowChange | null> =>
  changeAndRead(db, db.prepare(FOLLOW_SQL.unfollow).bind(Number(channelId), Number(userId)), channelId, userId);

/** `userId` null: how many follow. Null when there is no such channel. */
export async function followState(
  db: D1Database,
  channelId: string,
  userId: string | null,
): Promise<FollowStateRow | null> {
  const row = await db
    .prepare(FOLLOW_SQL.state)
    .bind(Number(channelId), Number(userId ?? 0))
    .first();
  return row === null ? null : v.parse(stateRow, row);
}

/** Newest first. */
export async function following(
  db: D1Database,
  userId: string,
  [at, channelId]: FollowPlace,
  limit: number,
): Promise<readonly FollowingRow[]> {
  const { results } = await db.prepare(FOLLOW_SQL.following).bind(Number(userId), at, at, channelId, limit).all();
  return results.map((row) => v.parse(followingRow, row));
}

/** Those who are live, most viewers first. */
export async function followingLive(db: D1Database, userId: string, limit: number): Promise<readonly FollowingRow[]> {
  const { results } = await db.prepare(FOLLOW_SQL.followingLive).bind(Number(userId), limit).all();
  return results.map((row) => v.parse(followingRow, row));
}

/** Newest first. */
export async function followers(
  db: D1Database,
  channelId: string,
  [at, userId]: FollowPlace,
  limit: number,
): Promise<readonly FollowerRow[]> {
  const { results } = await db.prepare(FOLLOW_SQL.followers).bind(Number(channelId), at, at, userId, limit).all();
  return results.map((row) => v.parse(followerRow, row));
}
