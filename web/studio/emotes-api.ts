/** A channel's emotes over HTTP: `/chat/:login/emotes`. */
import * as v from "valibot";
import { type ChannelEmote, channelEmoteSchema } from "#protocol/chat/emote.ts";
import { EMOTE_SIDES, MAX_CHANNEL_EMOTES } from "#protocol/chat/limits.ts";
import { type ApiAnswer, ask, nothing } from "../ask.ts";
import { chat, freshUntil } from "../client.ts";

const { emotes } = chat[":login"];

const listSchema = v.pipe(
  v.object({ channel: v.pipe(v.array(channelEmoteSchema), v.maxLength(MAX_CHANNEL_EMOTES)) }),
  v.transform(({ channel }): readonly ChannelEmote[] => channel),
);

export const getOwnEmotes = (login: string, signal: AbortSignal): Promise<ApiAnswer<readonly ChannelEmote[]>> =>
  ask(emotes.$get({ param: { login } }, freshUntil(signal)), listSchema);

export type NewEmote = {
  readonly name: string;
  readonly tier: ChannelEmote["tier"];
  /** One for each side, in the order of EMOTE_SIDES. */
  readonly images: readonly Blob[];
};

export function addEmote(login: string, { name, tier, images }: NewEmote): Promise<ApiAnswer<ChannelEmote>> {
  const body = new FormData();
  body.set("name", name);
  body.set("tier", tier);
  for (const [at, side] of EMOTE_SIDES.entries()) {
    const image = images[at];
    if (image !== undefined) body.set(`image${side}`, image, `${side}`);
  }
  return ask(emotes.$post({ param: { login } }, { init: { body } }), channelEmoteSchema);
}

export const removeEmote = (login: string, id: string): Promise<ApiAnswer<null>> =>
  ask(emotes[":id"].$delete({ param: { login, id } }), nothing);

export const EMOTE_SITES = ["bttv", "ffz", "7tv"] as const;
export type EmoteSite = (typeof EMOTE_SITES)[number];

const shownSchema = v.object({ shown: v.number(), leftOut: v.number() });
export type SiteShown = Readonly<v.InferOutput<typeof shownSchema>>;

/** `twitchId` null takes the site's emotes away. */
export const setEmoteSite = (
  login: string,
  provider: EmoteSite,
  twitchId: string | null,
): Promise<ApiAnswer<SiteShown>> =>
  ask(emotes["third-party"].$put({ param: { login }, json: { provider, twitchId } }), shownSchema);
