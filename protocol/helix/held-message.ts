/**
 * The id that a held message has outside its room: in `automod.message.hold` and in `POST /moderation/automod/message`, which names no channel.
 * So the channel is in it.
 */
import * as v from "valibot";
import { entryIdSchema } from "../chat/action.ts";
import { idSchema } from "../ids.ts";

export const heldMessageId = (channelId: string, heldId: string): string => `${channelId}.${heldId}`;

/** Null for what is none. */
export function parseHeldMessageId(id: string): { readonly channelId: string; readonly heldId: string } | null {
  const [channelId, heldId, ...rest] = id.split(".");
  if (!v.is(idSchema, channelId) || !v.is(entryIdSchema, heldId) || rest.length > 0) return null;
  return { channelId, heldId };
}
