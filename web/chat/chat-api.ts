/** What the chat asks over HTTP: which emotes there are, and who somebody is. What can go wrong is a returned outcome, never a throw. */
import * as v from "valibot";
import { type ChannelEmote, channelEmoteSchema } from "#protocol/chat/emote.ts";
import { emoteIdSchema } from "#protocol/chat/event.ts";
import { MAX_CHANNEL_EMOTES } from "#protocol/chat/limits.ts";
import { type Profile, profileSchema } from "#protocol/users/user.ts";
import { type ApiAnswer, ask } from "../ask.ts";
import { api, chat, until } from "../client.ts";

const emotesSchema = v.object({
  global: v.pipe(v.array(v.object({ id: emoteIdSchema, name: v.string() })), v.maxLength(MAX_CHANNEL_EMOTES)),
  channel: v.pipe(v.array(channelEmoteSchema), v.maxLength(MAX_CHANNEL_EMOTES)),
});

export type EmoteLists = {
  readonly global: readonly { readonly id: string; readonly name: string }[];
  readonly channel: readonly ChannelEmote[];
};

export const getEmotes = (login: string, signal: AbortSignal): Promise<ApiAnswer<EmoteLists>> =>
  ask(chat[":login"].emotes.$get({ param: { login } }, until(signal)), emotesSchema);

/** What anybody may know of a user. */
export const getProfile = (login: string, signal: AbortSignal): Promise<ApiAnswer<Profile>> =>
  ask(api.users[":login"].$get({ param: { login } }, until(signal)), profileSchema);
