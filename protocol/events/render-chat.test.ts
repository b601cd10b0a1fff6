import { expect, test } from "vitest";
import type { ChatEvent, MessageEvent } from "../chat/event.ts";
import { DEFAULT_MODES, type Modes } from "../chat/modes.ts";
import { renderChat } from "./render-chat.ts";

const ADA = { id: "1001", login: "ada", name: "Ada" };
const BOB = { id: "1002", login: "bob", name: "Bob" };
const CHANNEL = { broadcaster_user_id: "1001", broadcaster_user_login: "ada", broadcaster_user_name: "Ada" };
const PEOPLE = new Map([["bob", BOB]]);
const NONE = { cheermote: null, emote: null, mention: null };

const rendered = (event: ChatEvent, modes: Modes = DEFAULT_MODES) => renderChat(event, ADA, modes, PEOPLE);
const MESSAGE: MessageEvent = {
  ...{ kind: "message", seq: 7, at: 1, text: "hi", emotes: [], action: false, first: false, reply: null },
  from: { userId: "1002", login: "bob", name: "Bob", colour: "#00FF00", badges: ["moderator/1", "subscriber/6"] },
};

test("a message has its sender, its badges and its text in fragments, counted in code points", () => {
  const text = "😂 Kappa ho 1001-3";
  const emotes = [
    { id: "1001-3", start: 11, end: 16 },
    { id: "kappa", start: 2, end: 6 },
  ];
  expect(rendered({ ...MESSAGE, text, emotes })).toEqual({
    type: "channel.chat.message",
    version: "1",
    event: {
      ...CHANNEL,
      ...{ chatter_user_id: "1002", chatter_user_login: "bob", chatter_user_name: "Bob" },
      ...{ message_id: "1001-7", message_type: "text", color: "#00FF00", cheer: null, reply: null },
      message: {
        text,
        fragments: [
          { type: "text", text: "😂 ", ...NONE },
          {
            type: "emote",
            text: "Kappa",
            ...NONE,
            emote: { id: "kappa", emote_set_id: "0", owner_id: "0", format: ["static"] },
          },
          { type: "text", text: " ho ", ...NONE },
          {
            type: "emote",
            text: "1001-3",
            ...NONE,
            emote: { id: "1001-3", emote_set_id: "1001", owner_id: "1001", format: ["static"] },
          },
        ],
      },
      badges: [
        { set_id: "moderator", id: "1", info: "" },
        { set_id: "subscriber", id: "6", info: "6" },
      ],
      channel_points_custom_reward_id: null,
      ...{ source_broadcaster_user_id: null, source_broadcaster_user_login: null, source_broadcaster_user_name: null },
      ...{ source_message_id: null, source_badges: null, is_source_only: null },
    },
  });
});

test("a reply names what it answers", () => {
  const reply = { seq: 3, userId: "1001", login: "ada", name: "Ada", text: "what?" };
  expect(rendered({ ...MESSAGE, reply }).event["reply"]).toEqual({
    ...{ parent_message_id: "1001-3", parent_message_body: "what?" },
    ...{ parent_user_id: "1001", parent_user_name: "Ada", parent_user_login: "ada" },
    ...{ thread_message_id: "1001-3", thread_user_id: "1001", thread_user_name: "Ada", thread_user_login: "ada" },
  });
});

test("what is deleted, purged and cleared", () => {
  const target = { target_user_id: "1002", target_user_login: "bob", target_user_name: "Bob" };
  expect([
    rendered({ kind: "delete", seq: 8, at: 1, target: 7, login: "bob" }),
    rendered({ kind: "purge", seq: 9, at: 1, userId: "1002", login: "bob", seconds: 5 }),
    rendered({ kind: "clear", seq: 10, at: 1 }),
  ]).toEqual([
    { type: "channel.chat.message_delete", version: "1", event: { ...CHANNEL, ...target, message_id: "1001-7" } },
    { type: "channel.chat.clear_user_messages", version: "1", event: { ...CHANNEL, ...target } },
    { type: "channel.chat.clear", version: "1", event: CHANNEL },
  ]);
});

test("changed modes are told as a whole", () => {
  const modes = { ...DEFAULT_MODES, slowSeconds: 10, followerMinutes: 0, emoteOnly: true };
  expect([
    rendered({ kind: "modes", seq: 8, at: 1, changed: { emoteOnly: true } }, modes),
    rendered({ kind: "modes", seq: 8, at: 1, changed: { emoteOnly: false } }),
  ]).toEqual([
    {
      type: "channel.chat_settings.update",
      version: "1",
      event: {
        ...{ ...CHANNEL, emote_mode: true, follower_mode: true, follower_mode_duration_minutes: 0 },
        ...{ slow_mode: true, slow_mode_wait_time_seconds: 10, subscriber_mode: false, unique_chat_mode: false },
      },
    },
    {
      type: "channel.chat_settings.update",
      version: "1",
      event: {
        ...{ ...CHANNEL, emote_mode: false, follower_mode: false, follower_mode_duration_minutes: null },
        ...{ slow_mode: false, slow_mode_wait_time_seconds: null, subscriber_mode: false, unique_chat_mode: false },
      },
    },
  ]);
});

test("people who exist are mentioned, by whatever case of their login; others are text", () => {
  const text = "@Bob, a@bob and (@bob): @bobby @ Kappa@bob @bob";
  const fragments = rendered({ ...MESSAGE, text, emotes: [{ id: "kappa", start: 33, end: 37 }] }).event["message"];
  const mention = { user_id: "1002", user_login: "bob", user_name: "Bob" };
  const emote = { id: "kappa", emote_set_id: "0", owner_id: "0", format: ["static"] };
  expect(fragments).toEqual({
    text,
    fragments: [
      { type: "mention", text: "@Bob", ...NONE, mention },
      { type: "text", text: ", a@bob and (@bob): @bobby @ ", ...NONE },
      { type: "emote", text: "Kappa", ...NONE, emote },
      { type: "mention", text: "@bob", ...NONE, mention },
      { type: "text", text: " ", ...NONE },
      { type: "mention", text: "@bob", ...NONE, mention },
    ],
  });
});

test("somebody who is gone is named by the login alone", () => {
  const gone = { target_user_login: "eve", target_user_name: "eve" };
  expect([
    rendered({ kind: "delete", seq: 8, at: 1, target: 7, login: "eve" }).event,
    rendered({ kind: "purge", seq: 9, at: 1, userId: "1009", login: "eve", seconds: 5 }).event,
  ]).toEqual([
    { ...CHANNEL, ...gone, target_user_id: "", message_id: "1001-7" },
    { ...CHANNEL, ...gone, target_user_id: "1009" },
  ]);
});

test("an announcement is a notice with its colour; what else a notice may be is null", () => {
  const { from, text, emotes } = MESSAGE;
  expect(rendered({ kind: "announcement", seq: 8, at: 1, from, text, emotes, colour: "purple" })).toEqual({
    type: "channel.chat.notification",
    version: "1",
    event: {
      ...CHANNEL,
      ...{ chatter_user_id: "1002", chatter_user_login: "bob", chatter_user_name: "Bob", chatter_is_anonymous: false },
      ...{ color: "#00FF00", system_message: "", message_id: "1001-8" },
      message: { text: "hi", fragments: [{ type: "text", text: "hi", ...NONE }] },
      badges: [
        { set_id: "moderator", id: "1", info: "" },
        { set_id: "subscriber", id: "6", info: "6" },
      ],
      notice_type: "announcement",
      announcement: { color: "purple" },
      ...{ sub: null, resub: null, sub_gift: null, community_sub_gift: null, gift_paid_upgrade: null },
      ...{ prime_paid_upgrade: null, pay_it_forward: null, raid: null, unraid: null, bits_badge_tier: null },
      ...{ charity_donation: null, watch_streak: null, shared_chat_sub: null, shared_chat_resub: null },
      ...{ shared_chat_sub_gift: null, shared_chat_community_sub_gift: null, shared_chat_gift_paid_upgrade: null },
      ...{ shared_chat_prime_paid_upgrade: null, shared_chat_raid: null, shared_chat_pay_it_forward: null },
      ...{ shared_chat_announcement: null, source_message_id: null, source_badges: null, is_source_only: null },
      ...{ source_broadcaster_user_id: null, source_broadcaster_user_login: null, source_broadcaster_user_name: null },
    },
  });
});
