/** The rows of apps in D1. Rows are read through schemas. */
import * as v from "valibot";
import { clientIdSchema, MAX_APPS, type OwnApp } from "#protocol/oauth/app.ts";

const appRow = v.object({
  client_id: clientIdSchema,
  owner_id: v.pipe(v.number(), v.transform(String)),
  name: v.string(),
  secret_hash: v.nullable(v.string()),
  redirect_uris: v.pipe(v.string(), v.parseJson(), v.array(v.string())),
  created_at: v.number(),
});
export type AppRow = v.InferOutput<typeof appRow>;

const APP = "client_id, owner_id, name, secret_hash, redirect_uris, created_at";

/** Every statement, so that the tests can ask for their plans. */
export const APP_SQL = {
  byId: `SELECT ${APP} FROM apps WHERE client_id = ?`,
  ofOwner: `SELECT ${APP} FROM apps WHERE owner_id = ? ORDER BY created_at LIMIT ${MAX_APPS}`,
  insert: `INSERT INTO apps (client_id, owner_id, name, secret_hash, redirect_uris, created_at) SELECT ?, ?, ?, ?, ?, ?
           WHERE (SELECT count(*) FROM apps WHERE owner_id = ?) < ${MAX_APPS} RETURNING ${APP}`,
  change: `UPDATE apps SET name = coalesce(?, name), redirect_uris = coalesce(?, redirect_uris)
           WHERE client_id = ? AND owner_id = ? RETURNING ${APP}`,
  changeSecret: `UPDATE apps SET secret_hash = ? WHERE client_id = ? AND owner_id = ? AND secret_hash IS NOT NULL RETURNING ${APP}`,
  delete: "DELETE FROM apps WHERE client_id = ? AND owner_id = ?",
} as const;

async function first(db: D1Database, sql: string, ...values: (string | number | null)[]): Promise<AppRow | null> {
  const row = await db
    .prepare(sql)
    .bind(...values)
    .first();
  return row === null ? null : v.parse(appRow, row);
}

/** The app of an id that a client names; null for none, and for what can be no id. */
export async function appById(db: D1Database, clientId: string | null): Promise<AppRow | null> {
  return v.is(clientIdSchema, clientId) ? first(db, APP_SQL.byId, clientId) : null;
}

export async function appsOfOwner(db: D1Database, ownerId: string): Promise<readonly AppRow[]> {
  const { results } = await db.prepare(APP_SQL.ofOwner).bind(Number(ownerId)).all();
  return results.map((row) => v.parse(appRow, row));
}

export type NewApp = {
  readonly clientId: string;
  readonly ownerId: string;
  readonly name: string;
  readonly secretHash: string | null;
  readonly redirectUris: readonly string[];
  readonly now: number;
};

/** The new app; null when its owner has as many as one may have. */
export function insertApp(db: D1Database, app: NewApp): Promise<AppRow | null> {
  const owner = Number(app.ownerId);
  const uris = JSON.stringify(app.redirectUris);
  return first(db, APP_SQL.insert, app.clientId, owner, app.name, app.secretHash, uris, app.now, owner);
}

/** Whose app it is, and which. */
export type AppKey = { readonly clientId: string; readonly ownerId: string };

/** The changed app; null when the owner has no such app. */
export function changeApp(
  db: D1Database,
  { clientId, ownerId }: AppKey,
  change: { readonly name?: string | undefined; readonly redirectUris?: readonly string[] | undefined },
): Promise<AppRow | null> {
  const uris = change.redirectUris === undefined ? null : JSON.stringify(change.redirectUris);
  return first(db, APP_SQL.change, change.name ?? null, uris, clientId, Number(ownerId));
}

/** The app with its new secret; null when the owner has no such app, or it is a public one. */
export const changeAppSecret = (db: D1Database, { clientId, ownerId }: AppKey, hash: string): Promise<AppRow | null> =>
  first(db, APP_SQL.changeSecret, hash, clientId, Number(ownerId));

export const ownAppOf = (row: AppRow): OwnApp => ({
  clientId: row.client_id,
  name: row.name,
  kind: row.secret_hash === null ? "public" : "confidential",
  redirectUris: row.redirect_uris,
  createdAt: row.created_at,
});
