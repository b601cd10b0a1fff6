/**
 * Ends what somebody reads as moderator of a channel that they moderate no longer: for the case that the news of it was lost between the room
 * and the queue. The table of moderators tells whom to doubt, the room decides.
 */
import * as v from "valibot";
import { MODERATORS_TYPES } from "#protocol/events/subscription-types.ts";
import { idSchema } from "#protocol/ids.ts";
import { loggable } from "#protocol/loggable.ts";
import type { Env } from "../env.ts";
import { callObject } from "../object-calls.ts";
import { type RevokeBindings, revokeModerator } from "./revoke.ts";

/** Readers of rooms that one run asks about: each is one call, which reads the whole of a room's moderation. */
export const MAX_DOUBTED = 20;

/** Every statement, so that the tests can ask for their plans. Staff moderate everywhere and stand in no table. */
export const DEMOTED_SQL = {
  doubted: `SELECT s.reader_id, s.channel_id, u.login, u.display_name
    FROM eventsub_subscriptions s INDEXED BY eventsub_subscriptions_by_reader JOIN users u ON u.id = s.reader_id AND u.staff = 0
    WHERE s.ended_at IS NULL AND s.reader_id > 0 AND s.reader_id <> s.channel_id
      AND s.type IN (${MODERATORS_TYPES.map((type) => `'${type}'`).join(", ")})
      AND NOT EXISTS (SELECT 1 FROM moderators m WHERE m.user_id = s.reader_id AND m.channel_id = s.channel_id)
    GROUP BY s.reader_id, s.channel_id LIMIT ${MAX_DOUBTED}`,
} as const;

const id = v.pipe(v.number(), v.transform(String), idSchema);
const doubtedRow = v.object({ reader_id: id, channel_id: id, login: v.string(), display_name: v.string() });

export async function endDemoted(env: RevokeBindings & Pick<Env, "CHAT_ROOM">): Promise<void> {
  const { results } = await env.DB.prepare(DEMOTED_SQL.doubted).all();
  for (const { reader_id: userId, channel_id: channelId, ...who } of v.parse(v.array(doubtedRow), results)) {
    const viewer = {
      ...{ userId, login: who.login, name: who.display_name },
      ...{ colour: null, createdAt: 0, staff: false },
    };
    try {
      const view = await callObject(env.CHAT_ROOM, channelId, async (room) => await room.view(viewer));
      if (view === null) await revokeModerator(env, userId, channelId);
    } catch (cause) {
      console.warn(`the room of channel ${channelId} could not be asked who moderates it`, loggable(cause));
    }
  }
}
