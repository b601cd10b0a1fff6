/** Chat as the Twitch-shaped API says it: messages, settings, emotes and badges. Keys are Twitch's. */
import * as v from "valibot";
import { MAX_CHAT_FRAME_BYTES, MAX_MESSAGE_LENGTH } from "../chat/limits.ts";

/** The ids may stand in the address instead, where some programs write them. */
export const sendMessageSchema = v.object({
  broadcaster_id: v.optional(v.string()),
  sender_id: v.optional(v.string()),
  message: v.pipe(v.string(), v.maxLength(MAX_CHAT_FRAME_BYTES)),
  reply_parent_message_id: v.optional(v.string()),
  /** For programs without a user alone: named here so that a user's is refused. */
  for_source_only: v.optional(v.boolean()),
});

export type HelixSentMessage = {
  /** Empty for a message that was not sent, and for one that a busy room took and does not show. */
  readonly message_id: string;
  readonly is_sent: boolean;
  readonly drop_reason?: { readonly code: string; readonly message: string };
};

export type HelixChatSettings = {
  readonly broadcaster_id: string;
  readonly slow_mode: boolean;
  readonly slow_mode_wait_time: number | null;
  readonly follower_mode: boolean;
  readonly follower_mode_duration: number | null;
  readonly subscriber_mode: boolean;
  readonly emote_mode: boolean;
  readonly unique_chat_mode: boolean;
  /** These are for moderators. */
  readonly moderator_id?: string;
  readonly non_moderator_chat_delay?: boolean;
  readonly non_moderator_chat_delay_duration?: number | null;
};

const flag = v.optional(v.boolean());
const whole = v.optional(v.nullable(v.pipe(v.number(), v.integer())));
export const changeChatSettingsSchema = v.object({
  slow_mode: flag,
  slow_mode_wait_time: whole,
  follower_mode: flag,
  follower_mode_duration: whole,
  subscriber_mode: flag,
  emote_mode: flag,
  unique_chat_mode: flag,
  non_moderator_chat_delay: flag,
  non_moderator_chat_delay_duration: whole,
});
export type ChangeChatSettings = Readonly<v.InferOutput<typeof changeChatSettingsSchema>>;
/** Seconds of slow mode that Twitch's programs may ask for; less is less than the pace that holds anyway. */
export const MIN_SLOW_WAIT_S = 3;

export const announcementSchema = v.object({
  message: v.pipe(
    v.string(),
    v.maxLength(MAX_CHAT_FRAME_BYTES),
    // A longer one is cut, as on Twitch.
    v.transform((text) => [...text].slice(0, MAX_MESSAGE_LENGTH).join("")),
  ),
  color: v.optional(v.picklist(["blue", "green", "orange", "purple", "primary"])),
});

export type HelixEmoteImages = { readonly url_1x: string; readonly url_2x: string; readonly url_4x: string };
export type HelixEmote = {
  readonly id: string;
  readonly name: string;
  readonly images: HelixEmoteImages;
  readonly format: readonly ("static" | "animated")[];
  readonly scale: readonly ("1.0" | "2.0" | "3.0")[];
  readonly theme_mode: readonly ("light" | "dark")[];
};
export type HelixChannelEmote = HelixEmote & {
  /** `1000` for subscribers' emotes, else empty. */
  readonly tier: "1000" | "";
  readonly emote_type: "subscriptions" | "follower";
  readonly emote_set_id: string;
};

/** One of a set; those for everybody are globals, and nobody's. */
export type HelixSetEmote = HelixEmote & {
  readonly emote_type: HelixChannelEmote["emote_type"] | "globals";
  readonly emote_set_id: string;
  readonly owner_id: string;
};
export type HelixUserEmote = Omit<HelixSetEmote, "images">;

export type HelixBadgeVersion = {
  readonly id: string;
  readonly image_url_1x: string;
  readonly image_url_2x: string;
  readonly image_url_4x: string;
  readonly title: string;
  readonly description: string;
  /** A click on ours leads nowhere. */
  readonly click_action: null;
  readonly click_url: null;
};
export type HelixBadgeSet = { readonly set_id: string; readonly versions: readonly HelixBadgeVersion[] };
