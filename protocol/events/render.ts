/** Platform events in the shape that subscriptions have them: Twitch's fields. Pure. */
import { assertNever } from "../assert.ts";
import type { PlatformEvent } from "./platform-event.ts";
import { eventTime } from "./time.ts";

export type Person = { readonly id: string; readonly login: string; readonly name: string };
/** Finds a person; somebody who is gone keeps the id alone. */
export type Who = (id: string) => Person;

export const broadcaster = ({ id, login, name }: Person) => ({
  broadcaster_user_id: id,
  broadcaster_user_login: login,
  broadcaster_user_name: name,
});
export const user = ({ id, login, name }: Person) => ({ user_id: id, user_login: login, user_name: name });
export const moderator = ({ id, login, name }: Person) => ({
  moderator_user_id: id,
  moderator_user_login: login,
  moderator_user_name: name,
});

/** The people whom an event names, its channel first. */
export function peopleOf(event: PlatformEvent): readonly string[] {
  const named = "userId" in event ? [event.userId] : [];
  return [...new Set([event.channelId, ...named, ...("moderatorId" in event ? [event.moderatorId] : [])])];
}

/** What an event of somebody's own account tells of it is read when it is delivered: `renderUserUpdate`. */
export type RenderableEvent = Exclude<PlatformEvent, { readonly type: "user.update" }>;

export function renderEvent(event: RenderableEvent, who: Who): Readonly<Record<string, unknown>> {
  const channel = broadcaster(who(event.channelId));
  switch (event.type) {
    case "stream.online":
      return { id: event.broadcastId, ...channel, type: "live", started_at: eventTime(event.startedAt) };
    case "stream.offline":
      return channel;
    case "channel.update":
      return {
        ...{ ...channel, title: event.title, language: event.language },
        ...{ category_id: event.category?.id ?? "", category_name: event.category?.name ?? "" },
        content_classification_labels: event.labels,
      };
    case "channel.follow":
      return { ...user(who(event.userId)), ...channel, followed_at: eventTime(event.followedAt) };
    case "channel.ban":
      return {
        ...{ ...user(who(event.userId)), ...channel, ...moderator(who(event.moderatorId)) },
        ...{ reason: event.reason, banned_at: eventTime(event.at) },
        ...{ ends_at: event.endsAt === null ? null : eventTime(event.endsAt), is_permanent: event.endsAt === null },
      };
    case "channel.unban":
      return { ...user(who(event.userId)), ...channel, ...moderator(who(event.moderatorId)) };
    case "channel.moderator.add":
    case "channel.moderator.remove":
    case "channel.vip.add":
    case "channel.vip.remove":
      return { ...channel, ...user(who(event.userId)) };
    case "user.authorization.grant":
      return { client_id: event.clientId, ...user(who(event.userId)) };
    case "user.authorization.revoke": {
      const { id, login, name } = who(event.userId);
      // Somebody who is gone has no name any more.
      return { client_id: event.clientId, user_id: id, user_login: login || null, user_name: name || null };
    }
    default:
      return assertNever(event, "unknown platform event");
  }
}

export type AccountOf = Person & {
  readonly description: string;
  /** Null: no address is known. */
  readonly email: string | null;
  readonly emailVerified: boolean;
};

/** The address is for programs alone that the person lets read it. */
export const renderUserUpdate = (account: AccountOf, mayReadEmail: boolean): Readonly<Record<string, unknown>> => ({
  ...user(account),
  ...(mayReadEmail && account.email !== null ? { email: account.email } : {}),
  ...{ email_verified: account.emailVerified, description: account.description },
});
