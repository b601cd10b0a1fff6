/** Followers hear of a broadcast, once: its beginning is noted, and the first chunk of followers put on the queue. */
import type { PlatformEvent } from "#protocol/events/platform-event.ts";
import type { Env } from "../env.ts";
import { announce } from "./rows.ts";

type Online = Extract<PlatformEvent, { readonly type: "stream.online" }>;

/**
 * False when this is a repetition. A message that comes a second time may have failed the first time after the note: it goes on, and every
 * later step knows what it has done.
 */
export async function beginAnnouncement(env: Env, event: Online, isRetry: boolean): Promise<boolean> {
  const isNew = await announce(env.DB, event);
  if (!isNew && !isRetry) return false;
  const { broadcastId, channelId, startedAt } = event;
  await env.NOTICES.send({ kind: "chunk", broadcastId, channelId, startedAt, after: 0 });
  return true;
}
