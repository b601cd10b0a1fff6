import { expect, test } from "vitest";
import { readFrame, writeFrame } from "./frame.ts";
import { MAX_FRAME_LINES, MAX_IRC_FRAME_LENGTH } from "./limits.ts";

test.each([
  ["PING", ["PING"]],
  ["PING\r\n", ["PING"]],
  ["NICK a\r\nUSER a\n\r\nPONG", ["NICK a", "USER a", "PONG"]],
  ["a\rb", ["a", "b"]],
  ["\r\n \r\n", []],
  ["", []],
])("the lines of %j", (frame, lines) => {
  expect(readFrame(frame)).toEqual({ outcome: "lines", lines });
});

test("a frame may be as long as its limit, and no longer", () => {
  const frames = ["x".repeat(MAX_IRC_FRAME_LENGTH), "x".repeat(MAX_IRC_FRAME_LENGTH + 1)];
  expect(frames.map((frame) => readFrame(frame).outcome)).toEqual(["lines", "too_large"]);
});

test("a frame may hold as many lines as its limit, and no more", () => {
  const frames = [writeFrame(Array(MAX_FRAME_LINES).fill("PING")), writeFrame(Array(MAX_FRAME_LINES + 1).fill("PING"))];
  expect(frames.map((frame) => readFrame(frame).outcome)).toEqual(["lines", "too_large"]);
});

test("every line of a frame that is written has its end", () => {
  expect(writeFrame(["PONG", "PING :tmi.twitch.tv"])).toBe("PONG\r\nPING :tmi.twitch.tv\r\n");
});
