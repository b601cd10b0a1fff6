/** A login's channel id, remembered by the isolate: an id never changes, an unknown login may be taken any moment. */
import * as v from "valibot";
import { Fault } from "#protocol/errors.ts";
import { loginSchema } from "#protocol/ids.ts";
import { channelByLogin } from "../channels/rows.ts";
import { Lru } from "../lru.ts";

const MAX_LOGINS = 2000;
/** An unknown login is looked up again after this long, milliseconds. */
const UNKNOWN_MS = 2000;

const ids = new Lru<string>(MAX_LOGINS);
const unknown = new Lru<number>(MAX_LOGINS);

/** Throws a `not_found` Fault when no channel has the login. */
export async function channelIdOf(db: D1Database, login: string): Promise<string> {
  const known = ids.get(login);
  if (known !== undefined) return known;
  const isUnknown = Date.now() - (unknown.get(login) ?? Number.NEGATIVE_INFINITY) < UNKNOWN_MS;
  const row = v.is(loginSchema, login) && !isUnknown ? await channelByLogin(db, login) : null;
  if (row === null) {
    if (!isUnknown) unknown.set(login, Date.now());
    throw new Fault("not_found", "There is no such channel.");
  }
  ids.set(login, row.id);
  return row.id;
}
