/** Tells a channel's chat since when somebody follows it, so that followers-only mode holds for them. */
import { loggable } from "#protocol/loggable.ts";
import type { Env } from "../env.ts";
import { callObject } from "../object-calls.ts";
import { followState } from "./rows.ts";

type Background = { waitUntil(work: Promise<unknown>): void };

/**
 * Nobody waits for it. The room is told what the database says at that moment and not what was just asked for: of a follow and an unfollow at
 * the same time the last word is the same everywhere.
 */
export function tellChat(
  env: Pick<Env, "DB" | "CHAT_ROOM">,
  background: Background,
  channelId: string,
  userId: string,
): void {
  const told = async (): Promise<void> => {
    const state = await followState(env.DB, channelId, userId);
    const followedAt = state?.followed_at ?? null;
    await callObject(env.CHAT_ROOM, channelId, async (room) => await room.setFollow(userId, followedAt));
  };
  background.waitUntil(
    told().catch((cause: unknown) =>
      console.error(`the chat of channel ${channelId} was not told of a follow`, loggable(cause)),
    ),
  );
}
