/**
 * The kinds of events that programs may subscribe to: Twitch's names and versions, what a condition names, and whose consent is needed. One
 * that is not here does not exist yet. Pure.
 */

/** Whose token, or consent to a program, a subscription needs: the named person's, with one of these scopes. */
type Consent = {
  readonly of: "broadcaster_user_id" | "moderator_user_id" | "user_id";
  readonly anyOf: readonly string[];
};

export type SubscriptionType = {
  readonly type: string;
  readonly version: string;
  /** Fields of the condition, in alphabetical order; every one is a user's id, and `broadcaster_user_id` is the channel. */
  readonly condition: readonly string[];
  readonly consent: Consent | null;
  /** Where it comes from: the platform's queue, the room by way of the queue, or the room itself. */
  readonly source: "platform" | "moderation" | "chat";
};

const CHANNEL = ["broadcaster_user_id"] as const;
const READER = ["broadcaster_user_id", "user_id"] as const;

const open = (type: string, version: string): SubscriptionType => ({
  ...{ type, version, condition: CHANNEL, consent: null, source: "platform" },
});

const moderation = (type: string, ...anyOf: readonly string[]): SubscriptionType => ({
  ...{ type, version: "1", condition: CHANNEL, source: "moderation" },
  consent: { of: "broadcaster_user_id", anyOf },
});

const chat = (type: string): SubscriptionType => ({
  ...{ type, version: "1", condition: READER, source: "chat" },
  consent: { of: "user_id", anyOf: ["user:read:chat"] },
});

export const SUBSCRIPTION_TYPES: readonly SubscriptionType[] = [
  open("stream.online", "1"),
  open("stream.offline", "1"),
  open("channel.update", "2"),
  {
    ...{ type: "channel.follow", version: "2", condition: ["broadcaster_user_id", "moderator_user_id"] },
    ...{ consent: { of: "moderator_user_id", anyOf: ["moderator:read:followers"] }, source: "platform" },
  },
  moderation("channel.ban", "channel:moderate"),
  moderation("channel.unban", "channel:moderate"),
  moderation("channel.moderator.add", "moderation:read", "channel:manage:moderators"),
  moderation("channel.moderator.remove", "moderation:read", "channel:manage:moderators"),
  moderation("channel.vip.add", "channel:read:vips", "channel:manage:vips"),
  moderation("channel.vip.remove", "channel:read:vips", "channel:manage:vips"),
  chat("channel.chat.message"),
  chat("channel.chat.message_delete"),
  chat("channel.chat.clear"),
  chat("channel.chat.clear_user_messages"),
  chat("channel.chat_settings.update"),
];

/** Null for a type, or a version of one, that there is not. */
export const subscriptionType = (type: string, version: string): SubscriptionType | null =>
  SUBSCRIPTION_TYPES.find((one) => one.type === type && one.version === version) ?? null;

const SOURCES: ReadonlyMap<string, SubscriptionType["source"]> = new Map(
  SUBSCRIPTION_TYPES.map(({ type, source }) => [type, source]),
);

/** Whether a subscription can only be served by listening to the channel's room. A moderator who loses the role loses what it let them read. */
export function needsRoom(type: string, isReaderBroadcaster: boolean): boolean {
  const source = SOURCES.get(type);
  return source === "chat" || source === "moderation" || (type === "channel.follow" && !isReaderBroadcaster);
}
