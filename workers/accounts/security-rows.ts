/** The rows of an account's sessions, passkeys, connections and mail changes that the library has no calls for: their only SQL. */
import * as v from "valibot";
import { type Provider, providerSchema } from "#protocol/accounts/credentials.ts";
import {
  type AccountSessions,
  type Connections,
  MAX_PASSKEYS,
  MAX_SESSIONS,
  type Passkeys,
} from "#protocol/accounts/security.ts";
import { SWEPT_BY_ONE, sweepSql } from "../sweep-sql.ts";

/** Every statement, so that the tests can ask for their plans. */
export const SECURITY_SQL = {
  sessions: `SELECT id, createdAt, expiresAt, ipAddress, userAgent FROM auth_session
             WHERE userId = ? AND expiresAt > ? ORDER BY createdAt DESC LIMIT ${MAX_SESSIONS}`,
  endSession: "DELETE FROM auth_session WHERE id = ? AND userId = ? RETURNING id",
  endOthers: "DELETE FROM auth_session WHERE userId = ? AND id != ?",
  passkeys: `SELECT id, name, createdAt FROM auth_passkey WHERE userId = ? ORDER BY id LIMIT ${MAX_PASSKEYS}`,
  countPasskeys: "SELECT count(*) AS count FROM auth_passkey WHERE userId = ?",
  removePasskey: "DELETE FROM auth_passkey WHERE id = ? AND userId = ? RETURNING id",
  connections: "SELECT DISTINCT providerId FROM auth_account WHERE userId = ? AND providerId != 'credential' LIMIT 10",
  /** The last way to log in stays. */
  disconnect: `DELETE FROM auth_account WHERE userId = ?1 AND providerId = ?2
               AND EXISTS (SELECT 1 FROM auth_account o WHERE o.userId = ?1 AND o.providerId != ?2) RETURNING id`,
  password: "SELECT password FROM auth_account WHERE userId = ? AND providerId = 'credential'",
  sweepMailChanges: sweepSql({ table: "mail_changes", key: "token_hash", end: "expires_at" }, SWEPT_BY_ONE),
  forgetMailChanges: "DELETE FROM mail_changes WHERE account = ?",
  insertMailChange: "INSERT INTO mail_changes (token_hash, account, email, expires_at) VALUES (?, ?, ?, ?)",
  takeMailChange: "DELETE FROM mail_changes WHERE token_hash = ? AND expires_at > ? RETURNING account, email",
  mailOf: "SELECT email FROM auth_user WHERE id = ?",
  changeMail: "UPDATE auth_user SET email = ?, emailVerified = 1, updatedAt = ? WHERE id = ?",
} as const;

const time = v.pipe(v.string(), v.transform(Date.parse), v.number());
const sessionRow = v.object({
  id: v.string(),
  createdAt: time,
  expiresAt: time,
  ipAddress: v.nullable(v.string()),
  userAgent: v.nullable(v.string()),
});
const passkeyRow = v.object({ id: v.string(), name: v.nullable(v.string()), createdAt: v.nullable(time) });
const changeRow = v.object({ account: v.string(), email: v.string() });

export async function sessionsOf(
  db: D1Database,
  account: string,
  currentId: string,
  now: number,
): Promise<AccountSessions> {
  const { results } = await db.prepare(SECURITY_SQL.sessions).bind(account, new Date(now).toISOString()).all();
  const sessions = results.map((row) => {
    const { id, createdAt, expiresAt, ipAddress, userAgent } = v.parse(sessionRow, row);
    const [address, agent] = [ipAddress === "" ? null : ipAddress, userAgent === "" ? null : userAgent];
    return { id, createdAt, expiresAt, address, userAgent: agent, current: id === currentId };
  });
  return { sessions };
}

/** False when the account has no such session. */
export async function endSessionOf(db: D1Database, account: string, id: string): Promise<boolean> {
  return (await db.prepare(SECURITY_SQL.endSession).bind(id, account).first()) !== null;
}

export async function endOtherSessions(db: D1Database, account: string, currentId: string): Promise<void> {
  await db.prepare(SECURITY_SQL.endOthers).bind(account, currentId).run();
}

export async function passkeysOf(db: D1Database, account: string): Promise<Passkeys> {
  const { results } = await db.prepare(SECURITY_SQL.passkeys).bind(account).all();
  const passkeys = results.map((row) => v.parse(passkeyRow, row));
  return { passkeys: passkeys.map(({ id, name, createdAt }) => ({ id, name: name ?? "", createdAt })) };
}

/** False when the account has no such passkey. */
export async function removePasskey(db: D1Database, account: string, id: string): Promise<boolean> {
  return (await db.prepare(SECURITY_SQL.removePasskey).bind(id, account).first()) !== null;
}

export async function connectionsOf(db: D1Database, account: string): Promise<Connections> {
  const { results } = await db.prepare(SECURITY_SQL.connections).bind(account).all();
  return { connections: results.map((row) => v.parse(providerSchema, row["providerId"])) };
}

/** False when there is none, or it is the only way to log in. */
export async function disconnect(db: D1Database, account: string, provider: Provider): Promise<boolean> {
  return (await db.prepare(SECURITY_SQL.disconnect).bind(account, provider).first()) !== null;
}

/** The hash of the account's password; null when it has none. */
export const passwordOf = (db: D1Database, account: string): Promise<string | null> =>
  db.prepare(SECURITY_SQL.password).bind(account).first<string>("password");

export async function hasRoomForPasskey(db: D1Database, account: string): Promise<boolean> {
  const count = await db.prepare(SECURITY_SQL.countPasskeys).bind(account).first<number>("count");
  return (count ?? 0) < MAX_PASSKEYS;
}

export type MailChange = {
  readonly tokenHash: string;
  readonly account: string;
  readonly email: string;
  readonly now: number;
  readonly expiresAt: number;
};

/** An earlier change that was not confirmed counts no more. */
export async function insertMailChange(db: D1Database, change: MailChange): Promise<void> {
  const { tokenHash, account, email, now, expiresAt } = change;
  await db.batch([
    db.prepare(SECURITY_SQL.sweepMailChanges).bind(now),
    db.prepare(SECURITY_SQL.forgetMailChanges).bind(account),
    db.prepare(SECURITY_SQL.insertMailChange).bind(tokenHash, account, email, expiresAt),
  ]);
}

export type ChangedMail =
  | { readonly kind: "changed"; readonly from: string; readonly account: string }
  | { readonly kind: "unknown" }
  | { readonly kind: "taken" };

/** Uses a link up, and changes the address. */
export async function confirmMailChange(db: D1Database, tokenHash: string, now: number): Promise<ChangedMail> {
  const row = await db.prepare(SECURITY_SQL.takeMailChange).bind(tokenHash, now).first();
  if (row === null) return { kind: "unknown" };
  const { account, email } = v.parse(changeRow, row);
  const before = await db.prepare(SECURITY_SQL.mailOf).bind(account).first<string>("email");
  if (before === null) return { kind: "unknown" };
  try {
    await db.prepare(SECURITY_SQL.changeMail).bind(email, new Date(now).toISOString(), account).run();
    return { kind: "changed", from: before, account };
  } catch (cause) {
    if (cause instanceof Error && cause.message.includes("UNIQUE constraint failed")) return { kind: "taken" };
    throw cause;
  }
}
