/** Emotes: words that are shown as pictures. Global ones ship with Rill; a channel has its own. */
import * as v from "valibot";
import { idSchema } from "../ids.ts";
import { emoteIdSchema } from "./event.ts";
import type { EMOTE_SIDES } from "./limits.ts";

/** What one types; matched whole and with its case. */
export const emoteNameSchema = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9_]{2,24}$/, "3 to 25 letters, digits or _"),
);
export const emoteFormatSchema = v.picklist(["png", "gif", "webp"]);
export type EmoteFormat = v.InferOutput<typeof emoteFormatSchema>;

export const channelEmoteSchema = v.object({
  id: emoteIdSchema,
  channelId: idSchema,
  name: emoteNameSchema,
  /** Who may use it. */
  tier: v.picklist(["everyone", "subscribers"]),
  format: emoteFormatSchema,
  at: v.number(),
});
export type ChannelEmote = Readonly<v.InferOutput<typeof channelEmoteSchema>>;

export type EmoteSide = (typeof EMOTE_SIDES)[number];
/** Where an emote's image is; the same for ever. */
export const emotePath = (id: string, side: EmoteSide): string => `/emotes/${id}/${side}`;

/** The global emotes: name, and the id that is its name in lower case. Images are `web/public/emotes/<id>.svg`. */
export const GLOBAL_EMOTES: readonly { readonly id: string; readonly name: string }[] = [
  "RillWave",
  "RillHype",
  "RillLove",
  "RillLaugh",
  "RillCry",
  "RillShock",
  "RillThink",
  "RillSleep",
  "RillCool",
  "RillGG",
  "RillFire",
  "RillDrop",
].map((name) => ({ id: name.toLowerCase(), name }));
