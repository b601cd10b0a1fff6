/** Whom a user blocks, as the Twitch-shaped API reads it. */
import * as v from "valibot";
import { loginSchema } from "#protocol/ids.ts";
import type { PageAsk } from "../page.ts";
import { all, idColumn, type NumberedPlace, pageEnd, pageEnds } from "./read.ts";

const blockedRow = v.object({ id: idColumn, login: loginSchema, display_name: v.string(), created_at: v.number() });
export type BlockedRow = v.InferOutput<typeof blockedRow>;

const BLOCKED = `SELECT u.id, u.login, u.display_name, b.created_at
                 FROM user_blocks b CROSS JOIN users u ON u.id = b.blocked_id WHERE b.user_id = ?`;
const ends = pageEnds("b.created_at", "b.blocked_id");

/** Every statement, so that the tests can ask for their plans. */
export const BLOCKED_SQL = {
  blockedStart: `${BLOCKED} ${ends.start}`,
  blockedAfter: `${BLOCKED} ${ends.after}`,
  blockedBefore: `${BLOCKED} ${ends.before}`,
} as const;

const PAGES = {
  start: BLOCKED_SQL.blockedStart,
  after: BLOCKED_SQL.blockedAfter,
  before: BLOCKED_SQL.blockedBefore,
};

/** Newest first, in the direction of the page. */
export function blockedBy(db: D1Database, userId: string, ask: PageAsk<NumberedPlace>): Promise<readonly BlockedRow[]> {
  const { end, values } = pageEnd(ask);
  return all(blockedRow, db, PAGES[end], Number(userId), ...values);
}

export const blockedPlaceOf = ({ created_at, id }: BlockedRow): NumberedPlace => [created_at, id];
