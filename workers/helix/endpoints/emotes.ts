/** Emotes and badges: which there are, and where their images are. */
import { type ChannelEmote, GLOBAL_EMOTES } from "#protocol/chat/emote.ts";
import type { HelixBadgeSet, HelixChannelEmote, HelixEmote } from "#protocol/helix/chat.ts";
import type { HelixList } from "#protocol/helix/envelope.ts";
import { globalBadges } from "../badges.ts";
import { type Call, forAnyone } from "../endpoint.ts";
import { emoteImages, emoteTemplate } from "../pictures.ts";
import { emotesOfRoom } from "../room.ts";
import { broadcasterOf } from "../who.ts";

type Emotes<T> = HelixList<T> & { readonly template: string };

const SHOWN = { scale: ["1.0", "2.0", "3.0"], theme_mode: ["light", "dark"] } as const;

async function getGlobalEmotes({ origin }: Call): Promise<Emotes<HelixEmote>> {
  const data = GLOBAL_EMOTES.map(
    ({ id, name }): HelixEmote => ({
      id,
      name,
      images: emoteImages(origin, id),
      format: ["static"],
      ...SHOWN,
    }),
  );
  return { data, template: emoteTemplate(origin) };
}

async function getChannelEmotes(call: Call): Promise<Emotes<HelixChannelEmote>> {
  const { id } = await broadcasterOf(call);
  const emotes = await emotesOfRoom(call, id);
  return { data: emotes.map((emote) => emoteOf(call.origin, emote)), template: emoteTemplate(call.origin) };
}

const emoteOf = (origin: string, { id, name, tier, format, channelId }: ChannelEmote): HelixChannelEmote => ({
  id,
  name,
  images: emoteImages(origin, id),
  tier: tier === "subscribers" ? "1000" : "",
  emote_type: tier === "subscribers" ? "subscriptions" : "follower",
  // One set a channel and tier.
  emote_set_id: `${channelId}-${tier}`,
  format: format === "gif" ? ["static", "animated"] : ["static"],
  ...SHOWN,
});

async function getGlobalBadges({ origin }: Call): Promise<HelixList<HelixBadgeSet>> {
  return { data: globalBadges(origin) };
}

/** Channels have no badges of their own. */
async function getChannelBadges(call: Call): Promise<HelixList<HelixBadgeSet>> {
  await broadcasterOf(call);
  return { data: [] };
}

export const emoteEndpoints = [
  forAnyone("GET", "/chat/emotes", getChannelEmotes),
  forAnyone("GET", "/chat/emotes/global", getGlobalEmotes),
  forAnyone("GET", "/chat/badges", getChannelBadges),
  forAnyone("GET", "/chat/badges/global", getGlobalBadges),
] as const;
