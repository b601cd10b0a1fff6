/** What happens in a room as lines of Twitch's dialect. */
import { assertNever } from "#protocol/assert.ts";
import {
  type ChatEvent,
  type Chatter,
  type EmoteSpan,
  type MessageEvent,
  messageId,
  type Reply,
} from "#protocol/chat/event.ts";
import type { TagValues } from "#protocol/irc/tags.ts";
import { type Channel, flag } from "./channel-lines.ts";
import { modeLines } from "./mode-lines.ts";
import { commandLine, type ServerLine, userPrefix } from "./server-line.ts";
import { badgeTags, nameTags } from "./user-tags.ts";

/** `textOf` answers what a message said, or nothing when it is too long ago. */
export function eventLines(
  channel: Channel,
  event: ChatEvent,
  textOf: (seq: number) => string | undefined,
): readonly ServerLine[] {
  const params = [`#${channel.login}`];
  const sent = { "room-id": channel.id, "tmi-sent-ts": event.at };
  switch (event.kind) {
    case "message":
      return [messageLine(channel, event)];
    case "announcement": {
      const { from, text, emotes, seq, colour } = event;
      const tags = {
        ...senderTags(channel, from, seq),
        ...{ emotes: emotesTag(emotes, 0), login: from.login, vip: flag(isVip(from)) },
        ...{ "msg-id": "announcement", "msg-param-color": colour.toUpperCase(), "system-msg": "" },
        "tmi-sent-ts": event.at,
      };
      return [commandLine({ tags, command: "USERNOTICE", params, trailing: text })];
    }
    case "delete": {
      const tags = { ...sent, login: event.login, "target-msg-id": messageId(channel.id, event.target) };
      return [commandLine({ tags, command: "CLEARMSG", params, trailing: textOf(event.target) ?? "" })];
    }
    case "purge": {
      // A ban has no duration at all: clients tell it from a timeout by that.
      const duration = event.seconds === null ? {} : { "ban-duration": event.seconds };
      const tags = { ...sent, ...duration, "target-user-id": event.userId };
      return [commandLine({ tags, command: "CLEARCHAT", params, trailing: event.login })];
    }
    case "clear":
      return [commandLine({ tags: sent, command: "CLEARCHAT", params })];
    case "modes":
      return modeLines(channel, event.changed);
    default:
      return assertNever(event, "unknown chat event");
  }
}

function messageLine(
  channel: Channel,
  { seq, at, from, text, emotes, action, first, reply }: MessageEvent,
): ServerLine {
  const mention = reply === null || mentions(text, reply) ? "" : `@${reply.name} `;
  const tags = {
    ...senderTags(channel, from, seq),
    ...{ emotes: emotesTag(emotes, [...mention].length), "first-msg": flag(first), "returning-chatter": 0, turbo: 0 },
    ...(reply === null ? {} : replyTags(channel, reply)),
    "tmi-sent-ts": at,
  };
  const said = mention + text;
  const trailing = action ? `\x01ACTION ${said}\x01` : said;
  return {
    tags,
    prefix: userPrefix(from.login),
    command: "PRIVMSG",
    params: [`#${channel.login}`],
    trailing,
    needs: 0,
  };
}

const senderTags = (channel: Channel, from: Chatter, seq: number): TagValues => ({
  ...badgeTags(from.badges),
  ...nameTags(from),
  flags: "",
  id: messageId(channel.id, seq),
  "room-id": channel.id,
  "user-id": from.userId,
});

const isVip = (from: Chatter): boolean => from.badges.some((badge) => badge.startsWith("vip/"));

/** Twitch puts the name of whom one answers before the text; who typed it has it there already. */
function mentions(text: string, { login, name }: Reply): boolean {
  const [word = ""] = text.toLowerCase().split(/[\s,:]/u);
  return word === `@${login}` || word === `@${name.toLowerCase()}`;
}

/** A thread is not followed further back than to the message that is answered. */
function replyTags(channel: Channel, { seq, userId, login, name, text }: Reply): TagValues {
  const id = messageId(channel.id, seq);
  return {
    "reply-parent-display-name": name,
    "reply-parent-msg-body": text,
    "reply-parent-msg-id": id,
    "reply-parent-user-id": userId,
    "reply-parent-user-login": login,
    "reply-thread-parent-display-name": name,
    "reply-thread-parent-msg-id": id,
    "reply-thread-parent-user-id": userId,
    "reply-thread-parent-user-login": login,
  };
}

/** `id:first-last,first-last/id:...`, in code points of a text before which so many more are put. */
function emotesTag(emotes: readonly EmoteSpan[], shift: number): string {
  const places = new Map<string, string[]>();
  for (const { id, start, end } of emotes) {
    const list = places.get(id) ?? [];
    list.push(`${start + shift}-${end + shift}`);
    places.set(id, list);
  }
  return [...places].map(([id, list]) => `${id}:${list.join(",")}`).join("/");
}
