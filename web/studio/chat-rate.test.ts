import { expect, test } from "vitest";
import { type Line, MAX_LINES } from "../chat/lines.ts";
import { chatRate } from "./chat-rate.ts";

const NOW = 1_000_000;

const from = { userId: "9", login: "ada", name: "Ada", colour: null, badges: [] };
const line = (at: number): Line => ({
  ...{ kind: "message", id: String(at), gone: null, replyGone: false },
  event: { kind: "message", seq: at, at, from, text: "hi", emotes: [], action: false, first: false, reply: null },
});
const told: Line = { kind: "told", id: "told 1", code: null, text: "Done." };

test("messages of the last minute count, and nothing else", () => {
  const lines = [line(NOW - 60_000), line(NOW - 59_999), told, line(NOW)];
  expect(chatRate(lines, null, NOW)).toBe(2);
  expect(chatRate([], null, NOW)).toBe(0);
});

test("a full list that is younger than a minute is carried on to one", () => {
  const full = Array.from({ length: MAX_LINES }, (_, index) => line(NOW - 30_000 + index * 60));
  expect(chatRate(full, null, NOW)).toBe(2 * MAX_LINES);
  expect(chatRate(full.slice(1), null, NOW)).toBe(MAX_LINES - 1);
});

test("what a sampled room does not show is counted too", () => {
  expect(chatRate([line(NOW - 10), line(NOW)], { shown: 50, total: 500 }, NOW)).toBe(20);
  expect(chatRate([line(NOW)], { shown: 0, total: 500 }, NOW)).toBe(1);
});
