/** What moderators did, from the room's log, in the shapes that subscriptions have: Twitch's fields. Pure. */
import type { Action } from "../chat/action.ts";
import { messageId } from "../chat/event.ts";
import type { LogEntry } from "../chat/moderation.ts";
import type { ModesChange } from "../chat/modes.ts";
import { AUTOMOD_CATEGORIES } from "../helix/moderation.ts";
import { broadcaster, moderator, type Person, user } from "./render.ts";
import type { RenderedChat } from "./render-chat.ts";
import { eventTime } from "./time.ts";

/** `mark` tells the events of one entry from each other. */
export type RenderedModeration = RenderedChat & { readonly mark: string };

type Fields = Readonly<Record<string, unknown>>;
/** An action in Twitch's words, and the field that tells of it with what it holds. */
type Told = readonly [action: string, field?: string, what?: Fields];

/** The fields of `channel.moderate`: all are there, and all but the action's own are null. */
const FIELDS = [
  ...["followers", "slow", "vip", "unvip", "mod", "unmod", "ban", "unban", "timeout", "untimeout", "raid", "unraid"],
  ...["delete", "automod_terms", "unban_request", "warn", "shared_chat_ban", "shared_chat_unban"],
  ...["shared_chat_timeout", "shared_chat_untimeout", "shared_chat_delete"],
];

/** `subject` is whom the entry is about, by the name of now. */
export function renderLogged(
  entry: LogEntry,
  action: Action,
  channel: Person,
  subject: Person | null,
): readonly RenderedModeration[] {
  const { by, at } = entry;
  if (by === null) return [];
  const whose = { ...broadcaster(channel), ...moderator({ id: by.userId, login: by.login, name: by.name }) };
  const made = (type: string, version: string, mark: string, event: Fields): RenderedModeration => ({
    ...{ type, version, mark, event: { ...whose, ...event } },
  });
  const moderated = toldOf(entry, action, channel, subject).map(([name, field, what]) =>
    made("channel.moderate", "2", name, { ...moderateOf(name), ...(field === undefined ? {} : { [field]: what }) }),
  );
  switch (action.kind) {
    case "addTerm":
    case "removeTerm": {
      const event = { action: action.kind === "addTerm" ? "add_blocked" : "remove_blocked", from_automod: false };
      return [...moderated, made("automod.terms.update", "1", "terms", { ...event, terms: [entry.detail] })];
    }
    case "modes": {
      const { autoModLevel: level, shield } = action.change;
      return [
        ...moderated,
        ...(level === undefined ? [] : [made("automod.settings.update", "1", "automod", levels(level))]),
        ...(shield === true ? [made("channel.shield_mode.begin", "1", "shield", { started_at: eventTime(at) })] : []),
        ...(shield === false ? [made("channel.shield_mode.end", "1", "shield", { ended_at: eventTime(at) })] : []),
      ];
    }
    default:
      return moderated;
  }
}

const moderateOf = (action: string): Fields => ({
  ...{ source_broadcaster_user_id: null, source_broadcaster_user_login: null, source_broadcaster_user_name: null },
  ...{ action, ...Object.fromEntries(FIELDS.map((field) => [field, null])) },
});

/** One level is good for every category. */
const levels = (level: number): Fields => ({
  overall_level: level,
  ...Object.fromEntries(AUTOMOD_CATEGORIES.map((category) => [category, level])),
});

function toldOf(entry: LogEntry, action: Action, channel: Person, subject: Person | null): readonly Told[] {
  const whom: Fields = subject === null ? {} : user(subject);
  switch (action.kind) {
    case "ban":
      return [["ban", "ban", { ...whom, reason: action.reason }]];
    case "timeout": {
      const expires_at = eventTime(entry.at + action.seconds * 1000);
      return [["timeout", "timeout", { ...whom, reason: action.reason, expires_at }]];
    }
    case "unban": {
      const what = entry.action === "untimeout" ? "untimeout" : "unban";
      return [[what, what, whom]];
    }
    case "mod":
    case "unmod":
    case "vip":
    case "unvip":
      return [[action.kind, action.kind, whom]];
    case "delete": {
      const message = { message_id: messageId(channel.id, action.target), message_body: entry.detail };
      return [["delete", "delete", { ...whom, ...message }]];
    }
    case "clear":
      return [["clear"]];
    case "addTerm":
      return [["add_blocked_term", "automod_terms", termsOf("add", entry.detail)]];
    case "removeTerm":
      return [["remove_blocked_term", "automod_terms", termsOf("remove", entry.detail)]];
    case "modes":
      return modesOf(action.change);
    default:
      // Announcements are chat, and what is decided on held messages has events of its own.
      return [];
  }
}

const termsOf = (action: "add" | "remove", term: string): Fields => ({
  ...{ action, list: "blocked", terms: [term], from_automod: false },
});

function modesOf(change: ModesChange): readonly Told[] {
  const { slowSeconds: slow, followerMinutes: followers } = change;
  const told: Told[] = [];
  if (slow !== undefined) told.push(slow === 0 ? ["slowoff"] : ["slow", "slow", { wait_time_seconds: slow }]);
  if (followers === null) told.push(["followersoff"]);
  else if (followers !== undefined) told.push(["followers", "followers", { follow_duration_minutes: followers }]);
  const switches = { subscribers: change.subscribersOnly, emoteonly: change.emoteOnly, uniquechat: change.uniqueChat };
  for (const [name, isOn] of Object.entries(switches)) {
    if (isOn !== undefined) told.push([isOn ? name : `${name}off`]);
  }
  return told;
}
