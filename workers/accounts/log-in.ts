/** Logging in by password: the account that a name means, the library asked, and what was in the browser before it taken away. */
import type { Context } from "hono";
import * as v from "valibot";
import { emailSchema, type SignedIn } from "#protocol/accounts/credentials.ts";
import { loginSchema } from "#protocol/ids.ts";
import { accountTokenShown, forgetAccountSession } from "../auth/account-session.ts";
import { forgetSession } from "../auth/identity.ts";
import { sessionCookie, sessionOf } from "../auth/session-cookie.ts";
import type { App } from "../env.ts";
import { SWEPT_BY_ONE, sweepSql } from "../sweep-sql.ts";
import { accountOf } from "../users/accounts.ts";
import { endAccountSession, endSession, userByAccountSession } from "../users/rows.ts";
import { askAuth, headersFor } from "./ask.ts";
import { rememberBrowser } from "./known-browser.ts";

/** Every statement, so that the tests can ask for their plans. */
export const LOG_IN_SQL = {
  mailOfLogin: "SELECT a.email FROM users u JOIN auth_user a ON a.id = u.account WHERE u.login = ?",
  sweepSessions: sweepSql({ table: "auth_session", key: "id", end: "expiresAt" }, SWEPT_BY_ONE),
} as const;

/** What no account has: a name that means none is tried with it, so that the answer takes as long as for one that does. */
const NOBODY = "nobody@invalid.invalid";

const mailRow = v.object({ email: v.string() });

/** The mail address of the account that a mail address or login means. */
export async function mailOf(db: D1Database, name: string): Promise<string> {
  const email = v.safeParse(emailSchema, name);
  if (email.success) return email.output;
  const login = name.toLowerCase();
  if (!v.is(loginSchema, login)) return NOBODY;
  const row = await db.prepare(LOG_IN_SQL.mailOfLogin).bind(login).first();
  return row === null ? NOBODY : v.parse(mailRow, row).email;
}

/** Opens a new session, under a new id, whatever the browser had: its token, or null when a code is wanted first. */
export async function logInByMail(
  c: Context<App>,
  email: string,
  password: string,
  remember: boolean,
): Promise<string | null> {
  await c.env.DB.prepare(LOG_IN_SQL.sweepSessions).bind(new Date().toISOString()).run();
  const body = { email, password, rememberMe: remember };
  const { token } = await askAuth(
    c,
    (api, headers) => api.signInEmail({ body, headers, asResponse: true }),
    withoutSession(headersFor(c)),
  );
  if (token !== null) await leaveOldSessions(c);
  return token;
}

/** Ends what the browser was signed in as before: a guest's session, or another account's. */
export async function leaveOldSessions(c: Context<App>): Promise<void> {
  const guest = sessionOf(c.req.header("Cookie"));
  if (guest !== null) {
    await endSession(c.env.DB, await forgetSession(guest));
    c.header("Set-Cookie", sessionCookie(null, c.req.url), { append: true });
  }
  const account = await accountTokenShown(c);
  if (account === null) return;
  await endAccountSession(c.env.DB, account);
  await forgetAccountSession(account);
}

/** Cookies but the session's: a second factor or passkey is that of who logs in, not of who is logged in. */
export function withoutSession(headers: Headers): Headers {
  const cookies = (headers.get("Cookie") ?? "")
    .split(";")
    .filter((pair) => !/^\s*(?:__Secure-)?rill\.session_token=/.test(pair));
  headers.set("Cookie", cookies.join(";"));
  return headers;
}

/** The answer to who has just logged in, by the new session's token. The browser is known from now on, if it may remember. */
export async function signedIn(c: Context<App>, token: string | null, remember = true): Promise<SignedIn> {
  const user = token === null ? null : await userByAccountSession(c.env.DB, token);
  if (token !== null && remember) await rememberBrowser(c, token);
  return { kind: "signed_in", user: user === null ? null : accountOf(user) };
}
