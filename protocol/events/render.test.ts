import { expect, test } from "vitest";
import { markEvent, type NewEvent } from "./platform-event.ts";
import { type AccountOf, peopleOf, type RenderableEvent, renderEvent, renderUserUpdate, type Who } from "./render.ts";

const NAMES: Readonly<Record<string, readonly [string, string]>> = {
  1001: ["ada", "Ada"],
  1002: ["bob", "Bob"],
  1003: ["mo", "Mo"],
};
const who: Who = (id) => ({ id, login: NAMES[id]?.[0] ?? "", name: NAMES[id]?.[1] ?? "" });
const AT = Date.parse("2026-11-20T10:00:00.250Z");
type New = NewEvent extends infer E ? (E extends { readonly type: "user.update" } ? never : E) : never;
const rendered = (event: New) => renderEvent({ ...event, id: "e1", at: AT } satisfies RenderableEvent, who);

const CHANNEL = { broadcaster_user_id: "1001", broadcaster_user_login: "ada", broadcaster_user_name: "Ada" };
const BOB = { user_id: "1002", user_login: "bob", user_name: "Bob" };
const MO = { moderator_user_id: "1003", moderator_user_login: "mo", moderator_user_name: "Mo" };

test("a broadcast begins and ends", () => {
  const channelId = "1001";
  expect([
    rendered({ type: "stream.online", channelId, broadcastId: "17", startedAt: AT }),
    rendered({ type: "stream.offline", channelId, broadcastId: "17" }),
  ]).toEqual([{ id: "17", ...CHANNEL, type: "live", started_at: "2026-11-20T10:00:00.250000000Z" }, CHANNEL]);
});

test("a channel is described anew, with and without a category", () => {
  const event = {
    type: "channel.update" as const,
    channelId: "1001",
    title: "Hi",
    language: "en",
    labels: ["Gambling"],
  };
  const shown = { ...CHANNEL, title: "Hi", language: "en", content_classification_labels: ["Gambling"] };
  expect([
    rendered({ ...event, category: { id: "18", name: "Chess" } }),
    rendered({ ...event, category: null }),
  ]).toEqual([
    { ...shown, category_id: "18", category_name: "Chess" },
    { ...shown, category_id: "", category_name: "" },
  ]);
});

test("somebody follows; somebody who is gone since has an id and no name", () => {
  const follow = (userId: string) => rendered({ type: "channel.follow", channelId: "1001", userId, followedAt: AT });
  const followed_at = "2026-11-20T10:00:00.250000000Z";
  expect([follow("1002"), follow("9")]).toEqual([
    { ...BOB, ...CHANNEL, followed_at },
    { user_id: "9", user_login: "", user_name: "", ...CHANNEL, followed_at },
  ]);
});

test("bans, timeouts and their end", () => {
  const about = { channelId: "1001", userId: "1002", moderatorId: "1003" };
  const banned = { ...BOB, ...CHANNEL, ...MO, reason: "spam", banned_at: "2026-11-20T10:00:00.250000000Z" };
  expect([
    rendered({ type: "channel.ban", ...about, reason: "spam", endsAt: null }),
    rendered({ type: "channel.ban", ...about, reason: "spam", endsAt: AT + 60_000 }),
    rendered({ type: "channel.unban", ...about }),
  ]).toEqual([
    { ...banned, ends_at: null, is_permanent: true },
    { ...banned, ends_at: "2026-11-20T10:01:00.250000000Z", is_permanent: false },
    { ...BOB, ...CHANNEL, ...MO },
  ]);
});

test.each(["channel.moderator.add", "channel.moderator.remove", "channel.vip.add", "channel.vip.remove"] as const)(
  "%s names the channel and the user",
  (type) => {
    expect(rendered({ type, channelId: "1001", userId: "1002" })).toEqual({ ...CHANNEL, ...BOB });
  },
);

test("somebody lets a program in, and no longer; who is gone since has an id alone", () => {
  const about = { channelId: "1001", clientId: "c".repeat(30) };
  expect([
    rendered({ type: "user.authorization.grant", ...about, userId: "1002" }),
    rendered({ type: "user.authorization.revoke", ...about, userId: "1002" }),
    rendered({ type: "user.authorization.revoke", ...about, userId: "9" }),
  ]).toEqual([
    { client_id: about.clientId, ...BOB },
    { client_id: about.clientId, ...BOB },
    { client_id: about.clientId, user_id: "9", user_login: null, user_name: null },
  ]);
});

test("an account is told with its address only to who may read it", () => {
  const account: AccountOf = {
    ...{ id: "1002", login: "bob", name: "Bob", description: "I paint." },
    ...{ email: "bob@mail.test", emailVerified: true },
  };
  const shown = { ...BOB, email_verified: true, description: "I paint." };
  const unknown = { ...account, email: null, emailVerified: false };
  expect([renderUserUpdate(account, true), renderUserUpdate(account, false), renderUserUpdate(unknown, true)]).toEqual([
    { ...shown, email: "bob@mail.test" },
    shown,
    { ...shown, email_verified: false },
  ]);
});

test("the people of an event are named once, the channel first", () => {
  const ban = markEvent(
    ...([
      { type: "channel.ban", channelId: "1001", userId: "1002", moderatorId: "1001", reason: "", endsAt: null },
      AT,
      "e1",
    ] as const),
  );
  expect(peopleOf(ban)).toEqual(["1001", "1002"]);
});

test("a broadcast's beginning has the same id however often it is told; a follow has its own each time", () => {
  const online = { type: "stream.online", channelId: "1001", broadcastId: "17", startedAt: AT } as const;
  const follow = { type: "channel.follow", channelId: "1001", userId: "1002", followedAt: AT } as const;
  const ids = [online, online, follow, follow].map((event, at) => markEvent(event, AT, `mark${at}`).id);
  expect(ids).toEqual(["stream.online:17", "stream.online:17", "mark2", "mark3"]);
});
