/** Which channels somebody moderates, as the Twitch-shaped API reads it. */
import * as v from "valibot";
import { loginSchema } from "#protocol/ids.ts";
import { all, idColumn } from "./read.ts";

const moderatedRow = v.object({ id: idColumn, login: loginSchema, display_name: v.string() });
export type ModeratedRow = v.InferOutput<typeof moderatedRow>;

const MODERATED = `SELECT c.id, c.login, c.display_name
                   FROM moderators m CROSS JOIN channels c ON c.id = m.channel_id WHERE m.user_id = ?`;

/** Every statement, so that the tests can ask for their plans. */
export const MODERATED_SQL = {
  moderatedAfter: `${MODERATED} AND m.channel_id > ? ORDER BY m.channel_id LIMIT ?`,
  moderatedBefore: `${MODERATED} AND m.channel_id < ? ORDER BY m.channel_id DESC LIMIT ?`,
} as const;

const PAGES = { after: MODERATED_SQL.moderatedAfter, before: MODERATED_SQL.moderatedBefore };

/** From a channel on, which is not among them: by number, up or down. */
export const moderatedBy = (
  db: D1Database,
  userId: string,
  ask: { readonly direction: keyof typeof PAGES; readonly place: string; readonly limit: number },
): Promise<readonly ModeratedRow[]> =>
  all(moderatedRow, db, PAGES[ask.direction], Number(userId), Number(ask.place), ask.limit);
