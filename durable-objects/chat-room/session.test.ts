import { expect, test } from "vitest";
import { countOne, newSession, parseSession } from "./session.ts";

test("a window takes up to its limit, then nothing until it is over", () => {
  expect(countOne({ since: 0, count: 1 }, 2, 29_999)).toEqual({ since: 0, count: 2 });
  expect(countOne({ since: 0, count: 2 }, 2, 29_999)).toBeNull();
  expect(countOne({ since: 0, count: 2 }, 2, 30_000)).toEqual({ since: 30_000, count: 1 });
});

test("a clock that was set back opens a new window", () => {
  expect(countOne({ since: 5000, count: 2 }, 2, 4000)).toEqual({ since: 4000, count: 1 });
});

test("a session survives being written and read", () => {
  const session = newSession("s1", 7);
  expect(parseSession(structuredClone(session))).toEqual({
    socket: "s1",
    joined: false,
    name: null,
    sends: { since: 7, count: 0 },
    frames: { since: 7, count: 0 },
  });
});

test.each([null, undefined, 1, {}, { socket: "s1", joined: true, name: "not a name", sends: {}, frames: {} }])(
  "an attachment that is not ours is refused: %j",
  (attachment) => {
    expect(parseSession(attachment)).toBeNull();
  },
);
