/**
 * Whom an access token speaks for: a user through some program, or a program for itself. Knows no cookie. A token that was revoked may count
 * for KNOWN_MS more in an isolate that knew it.
 */
import type { Context } from "hono";
import type { Viewer } from "#protocol/chat/viewer.ts";
import type { Scopes } from "#protocol/users/scopes.ts";
import type { App } from "../env.ts";
import { Lru } from "../lru.ts";
import { appTokenByHash } from "../oauth/app-token-rows.ts";
import { type TokenRow, type UserRow, userByToken } from "../users/rows.ts";
import { callerOf, MAX_FAILURES } from "./caller-limit.ts";
import { hashOf } from "./secrets.ts";
import { SharedLimit } from "./shared-limit.ts";

/** An isolate believes what it read for this long, milliseconds: so late may a revocation be. */
export const KNOWN_MS = 60_000;
/** Holders that an isolate remembers. */
const MAX_KNOWN = 5000;

/** A user, and for what the request may speak for it. */
export type Identified = {
  readonly viewer: Viewer;
  readonly user: UserRow;
  /** What a token is good for; a session is good for everything. */
  readonly scopes: Scopes;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
};
export type TokenIdentity = Identified & { readonly via: "token"; readonly clientId: string };
/** An app that speaks for itself: there is no user. */
export type AppHolder = { readonly via: "app"; readonly clientId: string; readonly expiresAt: number };
export type TokenHolder = TokenIdentity | AppHolder;

export type IdentifyOptions = {
  /** Asks the database even if the isolate knows: for what lasts longer than an answer, a socket or ticket. */
  readonly fresh?: boolean;
};

type Known = { readonly holder: TokenHolder; readonly readAt: number };

const known = new Lru<Known>(MAX_KNOWN);
/** When all tokens of a user were to be looked up again, milliseconds since the epoch. */
const doubted = new Lru<number>(MAX_KNOWN);
/** Wrong tokens, by address of the caller. */
const failures = new SharedLimit({
  name: "wrong access tokens",
  most: MAX_FAILURES,
  sentence: "Too many wrong tokens. Try again in a minute.",
});

/** The holder of a token; null for one that is unknown, revoked or over. Throws a `rate_limited` Fault for callers that guess. */
export async function holderOfToken(
  c: Context<App>,
  token: string,
  { fresh = false }: IdentifyOptions = {},
): Promise<TokenHolder | null> {
  const now = Date.now();
  const hash = await hashOf(token);
  const remembered = recall(hash, now);
  if (remembered !== null && !fresh) return remembered;
  const caller = callerOf(c.req.header("CF-Connecting-IP"));
  failures.refuseGuesser(caller);
  const holder = await readHolder(c.env.DB, hash);
  if (holder === null || holder.expiresAt <= now) {
    known.delete(hash);
    await failures.noteGuess(c, caller);
    return null;
  }
  known.set(hash, { holder, readAt: now });
  return holder;
}

/** The user of a token; null also for a token that is an app's own. */
export async function identityOfToken(
  c: Context<App>,
  token: string,
  options: IdentifyOptions = {},
): Promise<TokenIdentity | null> {
  const holder = await holderOfToken(c, token, options);
  return holder?.via === "token" ? holder : null;
}

/** What this isolate knows of a user's tokens is looked up again: they were ended. */
export function doubtTokensOf(userId: string, now: number): void {
  doubted.set(userId, now);
}

/** Forgets a token at once, in this isolate. */
export function forgetToken(hash: string): void {
  known.delete(hash);
}

async function readHolder(db: D1Database, hash: string): Promise<TokenHolder | null> {
  const row = await userByToken(db, hash);
  if (row !== null) return ofToken(row);
  const app = await appTokenByHash(db, hash);
  return app === null ? null : { via: "app", clientId: app.client_id, expiresAt: app.expires_at };
}

const ofToken = (row: TokenRow): TokenIdentity => ({
  viewer: viewerOf(row),
  user: row,
  scopes: new Set(row.scopes.split(" ").filter((scope) => scope !== "")),
  via: "token",
  clientId: row.client_id,
  expiresAt: row.expires_at,
});

export const viewerOf = (row: UserRow): Viewer => ({
  userId: row.id,
  login: row.login,
  name: row.display_name,
  colour: row.colour,
  createdAt: row.created_at,
  staff: row.staff,
});

function recall(hash: string, now: number): TokenHolder | null {
  const entry = known.get(hash);
  if (entry === undefined || now - entry.readAt >= KNOWN_MS || now >= entry.holder.expiresAt) return null;
  const { holder, readAt } = entry;
  const since = holder.via === "token" ? doubted.get(holder.viewer.userId) : undefined;
  return since !== undefined && readAt <= since ? null : holder;
}
