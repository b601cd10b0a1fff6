import { expect, test } from "vitest";
import { HELD_MS, MAX_HELD } from "#protocol/chat/limits.ts";
import { lineOf, NOW, roomOf, VIEWER, viewerOf } from "#testing/moderation-world.ts";
import { expireHeld, type HeldVerdict, hold, nextHeldExpiry } from "./held.ts";
import type { ModerationState } from "./state.ts";

const VERDICT: HeldVerdict = {
  outcome: "hold",
  reason: "blocked_term",
  category: "darn",
  spans: [[0, 3]],
  spoken: { sentAt: [], texts: [] },
};

function holdOne(state: ModerationState, id: string, now: number) {
  const held = hold(state, lineOf(state, VIEWER, "darn"), VERDICT, id, { nonce: "n1", action: true, replyTo: 7 }, now);
  if (held.outcome === "refuse") throw new Error(held.refusal.message);
  return held;
}

test("a held message waits with all that is needed to say it later", () => {
  const state = roomOf();
  const line = {
    held: {
      ...{ id: "h1", at: NOW, expiresAt: NOW + HELD_MS, from: VIEWER, text: "darn" },
      ...{ reason: "blocked_term", category: "darn", spans: [[0, 3]] },
    },
    ...{ viewer: viewerOf(VIEWER), nonce: "n1", action: true, replyTo: 7 },
  };
  expect(holdOne(state, "h1", NOW)).toEqual({
    outcome: "held",
    state: { ...state, held: new Map([["h1", line]]) },
    changes: [{ kind: "hold", held: line }],
    line,
    refusal: {
      code: "msg_rejected",
      message: "Hey! Your message is being checked by mods and has not been sent.",
      retryMs: null,
    },
  });
});

test("the queue has a limit", () => {
  let state = roomOf();
  for (let at = 0; at < MAX_HELD; at++) state = holdOne(state, `h${at}`, NOW).state;
  expect(state.held.size).toBe(MAX_HELD);
  const over = hold(
    state,
    lineOf(state, VIEWER, "darn"),
    VERDICT,
    "over",
    { nonce: "n2", action: false, replyTo: null },
    NOW,
  );
  expect(over.outcome === "refuse" && over.refusal.code).toBe("too_many");
});

test("what nobody decided in time is over, and logged by the room itself", () => {
  const first = holdOne(roomOf(), "h1", NOW);
  const second = holdOne(first.state, "h2", NOW + 1);
  const entry = { id: 1, at: NOW + HELD_MS, by: null, action: "expireHeld", user: VIEWER, detail: "darn" };
  expect(expireHeld(second.state, NOW + HELD_MS)).toEqual({
    state: { ...second.state, held: new Map([["h2", second.line]]), nextLogId: 2 },
    changes: [
      { kind: "release", id: "h1" },
      { kind: "log", entry },
    ],
    heldOver: [{ line: first.line, outcome: "expired" }],
  });
  expect(expireHeld(second.state, NOW + HELD_MS - 1)).toEqual({ state: second.state, changes: [], heldOver: [] });
});

test("the next to expire is known", () => {
  const state = holdOne(holdOne(roomOf(), "late", NOW + 5).state, "early", NOW).state;
  expect(nextHeldExpiry(state)).toBe(NOW + HELD_MS);
  expect(nextHeldExpiry(roomOf())).toBeNull();
});
