/** Tells rooms that somebody has another name or colour, so that it counts for sockets that are open. */

import * as v from "valibot";
import { idSchema } from "#protocol/ids.ts";
import { loggable } from "#protocol/loggable.ts";
import { viewerOf } from "../auth/token-holder.ts";
import type { Env } from "../env.ts";
import { callObject } from "../object-calls.ts";
import { userByLogin } from "../users/rows.ts";

/** Rooms that are told, at most: those where the person was heard last. */
export const MAX_TOLD_ROOMS = 20;

/** Every statement, so that the tests can ask for their plans. */
export const RENAMED_SQL = {
  rooms: "SELECT channel_id FROM chatters WHERE user_id = ? ORDER BY last_day DESC LIMIT ?",
} as const;

const roomRow = v.object({ channel_id: v.pipe(v.number(), v.transform(String), idSchema) });

/**
 * Goes on behind the answer. A room that fails shows what is new with the next socket, as one does in which the person has not been heard.
 */
export function tellRenamed(
  env: Pick<Env, "DB" | "CHAT_ROOM">,
  background: { waitUntil(work: Promise<unknown>): void },
  login: string,
): void {
  const told = tell(env, login).catch((cause: unknown) =>
    console.warn("rooms were not told of a new name", loggable(cause)),
  );
  background.waitUntil(told);
}

async function tell({ DB, CHAT_ROOM }: Pick<Env, "DB" | "CHAT_ROOM">, login: string): Promise<void> {
  const user = await userByLogin(DB, login);
  if (user === null) return;
  const viewer = viewerOf(user);
  const { results } = await DB.prepare(RENAMED_SQL.rooms).bind(Number(user.id), MAX_TOLD_ROOMS).all();
  const rooms = v.parse(v.array(roomRow), results);
  await Promise.all(
    rooms.map(({ channel_id: id }) => callObject(CHAT_ROOM, id, async (room) => await room.rename(viewer))),
  );
}
