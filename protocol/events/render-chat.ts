/** What happens in a room, in the shape that subscriptions have it: Twitch's fields. Pure. */
import { assertNever } from "../assert.ts";
import { type ChatEvent, type EmoteSpan, type MessageEvent, messageId } from "../chat/event.ts";
import type { Modes } from "../chat/modes.ts";
import { broadcaster, type Person } from "./render.ts";

export type RenderedChat = {
  readonly type: string;
  readonly event: Readonly<Record<string, unknown>>;
};

const target = ({ id, login, name }: Person) => ({
  target_user_id: id,
  target_user_login: login,
  target_user_name: name,
});

/** Null for what has no subscription type. `modes` are those that hold after the event; `author` finds the sender of a deleted message. */
export function renderChat(
  event: ChatEvent,
  channel: Person,
  modes: Modes,
  author: (login: string) => Person,
): RenderedChat | null {
  const of = broadcaster(channel);
  switch (event.kind) {
    case "message":
      return { type: "channel.chat.message", event: { ...of, ...renderMessage(event, channel.id) } };
    case "delete":
      return {
        type: "channel.chat.message_delete",
        event: { ...of, ...target(author(event.login)), message_id: messageId(channel.id, event.target) },
      };
    case "purge": {
      const { name } = author(event.login);
      const person = target({ id: event.userId, login: event.login, name: name === "" ? event.login : name });
      return { type: "channel.chat.clear_user_messages", event: { ...of, ...person } };
    }
    case "clear":
      return { type: "channel.chat.clear", event: of };
    case "modes":
      return { type: "channel.chat_settings.update", event: { ...of, ...renderModes(modes) } };
    case "announcement":
      return null;
    default:
      return assertNever(event, "unknown chat event");
  }
}

function renderMessage(event: MessageEvent, channelId: string): Readonly<Record<string, unknown>> {
  const { from, text, emotes, reply } = event;
  return {
    ...{ chatter_user_id: from.userId, chatter_user_login: from.login, chatter_user_name: from.name },
    ...{ message_id: messageId(channelId, event.seq), message: { text, fragments: fragmentsOf(text, emotes) } },
    ...{ message_type: "text", color: from.colour ?? "", badges: from.badges.map(renderBadge), cheer: null },
    reply: reply && renderReply(reply, channelId),
    channel_points_custom_reward_id: null,
    ...{ source_broadcaster_user_id: null, source_broadcaster_user_login: null, source_broadcaster_user_name: null },
    ...{ source_message_id: null, source_badges: null, is_source_only: null },
  };
}

/** The room knows the answered message alone: the thread begins with it. */
function renderReply(reply: NonNullable<MessageEvent["reply"]>, channelId: string) {
  const { seq, userId, login, name, text } = reply;
  const id = messageId(channelId, seq);
  return {
    ...{ parent_message_id: id, parent_message_body: text },
    ...{ parent_user_id: userId, parent_user_name: name, parent_user_login: login },
    ...{ thread_message_id: id, thread_user_id: userId, thread_user_name: name, thread_user_login: login },
  };
}

/** A subscriber's badge tells the months. */
function renderBadge(badge: string) {
  const [set = "", id = ""] = badge.split("/");
  return { set_id: set, id, info: set === "subscriber" ? id : "" };
}

/** A text cut at its emotes, whose places are counted in code points. */
function fragmentsOf(text: string, emotes: readonly EmoteSpan[]) {
  const points = [...text];
  const fragments: Readonly<Record<string, unknown>>[] = [];
  const say = (from: number, until: number): void => {
    if (until > from) fragments.push({ type: "text", text: points.slice(from, until).join(""), ...NOTHING });
  };
  let at = 0;
  for (const { id, start, end } of [...emotes].sort((one, other) => one.start - other.start)) {
    say(at, start);
    const emote = { id, ...ownerOf(id), format: ["static"] };
    fragments.push({ type: "emote", text: points.slice(start, end + 1).join(""), ...NOTHING, emote });
    at = end + 1;
  }
  say(at, points.length);
  return fragments;
}

const NOTHING = { cheermote: null, emote: null, mention: null };

/** A channel's emote is named `<channel id>-<number>`. */
function ownerOf(emoteId: string) {
  const owner = /^([1-9][0-9]{0,15})-[0-9]+$/.exec(emoteId)?.[1] ?? "0";
  return { emote_set_id: owner, owner_id: owner };
}

function renderModes(modes: Modes) {
  const { emoteOnly, followerMinutes, slowSeconds, subscribersOnly, uniqueChat } = modes;
  return {
    emote_mode: emoteOnly,
    ...{ follower_mode: followerMinutes !== null, follower_mode_duration_minutes: followerMinutes },
    ...{ slow_mode: slowSeconds > 0, slow_mode_wait_time_seconds: slowSeconds > 0 ? slowSeconds : null },
    ...{ subscriber_mode: subscribersOnly, unique_chat_mode: uniqueChat },
  };
}
