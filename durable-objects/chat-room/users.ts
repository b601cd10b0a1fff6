/** The users of all channels, in D1: who has a login now, the colour that somebody chose, and the index of who was in which room. */
import * as v from "valibot";
import { displayNameSchema } from "#protocol/chat/viewer.ts";
import { loginSchema } from "#protocol/ids.ts";
import type { PeopleIndex } from "./people/ports.ts";
import type { Users } from "./ports.ts";

const userRow = v.object({ id: v.number(), login: loginSchema, display_name: displayNameSchema, staff: v.number() });

/** The part of a D1 database that is used here. */
type Database = {
  prepare(sql: string): {
    bind(...values: (string | number)[]): { run(): Promise<unknown>; first(): Promise<unknown> };
  };
};

export function openUsers(database: Database): Users {
  return {
    find: async (login) => {
      const query = "SELECT id, login, display_name, staff FROM users WHERE login = ?";
      const row = await database.prepare(query).bind(login).first();
      if (row === null) return null;
      const { id, display_name, staff } = v.parse(userRow, row);
      return { user: { userId: String(id), login, name: display_name }, staff: staff === 1 };
    },
    setColour: async (userId, colour) => {
      await database.prepare("UPDATE users SET colour = ? WHERE id = ?").bind(colour, Number(userId)).run();
    },
  };
}

/** One statement for all of them: days of a person and room that is known already only widen. */
export const TELL_SQL = `
  INSERT INTO chatters (user_id, channel_id, first_day, last_day)
  SELECT json_extract(value, '$[0]'), ?1, json_extract(value, '$[1]'), json_extract(value, '$[1]') FROM json_each(?2) WHERE true
  ON CONFLICT (user_id, channel_id) DO UPDATE SET last_day = max(last_day, excluded.last_day)`;

/** A room tells late of somebody whose account, or of whose channel, is no more: they are on no list. */
export const MODERATORS_SQL = {
  name: `
  INSERT OR IGNORE INTO moderators (user_id, channel_id)
  SELECT u.id, ?1 FROM json_each(?2) CROSS JOIN users u ON u.id = value
  WHERE u.deleted_at IS NULL AND EXISTS (SELECT 1 FROM channels WHERE id = ?1)`,
  unname: "DELETE FROM moderators WHERE channel_id = ?1 AND user_id IN (SELECT value FROM json_each(?2))",
} as const;

export function openPeopleIndex(database: Database): PeopleIndex {
  return {
    tell: async (channelId, met) => {
      const rows = JSON.stringify(met.map(({ userId, day }) => [Number(userId), day]));
      await database.prepare(TELL_SQL).bind(Number(channelId), rows).run();
    },
    tellModerators: async (channelId, news) => {
      const idsOf = (are: boolean): readonly number[] =>
        news.filter(({ isModerator }) => isModerator === are).map(({ userId }) => Number(userId));
      const [named, unnamed] = [idsOf(true), idsOf(false)];
      const run = async (sql: string, ids: readonly number[]): Promise<void> => {
        if (ids.length > 0) await database.prepare(sql).bind(Number(channelId), JSON.stringify(ids)).run();
      };
      await run(MODERATORS_SQL.name, named);
      await run(MODERATORS_SQL.unname, unnamed);
    },
  };
}
