/** The gateway's SQL: channels by login, and users by id, in D1. What a token means is asked elsewhere. */
import * as v from "valibot";
import { colourSchema, displayNameSchema, type Viewer } from "#protocol/chat/viewer.ts";
import { idSchema, loginSchema } from "#protocol/ids.ts";
import type { Channel } from "./lines/channel-lines.ts";

const id = v.pipe(v.number(), v.transform(String), idSchema);
const channelRow = v.object({ id, login: loginSchema });
const userRow = v.object({
  id,
  login: loginSchema,
  display_name: displayNameSchema,
  colour: v.nullable(colourSchema),
  staff: v.number(),
  created_at: v.number(),
});

/** Those that there are. */
export async function findChannels(db: D1Database, logins: readonly string[]): Promise<readonly Channel[]> {
  const places = logins.map(() => "?").join(", ");
  const query = db.prepare(`SELECT id, login FROM channels WHERE login IN (${places})`);
  return v.parse(v.array(channelRow), (await query.bind(...logins).all()).results);
}

/** Null when there is no such user. */
export async function findViewer(db: D1Database, userId: string): Promise<Viewer | null> {
  const query = db.prepare("SELECT id, login, display_name, colour, staff, created_at FROM users WHERE id = ?");
  const row = await query.bind(Number(userId)).first();
  if (row === null) return null;
  const { id, login, display_name, colour, staff, created_at } = v.parse(userRow, row);
  return { userId: id, login, name: display_name, colour, createdAt: created_at, staff: staff === 1 };
}
