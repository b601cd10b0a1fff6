import { expect, test } from "vitest";
import { lineOf, NOW, roomOf, VIEWER } from "#testing/moderation-world.ts";
import { repeatKey, UNIQUE_MS } from "../spoken.ts";
import { noDuplicate, uniqueChat } from "./repetition.ts";
import type { Asked } from "./rule.ts";

function asked(text: string, saidAt: number, uniqueOn = true): Asked {
  const state = roomOf({ uniqueChat: uniqueOn });
  const spoken = { sentAt: [saidAt], texts: [{ text: repeatKey("Hello there"), at: saidAt }] };
  return { state, modes: state.modes, line: lineOf(state, VIEWER, text), spoken, key: repeatKey(text), now: NOW };
}

test("the same text within 30 s is a duplicate", () => {
  expect(noDuplicate(asked("hello THERE", NOW - 29_999))).toEqual({
    code: "msg_duplicate",
    message:
      "Your message was not sent because it is identical to the previous one you sent, less than 30 seconds ago.",
    retryMs: 1,
  });
  expect(noDuplicate(asked("hello THERE", NOW - 30_000))).toBeNull();
  expect(noDuplicate(asked("hello their", NOW - 1))).toBeNull();
});

test("unique chat wants something else than what was said within a day", () => {
  expect(uniqueChat(asked("hello\u200b there", NOW - UNIQUE_MS + 1))).toEqual({
    code: "msg_r9k",
    message: "This room is in unique-chat mode and the message you attempted to send is not unique.",
    retryMs: null,
  });
  expect(uniqueChat(asked("hello there", NOW - UNIQUE_MS))).toBeNull();
  expect(uniqueChat(asked("hello there", NOW - 40_000, false))).toBeNull();
});
