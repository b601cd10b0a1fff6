/** The session of an account: found by its signed cookie, looked up, and kept going while it is used. Knows nothing of how one is opened. */
import type { Context } from "hono";
import type { App } from "../env.ts";
import { seeAccountSession, userByAccountSession } from "../users/rows.ts";
import { ACCOUNT_SESSION_MS, accountCookieOf, authSecret, tokenOfCookie } from "./account-cookie.ts";
import { dropSession, recallSession, rememberSession, type SessionIdentity } from "./known-sessions.ts";
import { hashOf } from "./secrets.ts";
import { cookiesCount, type SessionOptions } from "./shown-cookies.ts";
import { viewerOf } from "./token-holder.ts";

/** A session's end is moved at most this often, milliseconds. */
const SEEN_AGAIN_MS = 24 * 3600 * 1000;
/** A session that was opened for a shorter time than this ends when it was to end: the browser was asked to forget it. */
const MOVED_FROM_MS = 2 * SEEN_AGAIN_MS;

/** The token of the session whose cookie counts for the request; null for none. Whether the session runs is not looked at. */
export async function accountTokenShown(c: Context<App>, options: SessionOptions = {}): Promise<string | null> {
  const secret = authSecret(c.env.AUTH_SECRET);
  const cookie = accountCookieOf(c.req.header("Cookie"), c.req.url);
  if (secret === null || cookie === null || !cookiesCount(c, options)) return null;
  return tokenOfCookie(cookie, secret);
}

/** The account's user; null without a session, and for an account that has no login yet. */
export async function identityOfAccount(c: Context<App>, options: SessionOptions): Promise<SessionIdentity | null> {
  const token = await accountTokenShown(c, options);
  if (token === null) return null;
  const now = Date.now();
  const key = await keyOf(token);
  const remembered = recallSession(key, now);
  if (remembered !== null && options.fresh !== true) return remembered;
  const row = await userByAccountSession(c.env.DB, token);
  const expiresAt = row === null ? 0 : Date.parse(row.expiresAt);
  if (row === null || !(expiresAt > now)) {
    dropSession(key);
    return null;
  }
  const seenAt = Date.parse(row.updatedAt);
  if (now - seenAt >= SEEN_AGAIN_MS && expiresAt - seenAt > MOVED_FROM_MS) {
    await seeAccountSession(c.env.DB, token, now, now + ACCOUNT_SESSION_MS);
  }
  const identity: SessionIdentity = {
    viewer: viewerOf(row),
    user: row,
    scopes: "all",
    via: "session",
    clientId: null,
    expiresAt,
  };
  return rememberSession(key, identity, now);
}

/** Forgets an account's session at once, in this isolate. */
export async function forgetAccountSession(token: string): Promise<void> {
  dropSession(await keyOf(token));
}

const keyOf = async (token: string): Promise<string> => `account ${await hashOf(token)}`;
