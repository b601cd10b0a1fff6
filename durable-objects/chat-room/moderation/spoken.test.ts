import { expect, test } from "vitest";
import { MAX_MODERATOR_SENDS, SEND_WINDOW_MS } from "#protocol/chat/limits.ts";
import { NOW } from "#testing/moderation-world.ts";
import { MAX_REMEMBERED_TEXTS, NOTHING_SPOKEN, repeatKey, speak, UNIQUE_MS } from "./spoken.ts";

test("sends are remembered for the window, and the last one for longer", () => {
  const spoken = { sentAt: [NOW - SEND_WINDOW_MS, NOW - SEND_WINDOW_MS + 1], texts: [] };
  expect(speak(spoken, "x", NOW).sentAt).toEqual([NOW - SEND_WINDOW_MS + 1, NOW]);
  expect(speak({ sentAt: [NOW - 100_000], texts: [] }, "x", NOW).sentAt).toEqual([NOW - 100_000, NOW]);
});

test("what is remembered is bounded", () => {
  let spoken = NOTHING_SPOKEN;
  for (let at = 0; at <= MAX_MODERATOR_SENDS; at++) spoken = speak(spoken, `text ${at}`, NOW + at);
  expect(spoken.sentAt).toHaveLength(MAX_MODERATOR_SENDS);
  expect(spoken.texts).toHaveLength(MAX_REMEMBERED_TEXTS);
  expect(spoken.texts.at(-1)).toEqual({ text: `text ${MAX_MODERATOR_SENDS}`, at: NOW + MAX_MODERATOR_SENDS });
});

test("a text is remembered once, with its newest time, and forgotten after a day", () => {
  const spoken = speak(speak(NOTHING_SPOKEN, "a", NOW), "b", NOW + 1);
  expect(speak(spoken, "a", NOW + 2).texts).toEqual([
    { text: "b", at: NOW + 1 },
    { text: "a", at: NOW + 2 },
  ]);
  expect(speak(spoken, "c", NOW + UNIQUE_MS).texts).toEqual([
    { text: "b", at: NOW + 1 },
    { text: "c", at: NOW + UNIQUE_MS },
  ]);
});

test.each([
  ["Hello", "hELLO"],
  ["a  b", "a b"],
  ["hi\u200b there", "hi there"],
  ["hi\u{e0001}", "hi"],
  ["a\u00a0b", "a b"],
])("%j says the same as %j", (one, other) => {
  expect(repeatKey(one)).toBe(repeatKey(other));
});

test.each([
  ["what?", "what!"],
  ["lol", "loool"],
  ["???", "!!!"],
  ["vote 1", "vote i"],
  ["😀", "😁"],
  ["x".repeat(499), "x".repeat(500)],
  [`${"x".repeat(250)}a${"y".repeat(200)}`, `${"x".repeat(250)}b${"y".repeat(200)}`],
])("%j does not say the same as %j", (one, other) => {
  expect(repeatKey(one)).not.toBe(repeatKey(other));
});

test("a long text is remembered by few characters", () => {
  expect(repeatKey("x".repeat(48))).toBe("x".repeat(48));
  expect(repeatKey("word ".repeat(100)).length).toBeLessThan(24);
});
