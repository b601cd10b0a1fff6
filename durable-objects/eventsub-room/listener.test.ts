import { expect, test } from "vitest";
import { type ChatEvent, encodeEvent } from "#protocol/chat/event.ts";
import type { LogEntry } from "#protocol/chat/moderation.ts";
import { DEFAULT_MODES } from "#protocol/chat/modes.ts";
import type { LinkEffect } from "../chat-relay/room-link.ts";
import { MAX_HALVES } from "./limits.ts";
import { type Heard, Listener } from "./listener.ts";

const MO = { userId: "1003", login: "mo", name: "Mo" };
const BOB = { userId: "1002", login: "bob", name: "Bob" };
const AT = 1_700_000_000_000;

const clear = (seq: number): ChatEvent => ({ kind: "clear", seq, at: AT });
const purge = (seq: number, seconds: number | null, at = AT): ChatEvent => ({
  ...{ kind: "purge", seq, at, userId: BOB.userId, login: BOB.login, seconds },
});

const welcome = (seq: number, events: readonly ChatEvent[]): Extract<LinkEffect, { kind: "welcome" }> => ({
  ...{ kind: "welcome", since: null, asked: null },
  joined: {
    ...{ kind: "joined", channelId: "1001", seq, complete: true, events: events.map(encodeEvent) },
    ...{ modes: DEFAULT_MODES, self: null, chatters: 0, kept: true },
  },
});
const batch = (...events: readonly ChatEvent[]): Extract<LinkEffect, { kind: "batch" }> => ({
  kind: "batch",
  frame: new Uint8Array(),
  batch: { previous: 0, first: 0, last: events.at(-1)?.seq ?? 0, events: events.map(encodeEvent) },
});
const logged = (action: string, detail = "", id = 1, at = AT): Extract<LinkEffect, { kind: "moderators" }> => ({
  kind: "moderators",
  frame: { kind: "logged", entry: { id, at, by: MO, action, user: BOB, detail } satisfies LogEntry },
});
const seqs = (heard: readonly Heard[]): readonly number[] =>
  heard.flatMap((one) => (one.kind === "chat" ? [one.event.seq] : []));

test("what happened before it listened is not heard; what happens then is, once", () => {
  const listener = new Listener("1001", null);
  const heard = [welcome(7, [clear(5), clear(7)]), batch(clear(7), clear(8)), batch(clear(8)), batch(clear(9))];
  expect([...heard.map((effect) => seqs(listener.hear(effect))), listener.cursor]).toEqual([[], [8], [], [9], 9]);
});

test("after a loss of memory it goes on where it was", () => {
  const listener = new Listener("1001", 5);
  expect([seqs(listener.hear(welcome(8, [clear(4), clear(5), clear(6), clear(8)]))), listener.cursor]).toEqual([
    [6, 8],
    8,
  ]);
});

test("modes hold from the event on that changes them", () => {
  const listener = new Listener("1001", null);
  listener.hear(welcome(1, []));
  const heard = listener.hear(
    batch(clear(2), { kind: "modes", seq: 3, at: AT, changed: { slowSeconds: 10 } }, clear(4)),
  );
  expect(heard.map((one) => (one.kind === "chat" ? one.modes.slowSeconds : null))).toEqual([0, 10, 10]);
});

const base = { id: "log:1001:1", at: AT, channelId: "1001", userId: "1002" };

test.each([
  ["ban", "spam", { type: "channel.ban", ...base, moderatorId: "1003", reason: "spam", endsAt: null }],
  ["unban", "", { type: "channel.unban", ...base, moderatorId: "1003" }],
  ["untimeout", "", { type: "channel.unban", ...base, moderatorId: "1003" }],
  ["mod", "", { type: "channel.moderator.add", ...base }],
  ["unmod", "", { type: "channel.moderator.remove", ...base }],
  ["vip", "", { type: "channel.vip.add", ...base }],
  ["unvip", "", { type: "channel.vip.remove", ...base }],
])("the log's %s is an event", (action, detail, event) => {
  expect(new Listener("1001", null).hear(logged(action, detail))).toEqual([{ kind: "moderation", event }]);
});

test("what else the log tells is none", () => {
  expect(new Listener("1001", null).hear(logged("delete"))).toEqual([]);
});

test.each([
  ["10 minutes: too loud", "too loud"],
  ["10 minutes", ""],
])("a timeout is told once both halves of it are known, whichever comes first: %s", (detail, reason) => {
  const event = { type: "channel.ban", ...base, moderatorId: "1003", reason, endsAt: AT + 600_000 };
  const told = { kind: "moderation", event };
  const [one, other] = [new Listener("1001", null), new Listener("1001", null)];
  for (const listener of [one, other]) listener.hear(welcome(1, []));
  const timeout = { kind: "chat", event: purge(2, 600), modes: DEFAULT_MODES };
  expect([one.hear(logged("timeout", detail)), one.hear(batch(purge(2, 600)))]).toEqual([[], [timeout, told]]);
  expect([other.hear(batch(purge(2, 600))), other.hear(logged("timeout", detail))]).toEqual([[timeout], [told]]);
});

test("halves whose other half never comes are forgotten, the oldest first", () => {
  const listener = new Listener("1001", null);
  listener.hear(welcome(1, []));
  for (let at = 0; at <= MAX_HALVES; at++) listener.hear(logged("timeout", "1 second", at, AT + at));
  expect(listener.hear(batch(purge(2, 1, AT))).length).toBe(1);
  expect(listener.hear(batch(purge(3, 1, AT + 1))).length).toBe(2);
});
