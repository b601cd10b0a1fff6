/**
 * Checks that what is listed as live is live, each with the object that knows. An object tells the list when its broadcast ends and tries
 * again until it is heard; this is for the row that stayed all the same. Rows of the list are read through a schema.
 */

import * as v from "valibot";
import { idSchema } from "#protocol/ids.ts";
import { loggable } from "#protocol/loggable.ts";
import type { Env } from "../env.ts";
import { callObject } from "../object-calls.ts";

/** Channels that one run asks, the longest unasked first: a tenth of the calls that one run may make. */
export const MAX_CHECKED = 100;
/** Calls that are under way at once. */
const AT_ONCE = 10;
/** A channel is asked again after this, milliseconds. */
export const CHECKED_EVERY_MS = 15 * 60_000;

/** Every statement, so that the tests can ask for their plans. */
export const LISTED_SQL = {
  due: `SELECT channel_id, broadcast_id FROM live_channels WHERE checked_at <= ? ORDER BY checked_at LIMIT ${MAX_CHECKED}`,
  checked: "UPDATE live_channels SET checked_at = ? WHERE channel_id = ?",
  /** Only that broadcast: the next one may have begun meanwhile. */
  withdraw: "DELETE FROM live_channels WHERE channel_id = ? AND broadcast_id = ?",
} as const;

const dueRow = v.object({ channel_id: v.pipe(v.number(), v.transform(String), idSchema), broadcast_id: idSchema });
type Due = v.InferOutput<typeof dueRow>;

export async function checkListed({ DB, LIVE_CHANNEL }: Pick<Env, "DB" | "LIVE_CHANNEL">, now: number): Promise<void> {
  const { results } = await DB.prepare(LISTED_SQL.due)
    .bind(now - CHECKED_EVERY_MS)
    .all();
  const due = v.parse(v.array(dueRow), results);
  for (let at = 0; at < due.length; at += AT_ONCE) {
    await Promise.all(due.slice(at, at + AT_ONCE).map(check));
  }

  async function check({ channel_id: channelId, broadcast_id: broadcastId }: Due): Promise<void> {
    const id = Number(channelId);
    // Noted first: a channel whose object does not answer does not keep the others from being asked.
    await DB.prepare(LISTED_SQL.checked).bind(now, id).run();
    try {
      const standing = await callObject(LIVE_CHANNEL, channelId, (stub) => stub.state());
      if (standing.broadcastId === broadcastId) return;
    } catch (cause) {
      console.warn(`channel ${channelId} could not be asked whether it is live`, loggable(cause));
      return;
    }
    await DB.prepare(LISTED_SQL.withdraw).bind(id, broadcastId).run();
    console.warn(`channel ${channelId} was listed with a broadcast that is over`);
  }
}
