/** Emotes as Twitch lists them: those for everybody are the set 0, those of a channel are a set for each tier. Pure. */

import * as v from "valibot";
import { type ChannelEmote, GLOBAL_EMOTES } from "#protocol/chat/emote.ts";
import type { HelixChannelEmote, HelixEmote, HelixSetEmote, HelixUserEmote } from "#protocol/helix/chat.ts";
import { idSchema } from "#protocol/ids.ts";
import { emoteImages } from "./pictures.ts";

/** What Twitch calls the set, and the owner, of what belongs to nobody. */
export const GLOBAL_SET = "0";
const NOBODY = "0";

const SHOWN = { scale: ["1.0", "2.0", "3.0"], theme_mode: ["light", "dark"] } as const;

export const globalEmotes = (origin: string): readonly HelixEmote[] =>
  GLOBAL_EMOTES.map(({ id, name }) => ({
    ...{ id, name, images: emoteImages(origin, id) },
    ...{ format: ["static"], ...SHOWN },
  }));

const drawn = (origin: string, { id, name, format }: ChannelEmote): HelixEmote => ({
  ...{ id, name, images: emoteImages(origin, id) },
  ...{ format: format === "gif" ? ["static", "animated"] : ["static"], ...SHOWN },
});

const placed = ({ channelId, tier }: ChannelEmote) => ({
  emote_type: tier === "subscribers" ? ("subscriptions" as const) : ("follower" as const),
  emote_set_id: `${channelId}-${tier}`,
});

export const channelEmoteOf = (origin: string, emote: ChannelEmote): HelixChannelEmote => ({
  ...drawn(origin, emote),
  tier: emote.tier === "subscribers" ? "1000" : "",
  ...placed(emote),
});

export const setEmoteOf = (origin: string, emote: ChannelEmote): HelixSetEmote => ({
  ...drawn(origin, emote),
  ...placed(emote),
  owner_id: emote.channelId,
});

export const globalSet = (origin: string): readonly HelixSetEmote[] =>
  globalEmotes(origin).map((emote) => ({
    ...emote,
    ...{ emote_type: "globals", emote_set_id: GLOBAL_SET, owner_id: NOBODY },
  }));

export function userEmoteOf({ images: _, ...emote }: HelixSetEmote): HelixUserEmote {
  return emote;
}

/** The channel and tier that the id of a set means; null for what is none. */
export function parseEmoteSet(id: string): { readonly channelId: string; readonly tier: ChannelEmote["tier"] } | null {
  const [channelId, tier, ...rest] = id.split("-");
  if (!v.is(idSchema, channelId) || rest.length > 0) return null;
  return tier === "everyone" || tier === "subscribers" ? { channelId, tier } : null;
}
