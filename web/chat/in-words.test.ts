import { expect, test } from "vitest";
import type { ChatEvent } from "#protocol/chat/event.ts";
import { DEFAULT_MODES } from "#protocol/chat/modes.ts";
import { durationInWords } from "./duration-in-words.ts";
import { addEvents } from "./lines.ts";
import { changeInWords, modesInWords } from "./modes-in-words.ts";
import { MAX_SPOKEN, spokenLines } from "./spoken.ts";

test("a length of time is told in its two largest units", () => {
  expect([0, 1, 59, 60, 90, 3600, 5400, 86_400, 90_000, 604_800, 1_209_600].map(durationInWords)).toEqual([
    ...["0 s", "1 s", "59 s", "1 min", "1 min 30 s", "1 h", "1 h 30 min", "1 day", "1 day 1 h"],
    ...["7 days", "14 days"],
  ]);
  expect(durationInWords(3601)).toBe("1 h");
  expect(durationInWords(-5)).toBe("0 s");
});

test("modes are told as they stand; a room without rules says nothing", () => {
  expect(modesInWords(DEFAULT_MODES)).toEqual([]);
  const strict = { ...DEFAULT_MODES, shield: true, slowSeconds: 30, followerMinutes: 10_080, linksAllowed: false };
  expect(modesInWords(strict)).toEqual(["Shield mode", "Followers only (7 days)", "Slow mode: 30 s", "No links"]);
  const others = { ...DEFAULT_MODES, followerMinutes: 0, subscribersOnly: true, emoteOnly: true, uniqueChat: true };
  expect(modesInWords(others)).toEqual(["Followers only", "Subscribers only", "Emotes only", "No repeats"]);
});

test("changes are told as they happen, on and off", () => {
  expect(changeInWords({ slowSeconds: 5, emoteOnly: true })).toEqual([
    "Emotes only from now on",
    "Slow mode: 5 s from now on",
  ]);
  expect(changeInWords({ slowSeconds: 0, followerMinutes: null, emoteOnly: false, linksAllowed: true })).toEqual([
    "Not only followers may write now",
    "Words are allowed again",
    "Slow mode is over",
    "Links are allowed again",
  ]);
  expect(changeInWords({ shield: true, slowSeconds: 30 })).toEqual([
    "A moderator raised the shield: stricter rules for now",
  ]);
  expect(changeInWords({ autoModLevel: 3, shownPerSecond: 10 })).toEqual([]);
});

test("a voice hears the newest lines, how many more there were, and nothing of what is deleted", () => {
  const said = (seq: number): ChatEvent => ({
    ...{ kind: "message", seq, at: 0, text: `line ${seq}`, emotes: [], action: false, first: false, reply: null },
    from: { userId: "7", login: "bob", name: "Bob", colour: null, badges: [] },
  });
  const events = Array.from({ length: MAX_SPOKEN + 2 }, (_, at) => said(at + 1));
  expect(spokenLines(addEvents([], events, 10))).toBe("Bob: line 3. Bob: line 4. Bob: line 5. and 2 more messages");
  const gone: ChatEvent = { kind: "delete", seq: 9, at: 0, target: 1, login: "bob" };
  expect(spokenLines(addEvents([], [said(1), gone], 10))).toBe("");
  expect(spokenLines(addEvents([], [{ kind: "clear", seq: 2, at: 0 }], 10))).toBe("A moderator cleared the chat");
});
