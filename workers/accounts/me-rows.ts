/** The rows of a person's own account as `/api/me` reads and changes them: their only SQL. */
import * as v from "valibot";
import { HELD_LOGIN_DAYS, languageSchema, type Me, type MeChange, RENAME_DAYS } from "#protocol/accounts/me.ts";
import { colourSchema } from "#protocol/chat/viewer.ts";
import { idSchema, loginSchema } from "#protocol/ids.ts";

const DAY_MS = 24 * 3600 * 1000;
const HELD_MS = HELD_LOGIN_DAYS * DAY_MS;

/** Every statement, so that the tests can ask for their plans. */
export const ME_SQL = {
  byId: `SELECT u.id, u.login, u.display_name, u.colour, u.staff, u.guest, u.created_at, u.description, u.language, a.email,
           a.twoFactorEnabled AS two_factor, c.title, c.id AS channel_id,
           EXISTS (SELECT 1 FROM auth_account p WHERE p.userId = a.id AND p.providerId = 'credential') AS has_password,
           (SELECT max(until) FROM held_logins h WHERE h.user_id = u.id) AS held_until
         FROM users u LEFT JOIN auth_user a ON a.id = u.account LEFT JOIN channels c ON c.id = u.id WHERE u.id = ?`,
  change: "UPDATE users SET display_name = ?, colour = ?, description = ?, language = ? WHERE id = ?",
  changeChannel: "UPDATE channels SET display_name = ? WHERE id = ?",
  rename: `UPDATE users SET login = ?1, display_name = ?2 WHERE id = ?3
           AND NOT EXISTS (SELECT 1 FROM held_logins WHERE login = ?1 AND until > ?4 AND user_id IS NOT ?3)
           AND NOT EXISTS (SELECT 1 FROM sign_ups WHERE login = ?1 AND expires_at > ?4) RETURNING id`,
  renameChannel: `UPDATE channels SET login = (SELECT login FROM users u WHERE u.id = channels.id),
                    display_name = (SELECT display_name FROM users u WHERE u.id = channels.id) WHERE id = ?`,
  /** Nothing is held when the rename itself did not happen. */
  hold: `INSERT INTO held_logins (login, user_id, until) SELECT ?, id, ? FROM users WHERE id = ? AND login = ?
         ON CONFLICT (login) DO UPDATE SET user_id = excluded.user_id, until = excluded.until`,
  release: "DELETE FROM held_logins WHERE login = ? AND user_id = ?",
  keyMadeAt: "SELECT key_made_at FROM channels WHERE id = ?",
} as const;

const meRow = v.object({
  id: v.pipe(v.number(), v.transform(String), idSchema),
  login: loginSchema,
  display_name: v.string(),
  colour: v.nullable(colourSchema),
  staff: v.number(),
  guest: v.number(),
  created_at: v.number(),
  description: v.string(),
  language: v.nullable(languageSchema),
  email: v.nullable(v.string()),
  two_factor: v.nullable(v.number()),
  has_password: v.number(),
  title: v.nullable(v.string()),
  channel_id: v.nullable(v.pipe(v.number(), v.transform(String), idSchema)),
  held_until: v.nullable(v.number()),
});

export async function readMe(db: D1Database, userId: string): Promise<Me | null> {
  const found = await db.prepare(ME_SQL.byId).bind(Number(userId)).first();
  if (found === null) return null;
  const row = v.parse(meRow, found);
  return {
    id: row.id,
    login: row.login,
    displayName: row.display_name,
    colour: row.colour,
    staff: row.staff !== 0,
    guest: row.guest !== 0,
    description: row.description,
    language: row.language,
    email: row.email,
    hasPassword: row.has_password !== 0,
    twoFactor: row.two_factor === 1,
    createdAt: row.created_at,
    // A login is held from the moment of the rename that gave it up.
    renameFrom: row.held_until === null ? null : row.held_until - HELD_MS + RENAME_DAYS * DAY_MS,
    channel: row.channel_id === null ? null : { id: row.channel_id, login: row.login, title: row.title ?? "" },
  };
}

/** Changes what the person says of itself; the channel is shown by the same name. */
export async function changeMe(db: D1Database, me: Me, change: MeChange): Promise<void> {
  const name = change.displayName ?? me.displayName;
  const colour = change.colour === undefined ? me.colour : change.colour;
  const language = change.language === undefined ? me.language : change.language;
  const id = Number(me.id);
  await db.batch([
    db.prepare(ME_SQL.change).bind(name, colour, change.description ?? me.description, language, id),
    db.prepare(ME_SQL.changeChannel).bind(name, id),
  ]);
}

/** Gives the user another login, holds the old one, and lets go of the new one if it was held for this very user. */
export async function rename(db: D1Database, me: Me, login: string, now: number): Promise<"renamed" | "taken"> {
  const id = Number(me.id);
  // A name that is the old login in some case does not outlive it.
  const name = me.displayName.toLowerCase() === me.login ? login : me.displayName;
  try {
    const [renamed] = await db.batch([
      db.prepare(ME_SQL.rename).bind(login, name, id, now),
      db.prepare(ME_SQL.renameChannel).bind(id),
      db.prepare(ME_SQL.hold).bind(me.login, now + HELD_MS, id, login),
      db.prepare(ME_SQL.release).bind(login, id),
    ]);
    return (renamed?.results.length ?? 0) > 0 ? "renamed" : "taken";
  } catch (cause) {
    if (cause instanceof Error && cause.message.includes("UNIQUE constraint failed")) return "taken";
    throw cause;
  }
}

/** When the stream key was made; null: there is none. */
export const keyMadeAt = (db: D1Database, userId: string): Promise<number | null> =>
  db.prepare(ME_SQL.keyMadeAt).bind(Number(userId)).first<number>("key_made_at");
