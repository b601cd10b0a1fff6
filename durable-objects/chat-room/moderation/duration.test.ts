import { expect, test } from "vitest";
import { parseDuration, sayDuration } from "./duration.ts";

test.each([
  ["90", 90],
  ["1s", 1],
  ["2M", 120],
  ["1d2h3m", 93_780],
  ["1mo", 2_592_000],
  ["", null],
  ["m", null],
  ["1x", null],
  ["-1", null],
  ["1.5h", null],
  ["1h 2m", null],
  ["1234567890", null],
])("%j is %j seconds", (text, seconds) => {
  expect(parseDuration(text, "s")).toBe(seconds);
});

test("a bare number may be minutes", () => {
  expect(parseDuration("10", "m")).toBe(600);
  expect(parseDuration("10s", "m")).toBe(10);
});

test.each([
  [0, "0 seconds"],
  [1, "1 second"],
  [90, "1 minute 30 seconds"],
  [600, "10 minutes"],
  [3600, "1 hour"],
  [90_061, "1 day 1 hour"],
  [1_209_600, "2 weeks"],
  [0.2, "1 second"],
])("%j seconds are %j", (seconds, words) => {
  expect(sayDuration(seconds)).toBe(words);
});
