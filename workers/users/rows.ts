/** The rows of users, access tokens and sessions in D1: their only SQL in the Worker. Rows are read through schemas. */
import * as v from "valibot";
import { colourSchema } from "#protocol/chat/viewer.ts";
import { idSchema, loginSchema } from "#protocol/ids.ts";
import { SWEPT_BY_ONE, sweepSql } from "../sweep-sql.ts";

const flag = v.pipe(
  v.number(),
  v.transform((value) => value !== 0),
);
const userRow = v.object({
  id: v.pipe(v.number(), v.transform(String), idSchema),
  login: loginSchema,
  display_name: v.string(),
  colour: v.nullable(colourSchema),
  staff: flag,
  guest: flag,
  created_at: v.number(),
});
export type UserRow = v.InferOutput<typeof userRow>;

const tokenRow = v.object({ ...userRow.entries, client_id: v.string(), scopes: v.string(), expires_at: v.number() });
export type TokenRow = v.InferOutput<typeof tokenRow>;
const sessionRow = v.object({ ...userRow.entries, expires_at: v.number(), seen_at: v.number() });
export type SessionRow = v.InferOutput<typeof sessionRow>;
/** Times as ISO 8601 text: the authentication library writes them. */
const accountSessionRow = v.object({ ...userRow.entries, expiresAt: v.string(), updatedAt: v.string() });
export type AccountSessionRow = v.InferOutput<typeof accountSessionRow>;

const USER = "id, login, display_name, colour, staff, guest, created_at";
const JOINED = "u.id, u.login, u.display_name, u.colour, u.staff, u.guest, u.created_at";
/** Ids are shared with channels; the first is 1001. */
const NEXT_ID = "(SELECT coalesce(max(id), 1000) + 1 FROM users)";

/** Every statement, so that the tests can ask for their plans. */
export const USER_SQL = {
  byLogin: `SELECT ${USER} FROM users WHERE login = ?`,
  /** The operator may give a login that is held; guests may not take one. */
  insert: `INSERT INTO users (id, login, display_name, staff, guest, created_at) SELECT ${NEXT_ID}, ?1, ?2, ?3, ?4, ?5
           WHERE ?4 = 0 OR NOT EXISTS (SELECT 1 FROM held_logins WHERE login = ?1 AND until > ?5)
                       AND NOT EXISTS (SELECT 1 FROM sign_ups WHERE login = ?1 AND expires_at > ?5)
           ON CONFLICT (login) DO NOTHING RETURNING ${USER}`,
  change: `UPDATE users SET login = ?, display_name = ?, staff = ? WHERE id = ? RETURNING ${USER}`,
  changeChannel: "UPDATE channels SET login = ?, display_name = ? WHERE id = ?",
  /** An app's token is void without the grant that it belongs to, and without the app. */
  byToken: `SELECT ${JOINED}, t.client_id, t.scopes, t.expires_at
            FROM access_tokens t JOIN users u ON u.id = t.user_id WHERE t.hash = ?
            AND (t.grant_id IS NULL OR EXISTS (SELECT 1 FROM app_grants g JOIN apps a ON a.client_id = g.client_id
                                               WHERE g.id = t.grant_id))`,
  insertToken:
    "INSERT INTO access_tokens (hash, user_id, client_id, scopes, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
  sweepTokens: sweepSql({ table: "access_tokens", key: "hash", end: "expires_at" }, SWEPT_BY_ONE),
  bySession: `SELECT ${JOINED}, s.expires_at, s.seen_at FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.hash = ?`,
  insertSession: "INSERT INTO sessions (hash, user_id, created_at, expires_at, seen_at) VALUES (?, ?, ?, ?, ?)",
  byAccountSession: `SELECT ${JOINED}, s.expiresAt, s.updatedAt
                     FROM auth_session s JOIN users u ON u.account = s.userId WHERE s.token = ?`,
  seeAccountSession: "UPDATE auth_session SET updatedAt = ?, expiresAt = ? WHERE token = ?",
  endAccountSession: "DELETE FROM auth_session WHERE token = ?",
  seeSession: "UPDATE sessions SET seen_at = ?, expires_at = ? WHERE hash = ?",
  endSession: "DELETE FROM sessions WHERE hash = ?",
  sweepSessions: sweepSql({ table: "sessions", key: "hash", end: "expires_at" }, SWEPT_BY_ONE),
} as const;

type Value = string | number;

async function first<T>(
  schema: v.GenericSchema<unknown, T>,
  db: D1Database,
  sql: string,
  ...values: Value[]
): Promise<T | null> {
  const row = await db
    .prepare(sql)
    .bind(...values)
    .first();
  return row === null ? null : v.parse(schema, row);
}

export const userByLogin = (db: D1Database, login: string): Promise<UserRow | null> =>
  first(userRow, db, USER_SQL.byLogin, login);

export type NewUser = {
  readonly login: string;
  readonly name: string;
  readonly staff: boolean;
  readonly guest: boolean;
  readonly now: number;
};

/** The new user; null when the login is taken. */
export const insertUser = (db: D1Database, { login, name, staff, guest, now }: NewUser): Promise<UserRow | null> =>
  first(userRow, db, USER_SQL.insert, login, name, Number(staff), Number(guest), now);

export type UserChange = {
  readonly login?: string | undefined;
  readonly displayName?: string | undefined;
  readonly staff?: boolean | undefined;
};
export type Changed =
  | { readonly kind: "changed"; readonly user: UserRow }
  | { readonly kind: "unknown" }
  | { readonly kind: "taken" };

/** Changes a user, and the channel of the same id with it: both or neither. */
export async function changeUser(db: D1Database, login: string, change: UserChange): Promise<Changed> {
  const user = await userByLogin(db, login);
  if (user === null) return { kind: "unknown" };
  const next = {
    login: change.login ?? user.login,
    name: change.displayName ?? renamed(user, change.login),
    staff: change.staff ?? user.staff,
  };
  try {
    const [rows] = await db.batch([
      db.prepare(USER_SQL.change).bind(next.login, next.name, Number(next.staff), Number(user.id)),
      db.prepare(USER_SQL.changeChannel).bind(next.login, next.name, Number(user.id)),
    ]);
    const [row] = rows?.results ?? [];
    return row === undefined ? { kind: "unknown" } : { kind: "changed", user: v.parse(userRow, row) };
  } catch (cause) {
    // The database alone knows, at the moment of writing, whether the login is free.
    if (cause instanceof Error && cause.message.includes("UNIQUE constraint failed")) return { kind: "taken" };
    throw cause;
  }
}

/** A name that is the old login in some case does not outlive it. */
const renamed = (user: UserRow, login: string | undefined): string =>
  login !== undefined && user.display_name.toLowerCase() === user.login ? login : user.display_name;

export const userByToken = (db: D1Database, hash: string): Promise<TokenRow | null> =>
  first(tokenRow, db, USER_SQL.byToken, hash);

export type NewToken = {
  readonly hash: string;
  readonly userId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly now: number;
  readonly expiresAt: number;
};

export async function insertToken(db: D1Database, token: NewToken): Promise<void> {
  const { hash, userId, clientId, scopes, now, expiresAt } = token;
  await db.batch([
    db.prepare(USER_SQL.sweepTokens).bind(now),
    db.prepare(USER_SQL.insertToken).bind(hash, Number(userId), clientId, scopes.join(" "), now, expiresAt),
  ]);
}

export const userBySession = (db: D1Database, hash: string): Promise<SessionRow | null> =>
  first(sessionRow, db, USER_SQL.bySession, hash);

export const userByAccountSession = (db: D1Database, token: string): Promise<AccountSessionRow | null> =>
  first(accountSessionRow, db, USER_SQL.byAccountSession, token);

export async function seeAccountSession(db: D1Database, token: string, now: number, expiresAt: number): Promise<void> {
  const [seen, end] = [now, expiresAt].map((time) => new Date(time).toISOString());
  await db
    .prepare(USER_SQL.seeAccountSession)
    .bind(seen ?? "", end ?? "", token)
    .run();
}

export async function endAccountSession(db: D1Database, token: string): Promise<void> {
  await db.prepare(USER_SQL.endAccountSession).bind(token).run();
}

export async function insertSession(
  db: D1Database,
  session: { readonly hash: string; readonly userId: string; readonly now: number; readonly expiresAt: number },
): Promise<void> {
  const { hash, userId, now, expiresAt } = session;
  await db.batch([
    db.prepare(USER_SQL.sweepSessions).bind(now),
    db.prepare(USER_SQL.insertSession).bind(hash, Number(userId), now, expiresAt, now),
  ]);
}

export async function seeSession(db: D1Database, hash: string, now: number, expiresAt: number): Promise<void> {
  await db.prepare(USER_SQL.seeSession).bind(now, expiresAt, hash).run();
}

export async function endSession(db: D1Database, hash: string): Promise<void> {
  await db.prepare(USER_SQL.endSession).bind(hash).run();
}
