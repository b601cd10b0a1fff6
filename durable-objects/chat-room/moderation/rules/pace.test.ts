import { expect, test } from "vitest";
import { MAX_MODERATOR_SENDS, MAX_SENDS, SEND_WINDOW_MS } from "#protocol/chat/limits.ts";
import { lineOf, MODERATOR, NOW, roomOf, spokenAt, VIEWER } from "#testing/moderation-world.ts";
import { oneASecond, slowMode, withinRate } from "./pace.ts";
import type { Asked } from "./rule.ts";

function asked(times: readonly number[], slowSeconds = 0, user = VIEWER): Asked {
  const state = roomOf({ slowSeconds });
  return { state, modes: state.modes, line: lineOf(state, user, "x"), spoken: spokenAt(...times), key: "x", now: NOW };
}
const times = (count: number, first: number): readonly number[] => Array.from({ length: count }, (_, at) => first + at);

test("a viewer sends 20 messages in 30 s, and the next when the first of them is 30 s old", () => {
  expect(withinRate(asked(times(MAX_SENDS - 1, NOW - 1000)))).toBeNull();
  expect(withinRate(asked(times(MAX_SENDS, NOW - SEND_WINDOW_MS + 5)))).toEqual({
    code: "msg_ratelimit",
    message: "Your message was not sent because you are sending messages too quickly.",
    retryMs: 5,
  });
  expect(withinRate(asked(times(MAX_SENDS, NOW - SEND_WINDOW_MS)))).toBeNull();
});

test("a moderator sends 100", () => {
  expect(withinRate(asked(times(MAX_MODERATOR_SENDS - 1, NOW - 1000), 0, MODERATOR))).toBeNull();
  expect(withinRate(asked(times(MAX_MODERATOR_SENDS, NOW - 1000), 0, MODERATOR))?.code).toBe("msg_ratelimit");
});

test("slow mode counts from the last message", () => {
  expect(slowMode(asked([], 30))).toBeNull();
  expect(slowMode(asked([NOW - 29_001], 30))).toEqual({
    code: "msg_slowmode",
    message:
      "This room is in slow mode and you are sending messages too quickly. You will be able to talk again in 1 seconds.",
    retryMs: 999,
  });
  expect(slowMode(asked([NOW - 30_000], 30))).toBeNull();
  expect(slowMode(asked([NOW - 1], 0))).toBeNull();
});

test("one message a second", () => {
  expect(oneASecond(asked([]))).toBeNull();
  expect(oneASecond(asked([NOW - 999]))).toEqual({
    code: "msg_ratelimit",
    message: "Your message was not sent because you are sending messages too quickly.",
    retryMs: 1,
  });
  expect(oneASecond(asked([NOW - 1000]))).toBeNull();
});

test("a clock that was set back makes nobody wait longer than the rule's time", () => {
  const later = NOW + 3_600_000;
  expect(oneASecond(asked([later]))?.retryMs).toBe(1000);
  expect(slowMode(asked([later], 30))?.retryMs).toBe(30_000);
  expect(withinRate(asked(times(MAX_SENDS, later)))?.retryMs).toBe(SEND_WINDOW_MS);
});
