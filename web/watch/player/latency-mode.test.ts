import { expect, test } from "vitest";
import { modeOf, readChoice, withChoice } from "./latency-mode.ts";

test("the channel's mode counts until the viewer has one of their own", () => {
  expect(modeOf({ channel: "normal", own: null })).toBe("normal");
  expect(modeOf({ channel: "normal", own: "low" })).toBe("low");
  expect(modeOf({ channel: "low", own: "normal" })).toBe("normal");
});

test("a choice against the channel is the viewer's own, and one with it ends that", () => {
  const chosen = withChoice({ channel: "low", own: null }, "normal");
  expect(chosen).toEqual({ channel: "low", own: "normal" });
  expect(withChoice(chosen, "low")).toEqual({ channel: "low", own: null });
  expect(withChoice({ channel: "normal", own: null }, "normal")).toEqual({ channel: "normal", own: null });
});

test("what was kept is read as a choice, or as none", () => {
  expect(["low", "normal", "", "fast", null].map(readChoice)).toEqual(["low", "normal", null, null, null]);
});
