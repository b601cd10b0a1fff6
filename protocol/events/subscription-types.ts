/**
 * The kinds of events that programs may subscribe to: Twitch's names and versions, what a condition names, and whose consent is needed. One
 * that is not here does not exist yet. Pure.
 */
import { has, type Scopes } from "../users/scopes.ts";

/** Whose token, or consent to a program, a subscription needs: the named person's, with a scope of every one of these groups. */
export type Consent = {
  readonly of: "broadcaster_user_id" | "moderator_user_id" | "user_id";
  readonly scopes: readonly (readonly string[])[];
};

/** Whether scopes are all that a subscription needs. */
export const covers = (scopes: Scopes, consent: Consent): boolean =>
  consent.scopes.every((anyOf) => has(scopes, ...anyOf));

/** `broadcaster_user_id` is the channel; `client_id` is the program itself; every other field is a user's id. */
export type ConditionField = "broadcaster_user_id" | "client_id" | "moderator_user_id" | "user_id";

export type SubscriptionType = {
  readonly type: string;
  readonly version: string;
  /** Fields of the condition, in alphabetical order. */
  readonly condition: readonly ConditionField[];
  readonly consent: Consent | null;
  /** Where it comes from: the platform's queue, the room by way of the queue, or the room itself. */
  readonly source: "platform" | "moderation" | "chat";
};

const CHANNEL = ["broadcaster_user_id"] as const;
const MODERATOR = ["broadcaster_user_id", "moderator_user_id"] as const;
const READER = ["broadcaster_user_id", "user_id"] as const;

const open = (type: string, version: string, condition: readonly ConditionField[] = CHANNEL): SubscriptionType => ({
  ...{ type, version, condition, consent: null, source: "platform" },
});

const moderation = (type: string, ...anyOf: readonly string[]): SubscriptionType => ({
  ...{ type, version: "1", condition: CHANNEL, source: "moderation" },
  consent: { of: "broadcaster_user_id", scopes: [anyOf] },
});

const chat = (type: string): SubscriptionType => ({
  ...{ type, version: "1", condition: READER, source: "chat" },
  consent: { of: "user_id", scopes: [["user:read:chat"]] },
});

const moderators = (
  type: string,
  version: string,
  source: SubscriptionType["source"],
  ...scopes: readonly (readonly string[])[]
): SubscriptionType => ({
  ...{ type, version, condition: MODERATOR, source, consent: { of: "moderator_user_id", scopes } },
});

const AUTOMOD = ["moderator:manage:automod"] as const;
const SHIELD = ["moderator:read:shield_mode", "moderator:manage:shield_mode"] as const;
const readOrManage = (what: string): readonly string[] => [`moderator:read:${what}`, `moderator:manage:${what}`];

export const SUBSCRIPTION_TYPES: readonly SubscriptionType[] = [
  open("stream.online", "1"),
  open("stream.offline", "1"),
  open("channel.update", "2"),
  moderators("channel.follow", "2", "platform", ["moderator:read:followers"]),
  moderation("channel.ban", "channel:moderate"),
  moderation("channel.unban", "channel:moderate"),
  moderation("channel.moderator.add", "moderation:read", "channel:manage:moderators"),
  moderation("channel.moderator.remove", "moderation:read", "channel:manage:moderators"),
  moderation("channel.vip.add", "channel:read:vips", "channel:manage:vips"),
  moderation("channel.vip.remove", "channel:read:vips", "channel:manage:vips"),
  moderators(
    ...(["channel.moderate", "2", "chat"] as const),
    ...["blocked_terms", "chat_settings", "unban_requests", "banned_users", "chat_messages", "warnings"].map(
      readOrManage,
    ),
    ...[["moderator:read:moderators"], ["moderator:read:vips"]],
  ),
  moderators("channel.shield_mode.begin", "1", "chat", SHIELD),
  moderators("channel.shield_mode.end", "1", "chat", SHIELD),
  moderators("automod.message.hold", "1", "chat", AUTOMOD),
  moderators("automod.message.hold", "2", "chat", AUTOMOD),
  moderators("automod.message.update", "1", "chat", AUTOMOD),
  moderators("automod.message.update", "2", "chat", AUTOMOD),
  moderators("automod.settings.update", "1", "chat", ["moderator:read:automod_settings"]),
  moderators("automod.terms.update", "1", "chat", AUTOMOD),
  chat("channel.chat.message"),
  chat("channel.chat.message_delete"),
  chat("channel.chat.clear"),
  chat("channel.chat.clear_user_messages"),
  chat("channel.chat.notification"),
  chat("channel.chat.user_message_hold"),
  chat("channel.chat.user_message_update"),
  chat("channel.chat_settings.update"),
  open("user.update", "1", ["user_id"]),
  open("user.authorization.grant", "1", ["client_id"]),
  open("user.authorization.revoke", "1", ["client_id"]),
];

/** The types that a moderator loses with the role. */
export const MODERATORS_TYPES: readonly string[] = [
  ...new Set(SUBSCRIPTION_TYPES.filter(({ consent }) => consent?.of === "moderator_user_id").map(({ type }) => type)),
];

/** Null for a type, or a version of one, that there is not. */
export const subscriptionType = (type: string, version: string): SubscriptionType | null =>
  SUBSCRIPTION_TYPES.find((one) => one.type === type && one.version === version) ?? null;

/** The version of a type that has one alone. */
export const onlyVersionOf = (type: string): string =>
  SUBSCRIPTION_TYPES.find((one) => one.type === type)?.version ?? "1";

const SOURCES: ReadonlyMap<string, SubscriptionType["source"]> = new Map(
  SUBSCRIPTION_TYPES.map(({ type, source }) => [type, source]),
);

/** Whether a subscription can only be served by listening to the channel's room. A moderator who loses the role loses what it let them read. */
export function needsRoom(type: string, isReaderBroadcaster: boolean): boolean {
  const source = SOURCES.get(type);
  return source === "chat" || source === "moderation" || (type === "channel.follow" && !isReaderBroadcaster);
}
