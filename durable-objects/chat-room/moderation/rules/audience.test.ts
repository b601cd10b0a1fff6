import { expect, test } from "vitest";
import type { Modes } from "#protocol/chat/modes.ts";
import { lineOf, MODERATOR, NOW, roomOf, VIEWER } from "#testing/moderation-world.ts";
import { NOTHING_SPOKEN } from "../spoken.ts";
import { followersOnly, notBanned, subscribersOnly } from "./audience.ts";
import type { Asked } from "./rule.ts";

const MINUTE = 60_000;

function asked(modes: Partial<Modes>, standing = {}, until?: number | null): Asked {
  const open = roomOf(modes);
  const ban = { user: VIEWER, until: until ?? null, at: 1, by: MODERATOR, reason: "" };
  const state = until === undefined ? open : { ...open, bans: new Map([[VIEWER.userId, ban]]) };
  const line = lineOf(state, VIEWER, "hello", standing);
  return { state, modes: state.modes, line, spoken: NOTHING_SPOKEN, key: "hello", now: NOW };
}

test("a ban holds for ever, a timeout to its end", () => {
  expect(notBanned(asked({}))).toBeNull();
  expect(notBanned(asked({}, {}, null))).toEqual({
    code: "msg_banned",
    message: "You are permanently banned from talking in this channel.",
    retryMs: null,
  });
  expect(notBanned(asked({}, {}, NOW + 1))).toEqual({
    code: "msg_timedout",
    message: "You are timed out for 1 more seconds.",
    retryMs: 1,
  });
  expect(notBanned(asked({}, {}, NOW + 90_500))?.message).toBe("You are timed out for 91 more seconds.");
  expect(notBanned(asked({}, {}, NOW))).toBeNull();
});

test("a ban is of the account, whatever it is called now", () => {
  const { state, line, ...rest } = asked({}, {}, null);
  const renamed = { ...line, viewer: { ...line.viewer, login: "newname", name: "NewName" } };
  expect(notBanned({ state, line: renamed, ...rest })?.code).toBe("msg_banned");
});

test("followers-only without minutes lets any follower speak", () => {
  expect(followersOnly(asked({ followerMinutes: 0 }))).toEqual({
    code: "msg_followersonly_zero",
    message: "This room is in followers-only mode. Follow this channel to join the community!",
    retryMs: null,
  });
  expect(followersOnly(asked({ followerMinutes: 0 }, { followedAt: NOW }))).toBeNull();
  expect(followersOnly(asked({ followerMinutes: null }))).toBeNull();
});

test("followers-only with minutes lets those speak who have followed as long", () => {
  expect(followersOnly(asked({ followerMinutes: 10 }))).toEqual({
    code: "msg_followersonly",
    message: "This room is in 10 minutes followers-only mode. Follow this channel to join the community!",
    retryMs: null,
  });
  expect(followersOnly(asked({ followerMinutes: 10 }, { followedAt: NOW - 10 * MINUTE + 1 }))).toEqual({
    code: "msg_followersonly_followed",
    message:
      "This room is in 10 minutes followers-only mode. You have been following for 10 minutes. Continue following to chat!",
    retryMs: 1,
  });
  expect(followersOnly(asked({ followerMinutes: 10 }, { followedAt: NOW - 10 * MINUTE }))).toBeNull();
});

test("subscribers-only lets subscribers speak", () => {
  expect(subscribersOnly(asked({ subscribersOnly: true }))?.code).toBe("msg_subsonly");
  expect(subscribersOnly(asked({ subscribersOnly: true }, { subscribedMonths: 0 }))).toBeNull();
  expect(subscribersOnly(asked({ subscribersOnly: false }))).toBeNull();
});
