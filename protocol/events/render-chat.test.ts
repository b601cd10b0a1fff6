import { expect, test } from "vitest";
import type { ChatEvent, MessageEvent } from "../chat/event.ts";
import { DEFAULT_MODES, type Modes } from "../chat/modes.ts";
import { renderChat } from "./render-chat.ts";

const ADA = { id: "1001", login: "ada", name: "Ada" };
const BOB = { id: "1002", login: "bob", name: "Bob" };
const CHANNEL = { broadcaster_user_id: "1001", broadcaster_user_login: "ada", broadcaster_user_name: "Ada" };
const NONE = { cheermote: null, emote: null, mention: null };

const rendered = (event: ChatEvent, modes: Modes = DEFAULT_MODES) => renderChat(event, ADA, modes, () => BOB);
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
  expect(rendered({ ...MESSAGE, reply })?.event["reply"]).toEqual({
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
    { type: "channel.chat.message_delete", event: { ...CHANNEL, ...target, message_id: "1001-7" } },
    { type: "channel.chat.clear_user_messages", event: { ...CHANNEL, ...target } },
    { type: "channel.chat.clear", event: CHANNEL },
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
      event: {
        ...{ ...CHANNEL, emote_mode: true, follower_mode: true, follower_mode_duration_minutes: 0 },
        ...{ slow_mode: true, slow_mode_wait_time_seconds: 10, subscriber_mode: false, unique_chat_mode: false },
      },
    },
    {
      type: "channel.chat_settings.update",
      event: {
        ...{ ...CHANNEL, emote_mode: false, follower_mode: false, follower_mode_duration_minutes: null },
        ...{ slow_mode: false, slow_mode_wait_time_seconds: null, subscriber_mode: false, unique_chat_mode: false },
      },
    },
  ]);
});

test("an announcement has no type of its own yet", () => {
  const { from, text, emotes } = MESSAGE;
  expect(rendered({ kind: "announcement", seq: 8, at: 1, from, text, emotes, colour: "primary" })).toBe(null);
});
