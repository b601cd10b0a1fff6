import { expect, test } from "vitest";
import { afterAnswer, countText, type HeldNotices, MAX_SHOWN, type Notice, seenAfter, unseenCount } from "./unseen.ts";

const notice = (at: number): Notice => ({
  ...{ channelId: "7", login: "bob", name: "Bob", broadcastId: String(at), at, live: false, title: null },
});
const ready: HeldNotices = { kind: "ready", notices: [notice(30), notice(20), notice(10)] };
const none: HeldNotices = { kind: "ready", notices: [] };

test("what is newer than the newest that was seen is unseen; everything is for who never looked", () => {
  expect([null, 0, 10, 29, 30, 31].map((seenAt) => unseenCount(ready, seenAt))).toEqual([3, 3, 2, 1, 0, 0]);
  expect(
    [none, { kind: "loading" } as const, { kind: "failed" } as const].map((held) => unseenCount(held, null)),
  ).toEqual([0, 0, 0]);
});

test("who looks has seen the newest, and nothing that was seen becomes unseen", () => {
  expect([null, 10, 30, 40].map((seenAt) => seenAfter(ready, seenAt))).toEqual([30, 30, 30, 40]);
  expect([seenAfter(none, null), seenAfter(none, 5), seenAfter({ kind: "failed" }, 5)]).toEqual([null, 5, 5]);
});

test("a lost answer leaves what was there, and is told only when nothing was", () => {
  const lost = { kind: "failed" } as const;
  const refused = { kind: "refused", status: 503, code: "unavailable", message: "Later." } as const;
  expect(afterAnswer(ready, lost)).toBe(ready);
  expect(afterAnswer(ready, refused)).toBe(ready);
  expect(afterAnswer({ kind: "loading" }, lost)).toEqual({ kind: "failed" });
  expect(afterAnswer({ kind: "failed" }, { kind: "ok", value: [notice(1)] })).toEqual({
    ...{ kind: "ready", notices: [notice(1)] },
  });
  expect(afterAnswer(ready, { kind: "ok", value: [] })).toEqual(none);
});

test("the number has one digit, and a plus beyond", () => {
  expect([1, MAX_SHOWN, MAX_SHOWN + 1, 50].map(countText)).toEqual(["1", "9", "9+", "9+"]);
});
