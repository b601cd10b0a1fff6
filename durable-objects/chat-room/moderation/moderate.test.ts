import { expect, test } from "vitest";
import { lineOf, MODERATOR, NOW, roomOf, STAFF, spokenAt, VIEWER, VIP } from "#testing/moderation-world.ts";
import { moderate } from "./moderate.ts";
import { repeatKey } from "./spoken.ts";
import type { ModerationState, Spoken, Verdict } from "./state.ts";

const say = (state: ModerationState, user = VIEWER, text = "hello", more = {}): Verdict =>
  moderate(state, lineOf(state, user, text, more), undefined, NOW);
const codeOf = (verdict: Verdict): string => (verdict.outcome === "refuse" ? verdict.refusal.code : verdict.outcome);

test("an ordinary line passes and is remembered", () => {
  expect(say(roomOf())).toEqual({
    outcome: "pass",
    spoken: { sentAt: [NOW], texts: [{ text: "hello", at: NOW }] },
  });
});

test("a refused line is not remembered", () => {
  const room = roomOf({ subscribersOnly: true });
  const spoken = spokenAt(NOW - 90_000);
  expect(moderate(room, lineOf(room, VIEWER, "hello"), spoken, NOW)).toEqual({
    outcome: "refuse",
    refusal: {
      code: "msg_subsonly",
      message: "This room is in subscribers only mode. To talk, subscribe to this channel.",
      retryMs: null,
    },
    spoken,
  });
});

test("a held line says why, and is remembered so that it cannot fill the queue", () => {
  const room = roomOf({}, ["darn"]);
  expect(say(room, VIEWER, "oh d4rn")).toEqual({
    outcome: "hold",
    reason: "blocked_term",
    category: "darn",
    spans: [[3, 6]],
    spoken: { sentAt: [NOW], texts: [{ text: "oh d4rn", at: NOW }] },
  });
});

test("AutoMod holds what is no blocked term, at the level of the room", () => {
  const held = say(roomOf({ autoModLevel: 4 }), VIEWER, "you are so stupid");
  expect(held).toMatchObject({ outcome: "hold", reason: "automod", category: "bullying", spans: [[11, 16]] });
  expect(codeOf(say(roomOf({ autoModLevel: 3 }), VIEWER, "you are so stupid"))).toBe("pass");
  expect(codeOf(say(roomOf({ autoModLevel: 0 }), VIEWER, "you are so stupid"))).toBe("pass");
});

test("shield mode is its modes", () => {
  const room = roomOf({ shield: true });
  expect(codeOf(say(room))).toBe("msg_followersonly");
  expect(codeOf(say(room, VIEWER, "you are so stupid", { followedAt: 0 }))).toBe("hold");
});

const STRICT = { followerMinutes: 0, subscribersOnly: true, slowSeconds: 30, emoteOnly: true, linksAllowed: false };

test("the rules ask in their order: each is met when those before it are passed", () => {
  const room = roomOf({ ...STRICT, uniqueChat: true }, ["darn"]);
  const banned = { user: VIEWER, until: null, at: 1, by: MODERATOR, reason: "" };
  const bans = new Map([[VIEWER.userId, banned]]);
  const text = "darn example.com";
  const full = spokenAt(...Array.from({ length: 20 }, (_, at) => NOW - 20 + at));
  const said = (at: number): Spoken => ({ sentAt: [at], texts: [{ text: repeatKey(text), at }] });
  const ask = (state: ModerationState, spoken = said(NOW - 500), more = {}, emotesOnly = false): string =>
    codeOf(moderate(state, { ...lineOf(state, VIEWER, text, more), emotesOnly }, spoken, NOW));
  const follower = { followedAt: 0 };
  const subscriber = { followedAt: 0, subscribedMonths: 1 };
  const without = (modes: Partial<typeof room.modes>): ModerationState => ({
    ...room,
    modes: { ...room.modes, ...modes },
  });
  const open = { slowSeconds: 0, emoteOnly: false };
  expect([
    ask({ ...room, bans }, full),
    ask(room, full),
    ask(room),
    ask(room, said(NOW - 500), follower),
    ask(room, said(NOW - 500), subscriber),
    ask(without({ slowSeconds: 0 }), said(NOW - 500), subscriber),
    ask(without({ slowSeconds: 0 }), said(NOW - 5000), subscriber),
    ask(without({ slowSeconds: 0 }), said(NOW - 50_000), subscriber),
    ask(without({ slowSeconds: 0 }), said(NOW - 50_000), subscriber, true),
    ask(without({ ...open, uniqueChat: false }), said(NOW - 50_000), subscriber),
    ask(without({ ...open, uniqueChat: false, linksAllowed: true }), said(NOW - 50_000), subscriber),
  ]).toEqual([
    "msg_banned",
    "msg_ratelimit",
    "msg_followersonly_zero",
    "msg_subsonly",
    "msg_slowmode",
    "msg_ratelimit",
    "msg_duplicate",
    "msg_emoteonly",
    "msg_r9k",
    "msg_links",
    "hold",
  ]);
});

test("moderators, the broadcaster and staff pass all but bans and their rate", () => {
  const room = roomOf({ ...STRICT, uniqueChat: true, autoModLevel: 4 }, ["darn"]);
  const spoken = { sentAt: [NOW - 1], texts: [{ text: "darn example.com", at: NOW - 1 }] };
  const ask = (user: typeof VIEWER, said = spoken): string =>
    codeOf(moderate(room, lineOf(room, user, "darn example.com"), said, NOW));
  expect([ask(MODERATOR), ask(STAFF), ask({ ...VIEWER, userId: "1" })]).toEqual(["pass", "pass", "pass"]);
  const many = { sentAt: Array.from({ length: 100 }, () => NOW - 1), texts: [] };
  expect(ask(MODERATOR, many)).toBe("msg_ratelimit");
});

test("VIPs pass the modes and words, and neither the pace nor duplicates", () => {
  const room = roomOf({ ...STRICT, uniqueChat: true, autoModLevel: 4 }, ["darn"]);
  const ask = (at: number): string =>
    codeOf(
      moderate(
        room,
        lineOf(room, VIP, "darn example.com"),
        { sentAt: [at], texts: [{ text: "darn example.com", at }] },
        NOW,
      ),
    );
  expect([ask(NOW - 999), ask(NOW - 1000), ask(NOW - 30_000)]).toEqual(["msg_ratelimit", "msg_duplicate", "pass"]);
});
