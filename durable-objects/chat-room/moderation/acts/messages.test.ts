import { expect, test } from "vitest";
import type { Action } from "#protocol/chat/action.ts";
import { HELD_MS, MAX_MESSAGE_LENGTH } from "#protocol/chat/limits.ts";
import type { User } from "#protocol/chat/viewer.ts";
import {
  actorOf,
  BROADCASTER,
  contextOf,
  lineOf,
  MODERATOR,
  NOW,
  OTHER_MODERATOR,
  roomOf,
  STAFF,
  VIEWER,
} from "#testing/moderation-world.ts";
import { act } from "../act.ts";
import { hold } from "../held.ts";
import type { ActionResult, HeldLine, ModerationState } from "../state.ts";

const codeOf = (result: ActionResult): string => (result.outcome === "refuse" ? result.refusal.code : result.done.code);

function remove(by: User, from: User | null): ActionResult {
  const state = roomOf();
  const message = from === null ? null : { seq: 9, from, text: "hello" };
  return act(state, actorOf(state, by), { kind: "delete", target: 9 }, contextOf(state, null, message), NOW);
}

test("a message is deleted: seen in the room and logged with its text", () => {
  expect(remove(MODERATOR, VIEWER)).toMatchObject({
    outcome: "done",
    events: [{ kind: "delete", at: NOW, target: 9, login: "ada" }],
    changes: [{ kind: "log", entry: { action: "delete", user: VIEWER, detail: "hello" } }],
    done: { code: "delete_message_success", message: "The message from ada is now deleted." },
  });
});

test.each([
  [MODERATOR, null, "bad_delete_message_error"],
  [MODERATOR, BROADCASTER, "bad_delete_message_broadcaster"],
  [MODERATOR, OTHER_MODERATOR, "bad_delete_message_mod"],
  [MODERATOR, STAFF, "no_permission"],
  [MODERATOR, MODERATOR, "delete_message_success"],
  [BROADCASTER, BROADCASTER, "delete_message_success"],
  [BROADCASTER, MODERATOR, "delete_message_success"],
  [STAFF, MODERATOR, "delete_message_success"],
])("%o deletes a message of %o: %s", (by, from, code) => {
  expect(codeOf(remove(by, from))).toBe(code);
});

const announce = (text: string): ActionResult => {
  const state = roomOf();
  return act(state, actorOf(state, MODERATOR), { kind: "announce", text, colour: "blue" }, contextOf(state, null), NOW);
};

test("an announcement is cleaned, and comes without badges and emotes, which the room adds", () => {
  expect(announce("  hear\n\u202eme ")).toMatchObject({
    events: [
      {
        kind: "announcement",
        at: NOW,
        from: { ...MODERATOR, colour: null, badges: [] },
        text: "hear me",
        emotes: [],
        colour: "blue",
      },
    ],
    done: { code: "announce_success" },
  });
});

test("an announcement has something to say, in as many characters as a message", () => {
  expect(codeOf(announce(" \u200b "))).toBe("usage_announce");
  expect(codeOf(announce("x".repeat(MAX_MESSAGE_LENGTH)))).toBe("announce_success");
  expect(codeOf(announce("x".repeat(MAX_MESSAGE_LENGTH + 1)))).toBe("too_long");
});

test("chat is cleared", () => {
  const state = roomOf();
  expect(act(state, actorOf(state, MODERATOR), { kind: "clear" }, contextOf(state, null), NOW)).toMatchObject({
    events: [{ kind: "clear", at: NOW }],
    done: { code: "clear_success" },
  });
});

function withHeld(): { readonly state: ModerationState; readonly line: HeldLine } {
  const room = roomOf();
  const verdict = {
    outcome: "hold",
    reason: "automod",
    category: "caps",
    spans: [],
    spoken: { sentAt: [], texts: [] },
  } as const;
  const held = hold(room, lineOf(room, VIEWER, "HELLO"), verdict, "h1", { nonce: "n1", action: true, replyTo: 4 }, NOW);
  if (held.outcome === "refuse") throw new Error("held expected");
  return held;
}
const decide = (state: ModerationState, action: Action, now = NOW): ActionResult =>
  act(state, actorOf(state, MODERATOR), action, contextOf(state, null), now);

test("a held message is allowed: it is said now, by its own sender", () => {
  const { state, line } = withHeld();
  expect(decide(state, { kind: "allowHeld", id: "h1" })).toEqual({
    outcome: "done",
    state: { ...state, held: new Map(), nextLogId: 2 },
    changes: [
      { kind: "release", id: "h1" },
      { kind: "log", entry: { id: 1, at: NOW, by: MODERATOR, action: "allowHeld", user: VIEWER, detail: "HELLO" } },
    ],
    events: [],
    release: line,
    heldOver: [{ line, outcome: "allowed" }],
    changed: [],
    done: { code: "held_allow_success", message: "The message from ada is shown." },
  });
});

test("a held message is denied", () => {
  const { state, line } = withHeld();
  expect(decide(state, { kind: "denyHeld", id: "h1" })).toMatchObject({
    release: null,
    heldOver: [{ line, outcome: "denied" }],
    done: { code: "held_deny_success" },
  });
});

test("what does not wait, or waited too long, is not decided", () => {
  const { state } = withHeld();
  expect(codeOf(decide(state, { kind: "allowHeld", id: "h2" }))).toBe("bad_held_unknown");
  expect(codeOf(decide(state, { kind: "allowHeld", id: "h1" }, NOW + HELD_MS - 1))).toBe("held_allow_success");
  expect(codeOf(decide(state, { kind: "allowHeld", id: "h1" }, NOW + HELD_MS))).toBe("bad_held_unknown");
});
