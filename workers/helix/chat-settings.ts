/** A room's modes as Twitch's chat settings, and a change of those as one of ours. Pure. */
import {
  DEFAULT_SLOW_S,
  effectiveModes,
  MAX_FOLLOWER_MINUTES,
  MAX_SLOW_S,
  type Modes,
  type ModesChange,
} from "#protocol/chat/modes.ts";
import { type ChangeChatSettings, type HelixChatSettings, MIN_SLOW_WAIT_S } from "#protocol/helix/chat.ts";
import { badRequest } from "./fault.ts";

/** What holds at the moment, a shield included; `moderatorId` null: for somebody who does not moderate. */
export function chatSettings(channelId: string, modes: Modes, moderatorId: string | null): HelixChatSettings {
  const { slowSeconds, followerMinutes, subscribersOnly, emoteOnly, uniqueChat } = effectiveModes(modes);
  const forModerators = {
    moderator_id: moderatorId ?? "",
    non_moderator_chat_delay: false,
    non_moderator_chat_delay_duration: null,
  };
  return {
    broadcaster_id: channelId,
    slow_mode: slowSeconds > 0,
    slow_mode_wait_time: slowSeconds > 0 ? slowSeconds : null,
    follower_mode: followerMinutes !== null,
    follower_mode_duration: followerMinutes,
    subscriber_mode: subscribersOnly,
    emote_mode: emoteOnly,
    unique_chat_mode: uniqueChat,
    ...(moderatorId === null ? {} : forModerators),
  };
}

/** Throws for values that the room does not have. */
export function modesChange(asked: ChangeChatSettings): ModesChange {
  if (asked.non_moderator_chat_delay === true) throw badRequest("The setting non_moderator_chat_delay is not there.");
  if (typeof asked.non_moderator_chat_delay_duration === "number") {
    throw onlyWith("non_moderator_chat_delay_duration", "non_moderator_chat_delay");
  }
  const { subscriber_mode, emote_mode, unique_chat_mode } = asked;
  const slowSeconds = slowOf(asked);
  const followerMinutes = followersOf(asked);
  return {
    ...(slowSeconds === undefined ? {} : { slowSeconds }),
    ...(followerMinutes === undefined ? {} : { followerMinutes }),
    ...(subscriber_mode === undefined ? {} : { subscribersOnly: subscriber_mode }),
    ...(emote_mode === undefined ? {} : { emoteOnly: emote_mode }),
    ...(unique_chat_mode === undefined ? {} : { uniqueChat: unique_chat_mode }),
  };
}

function slowOf({ slow_mode: on, slow_mode_wait_time: wait }: ChangeChatSettings): number | undefined {
  if (on !== true && typeof wait === "number") throw onlyWith("slow_mode_wait_time", "slow_mode");
  if (on === undefined) return undefined;
  const seconds = on ? (wait ?? DEFAULT_SLOW_S) : 0;
  if (on && (seconds < MIN_SLOW_WAIT_S || seconds > MAX_SLOW_S)) {
    throw badRequest(`slow_mode_wait_time is a number of seconds from ${MIN_SLOW_WAIT_S} to ${MAX_SLOW_S}.`);
  }
  return seconds;
}

function followersOf({
  follower_mode: on,
  follower_mode_duration: minutes,
}: ChangeChatSettings): number | null | undefined {
  if (on !== true && typeof minutes === "number") throw onlyWith("follower_mode_duration", "follower_mode");
  if (on === undefined) return undefined;
  if (!on) return null;
  const wanted = minutes ?? 0;
  if (wanted < 0 || wanted > MAX_FOLLOWER_MINUTES) {
    throw badRequest(`follower_mode_duration is a number of minutes from 0 to ${MAX_FOLLOWER_MINUTES}.`);
  }
  return wanted;
}

const onlyWith = (setting: string, mode: string) => badRequest(`${setting} is set only where ${mode} is true.`);
