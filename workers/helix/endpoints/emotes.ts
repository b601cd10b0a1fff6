/** Emotes and badges: which there are, who may use them, and where their images are. */
import type { ChannelEmote } from "#protocol/chat/emote.ts";
import type {
  HelixBadgeSet,
  HelixChannelEmote,
  HelixEmote,
  HelixSetEmote,
  HelixUserEmote,
} from "#protocol/helix/chat.ts";
import { type HelixList, type HelixPage, MAX_EMOTE_SETS } from "#protocol/helix/envelope.ts";
import { hasChannelId } from "../../channels/rows.ts";
import { globalBadges } from "../badges.ts";
import {
  channelEmoteOf,
  GLOBAL_SET,
  globalEmotes,
  globalSet,
  parseEmoteSet,
  setEmoteOf,
  userEmoteOf,
} from "../emote-shapes.ts";
import { type Call, forAnyone, forUser, type UserCall } from "../endpoint.ts";
import { malformed, missing } from "../fault.ts";
import { inTurns } from "../in-turns.ts";
import { emoteTemplate } from "../pictures.ts";
import { emotesOfRoom, subscribersOfRoom } from "../room.ts";
import { broadcasterOf, ownId } from "../who.ts";

type Emotes<T> = HelixList<T> & { readonly template: string };

async function getGlobalEmotes({ origin }: Call): Promise<Emotes<HelixEmote>> {
  return { data: globalEmotes(origin), template: emoteTemplate(origin) };
}

async function getChannelEmotes(call: Call): Promise<Emotes<HelixChannelEmote>> {
  const { origin } = call;
  const { id } = await broadcasterOf(call);
  const emotes = await emotesOfRoom(call, id);
  return { data: emotes.map((emote) => channelEmoteOf(origin, emote)), template: emoteTemplate(origin) };
}

/** The sets that are known, in the order of their ids in the request. */
async function getEmoteSets(call: Call): Promise<Emotes<HelixSetEmote>> {
  const { query, origin } = call;
  const ids = query.values("emote_set_id");
  if (ids.length === 0) throw missing("emote_set_id");
  if (ids.length > MAX_EMOTE_SETS) {
    throw malformed("emote_set_id", `the number of values must be less than or equal to ${MAX_EMOTE_SETS}`);
  }
  const channelIds = [...new Set(ids.flatMap((id) => parseEmoteSet(id)?.channelId ?? []))];
  const found = (await inTurns(channelIds.map((id) => () => emotesIfThere(call, id)))).flat();
  const data = ids.flatMap((id) => {
    const set = parseEmoteSet(id);
    if (set === null) return id === GLOBAL_SET ? globalSet(origin) : [];
    const own = found.filter(({ channelId, tier }) => channelId === set.channelId && tier === set.tier);
    return own.map((emote) => setEmoteOf(origin, emote));
  });
  return { data, template: emoteTemplate(origin) };
}

/** A room is asked only where there is a channel. */
const emotesIfThere = async (call: Call, channelId: string): Promise<readonly ChannelEmote[]> =>
  (await hasChannelId(call.db, channelId)) ? await emotesOfRoom(call, channelId) : [];

/**
 * What a user may write: everybody's emotes anywhere, a channel's in its own chat alone. So there are those of the user's own channel, and of the
 * one in `broadcaster_id`, all on one page.
 */
async function getUserEmotes(call: UserCall): Promise<HelixPage<HelixUserEmote> & Emotes<HelixUserEmote>> {
  const { query, origin } = call;
  const userId = ownId(call, "user_id");
  const named = query.optionalId("broadcaster_id");
  if (query.one("after") !== null) throw malformed("after", "invalid cursor");
  const own = await emotesIfThere(call, userId);
  const theirs = named === null || named === userId ? [] : await usable(call, named, userId);
  const data = [...globalSet(origin), ...[...own, ...theirs].map((emote) => setEmoteOf(origin, emote))];
  return { data: data.map(userEmoteOf), template: emoteTemplate(origin), pagination: {} };
}

async function usable(call: UserCall, channelId: string, userId: string): Promise<readonly ChannelEmote[]> {
  const emotes = await emotesIfThere(call, channelId);
  if (emotes.length === 0 || call.identity.user.staff) return emotes;
  const { userIds } = await subscribersOfRoom(call, channelId, { among: [userId] });
  return emotes.filter(({ tier }) => tier === "everyone" || userIds.includes(userId));
}

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
  forAnyone("GET", "/chat/emotes/set", getEmoteSets),
  forUser("GET", "/chat/emotes/user", ["user:read:emotes"], getUserEmotes),
  forAnyone("GET", "/chat/badges", getChannelBadges),
  forAnyone("GET", "/chat/badges/global", getGlobalBadges),
] as const;
