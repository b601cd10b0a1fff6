/** The users of all channels, in D1: who has a login now, and the colour that somebody chose. */
import * as v from "valibot";
import { displayNameSchema } from "#protocol/chat/viewer.ts";
import { loginSchema } from "#protocol/ids.ts";
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
