import { expect, test } from "vitest";
import type { Self } from "#protocol/chat/frames.ts";
import { MIN_SEND_GAP_MS } from "#protocol/chat/limits.ts";
import { DEFAULT_MODES } from "#protocol/chat/modes.ts";
import { gapAfterSent, gapAfterWriting, isCommand, secondsUntil, silenceOf } from "./cooldown.ts";

const viewer: Self = {
  ...{ userId: "7", login: "ada", name: "Ada", colour: null, badges: [], role: "viewer" },
  ...{ staff: false, subscriber: false, timedOutUntil: null, banned: false },
};
const slow = { ...DEFAULT_MODES, slowSeconds: 30 };

test("VIPs and moderators pass slow mode, subscribers do not; only moderators pass one message a second", () => {
  expect(gapAfterSent(viewer, slow)).toBe(30_000);
  const others: readonly Partial<Self>[] = [
    { role: "vip" },
    { role: "moderator" },
    { role: "broadcaster" },
    { staff: true },
    { subscriber: true },
  ];
  const each = others.map((more) => ({ ...viewer, ...more }));
  expect(each.map((self) => gapAfterSent(self, slow))).toEqual([0, 0, 0, 0, 30_000]);
  const second = MIN_SEND_GAP_MS;
  expect(each.map(gapAfterWriting)).toEqual([second, 0, 0, 0, second]);
  expect([gapAfterWriting(viewer), gapAfterWriting(null)]).toEqual([second, second]);
});

test("a timeout silences until its end and not a moment longer; a ban always", () => {
  const out = { ...viewer, timedOutUntil: 1000 };
  expect(silenceOf(out, 999)).toEqual({ kind: "timedOut", until: 1000 });
  expect(silenceOf(out, 1000)).toBeNull();
  expect(silenceOf({ ...viewer, banned: true }, 0)).toEqual({ kind: "banned" });
  expect([silenceOf(viewer, 0), silenceOf(null, 0)]).toEqual([null, null]);
});

test("seconds are rounded up, and end at none", () => {
  expect([secondsUntil(1001, 1000), secondsUntil(2000, 1000), secondsUntil(1000, 1000), secondsUntil(0, 1000)]).toEqual(
    [1, 1, 0, 0],
  );
});

test("/me is a message, other slashes are commands", () => {
  expect(["/me waves", "/ME", "/mean", "/ban bob", "hi /me"].map(isCommand)).toEqual([false, false, true, true, false]);
});
