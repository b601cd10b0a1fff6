/** Users, and who follows whom, as the Twitch-shaped API reads them. */
import * as v from "valibot";
import { colourSchema } from "#protocol/chat/viewer.ts";
import { loginSchema } from "#protocol/ids.ts";
import type { PageAsk } from "../page.ts";
import { all, count, flagColumn, idColumn, idsOf, listOf, type NumberedPlace, pageEnd, pageEnds } from "./read.ts";

const personRow = v.object({
  id: idColumn,
  login: loginSchema,
  display_name: v.string(),
  colour: v.nullable(colourSchema),
  staff: flagColumn,
  description: v.string(),
  created_at: v.number(),
  avatar: v.nullable(v.string()),
  banner: v.nullable(v.string()),
});
export type PersonRow = v.InferOutput<typeof personRow>;

const followRow = v.object({ id: idColumn, login: loginSchema, display_name: v.string(), followed_at: v.number() });
export type FollowRow = v.InferOutput<typeof followRow>;

const PERSON = `SELECT u.id, u.login, u.display_name, u.colour, u.staff, u.description, u.created_at, c.avatar, c.banner
                FROM users u LEFT JOIN channels c ON c.id = u.id`;
const FOLLOW = "SELECT u.id, u.login, u.display_name, f.followed_at FROM follows f JOIN users u";
const FOLLOWERS = `${FOLLOW} ON u.id = f.follower_id WHERE f.channel_id = ?`;
const FOLLOWED = `${FOLLOW} ON u.id = f.channel_id WHERE f.follower_id = ?`;
const followerEnds = pageEnds("f.followed_at", "f.follower_id");
const followedEnds = pageEnds("f.followed_at", "f.channel_id");

/** Every statement, so that the tests can ask for their plans. */
export const PEOPLE_SQL = {
  byIds: `${PERSON} WHERE u.id IN (SELECT value FROM json_each(?)) AND u.deleted_at IS NULL`,
  byLogins: `${PERSON} WHERE u.login IN (SELECT value FROM json_each(?)) AND u.deleted_at IS NULL`,
  oldest: `${PERSON} WHERE u.id > 0 AND u.deleted_at IS NULL ORDER BY u.id LIMIT ?`,
  email: `SELECT a.email FROM users u JOIN auth_user a ON a.id = u.account
          WHERE u.id = ? AND a.emailVerified = 1`,
  setColour: "UPDATE users SET colour = ? WHERE id = ?",
  setDescription: "UPDATE users SET description = ? WHERE id = ?",
  followersStart: `${FOLLOWERS} ${followerEnds.start}`,
  followersAfter: `${FOLLOWERS} ${followerEnds.after}`,
  followersBefore: `${FOLLOWERS} ${followerEnds.before}`,
  follower: `${FOLLOWERS} AND f.follower_id = ?`,
  followedStart: `${FOLLOWED} ${followedEnds.start}`,
  followedAfter: `${FOLLOWED} ${followedEnds.after}`,
  followedBefore: `${FOLLOWED} ${followedEnds.before}`,
  followed: `${FOLLOWED} AND f.channel_id = ?`,
  followedCount: "SELECT count(*) AS count FROM follows WHERE follower_id = ?",
} as const;

export const peopleByIds = (db: D1Database, ids: readonly string[]): Promise<readonly PersonRow[]> =>
  ids.length === 0 ? Promise.resolve([]) : all(personRow, db, PEOPLE_SQL.byIds, idsOf(ids));

export const peopleByLogins = (db: D1Database, logins: readonly string[]): Promise<readonly PersonRow[]> =>
  logins.length === 0 ? Promise.resolve([]) : all(personRow, db, PEOPLE_SQL.byLogins, listOf(logins));

/** Users by the age of their accounts, oldest first. */
export const oldestPeople = (db: D1Database, limit: number): Promise<readonly PersonRow[]> =>
  all(personRow, db, PEOPLE_SQL.oldest, limit);

/** The address that a user confirmed; null for none. */
export async function emailOf(db: D1Database, userId: string): Promise<string | null> {
  const email = await db.prepare(PEOPLE_SQL.email).bind(Number(userId)).first("email");
  return typeof email === "string" ? email : null;
}

export async function setColour(db: D1Database, userId: string, colour: string): Promise<void> {
  await db.prepare(PEOPLE_SQL.setColour).bind(colour, Number(userId)).run();
}

export async function setDescription(db: D1Database, userId: string, description: string): Promise<void> {
  await db.prepare(PEOPLE_SQL.setDescription).bind(description, Number(userId)).run();
}

type FollowAsk = PageAsk<NumberedPlace>;

const FOLLOWER_PAGES = {
  start: PEOPLE_SQL.followersStart,
  after: PEOPLE_SQL.followersAfter,
  before: PEOPLE_SQL.followersBefore,
};
const FOLLOWED_PAGES = {
  start: PEOPLE_SQL.followedStart,
  after: PEOPLE_SQL.followedAfter,
  before: PEOPLE_SQL.followedBefore,
};

/** Newest first, in the direction of the page. */
export function followersOf(db: D1Database, channelId: string, ask: FollowAsk): Promise<readonly FollowRow[]> {
  const { end, values } = pageEnd(ask);
  return all(followRow, db, FOLLOWER_PAGES[end], Number(channelId), ...values);
}

export function followedBy(db: D1Database, userId: string, ask: FollowAsk): Promise<readonly FollowRow[]> {
  const { end, values } = pageEnd(ask);
  return all(followRow, db, FOLLOWED_PAGES[end], Number(userId), ...values);
}

/** The follower of this id, or nobody. */
export const followerOf = (db: D1Database, channelId: string, userId: string): Promise<readonly FollowRow[]> =>
  all(followRow, db, PEOPLE_SQL.follower, Number(channelId), Number(userId));

export const followedOf = (db: D1Database, userId: string, channelId: string): Promise<readonly FollowRow[]> =>
  all(followRow, db, PEOPLE_SQL.followed, Number(userId), Number(channelId));

export const followedCount = (db: D1Database, userId: string): Promise<number> =>
  count(db, PEOPLE_SQL.followedCount, Number(userId));

export const followPlaceOf = ({ followed_at, id }: FollowRow): NumberedPlace => [followed_at, id];
