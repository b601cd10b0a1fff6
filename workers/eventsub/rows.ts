/** The rows of subscriptions in D1. A row without `ended_at` counts: against limits, against duplicates, and when an event comes. */
import * as v from "valibot";
import { MAX_SESSION_COST, MAX_SESSION_SUBSCRIPTIONS, MAX_SESSIONS } from "#protocol/events/session.ts";
import {
  ENABLED,
  type EndedStatus,
  MAX_TYPE_SUBSCRIPTIONS,
  PENDING,
  SUBSCRIPTION_COLUMNS,
  type SubscriptionRow,
  type SubscriptionStatus,
  subscriptionRowSchema,
} from "#protocol/events/subscription.ts";
import { MODERATORS_TYPES } from "#protocol/events/subscription-types.ts";
import { SWEPT_BY_ONE, sweepSql } from "../sweep-sql.ts";
import { UNFOUNDED } from "./founded-sql.ts";
import { MAX_CLIENT_SUBSCRIPTIONS, MAX_WEBHOOK_COST } from "./limits.ts";

const LIVE = "ended_at IS NULL";
const TABLE = "eventsub_subscriptions";

const INSERTED =
  "id, client_id, user_id, type, version, channel_id, reader_id, condition, method, target, secret, connected_at, status, cost, created_at";
const VALUES = "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15";
const IN_CHANNEL = `(SELECT count(*) FROM ${TABLE} WHERE channel_id = ?6 AND type = ?4 AND ${LIVE}) < ${MAX_TYPE_SUBSCRIPTIONS}`;
const OF_OWNER = `FROM ${TABLE} WHERE client_id = ?2 AND method = ?9 AND user_id IS ?3 AND ${LIVE}`;

const EXPIRED = "SELECT id FROM app_grants WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2";
const endUnfounded = (ids: string): string =>
  `UPDATE ${TABLE} AS s SET status = 'authorization_revoked', ended_at = ?1 WHERE id IN (${ids}) AND ${UNFOUNDED}
   RETURNING ${SUBSCRIPTION_COLUMNS}`;

/** Every statement, so that the tests can ask for their plans. */
export const SUBSCRIPTION_SQL = {
  /** One statement decides whether there is room: of two requests at once one is too many. */
  insertForSession: `INSERT INTO ${TABLE} (${INSERTED}) SELECT ${VALUES}
    WHERE ${IN_CHANNEL}
      AND (SELECT count(*) FROM ${TABLE} WHERE target = ?10 AND ${LIVE}) < ${MAX_SESSION_SUBSCRIPTIONS}
      AND (SELECT count(DISTINCT target) ${OF_OWNER} AND target <> ?10) < ${MAX_SESSIONS}
      AND (SELECT coalesce(sum(cost), 0) + ?14 ${OF_OWNER}) <= ${MAX_SESSION_COST}
    ON CONFLICT DO NOTHING`,
  insertForCallback: `INSERT INTO ${TABLE} (${INSERTED}) SELECT ${VALUES}
    WHERE ${IN_CHANNEL}
      AND (SELECT count(*) ${OF_OWNER}) < ${MAX_CLIENT_SUBSCRIPTIONS}
      AND (SELECT coalesce(sum(cost), 0) + ?14 ${OF_OWNER}) <= ${MAX_WEBHOOK_COST}
    ON CONFLICT DO NOTHING`,
  sweep: sweepSql({ table: TABLE, key: "id", end: "ended_at" }, SWEPT_BY_ONE),
  same: `SELECT 1 FROM ${TABLE} WHERE client_id = ?1 AND type = ?2 AND version = ?3 AND condition = ?4 AND target = ?5 AND ${LIVE}`,
  usage: `SELECT count(*) AS total, coalesce(sum(cost), 0) AS cost FROM ${TABLE}
    WHERE client_id = ?1 AND method = ?2 AND user_id IS ?3 AND ${LIVE}`,
  byId: `SELECT ${SUBSCRIPTION_COLUMNS} FROM ${TABLE} WHERE id = ?1`,
  withSecret: `SELECT ${SUBSCRIPTION_COLUMNS}, secret, failures FROM ${TABLE} WHERE id = ?1`,
  page: `SELECT ${SUBSCRIPTION_COLUMNS} FROM ${TABLE}
    WHERE client_id = ?1 AND method = ?2 AND user_id IS ?3 AND (created_at, id) > (?4, ?5)
      AND (?6 IS NULL OR status = ?6) AND (?7 IS NULL OR type = ?7) AND (?8 IS NULL OR channel_id = ?8 OR reader_id = ?8)
    ORDER BY created_at, id LIMIT ?9`,
  remove: `DELETE FROM ${TABLE} WHERE id = ?1`,
  forEvent: `SELECT ${SUBSCRIPTION_COLUMNS} FROM ${TABLE} WHERE channel_id = ?1 AND type = ?2 AND ${LIVE}
    LIMIT ${MAX_TYPE_SUBSCRIPTIONS}`,
  enable: `UPDATE ${TABLE} SET status = '${ENABLED}' WHERE id = ?1 AND status = '${PENDING}' AND ${LIVE}`,
  end: `UPDATE ${TABLE} SET status = ?2, ended_at = ?3 WHERE id = ?1 AND ${LIVE} RETURNING ${SUBSCRIPTION_COLUMNS}`,
  endOfSession: `UPDATE ${TABLE} SET status = ?2, ended_at = ?3 WHERE target = ?1 AND ${LIVE}`,
  endOfReader: `UPDATE ${TABLE} SET status = ?3, ended_at = ?4
    WHERE reader_id = ?1 AND channel_id = ?2 AND type IN (${MODERATORS_TYPES.map((type) => `'${type}'`).join(", ")}) AND ${LIVE}
    RETURNING ${SUBSCRIPTION_COLUMNS}`,
  endOfUser: `UPDATE ${TABLE} SET status = ?2, ended_at = ?3 WHERE user_id = ?1 AND ${LIVE} RETURNING ${SUBSCRIPTION_COLUMNS}`,
  endOfReaderEverywhere: `UPDATE ${TABLE} SET status = ?2, ended_at = ?3 WHERE reader_id = ?1 AND ${LIVE} RETURNING ${SUBSCRIPTION_COLUMNS}`,
  /** Of a user, or of one app of the user's. */
  endUnfoundedOfUser:
    endUnfounded(`SELECT id FROM ${TABLE} WHERE reader_id = ?2 AND (?3 IS NULL OR client_id = ?3) AND ${LIVE}
    UNION ALL SELECT id FROM ${TABLE} WHERE user_id = ?2 AND (?3 IS NULL OR client_id = ?3) AND ${LIVE}`),
  endUnfoundedOfApp: endUnfounded(`SELECT id FROM ${TABLE} WHERE client_id = ?2 AND ${LIVE}`),
  /** Of the grants whose time is over, those that ended first. */
  endUnfoundedOfExpired: endUnfounded(`SELECT o.id FROM app_grants e JOIN ${TABLE} o
      ON o.reader_id = e.user_id AND o.client_id = e.client_id AND o.${LIVE} WHERE e.id IN (${EXPIRED})
    UNION ALL SELECT o.id FROM app_grants e JOIN ${TABLE} o
      ON o.user_id = e.user_id AND o.client_id = e.client_id AND o.${LIVE} WHERE e.id IN (${EXPIRED})`),
  endOfOwnersApps: `UPDATE ${TABLE} SET status = 'authorization_revoked', ended_at = ?1
    WHERE client_id IN (SELECT client_id FROM apps WHERE owner_id = ?2) AND ${LIVE} RETURNING ${SUBSCRIPTION_COLUMNS}`,
  removeUnfounded: `DELETE FROM ${TABLE} AS s WHERE id = ?2 AND ${UNFOUNDED}`,
  endOfChannel: `UPDATE ${TABLE} SET status = ?2, ended_at = ?3 WHERE channel_id = ?1 AND ${LIVE} RETURNING ${SUBSCRIPTION_COLUMNS}`,
  fail: `UPDATE ${TABLE} SET failures = failures + 1 WHERE id = ?1 AND ${LIVE} RETURNING failures`,
  succeed: `UPDATE ${TABLE} SET failures = 0 WHERE id = ?1`,
} as const;

const rows = v.array(subscriptionRowSchema);

export type NewSubscription = {
  readonly id: string;
  readonly clientId: string;
  readonly userId: string | null;
  readonly type: string;
  readonly version: string;
  readonly channelId: string;
  readonly readerId: string | null;
  readonly condition: string;
  readonly method: "websocket" | "webhook";
  readonly target: string;
  readonly secret: string | null;
  readonly connectedAt: number | null;
  readonly status: SubscriptionStatus;
  readonly cost: number;
  readonly now: number;
};

/** `"refused"`: it is there already, or one too many; `"unfounded"`: what lets it be was taken away meanwhile. */
export async function insertSubscription(
  db: D1Database,
  one: NewSubscription,
  endedBefore: number,
): Promise<"inserted" | "refused" | "unfounded"> {
  const { insertForCallback, insertForSession, removeUnfounded, sweep } = SUBSCRIPTION_SQL;
  const sql = one.method === "websocket" ? insertForSession : insertForCallback;
  const { id, clientId, type, version, condition, method, target, secret, connectedAt, status, cost, now } = one;
  const [, inserted, removed] = await db.batch([
    db.prepare(sweep).bind(endedBefore),
    db
      .prepare(sql)
      .bind(
        ...[id, clientId, numberOf(one.userId), type, version, Number(one.channelId), numberOf(one.readerId)],
        ...[condition, method, target, secret, connectedAt, status, cost, now],
      ),
    db.prepare(removeUnfounded).bind(now, id),
  ]);
  if ((inserted?.meta.changes ?? 0) === 0) return "refused";
  return (removed?.meta.changes ?? 0) === 0 ? "inserted" : "unfounded";
}

const numberOf = (id: string | null): number | null => (id === null ? null : Number(id));

export async function hasSame(
  db: D1Database,
  { clientId, type, version, condition, target }: NewSubscription,
): Promise<boolean> {
  return (await db.prepare(SUBSCRIPTION_SQL.same).bind(clientId, type, version, condition, target).first()) !== null;
}

/** Whose subscriptions a token sees: a program's callbacks, or a user's sessions of the program. */
export type Owner = {
  readonly clientId: string;
  readonly userId: string | null;
};

const ownerValues = ({ clientId, userId }: Owner) =>
  [clientId, userId === null ? "webhook" : "websocket", numberOf(userId)] as const;

const usageSchema = v.object({ total: v.number(), cost: v.number() });
export type Usage = v.InferOutput<typeof usageSchema>;

export async function usageOf(db: D1Database, owner: Owner): Promise<Usage> {
  const row = await db
    .prepare(SUBSCRIPTION_SQL.usage)
    .bind(...ownerValues(owner))
    .first();
  return v.parse(usageSchema, row);
}

export type ListAsk = {
  readonly after: readonly [createdAt: number, id: string] | null;
  readonly limit: number;
  readonly status: string | null;
  readonly type: string | null;
  readonly person: string | null;
};

export async function listSubscriptions(
  db: D1Database,
  owner: Owner,
  { after, limit, status, type, person }: ListAsk,
): Promise<readonly SubscriptionRow[]> {
  const values = [...ownerValues(owner), ...(after ?? [0, ""]), status, type, numberOf(person), limit];
  const { results } = await db
    .prepare(SUBSCRIPTION_SQL.page)
    .bind(...values)
    .all();
  return v.parse(rows, results);
}

export async function subscriptionById(db: D1Database, id: string): Promise<SubscriptionRow | null> {
  const row = await db.prepare(SUBSCRIPTION_SQL.byId).bind(id).first();
  return row === null ? null : v.parse(subscriptionRowSchema, row);
}

const callbackRow = v.object({
  ...subscriptionRowSchema.entries,
  secret: v.nullable(v.string()),
  failures: v.number(),
});
export type CallbackRow = v.InferOutput<typeof callbackRow>;

/** With what its deliveries are signed with. */
export async function callbackById(db: D1Database, id: string): Promise<CallbackRow | null> {
  const row = await db.prepare(SUBSCRIPTION_SQL.withSecret).bind(id).first();
  return row === null ? null : v.parse(callbackRow, row);
}

export async function removeSubscription(db: D1Database, id: string): Promise<void> {
  await db.prepare(SUBSCRIPTION_SQL.remove).bind(id).run();
}

export async function subscriptionsFor(
  db: D1Database,
  channelId: string,
  type: string,
): Promise<readonly SubscriptionRow[]> {
  const { results } = await db.prepare(SUBSCRIPTION_SQL.forEvent).bind(Number(channelId), type).all();
  return v.parse(rows, results);
}

export async function enableSubscription(db: D1Database, id: string): Promise<void> {
  await db.prepare(SUBSCRIPTION_SQL.enable).bind(id).run();
}

/** Null when it was over already. */
export async function endSubscription(
  db: D1Database,
  id: string,
  status: EndedStatus,
  now: number,
): Promise<SubscriptionRow | null> {
  const row = await db.prepare(SUBSCRIPTION_SQL.end).bind(id, status, now).first();
  return row === null ? null : v.parse(subscriptionRowSchema, row);
}

export async function endSessionRows(db: D1Database, sessionId: string, now: number): Promise<void> {
  await db.prepare(SUBSCRIPTION_SQL.endOfSession).bind(sessionId, "websocket_disconnected", now).run();
}

/** Ends many by one of the statements `endOf...`; answers those that are over now. */
export async function endMany(
  db: D1Database,
  sql: string,
  ...values: readonly (string | number | null)[]
): Promise<readonly SubscriptionRow[]> {
  const { results } = await db
    .prepare(sql)
    .bind(...values)
    .all();
  return v.parse(rows, results);
}

/** What a statement of a batch ended. */
export const endedBy = (result: D1Result | undefined): readonly SubscriptionRow[] =>
  v.parse(rows, result?.results ?? []);

/** How many deliveries in a row have failed now; null when the subscription is over. */
export async function countFailure(db: D1Database, id: string): Promise<number | null> {
  const row = await db.prepare(SUBSCRIPTION_SQL.fail).bind(id).first();
  return row === null ? null : v.parse(v.object({ failures: v.number() }), row).failures;
}

export async function forgetFailures(db: D1Database, id: string): Promise<void> {
  await db.prepare(SUBSCRIPTION_SQL.succeed).bind(id).run();
}
