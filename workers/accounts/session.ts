/** The account whose session a request has, looked up afresh: for what only the person at the browser may do, and no program. */
import type { Context } from "hono";
import * as v from "valibot";
import { Fault } from "#protocol/errors.ts";
import { idSchema } from "#protocol/ids.ts";
import { accountTokenShown } from "../auth/account-session.ts";
import { doubtSessionsOf } from "../auth/known-sessions.ts";
import type { App } from "../env.ts";
import { FRESH_MS } from "./limits.ts";

/** Every statement, so that the tests can ask for their plans. */
export const ACCOUNT_SESSION_SQL = {
  byToken: `SELECT s.id AS session_id, s.createdAt, s.expiresAt, a.id, a.email, a.name, u.id AS user_id,
              EXISTS (SELECT 1 FROM auth_account p WHERE p.userId = a.id AND p.providerId = 'credential') AS has_password
            FROM auth_session s JOIN auth_user a ON a.id = s.userId LEFT JOIN users u ON u.account = a.id
            WHERE s.token = ?`,
  endAll: "DELETE FROM auth_session WHERE userId = ?",
  userOf: "SELECT id FROM users WHERE account = ?",
} as const;

const row = v.object({
  session_id: v.string(),
  createdAt: v.string(),
  expiresAt: v.string(),
  id: v.string(),
  email: v.string(),
  name: v.string(),
  user_id: v.nullable(v.pipe(v.number(), v.transform(String), idSchema)),
  has_password: v.number(),
});

export type AccountSession = {
  /** Of the account; not of its user. */
  readonly id: string;
  readonly sessionId: string;
  readonly email: string;
  /** As the person or the other site said at first. */
  readonly name: string;
  /** Null: no login was chosen yet. */
  readonly userId: string | null;
  readonly hasPassword: boolean;
  /** Opened within FRESH_MS. */
  readonly isFresh: boolean;
};

/** The account; null without a session of one. */
export async function accountOfSession(c: Context<App>): Promise<AccountSession | null> {
  const token = await accountTokenShown(c);
  if (token === null) return null;
  const found = await c.env.DB.prepare(ACCOUNT_SESSION_SQL.byToken).bind(token).first();
  if (found === null) return null;
  const parsed = v.parse(row, found);
  const now = Date.now();
  if (!(Date.parse(parsed.expiresAt) > now)) return null;
  return {
    id: parsed.id,
    sessionId: parsed.session_id,
    email: parsed.email,
    name: parsed.name,
    userId: parsed.user_id,
    hasPassword: parsed.has_password !== 0,
    isFresh: now - Date.parse(parsed.createdAt) < FRESH_MS,
  };
}

/** Throws an `unauthorized` Fault without a session; access tokens do not count here. */
export async function requireAccount(c: Context<App>): Promise<AccountSession> {
  const account = c.req.header("Authorization") === undefined ? await accountOfSession(c) : null;
  if (account === null) throw new Fault("unauthorized", "Log in first. Access tokens do not count here.");
  return account;
}

export type OwnAccount = AccountSession & { readonly userId: string };

/** As `requireAccount`, for what needs a login and a channel. */
export async function requireOwnAccount(c: Context<App>): Promise<OwnAccount> {
  const account = await requireAccount(c);
  if (account.userId === null) throw new Fault("conflict", "Choose a login first.");
  return { ...account, userId: account.userId };
}

/** What this isolate knows of the account's sessions is looked up again. */
export function doubtAccount({ userId }: AccountSession): void {
  if (userId !== null) doubtSessionsOf(userId, Date.now());
}

/** The user of an account; null while no login was chosen. */
export async function userIdOf(db: D1Database, account: string): Promise<string | null> {
  const id = await db.prepare(ACCOUNT_SESSION_SQL.userOf).bind(account).first<number>("id");
  return id === null ? null : String(id);
}

/** Ends every session of an account: whoever has one by an old password has it no more. Answers its user. */
export async function endAllSessions(db: D1Database, account: string): Promise<string | null> {
  await db.prepare(ACCOUNT_SESSION_SQL.endAll).bind(account).run();
  const userId = await userIdOf(db, account);
  if (userId !== null) doubtSessionsOf(userId, Date.now());
  return userId;
}
