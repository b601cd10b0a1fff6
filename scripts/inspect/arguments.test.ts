import { expect, test } from "vitest";
import { readArguments } from "./arguments.ts";

test.each([
  [["a.m3u8"], { outcome: "run", target: "a.m3u8", json: false, seconds: null }],
  [["--json", "http://h/x", "--follow", "20"], { outcome: "run", target: "http://h/x", json: true, seconds: 20 }],
  [["--follow=2.5", "x"], { outcome: "run", target: "x", json: false, seconds: 2.5 }],
  [["-h"], { outcome: "help" }],
  [[], { outcome: "wrong", sentence: "no target" }],
  [["a", "b"], { outcome: "wrong", sentence: 'one target at a time: "a" and "b"' }],
  [["--quick", "a"], { outcome: "wrong", sentence: "--quick is unknown" }],
  [["a", "--follow"], { outcome: "wrong", sentence: '--follow takes up to 3600 seconds, not ""' }],
  [["a", "--follow", "0"], { outcome: "wrong", sentence: '--follow takes up to 3600 seconds, not "0"' }],
  [["a", "--follow", "3601"], { outcome: "wrong", sentence: '--follow takes up to 3600 seconds, not "3601"' }],
])("%j is read as %j", (words, expected) => {
  expect(readArguments(words)).toEqual(expected);
});
