import { expect, test } from "vitest";
import { MAX_SLOW_S } from "#protocol/chat/modes.ts";
import { layoutFor, PARTS, shownTab } from "./layout.ts";
import { followerOptions, readFollowers, shownOptions, slowOptions } from "./mode-options.ts";
import { queueMove } from "./queue-keys.ts";
import { splitSpans } from "./split-spans.ts";

test("a wide window has the chat and the queue beside the rest, a phone everything behind tabs", () => {
  expect(layoutFor("wide").pinned).toEqual(["chat", "queue"]);
  expect(layoutFor("middle")).toEqual({ pinned: ["chat"], tabbed: PARTS.slice(1) });
  expect(layoutFor("narrow")).toEqual({ pinned: [], tabbed: PARTS });
});

test("a tab that got a column of its own gives way to the first", () => {
  expect(shownTab(layoutFor("wide"), "queue")).toBe("modes");
  expect(shownTab(layoutFor("wide"), "log")).toBe("log");
  expect(shownTab(layoutFor("narrow"), "chat")).toBe("chat");
});

test("the queue's keys move, allow and deny", () => {
  expect(["ArrowDown", "j", "End"].map((key) => queueMove(key, 0, 3))).toEqual([
    { kind: "focus", index: 1 },
    { kind: "focus", index: 1 },
    { kind: "focus", index: 2 },
  ]);
  expect(["ArrowUp", "K", "Home"].map((key) => queueMove(key, 0, 3))).toEqual([
    { kind: "focus", index: 0 },
    { kind: "focus", index: 0 },
    { kind: "focus", index: 0 },
  ]);
  expect([queueMove("A", 1, 3), queueMove("d", 1, 3)]).toEqual([{ kind: "allowHeld" }, { kind: "denyHeld" }]);
  expect([queueMove("x", 1, 3), queueMove("a", 0, 0)]).toEqual([null, null]);
});

test("what was found is marked at code points, overlaps once, and nothing outside the text", () => {
  expect(
    splitSpans("😀 damn it", [
      [2, 5],
      [4, 6],
      [20, 30],
    ]),
  ).toEqual([
    { text: "😀 ", marked: false },
    { text: "damn", marked: true },
    { text: " ", marked: true },
    { text: "it", marked: false },
  ]);
  expect(splitSpans("all", [[0, 2]])).toEqual([{ text: "all", marked: true }]);
  expect(splitSpans("none", [])).toEqual([{ text: "none", marked: false }]);
});

test("choices hold the limits, and what is set otherwise", () => {
  expect(slowOptions(0).at(-1)?.value).toBe(String(MAX_SLOW_S));
  expect(slowOptions(7).map(({ value }) => value)).toContain("7");
  expect(slowOptions(30).length).toBe(slowOptions(0).length);
  expect(shownOptions(50).map(({ label }) => label)).toEqual(["5", "10", "20", "30", "50", "75", "100"]);
  expect(followerOptions(null)[0]).toEqual({ value: "null", label: "Off" });
  expect(["null", "0", "10080"].map(readFollowers)).toEqual([null, 0, 10_080]);
});
