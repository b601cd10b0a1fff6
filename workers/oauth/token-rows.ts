/** Codes and refresh tokens in D1, and what they are exchanged for. Decides nothing but which of two uses came first. */
import * as v from "valibot";
import { CONFIDENTIAL_REFRESH_MS, PUBLIC_REFRESH_MS, USER_TOKEN_MS } from "#protocol/oauth/lifetimes.ts";
import { GRANT_SQL } from "./grant-sql.ts";

const codeRow = v.object({
  grant_id: v.string(),
  client_id: v.string(),
  redirect_uri: v.string(),
  challenge: v.nullable(v.string()),
  used_for: v.nullable(v.string()),
  expires_at: v.number(),
});
export type CodeRow = v.InferOutput<typeof codeRow>;

const refreshRow = v.object({
  grant_id: v.string(),
  client_id: v.string(),
  replaced_by: v.nullable(v.string()),
  expires_at: v.number(),
});
export type RefreshRow = v.InferOutput<typeof refreshRow>;

export async function codeByHash(db: D1Database, hash: string): Promise<CodeRow | null> {
  const row = await db.prepare(GRANT_SQL.codeByHash).bind(hash).first();
  return row === null ? null : v.parse(codeRow, row);
}

export async function refreshByHash(db: D1Database, hash: string): Promise<RefreshRow | null> {
  const row = await db.prepare(GRANT_SQL.refreshByHash).bind(hash).first();
  return row === null ? null : v.parse(refreshRow, row);
}

/** Hashes of a new access token and a new refresh token, and whom they are for. */
export type NewTokens = {
  readonly access: string;
  readonly refresh: string;
  readonly isPublic: boolean;
  readonly now: number;
};

/** How long a refresh token lasts that is not used. */
export const refreshMs = (isPublic: boolean): number => (isPublic ? PUBLIC_REFRESH_MS : CONFIDENTIAL_REFRESH_MS);

/** The scopes of the tokens; null when the code was used in the meantime. */
export async function useCode(
  db: D1Database,
  { hash, grantId }: { readonly hash: string; readonly grantId: string },
  { access, refresh, isPublic, now }: NewTokens,
): Promise<readonly string[] | null> {
  const refreshEnd = now + refreshMs(isPublic);
  const results = await db.batch([
    db.prepare(GRANT_SQL.useCode).bind(hash, access),
    db.prepare(GRANT_SQL.accessForCode).bind(hash, access, now, now + USER_TOKEN_MS),
    db.prepare(GRANT_SQL.refreshForCode).bind(hash, access, refresh, refreshEnd),
    db.prepare(GRANT_SQL.extend).bind(grantId, refreshEnd),
    db.prepare(GRANT_SQL.keepNewest).bind(grantId),
    ...sweeps(db, now),
  ]);
  return scopesOf(results[1]);
}

/** A confidential app's refresh token stays; the scopes of the new access token. */
export async function refreshAccess(
  db: D1Database,
  { hash, grantId }: { readonly hash: string; readonly grantId: string },
  { access, isPublic, now }: Omit<NewTokens, "refresh">,
): Promise<readonly string[] | null> {
  const refreshEnd = now + refreshMs(isPublic);
  const results = await db.batch([
    db.prepare(GRANT_SQL.accessForRefresh).bind(hash, access, now, now + USER_TOKEN_MS),
    db.prepare(GRANT_SQL.extendRefresh).bind(hash, refreshEnd),
    db.prepare(GRANT_SQL.extend).bind(grantId, refreshEnd),
    db.prepare(GRANT_SQL.keepNewestAccess).bind(grantId),
    ...sweeps(db, now),
  ]);
  return scopesOf(results[0]);
}

/** A public app's refresh token is replaced; null when it was in the meantime. */
export async function rotateRefresh(
  db: D1Database,
  { hash, grantId }: { readonly hash: string; readonly grantId: string },
  { access, refresh, isPublic, now }: NewTokens,
): Promise<readonly string[] | null> {
  const refreshEnd = now + refreshMs(isPublic);
  const results = await db.batch([
    db.prepare(GRANT_SQL.replaceRefresh).bind(hash, refresh),
    db.prepare(GRANT_SQL.refreshForRefresh).bind(hash, refresh, refreshEnd),
    db.prepare(GRANT_SQL.accessForRefresh).bind(refresh, access, now, now + USER_TOKEN_MS),
    db.prepare(GRANT_SQL.extend).bind(grantId, refreshEnd),
    db.prepare(GRANT_SQL.keepNewestAccess).bind(grantId),
    ...sweeps(db, now),
  ]);
  return scopesOf(results[2]);
}

const sweeps = (db: D1Database, now: number): D1PreparedStatement[] =>
  [GRANT_SQL.sweepAccess, GRANT_SQL.sweepRefresh].map((sql) => db.prepare(sql).bind(now));

const scopesRow = v.object({ scopes: v.string() });

/** What an INSERT ... RETURNING scopes made; null when it made nothing. */
export function scopesOf(result: D1Result | undefined): readonly string[] | null {
  const [row] = result?.results ?? [];
  return row === undefined
    ? null
    : v
        .parse(scopesRow, row)
        .scopes.split(" ")
        .filter((scope) => scope !== "");
}
