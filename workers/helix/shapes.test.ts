import { expect, test } from "vitest";
import { DEFAULT_MODES } from "#protocol/chat/modes.ts";
import { chatSettings, modesChange } from "./chat-settings.ts";
import { HelixFault } from "./fault.ts";
import { shieldOf } from "./guard-shapes.ts";
import { durationOf, timeOf } from "./shapes.ts";

test("times are RFC 3339 in whole seconds, lengths as Twitch writes them", () => {
  expect(timeOf(1_700_000_000_999)).toBe("2023-11-14T22:13:20Z");
  expect([0, 59.9, 60, 3600, 3_723, 90_061].map(durationOf)).toEqual([
    "0s",
    "59s",
    "1m0s",
    "1h0m0s",
    "1h2m3s",
    "25h1m1s",
  ]);
});

test("settings are those that hold, and more for moderators", () => {
  const off = {
    broadcaster_id: "1",
    slow_mode: false,
    slow_mode_wait_time: null,
    follower_mode: false,
    follower_mode_duration: null,
    subscriber_mode: false,
    emote_mode: false,
    unique_chat_mode: false,
  };
  expect(chatSettings("1", DEFAULT_MODES, null)).toEqual(off);
  expect(chatSettings("1", { ...DEFAULT_MODES, slowSeconds: 5, followerMinutes: 0 }, "2")).toEqual({
    ...off,
    ...{ slow_mode: true, slow_mode_wait_time: 5, follower_mode: true, follower_mode_duration: 0 },
    ...{ moderator_id: "2", non_moderator_chat_delay: false, non_moderator_chat_delay_duration: null },
  });
  expect(chatSettings("1", { ...DEFAULT_MODES, shield: true }, null)).toMatchObject({
    ...{ slow_mode: true, follower_mode: true, unique_chat_mode: true },
  });
});

test.each([
  [{}, {}],
  [{ slow_mode: true }, { slowSeconds: 30 }],
  [{ slow_mode: true, slow_mode_wait_time: 3 }, { slowSeconds: 3 }],
  [{ slow_mode: true, slow_mode_wait_time: 120 }, { slowSeconds: 120 }],
  [{ slow_mode: false, slow_mode_wait_time: null }, { slowSeconds: 0 }],
  [{ follower_mode: true }, { followerMinutes: 0 }],
  [{ follower_mode: true, follower_mode_duration: 129_600 }, { followerMinutes: 129_600 }],
  [{ follower_mode: false }, { followerMinutes: null }],
  [
    { subscriber_mode: true, emote_mode: false, unique_chat_mode: true, non_moderator_chat_delay: false },
    { subscribersOnly: true, emoteOnly: false, uniqueChat: true },
  ],
])("%j is the change %j", (asked, change) => {
  expect(modesChange(asked)).toEqual(change);
});

test.each([
  [{ slow_mode: true, slow_mode_wait_time: 2 }, "slow_mode_wait_time is a number of seconds from 3 to 120."],
  [{ slow_mode: true, slow_mode_wait_time: 121 }, "slow_mode_wait_time is a number of seconds from 3 to 120."],
  [{ slow_mode_wait_time: 30 }, "slow_mode_wait_time is set only where slow_mode is true."],
  [{ slow_mode: false, slow_mode_wait_time: 30 }, "slow_mode_wait_time is set only where slow_mode is true."],
  [
    { follower_mode: true, follower_mode_duration: 129_601 },
    "follower_mode_duration is a number of minutes from 0 to 129600.",
  ],
  [
    { follower_mode: true, follower_mode_duration: -1 },
    "follower_mode_duration is a number of minutes from 0 to 129600.",
  ],
  [{ follower_mode_duration: 5 }, "follower_mode_duration is set only where follower_mode is true."],
  [{ non_moderator_chat_delay: true }, "The setting non_moderator_chat_delay is not there."],
])("%j is refused", (asked, message) => {
  expect(() => modesChange(asked)).toThrow(new HelixFault(400, message));
});

test("a shield is of whoever switched it on last", () => {
  const by = { userId: "7", login: "mo", name: "Mo" };
  const log = [
    { id: 3, at: 3000, by, action: "modes", user: null, detail: "shield off" },
    { id: 2, at: 2000, by, action: "modes", user: null, detail: "slow mode off, shield on" },
    { id: 1, at: 1000, by: { ...by, userId: "8" }, action: "modes", user: null, detail: "shield on" },
  ];
  expect(shieldOf({ ...DEFAULT_MODES, shield: true }, log)).toEqual({
    ...{ is_active: true, moderator_id: "7", moderator_login: "mo", moderator_name: "Mo" },
    last_activated_at: "1970-01-01T00:00:02Z",
  });
  expect(shieldOf(DEFAULT_MODES, [])).toEqual({
    ...{ is_active: false, moderator_id: "", moderator_login: "", moderator_name: "", last_activated_at: "" },
  });
});
