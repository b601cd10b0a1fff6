/** What happens in a room, in the shape that subscriptions have it: Twitch's fields. Pure. */
import { assertNever } from "../assert.ts";
import { type ChatEvent, type Chatter, type EmoteSpan, type MessageEvent, messageId } from "../chat/event.ts";
import type { Modes } from "../chat/modes.ts";
import { fragmentsOf } from "./fragments.ts";
import { broadcaster, type Person } from "./render.ts";

export type RenderedChat = {
  readonly type: string;
  readonly version: string;
  readonly event: Readonly<Record<string, unknown>>;
};

const target = ({ id, login, name }: Person) => ({
  target_user_id: id,
  target_user_login: login,
  target_user_name: name,
});

/** People by login: those who are mentioned, and the senders of what is deleted. One who is missing has a login alone. */
export type ByLogin = ReadonlyMap<string, Person>;

/** `modes` are those that hold after the event. */
export function renderChat(event: ChatEvent, channel: Person, modes: Modes, people: ByLogin): RenderedChat {
  const of = broadcaster(channel);
  const made = (name: string, more: RenderedChat["event"]): RenderedChat => ({
    ...{ type: `channel.${name}`, version: "1", event: { ...of, ...more } },
  });
  switch (event.kind) {
    case "message":
      return made("chat.message", renderMessage(event, channel.id, people));
    case "announcement":
      return made("chat.notification", renderAnnouncement(event, channel.id, people));
    case "delete": {
      const { login } = event;
      const author = people.get(login) ?? { id: "", login, name: login };
      return made("chat.message_delete", { ...target(author), message_id: messageId(channel.id, event.target) });
    }
    case "purge": {
      const { userId: id, login } = event;
      return made("chat.clear_user_messages", target({ id, login, name: people.get(login)?.name ?? login }));
    }
    case "clear":
      return made("chat.clear", {});
    case "modes":
      return made("chat_settings.update", renderModes(modes));
    default:
      return assertNever(event, "unknown chat event");
  }
}

type Said = {
  readonly seq: number;
  readonly from: Chatter;
  readonly text: string;
  readonly emotes: readonly EmoteSpan[];
};

/** What a message and an announcement have in common. Nothing here comes from another channel's chat. */
const renderSaid = ({ seq, from, text, emotes }: Said, channelId: string, people: ByLogin) => ({
  ...{ chatter_user_id: from.userId, chatter_user_login: from.login, chatter_user_name: from.name },
  ...{ color: from.colour ?? "", badges: from.badges.map(renderBadge) },
  ...{ message_id: messageId(channelId, seq), message: { text, fragments: fragmentsOf(text, emotes, people) } },
  ...{ source_broadcaster_user_id: null, source_broadcaster_user_login: null, source_broadcaster_user_name: null },
  ...{ source_message_id: null, source_badges: null, is_source_only: null },
});

const renderMessage = (event: MessageEvent, channelId: string, people: ByLogin) => ({
  ...renderSaid(event, channelId, people),
  ...{ message_type: "text", cheer: null, channel_points_custom_reward_id: null },
  reply: event.reply && renderReply(event.reply, channelId),
});

/** What else is a notice on Twitch, of which there is none here. */
const OTHER_NOTICES = [
  ...["sub", "resub", "sub_gift", "community_sub_gift", "gift_paid_upgrade", "prime_paid_upgrade", "pay_it_forward"],
  ...["raid", "unraid", "bits_badge_tier", "charity_donation", "watch_streak"],
  ...["shared_chat_sub", "shared_chat_resub", "shared_chat_sub_gift", "shared_chat_community_sub_gift"],
  ...["shared_chat_gift_paid_upgrade", "shared_chat_prime_paid_upgrade", "shared_chat_raid"],
  ...["shared_chat_pay_it_forward", "shared_chat_announcement"],
];

function renderAnnouncement(
  event: Extract<ChatEvent, { readonly kind: "announcement" }>,
  channelId: string,
  people: ByLogin,
) {
  return {
    ...renderSaid(event, channelId, people),
    ...{ chatter_is_anonymous: false, system_message: "", notice_type: "announcement" },
    ...Object.fromEntries(OTHER_NOTICES.map((notice) => [notice, null])),
    announcement: { color: event.colour },
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

function renderModes(modes: Modes) {
  const { emoteOnly, followerMinutes, slowSeconds, subscribersOnly, uniqueChat } = modes;
  return {
    emote_mode: emoteOnly,
    ...{ follower_mode: followerMinutes !== null, follower_mode_duration_minutes: followerMinutes },
    ...{ slow_mode: slowSeconds > 0, slow_mode_wait_time_seconds: slowSeconds > 0 ? slowSeconds : null },
    ...{ subscriber_mode: subscribersOnly, unique_chat_mode: uniqueChat },
  };
}
