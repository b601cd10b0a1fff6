/**
 * Who a request speaks for: the user of its access token, of its account's session, or of a guest's. The one door to users; how somebody came
 * by a token or session is no business of those who ask here. One that was ended may count for KNOWN_MS more in an isolate that knew it.
 */
import type { Context } from "hono";
import type { Viewer } from "#protocol/chat/viewer.ts";
import { Fault } from "#protocol/errors.ts";
import { mayModerate, type Scopes } from "#protocol/users/scopes.ts";
import type { App } from "../env.ts";
import { seeSession, userBySession } from "../users/rows.ts";
import { tokenShown } from "./access-token.ts";
import { identityOfAccount } from "./account-session.ts";
import { dropSession, recallSession, rememberSession, type SessionIdentity } from "./known-sessions.ts";
import { hashOf } from "./secrets.ts";
import { SESSION_MS, sessionOf } from "./session-cookie.ts";
import { cookiesCount, type SessionOptions } from "./shown-cookies.ts";
import { type IdentifyOptions, identityOfToken, type TokenIdentity, viewerOf } from "./token-holder.ts";

/** A session's end is moved at most this often, milliseconds. */
const SEEN_AGAIN_MS = 24 * 3600 * 1000;

export type Identity = TokenIdentity | SessionIdentity;

/**
 * The request's identity, null for none. A wrong token is an `unauthorized` Fault: a program is told, not let in as nobody. A cookie that came
 * with a page of another site counts for nothing.
 */
export async function identify(c: Context<App>, options: SessionOptions = {}): Promise<Identity | null> {
  const shown = tokenShown(c.req.header("Authorization"));
  if (shown.kind === "malformed") throw wrongToken();
  if (shown.kind === "token") {
    const identity = await identityOfToken(c, shown.token, options);
    if (identity === null) throw wrongToken();
    return identity;
  }
  const account = await identityOfAccount(c, options);
  if (account !== null) return account;
  const session = sessionShown(c, options);
  return session === null ? null : identityOfSession(c, session, options);
}

/** As `identify`, for what nobody may do without an account; the scopes of a token must cover it. */
export async function requireIdentity(
  c: Context<App>,
  covers: (scopes: Scopes) => boolean = () => true,
  options: IdentifyOptions = {},
): Promise<Identity> {
  const identity = await identify(c, options);
  if (identity === null) throw new Fault("unauthorized", "Sign in first, or send an access token.");
  if (!covers(identity.scopes)) throw new Fault("forbidden", "The access token lacks the scope for this.");
  return identity;
}

/** The secret of a guest's session that counts for the request; null for none. */
export function sessionShown(c: Context<App>, options: SessionOptions = {}): string | null {
  const session = sessionOf(c.req.header("Cookie"));
  return session !== null && cookiesCount(c, options) ? session : null;
}

async function identityOfSession(
  c: Context<App>,
  session: string,
  { fresh = false }: IdentifyOptions,
): Promise<SessionIdentity | null> {
  const now = Date.now();
  const hash = await hashOf(session);
  const remembered = recallSession(hash, now);
  if (remembered !== null && !fresh) return remembered;
  const row = await userBySession(c.env.DB, hash);
  if (row === null || row.expires_at <= now) {
    dropSession(hash);
    return null;
  }
  if (now - row.seen_at >= SEEN_AGAIN_MS) await seeSession(c.env.DB, hash, now, now + SESSION_MS);
  const identity: SessionIdentity = {
    viewer: viewerOf(row),
    user: row,
    scopes: "all",
    via: "session",
    clientId: null,
    expiresAt: row.expires_at,
  };
  return rememberSession(hash, identity, now);
}

/** Forgets a guest's session at once, in this isolate. */
export async function forgetSession(session: string): Promise<string> {
  const hash = await hashOf(session);
  dropSession(hash);
  return hash;
}

/** The viewer as a room is told of one who speaks there: a token without the scope to moderate says so. */
export const speakerOf = ({ viewer, scopes }: Identity): Viewer =>
  mayModerate(scopes) ? viewer : { ...viewer, writesOnly: true };

const wrongToken = (): Fault => new Fault("unauthorized", "The access token is wrong, or it is over.");
