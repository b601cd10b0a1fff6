/** The statements of subscriptions. What takes away a subscription's ground is one batch with the statement here that ends it; none is made without ground. */
import { MAX_SESSION_COST, MAX_SESSION_SUBSCRIPTIONS, MAX_SESSIONS } from "#protocol/events/session.ts";
import { ENABLED, MAX_TYPE_SUBSCRIPTIONS, PENDING, SUBSCRIPTION_COLUMNS } from "#protocol/events/subscription.ts";
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
