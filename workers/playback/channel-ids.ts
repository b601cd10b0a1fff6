/** A login's channel id, remembered by the isolate: an id never changes, a login seldom, and an unknown one may be taken any moment. */
import * as v from "valibot";
import { Fault } from "#protocol/errors.ts";
import { idSchema, loginSchema } from "#protocol/ids.ts";
import { channelByLogin, hasChannelId } from "../channels/rows.ts";
import { Lru } from "../lru.ts";

const MAX_LOGINS = 2000;
/** A known login is looked up again after this long, milliseconds: so late may a rename be. */
const KNOWN_MS = 60_000;
/** An unknown login is looked up again after this long, milliseconds. */
const UNKNOWN_MS = 2000;

const ids = new Lru<{ readonly id: string; at: number }>(MAX_LOGINS);
const unknown = new Lru<number>(MAX_LOGINS);
const existing = new Lru<true>(MAX_LOGINS);

/** Throws a `not_found` Fault when no channel has the login. */
export async function channelIdOf(db: D1Database, login: string): Promise<string> {
  const known = ids.get(login);
  const now = Date.now();
  if (known !== undefined && now - known.at < KNOWN_MS) return known.id;
  // One asks; the others go on with what was known.
  if (known !== undefined) known.at = now;
  const isUnknown = now - (unknown.get(login) ?? Number.NEGATIVE_INFINITY) < UNKNOWN_MS;
  const row = v.is(loginSchema, login) && !isUnknown ? await lookUp(db, login, known?.id ?? null) : null;
  if (row === null) {
    ids.delete(login);
    if (!isUnknown) unknown.set(login, now);
    throw new Fault("not_found", "There is no such channel.");
  }
  ids.set(login, { id: row.id, at: now });
  return row.id;
}

/** Throws a `not_found` Fault when there is no channel of this id. */
export async function requireChannelId(db: D1Database, id: string): Promise<void> {
  if (existing.get(id) !== undefined) return;
  if (!v.is(idSchema, id) || !(await hasChannelId(db, id))) throw new Fault("not_found", "There is no such channel.");
  existing.set(id, true);
}

/** A database that fails does not take away what is known. */
async function lookUp(db: D1Database, login: string, known: string | null): Promise<{ readonly id: string } | null> {
  try {
    return await channelByLogin(db, login);
  } catch (cause) {
    if (known === null) throw cause;
    return { id: known };
  }
}
