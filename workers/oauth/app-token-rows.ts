/** The rows of tokens that apps hold for themselves and for no user, in D1. */
import * as v from "valibot";
import { SWEPT_BY_ONE, sweepSql } from "../sweep-sql.ts";

/** Tokens of one app at once, at most; a new one ends the oldest. A program keeps its token for weeks: more are a mistake of its own. */
export const MAX_APP_TOKENS = 200;

/** Every statement, so that the tests can ask for their plans. */
export const APP_TOKEN_SQL = {
  /** Void without the app. */
  byHash: `SELECT t.client_id, t.expires_at FROM app_tokens t JOIN apps a ON a.client_id = t.client_id WHERE t.hash = ?`,
  insert: "INSERT INTO app_tokens (hash, client_id, created_at, expires_at) VALUES (?, ?, ?, ?)",
  keepNewest: `DELETE FROM app_tokens WHERE hash IN
               (SELECT hash FROM app_tokens WHERE client_id = ? ORDER BY created_at DESC LIMIT -1 OFFSET ${MAX_APP_TOKENS})`,
  sweep: sweepSql({ table: "app_tokens", key: "hash", end: "expires_at" }, SWEPT_BY_ONE),
  revoke: "DELETE FROM app_tokens WHERE hash = ? AND client_id = ?",
} as const;

const appTokenRow = v.object({ client_id: v.string(), expires_at: v.number() });
export type AppTokenRow = v.InferOutput<typeof appTokenRow>;

export async function appTokenByHash(db: D1Database, hash: string): Promise<AppTokenRow | null> {
  const row = await db.prepare(APP_TOKEN_SQL.byHash).bind(hash).first();
  return row === null ? null : v.parse(appTokenRow, row);
}

export async function insertAppToken(
  db: D1Database,
  token: { readonly hash: string; readonly clientId: string; readonly now: number; readonly expiresAt: number },
): Promise<void> {
  const { hash, clientId, now, expiresAt } = token;
  await db.batch([
    db.prepare(APP_TOKEN_SQL.sweep).bind(now),
    db.prepare(APP_TOKEN_SQL.insert).bind(hash, clientId, now, expiresAt),
    db.prepare(APP_TOKEN_SQL.keepNewest).bind(clientId),
  ]);
}

/** False when the app holds no such token. */
export async function revokeAppToken(db: D1Database, hash: string, clientId: string): Promise<boolean> {
  const { meta } = await db.prepare(APP_TOKEN_SQL.revoke).bind(hash, clientId).run();
  return meta.changes > 0;
}
