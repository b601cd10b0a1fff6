/** Devices that wait for somebody to type their code, in D1. */
import * as v from "valibot";
import { USER_TOKEN_MS } from "#protocol/oauth/lifetimes.ts";
import { SWEPT_BY_ONE, sweepSql } from "../sweep-sql.ts";
import { GRANT_SQL } from "./grant-sql.ts";
import { type NewTokens, refreshMs, scopesOf } from "./token-rows.ts";

export const DEVICE_SQL = {
  insert: `INSERT INTO device_codes (hash, user_code, client_id, scopes, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)
           ON CONFLICT (user_code) DO NOTHING`,
  sweep: sweepSql({ table: "device_codes", key: "hash", end: "expires_at" }, SWEPT_BY_ONE),
  byHash: "SELECT client_id, scopes, user_id, denied, expires_at FROM device_codes WHERE hash = ?1",
  byUserCode: "SELECT client_id, scopes, user_id, denied, expires_at FROM device_codes WHERE user_code = ?1",
  allow: `UPDATE device_codes SET user_id = ?2 WHERE user_code = ?1 AND user_id IS NULL AND denied = 0 AND expires_at > ?3`,
  deny: `UPDATE device_codes SET denied = 1 WHERE user_code = ?1 AND user_id IS NULL AND denied = 0 AND expires_at > ?2`,
  grant: `INSERT INTO app_grants (id, user_id, client_id, scopes, created_at, expires_at)
          SELECT ?2, user_id, client_id, scopes, ?3, ?4 FROM device_codes WHERE hash = ?1 AND user_id IS NOT NULL`,
  delete: "DELETE FROM device_codes WHERE hash = ?1",
} as const;

const deviceRow = v.object({
  client_id: v.string(),
  scopes: v.string(),
  user_id: v.nullable(v.pipe(v.number(), v.transform(String))),
  denied: v.pipe(
    v.number(),
    v.transform((denied) => denied !== 0),
  ),
  expires_at: v.number(),
});
export type DeviceRow = v.InferOutput<typeof deviceRow>;

export type NewDevice = {
  readonly hash: string;
  readonly userCode: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly now: number;
  readonly expiresAt: number;
};

/** False when the code that a person would type is another device's at the moment. */
export async function insertDevice(db: D1Database, device: NewDevice): Promise<boolean> {
  const { hash, userCode, clientId, scopes, now, expiresAt } = device;
  const results = await db.batch([
    db.prepare(DEVICE_SQL.sweep).bind(now),
    db.prepare(DEVICE_SQL.insert).bind(hash, userCode, clientId, scopes.join(" "), expiresAt),
  ]);
  return (results[1]?.meta.changes ?? 0) > 0;
}

async function first(db: D1Database, sql: string, key: string): Promise<DeviceRow | null> {
  const row = await db.prepare(sql).bind(key).first();
  return row === null ? null : v.parse(deviceRow, row);
}

export const deviceByHash = (db: D1Database, hash: string): Promise<DeviceRow | null> =>
  first(db, DEVICE_SQL.byHash, hash);
export const deviceByUserCode = (db: D1Database, userCode: string): Promise<DeviceRow | null> =>
  first(db, DEVICE_SQL.byUserCode, userCode);

/** False when somebody decided before, or it is over. */
export async function allowDevice(db: D1Database, userCode: string, userId: string, now: number): Promise<boolean> {
  const { meta } = await db.prepare(DEVICE_SQL.allow).bind(userCode, Number(userId), now).run();
  return meta.changes > 0;
}

/** False when somebody decided before, or it is over. */
export async function denyDevice(db: D1Database, userCode: string, now: number): Promise<boolean> {
  const { meta } = await db.prepare(DEVICE_SQL.deny).bind(userCode, now).run();
  return meta.changes > 0;
}

/** The tokens of a device that somebody allowed, once: their scopes, or null when they were given out in the meantime. */
export async function useDevice(
  db: D1Database,
  { hash, grantId }: { readonly hash: string; readonly grantId: string },
  { access, refresh, isPublic, now }: NewTokens,
): Promise<readonly string[] | null> {
  const end = now + refreshMs(isPublic);
  const results = await db.batch([
    db.prepare(DEVICE_SQL.grant).bind(hash, grantId, now, end),
    db.prepare(GRANT_SQL.insertAccess).bind(access, now, now + USER_TOKEN_MS, grantId),
    db.prepare(GRANT_SQL.insertRefresh).bind(refresh, end, grantId),
    db.prepare(GRANT_SQL.keepNewest).bind(grantId),
    db.prepare(DEVICE_SQL.delete).bind(hash),
    db.prepare(GRANT_SQL.sweepAccess).bind(now),
    db.prepare(GRANT_SQL.sweepRefresh).bind(now),
  ]);
  return scopesOf(results[1]);
}
