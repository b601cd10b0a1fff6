import { expect, test } from "vitest";
import type { Held } from "../chat/moderation.ts";
import { renderHeldOver, renderHold } from "./render-held.ts";

const ADA = { id: "1001", login: "ada", name: "Ada" };
const MO = { id: "1003", login: "mo", name: "Mo" };
const AT = Date.parse("2026-11-20T10:00:00.250Z");
const CHANNEL = { broadcaster_user_id: "1001", broadcaster_user_login: "ada", broadcaster_user_name: "Ada" };
const BOB = { user_id: "1002", user_login: "bob", user_name: "Bob" };
const HELD: Held = {
  ...{ id: "mb2k1-1002-0", at: AT, expiresAt: AT + 1, from: { userId: "1002", login: "bob", name: "Bob" } },
  ...{ text: "😂 darn it", reason: "automod", category: "swearing", spans: [[2, 5]], level: 3 },
};
const TERM: Held = { ...HELD, reason: "blocked_term", category: "darn", termId: "t5" };
const text = (part: string) => ({ type: "text", text: part, cheermote: null, emote: null });
const MESSAGE = {
  message_id: "1001.mb2k1-1002-0",
  message: { text: "😂 darn it", fragments: [text("😂 "), text("darn"), text(" it")] },
};
const held_at = "2026-11-20T10:00:00.250000000Z";
const FOUND = { category: "swearing", level: 3 };
const boundary = { start_pos: 2, end_pos: 5 };
const SECOND = { reason: "automod", automod: { ...FOUND, boundaries: [boundary] }, blocked_term: null };
const BLOCKED = {
  ...{ reason: "blocked_term", automod: null },
  blocked_term: {
    terms_found: [
      {
        ...{ term_id: "t5", boundary },
        ...{ owner_broadcaster_user_id: "1001", owner_broadcaster_user_login: "ada" },
        owner_broadcaster_user_name: "Ada",
      },
    ],
  },
};

test("what AutoMod holds is told to moderators in both versions, and to its sender", () => {
  const event = { ...CHANNEL, ...BOB, ...MESSAGE };
  expect(renderHold(HELD, ADA)).toEqual([
    { type: "automod.message.hold", version: "1", readerId: null, event: { ...event, ...FOUND, held_at } },
    { type: "automod.message.hold", version: "2", readerId: null, event: { ...event, ...SECOND, held_at } },
    { type: "channel.chat.user_message_hold", version: "1", readerId: "1002", event },
  ]);
});

test("what holds a blocked term is told in the second version alone, and to its sender", () => {
  const event = { ...CHANNEL, ...BOB, ...MESSAGE };
  expect(renderHold(TERM, ADA)).toEqual([
    { type: "automod.message.hold", version: "2", readerId: null, event: { ...event, ...BLOCKED, held_at } },
    { type: "channel.chat.user_message_hold", version: "1", readerId: "1002", event },
  ]);
});

test.each([
  ["allowed", "approved"],
  ["denied", "denied"],
] as const)("a message that a moderator %s is %s", (outcome, status) => {
  const event = { ...CHANNEL, ...BOB, ...MESSAGE };
  const moderator = { moderator_user_id: "1003", moderator_user_login: "mo", moderator_user_name: "Mo" };
  const decided = { ...event, ...moderator, status, held_at };
  expect([renderHeldOver(HELD, outcome, MO, ADA), renderHeldOver(TERM, outcome, MO, ADA)]).toEqual([
    [
      { type: "automod.message.update", version: "1", readerId: null, event: { ...decided, ...FOUND } },
      { type: "automod.message.update", version: "2", readerId: null, event: { ...decided, ...SECOND } },
      { type: "channel.chat.user_message_update", version: "1", readerId: "1002", event: { ...event, status } },
    ],
    [
      { type: "automod.message.update", version: "2", readerId: null, event: { ...decided, ...BLOCKED } },
      { type: "channel.chat.user_message_update", version: "1", readerId: "1002", event: { ...event, status } },
    ],
  ]);
});

test("a message that nobody decided on has expired, and no moderator", () => {
  const events = renderHeldOver(HELD, "expired", null, ADA).map(({ event }) => [
    ...[event["status"], event["moderator_user_id"], event["moderator_user_login"], event["moderator_user_name"]],
  ]);
  expect(events).toEqual([
    ["expired", "", "", ""],
    ["expired", "", "", ""],
    ["invalid", undefined, undefined, undefined],
  ]);
});
