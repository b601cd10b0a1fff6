/** What a client hears of a channel that it joins, is in or leaves, in the order that clients need. */
import type { Self } from "#protocol/chat/frames.ts";
import type { Modes } from "#protocol/chat/modes.ts";
import type { TagValues } from "#protocol/irc/tags.ts";
import { NAMES_LENGTH } from "../limits.ts";
import { commandLine, SERVER, type ServerLine, userPrefix } from "./server-line.ts";
import { badgeTags, nameTags } from "./user-tags.ts";

export type Channel = {
  /** The channel's and its room's. */
  readonly id: string;
  readonly login: string;
};

/** Own JOIN and the list of who is there, oneself first; `others` may hold oneself. */
export const joinLines = (nick: string, login: string, others: readonly string[]): readonly ServerLine[] => [
  joinLine(nick, login),
  ...namesLines(nick, login, others),
];

export function namesLines(nick: string, login: string, others: readonly string[]): readonly ServerLine[] {
  const host = `${nick}.${SERVER}`;
  const channel = `#${login}`;
  const lists: string[] = [];
  let list = nick;
  for (const other of others) {
    if (other === nick) continue;
    if (list.length + 1 + other.length > NAMES_LENGTH) {
      lists.push(list);
      list = other;
    } else list += ` ${other}`;
  }
  return [
    ...[...lists, list].map(
      (trailing): ServerLine => ({ prefix: host, command: "353", params: [nick, "=", channel], trailing, needs: 0 }),
    ),
    { prefix: host, command: "366", params: [nick, channel], trailing: "End of /NAMES list", needs: 0 },
  ];
}

export const joinLine = (nick: string, login: string): ServerLine => ({
  prefix: userPrefix(nick),
  command: "JOIN",
  params: [`#${login}`],
  needs: 0,
});

export const partLine = (nick: string, login: string): ServerLine => ({
  prefix: userPrefix(nick),
  command: "PART",
  params: [`#${login}`],
  needs: 0,
});

/** What one is in a channel. After a message of one's own it carries the message's id and the client's nonce. */
export const userState = (login: string, self: Self, message: TagValues = {}): ServerLine =>
  commandLine({
    tags: { ...badgeTags(self.badges), ...nameTags(self), "emote-sets": "0", ...message },
    command: "USERSTATE",
    params: [`#${login}`],
  });

/** All modes, on joining. Clients know the whole state by `slow` and `subs-only` being both there. */
export const roomState = (channel: Channel, modes: Modes): ServerLine =>
  roomStateLine(channel, {
    "emote-only": flag(modes.emoteOnly),
    "followers-only": modes.followerMinutes ?? -1,
    r9k: flag(modes.uniqueChat),
    slow: modes.slowSeconds,
    "subs-only": flag(modes.subscribersOnly),
  });

export const roomStateLine = (channel: Channel, tags: TagValues): ServerLine =>
  commandLine({ tags: { "room-id": channel.id, ...tags }, command: "ROOMSTATE", params: [`#${channel.login}`] });

export const flag = (on: boolean): number => (on ? 1 : 0);
