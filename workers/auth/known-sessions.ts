/** The sessions that an isolate knows, of guests and of accounts alike, so that not every request asks the database. Reads no request. */
import { Lru } from "../lru.ts";
import { type Identified, KNOWN_MS } from "./token-holder.ts";

/** Sessions that an isolate remembers, and users whose sessions it must not believe. */
const MAX_KNOWN = 5000;

export type SessionIdentity = Identified & { readonly via: "session"; readonly clientId: null };

type Known = { readonly identity: SessionIdentity; readonly readAt: number };

const known = new Lru<Known>(MAX_KNOWN);
/** When all sessions of a user were to be looked up again, milliseconds since the epoch. */
const doubted = new Lru<number>(MAX_KNOWN);

export function recallSession(key: string, now: number): SessionIdentity | null {
  const entry = known.get(key);
  if (entry === undefined || now - entry.readAt >= KNOWN_MS || now >= entry.identity.expiresAt) return null;
  const since = doubted.get(entry.identity.viewer.userId);
  return since !== undefined && entry.readAt <= since ? null : entry.identity;
}

export function rememberSession(key: string, identity: SessionIdentity, now: number): SessionIdentity {
  known.set(key, { identity, readAt: now });
  return identity;
}

export function dropSession(key: string): void {
  known.delete(key);
}

/** What this isolate knows of a user's sessions is looked up again: they were ended, or the user changed. */
export function doubtSessionsOf(userId: string, now: number): void {
  doubted.set(userId, now);
}
