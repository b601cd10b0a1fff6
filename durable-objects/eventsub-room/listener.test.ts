import { expect, test } from "vitest";
import type { Action } from "#protocol/chat/action.ts";
import { type ChatEvent, encodeEvent } from "#protocol/chat/event.ts";
import type { Held, LogEntry } from "#protocol/chat/moderation.ts";
import { DEFAULT_MODES } from "#protocol/chat/modes.ts";
import type { LinkEffect } from "../chat-relay/room-link.ts";
import { type Heard, Listener } from "./listener.ts";

const MO = { userId: "1003", login: "mo", name: "Mo" };
const BOB = { userId: "1002", login: "bob", name: "Bob" };
const AT = 1_700_000_000_000;

const clear = (seq: number): ChatEvent => ({ kind: "clear", seq, at: AT });

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
const toModerators = (frame: Extract<LinkEffect, { kind: "moderators" }>["frame"]) =>
  ({ kind: "moderators", frame }) as const;
const entryOf = (action: string, detail = ""): LogEntry => ({ id: 1, at: AT, by: MO, action, user: BOB, detail });
const logged = (entry: LogEntry, action?: Action) =>
  toModerators({ kind: "logged", entry, ...(action === undefined ? {} : { action }) });
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

test.each<[string, string, Action, object]>([
  [
    ...(["ban", "spam", { kind: "ban", user: "bob", reason: "spam" }] as const),
    { type: "channel.ban", ...base, moderatorId: "1003", reason: "spam", endsAt: null },
  ],
  [
    ...(["timeout", "10 minutes: loud", { kind: "timeout", user: "bob", seconds: 600, reason: "loud" }] as const),
    { type: "channel.ban", ...base, moderatorId: "1003", reason: "loud", endsAt: AT + 600_000 },
  ],
  ["unban", "", { kind: "unban", user: "bob" }, { type: "channel.unban", ...base, moderatorId: "1003" }],
  ["untimeout", "", { kind: "unban", user: "bob" }, { type: "channel.unban", ...base, moderatorId: "1003" }],
  ["mod", "", { kind: "mod", user: "bob" }, { type: "channel.moderator.add", ...base }],
  ["unmod", "", { kind: "unmod", user: "bob" }, { type: "channel.moderator.remove", ...base }],
  ["vip", "", { kind: "vip", user: "bob" }, { type: "channel.vip.add", ...base }],
  ["unvip", "", { kind: "unvip", user: "bob" }, { type: "channel.vip.remove", ...base }],
])("the log's %s is heard as it is, and as an event of the platform", (name, detail, action, event) => {
  const entry = entryOf(name, detail);
  expect(new Listener("1001", null).hear(logged(entry, action))).toEqual([
    { kind: "logged", entry, action },
    { kind: "moderation", event },
  ]);
});

test("what else the log tells is heard as it is; what a room of before tells is not", () => {
  const [entry, action] = [entryOf("delete", "hi"), { kind: "delete", target: 7 } as const];
  const listener = new Listener("1001", null);
  expect([listener.hear(logged(entry, action)), listener.hear(logged(entryOf("ban")))]).toEqual([
    [{ kind: "logged", entry, action }],
    [],
  ]);
});

test("a message is held, and let go of", () => {
  const held: Held = {
    ...{ id: "h1", at: AT, expiresAt: AT + 1, from: BOB, text: "darn", reason: "automod", category: "swearing" },
    ...{ spans: [[0, 3]], level: 4 },
  };
  const listener = new Listener("1001", null);
  const over = { held, at: AT + 1, by: MO };
  expect([
    listener.hear(toModerators({ kind: "held", held })),
    listener.hear(toModerators({ kind: "heldOver", id: "h1", outcome: "denied", over })),
    listener.hear(toModerators({ kind: "heldOver", id: "h1", outcome: "denied" })),
  ]).toEqual([[{ kind: "held", held }], [{ kind: "heldOver", outcome: "denied", ...over }], []]);
});
