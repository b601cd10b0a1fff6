import { expect, test } from "vitest";
import { HEALTH_KEPT_MS, type HealthFeed, MAX_HEALTH_READINGS } from "#protocol/channel/health.ts";
import { joinFeed, knownUntil } from "./health-window.ts";

const reading = (at: number) => ({ at, speed: 1, fps: 30, bitrate: 6e6, gop: 2, dropped: [], ring: 0, message: "" });
const feed = (now: number, times: readonly number[], broadcastId = "7"): HealthFeed => ({
  ...{ now, state: "live", viewers: 3, broadcastId, startedAt: "2026-11-20T09:00:00Z" },
  readings: times.map(reading),
});
const times = (of: { readonly readings: readonly { readonly at: number }[] }) => of.readings.map(({ at }) => at);

test("answers are put together, and what came twice is there once", () => {
  const first = joinFeed(null, feed(2000, [1000, 2000]));
  expect(knownUntil(first)).toBe(2000);
  const second = joinFeed(first, { ...feed(3000, [2000, 3000]), viewers: 4 });
  expect([times(second), second.viewers, second.now]).toEqual([[1000, 2000, 3000], 4, 3000]);
  expect(knownUntil(null)).toBe(0);
});

test("readings leave after two minutes, and at the maximum the oldest go", () => {
  const first = joinFeed(null, feed(1000, [1000]));
  expect(times(joinFeed(first, feed(1000 + HEALTH_KEPT_MS - 1, [])))).toEqual([1000]);
  expect(times(joinFeed(first, feed(1000 + HEALTH_KEPT_MS, [])))).toEqual([]);
  const many = Array.from({ length: MAX_HEALTH_READINGS }, (_, index) => 1000 + index);
  const full = joinFeed(joinFeed(null, feed(2000, many)), feed(2001, [2001]));
  expect([full.readings.length, full.readings[0]?.at]).toEqual([MAX_HEALTH_READINGS, 1001]);
});

test("another broadcast begins anew, and offline nothing is left", () => {
  const first = joinFeed(null, feed(1000, [1000]));
  expect(times(joinFeed(first, feed(2000, [2000], "8")))).toEqual([2000]);
  const offline: HealthFeed = { ...feed(3000, []), state: "offline", broadcastId: null, startedAt: null };
  expect(joinFeed(first, offline)).toEqual({ ...offline, readings: [] });
});
