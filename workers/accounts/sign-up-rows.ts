/** The rows of a sign-up, from its first form to an account with a login and a channel: their only SQL. */
import * as v from "valibot";
import { loginSchema } from "#protocol/ids.ts";
import { newSessionSecret } from "../auth/secrets.ts";
import { SWEPT_BY_ONE, sweepSql } from "../sweep-sql.ts";

/** Ids are shared with channels; the first is 1001. */
const NEXT_ID = "(SELECT coalesce(max(id), 1000) + 1 FROM users)";

/** Every statement, so that the tests can ask for their plans. */
export const SIGN_UP_SQL = {
  isTaken: `SELECT 1 WHERE EXISTS (SELECT 1 FROM users WHERE login = ?1)
              OR EXISTS (SELECT 1 FROM held_logins WHERE login = ?1 AND until > ?2 AND (user_id IS NULL OR user_id != ?3))
              OR EXISTS (SELECT 1 FROM sign_ups WHERE login = ?1 AND expires_at > ?2 AND email != ?4)`,
  isKnown: "SELECT 1 FROM auth_user WHERE email = ?",
  /** A login that somebody else is about to take stays theirs; the same person may begin again. */
  begin: `INSERT INTO sign_ups (login, token_hash, email, display_name, password, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
          ON CONFLICT (login) DO UPDATE SET token_hash = ?2, email = ?3, display_name = ?4, password = ?5, expires_at = ?6
          WHERE email = ?3 OR expires_at <= ?7 RETURNING login`,
  sweepSignUps: sweepSql({ table: "sign_ups", key: "login", end: "expires_at" }, SWEPT_BY_ONE),
  sweepHeld: sweepSql({ table: "held_logins", key: "login", end: "until" }, SWEPT_BY_ONE),
  find: `SELECT login, email, display_name, password FROM sign_ups
         WHERE token_hash = ? AND expires_at > ? AND password IS NOT NULL`,
  insertAuthUser: `INSERT INTO auth_user (id, name, email, emailVerified, createdAt, updatedAt) VALUES (?, ?, ?, 1, ?, ?)`,
  insertPassword: `INSERT INTO auth_account (id, accountId, providerId, userId, password, createdAt, updatedAt)
                   VALUES (?, ?, 'credential', ?, ?, ?, ?)`,
  insertUser: `INSERT INTO users (id, login, display_name, account, created_at) VALUES (${NEXT_ID}, ?, ?, ?, ?)`,
  insertChannel: `INSERT INTO channels (id, login, display_name, stream_key_hash, created_at)
                  SELECT id, login, display_name, ?, created_at FROM users WHERE account = ?`,
  end: "DELETE FROM sign_ups WHERE login = ? OR email = ?",
} as const;

const signUpRow = v.object({
  login: loginSchema,
  email: v.string(),
  display_name: v.string(),
  password: v.string(),
});
export type SignUpRow = v.InferOutput<typeof signUpRow>;

/** Who asks whether a login is free: what is held for that one is. */
type Asker = { readonly userId?: string; readonly email?: string };

/** Whether a login is somebody's, or is held for somebody else. */
export async function isLoginTaken(db: D1Database, login: string, asker: Asker, now: number): Promise<boolean> {
  const values = [login, now, Number(asker.userId ?? 0), asker.email ?? ""];
  const row = await db
    .prepare(SIGN_UP_SQL.isTaken)
    .bind(...values)
    .first();
  return row !== null;
}

export async function isMailKnown(db: D1Database, email: string): Promise<boolean> {
  return (await db.prepare(SIGN_UP_SQL.isKnown).bind(email).first()) !== null;
}

export type NewSignUp = {
  readonly login: string;
  readonly tokenHash: string;
  readonly email: string;
  readonly name: string;
  /** Null: the address has an account; the row only holds the login. */
  readonly password: string | null;
  readonly now: number;
  readonly expiresAt: number;
};

/** False when somebody else took the login in this moment. */
export async function beginSignUp(db: D1Database, signUp: NewSignUp): Promise<boolean> {
  const { login, tokenHash, email, name, password, now, expiresAt } = signUp;
  const [, , begun] = await db.batch([
    db.prepare(SIGN_UP_SQL.sweepSignUps).bind(now),
    db.prepare(SIGN_UP_SQL.sweepHeld).bind(now),
    db.prepare(SIGN_UP_SQL.begin).bind(login, tokenHash, email, name, password, expiresAt, now),
  ]);
  return (begun?.results.length ?? 0) > 0;
}

export async function findSignUp(db: D1Database, tokenHash: string, now: number): Promise<SignUpRow | null> {
  const row = await db.prepare(SIGN_UP_SQL.find).bind(tokenHash, now).first();
  return row === null ? null : v.parse(signUpRow, row);
}

/** Makes account, user and channel at once, or nothing: "taken" when the login or the address was taken meanwhile. */
export async function createAccount(db: D1Database, signUp: SignUpRow, now: number): Promise<"created" | "taken"> {
  const [id, time] = [newSessionSecret(), new Date(now).toISOString()];
  const { login, email, display_name: name, password } = signUp;
  return unlessTaken(async () => {
    await db.batch([
      db.prepare(SIGN_UP_SQL.insertAuthUser).bind(id, name, email, time, time),
      db.prepare(SIGN_UP_SQL.insertPassword).bind(newSessionSecret(), id, id, password, time, time),
      ...userStatements(db, { account: id, login, name, now }),
      db.prepare(SIGN_UP_SQL.end).bind(login, email),
    ]);
  });
}

export type NewAccountUser = {
  readonly account: string;
  readonly login: string;
  readonly name: string;
  readonly now: number;
};

/** Gives an account that has none its login, and with it a channel. */
export const createUserOfAccount = (db: D1Database, user: NewAccountUser): Promise<"created" | "taken"> =>
  unlessTaken(async () => {
    await db.batch(userStatements(db, user));
  });

const userStatements = (db: D1Database, { account, login, name, now }: NewAccountUser): D1PreparedStatement[] => [
  db.prepare(SIGN_UP_SQL.insertUser).bind(login, name, account, now),
  // The hash of nothing that anybody was told: the channel has no stream key yet.
  db.prepare(SIGN_UP_SQL.insertChannel).bind(newSessionSecret(), account),
];

/** The database alone knows, at the moment of writing, what is free. */
async function unlessTaken(write: () => Promise<void>): Promise<"created" | "taken"> {
  try {
    await write();
    return "created";
  } catch (cause) {
    if (cause instanceof Error && cause.message.includes("UNIQUE constraint failed")) return "taken";
    throw cause;
  }
}
