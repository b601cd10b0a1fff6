/**
 * The statements of grants and of what belongs to them: codes, access tokens, refresh tokens. Whatever gives tokens out is one batch, whose
 * later statements see by a hash whether an earlier one won: of two that use the same code or token at once, one gets nothing.
 */
import { SWEPT_BY_ONE, sweepSql } from "../sweep-sql.ts";
import { USER_SQL } from "../users/rows.ts";

/** Grants of one app by one user, at most; a new one ends the one that would end first. One for each device, say. */
export const MAX_GRANTS = 50;
/** Access tokens of one grant at once, at most; a new one ends the oldest. Twitch has the same. */
export const MAX_GRANT_TOKENS = 50;
/** Connections of one user that are looked at: rows, of which many may be of one app. */
const MAX_LISTED = 1000;

const ACCESS = "(hash, user_id, client_id, scopes, created_at, expires_at, grant_id)";
const REFRESH = "(hash, grant_id, client_id, replaced_by, expires_at)";

export const GRANT_SQL = {
  insert:
    "INSERT INTO app_grants (id, user_id, client_id, scopes, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
  /** Of the user and app of a grant. What was not exchanged yet would end first, and goes first. */
  keepNewest: `DELETE FROM app_grants WHERE id IN (SELECT id FROM app_grants
               WHERE user_id = (SELECT user_id FROM app_grants WHERE id = ?1)
               AND client_id = (SELECT client_id FROM app_grants WHERE id = ?1)
               ORDER BY expires_at DESC LIMIT -1 OFFSET ${MAX_GRANTS})`,
  live: "SELECT scopes FROM app_grants WHERE user_id = ?1 AND client_id = ?2 AND expires_at > ?3",
  ofUser: `SELECT g.client_id, a.name, g.scopes, g.created_at FROM app_grants g JOIN apps a ON a.client_id = g.client_id
           WHERE g.user_id = ?1 AND g.expires_at > ?2 LIMIT ${MAX_LISTED}`,
  extend: "UPDATE app_grants SET expires_at = max(expires_at, ?2) WHERE id = ?1",

  insertAccess: `INSERT INTO access_tokens ${ACCESS} SELECT ?1, user_id, client_id, scopes, ?2, ?3, id FROM app_grants WHERE id = ?4
                 RETURNING scopes`,
  keepNewestAccess: `DELETE FROM access_tokens WHERE hash IN (SELECT hash FROM access_tokens WHERE grant_id = ?1
                     ORDER BY created_at DESC LIMIT -1 OFFSET ${MAX_GRANT_TOKENS})`,
  sweepAccess: USER_SQL.sweepTokens,
  revokeAccess: "DELETE FROM access_tokens WHERE hash = ?1 AND client_id = ?2",

  insertCode: `INSERT INTO authorization_codes (hash, grant_id, client_id, redirect_uri, challenge, expires_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)`,
  sweepCodes: sweepSql({ table: "authorization_codes", key: "hash", end: "expires_at" }, SWEPT_BY_ONE),
  codeByHash:
    "SELECT grant_id, client_id, redirect_uri, challenge, used_for, expires_at FROM authorization_codes WHERE hash = ?1",
  useCode: "UPDATE authorization_codes SET used_for = ?2 WHERE hash = ?1 AND used_for IS NULL",
  accessForCode: `INSERT INTO access_tokens ${ACCESS}
                  SELECT ?2, g.user_id, g.client_id, g.scopes, ?3, ?4, g.id
                  FROM authorization_codes k JOIN app_grants g ON g.id = k.grant_id
                  WHERE k.hash = ?1 AND k.used_for = ?2 RETURNING scopes`,
  refreshForCode: `INSERT INTO refresh_tokens ${REFRESH} SELECT ?3, k.grant_id, k.client_id, NULL, ?4
                   FROM authorization_codes k WHERE k.hash = ?1 AND k.used_for = ?2`,

  insertRefresh: `INSERT INTO refresh_tokens ${REFRESH} SELECT ?1, id, client_id, NULL, ?2 FROM app_grants WHERE id = ?3`,
  sweepRefresh: sweepSql({ table: "refresh_tokens", key: "hash", end: "expires_at" }, SWEPT_BY_ONE),
  refreshByHash: `SELECT r.grant_id, r.client_id, r.replaced_by, r.expires_at
                  FROM refresh_tokens r JOIN app_grants g ON g.id = r.grant_id WHERE r.hash = ?1`,
  extendRefresh: "UPDATE refresh_tokens SET expires_at = ?2 WHERE hash = ?1",
  replaceRefresh: "UPDATE refresh_tokens SET replaced_by = ?2 WHERE hash = ?1 AND replaced_by IS NULL",
  refreshForRefresh: `INSERT INTO refresh_tokens ${REFRESH} SELECT ?2, grant_id, client_id, NULL, ?3
                      FROM refresh_tokens WHERE hash = ?1 AND replaced_by = ?2`,
  accessForRefresh: `INSERT INTO access_tokens ${ACCESS}
                     SELECT ?2, g.user_id, g.client_id, g.scopes, ?3, ?4, g.id
                     FROM refresh_tokens r JOIN app_grants g ON g.id = r.grant_id WHERE r.hash = ?1 RETURNING scopes`,
} as const;
