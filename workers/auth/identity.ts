/**
 * Who a request speaks for: the user of its access token, or of its session's cookie. The one door to users; how somebody came by a token or
 * session is no business of those who ask here. A token or session that was ended may count for KNOWN_MS more in an isolate that knew it.
 */
import type { Context } from "hono";
import type { Viewer } from "#protocol/chat/viewer.ts";
import { Fault } from "#protocol/errors.ts";
import { mayModerate, type Scopes } from "#protocol/users/scopes.ts";
import type { App } from "../env.ts";
import { Lru } from "../lru.ts";
import { seeSession, type TokenRow, type UserRow, userBySession, userByToken } from "../users/rows.ts";
import { tokenShown } from "./access-token.ts";
import { CallerLimit, callerOf, MAX_FAILURES } from "./caller-limit.ts";
import { hashOf } from "./secrets.ts";
import { cookieCounts, SESSION_MS, sessionOf } from "./session-cookie.ts";

/** An isolate believes what it read for this long, milliseconds: so late may a revocation be. */
export const KNOWN_MS = 60_000;
/** Identities that an isolate remembers. */
const MAX_KNOWN = 5000;
/** A session's end is moved at most this often, milliseconds. */
const SEEN_AGAIN_MS = 24 * 3600 * 1000;

export type Identity = {
  readonly viewer: Viewer;
  readonly user: UserRow;
  /** What a token is good for; a session is good for everything. */
  readonly scopes: Scopes;
  readonly via: "token" | "session";
  readonly clientId: string | null;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
};

type Known = { readonly identity: Identity; readonly readAt: number };

const known = new Lru<Known>(MAX_KNOWN);
/** Wrong tokens of one isolate, by address of the caller. */
const failures = new CallerLimit(MAX_FAILURES);

export type IdentifyOptions = {
  /** Asks the database even if the isolate knows: for what lasts longer than an answer, a socket or ticket. */
  readonly fresh?: boolean;
};

/**
 * The request's identity, null for none. A wrong token is an `unauthorized` Fault: a program is told, not let in as nobody. A cookie that came
 * with a page of another site counts for nothing.
 */
export async function identify(c: Context<App>, options: IdentifyOptions = {}): Promise<Identity | null> {
  const shown = tokenShown(c.req.header("Authorization"));
  if (shown.kind === "malformed") throw wrongToken();
  if (shown.kind === "token") {
    const identity = await identityOfToken(c, shown.token, options);
    if (identity === null) throw wrongToken();
    return identity;
  }
  const session = sessionShown(c);
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

/** The identity of a token; null for one that is unknown or over. Throws a `rate_limited` Fault for callers that guess. */
export async function identityOfToken(
  c: Context<App>,
  token: string,
  { fresh = false }: IdentifyOptions = {},
): Promise<Identity | null> {
  const now = Date.now();
  const key = `token ${await hashOf(token)}`;
  const remembered = recall(key, now);
  if (remembered !== null && !fresh) return remembered;
  const caller = callerOf(c.req.header("CF-Connecting-IP"));
  if (failures.isOver(caller, now)) throw new Fault("rate_limited", "Too many wrong tokens. Try again in a minute.");
  const row = await userByToken(c.env.DB, key.slice("token ".length));
  if (row === null || row.expires_at <= now) {
    known.delete(key);
    failures.note(caller, now);
    return null;
  }
  return remember(key, ofToken(row), now);
}

/** The session's secret that counts for the request; null for none. */
export function sessionShown(c: Context<App>): string | null {
  const session = sessionOf(c.req.header("Cookie"));
  const { method, url } = c.req;
  const origin = c.req.header("Origin") ?? null;
  const fetchSite = c.req.header("Sec-Fetch-Site") ?? null;
  return session !== null && cookieCounts({ method, url, origin, fetchSite }) ? session : null;
}

async function identityOfSession(
  c: Context<App>,
  session: string,
  { fresh = false }: IdentifyOptions,
): Promise<Identity | null> {
  const now = Date.now();
  const hash = await hashOf(session);
  const key = `session ${hash}`;
  const remembered = recall(key, now);
  if (remembered !== null && !fresh) return remembered;
  const row = await userBySession(c.env.DB, hash);
  if (row === null || row.expires_at <= now) {
    known.delete(key);
    return null;
  }
  if (now - row.seen_at >= SEEN_AGAIN_MS) await seeSession(c.env.DB, hash, now, now + SESSION_MS);
  const identity: Identity = {
    viewer: viewerOf(row),
    user: row,
    scopes: "all",
    via: "session",
    clientId: null,
    expiresAt: row.expires_at,
  };
  return remember(key, identity, now);
}

/** Forgets a session at once, in this isolate. */
export async function forgetSession(session: string): Promise<string> {
  const hash = await hashOf(session);
  known.delete(`session ${hash}`);
  return hash;
}

export const viewerOf = (row: UserRow): Viewer => ({
  userId: row.id,
  login: row.login,
  name: row.display_name,
  colour: row.colour,
  createdAt: row.created_at,
  staff: row.staff,
});

/** The viewer as a room is told of one who speaks there: a token without the scope to moderate says so. */
export const speakerOf = ({ viewer, scopes }: Identity): Viewer =>
  mayModerate(scopes) ? viewer : { ...viewer, writesOnly: true };

const ofToken = (row: TokenRow): Identity => ({
  viewer: viewerOf(row),
  user: row,
  scopes: new Set(row.scopes.split(" ").filter((scope) => scope !== "")),
  via: "token",
  clientId: row.client_id,
  expiresAt: row.expires_at,
});

function recall(key: string, now: number): Identity | null {
  const entry = known.get(key);
  const holds = entry !== undefined && now - entry.readAt < KNOWN_MS && now < entry.identity.expiresAt;
  return holds ? entry.identity : null;
}

function remember(key: string, identity: Identity, now: number): Identity {
  known.set(key, { identity, readAt: now });
  return identity;
}

const wrongToken = (): Fault => new Fault("unauthorized", "The access token is wrong, or it is over.");
