/** A channel's emotes over HTTP: `/chat/:login/emotes`. */
import * as v from "valibot";
import { type ChannelEmote, channelEmoteSchema } from "#protocol/chat/emote.ts";
import { EMOTE_SIDES, MAX_CHANNEL_EMOTES } from "#protocol/chat/limits.ts";
import { type ApiAnswer, ask, nothing, withJson } from "../ask.ts";

const listSchema = v.object({ channel: v.pipe(v.array(channelEmoteSchema), v.maxLength(MAX_CHANNEL_EMOTES)) });

export const getOwnEmotes = (login: string, signal: AbortSignal): Promise<ApiAnswer<readonly ChannelEmote[]>> =>
  ask(`/chat/${login}/emotes`, { signal, cache: "no-store" }, (body) => v.parse(listSchema, body).channel);

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
  return ask(`/chat/${login}/emotes`, { method: "POST", body }, (answer) => v.parse(channelEmoteSchema, answer));
}

export const removeEmote = (login: string, id: string): Promise<ApiAnswer<null>> =>
  ask(`/chat/${login}/emotes/${id}`, { method: "DELETE" }, nothing);

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
  ask(`/chat/${login}/emotes/third-party`, withJson("PUT", { provider, twitchId }), (body) =>
    v.parse(shownSchema, body),
  );
