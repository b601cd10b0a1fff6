import { expect, test } from "vitest";
import { HEALTH_KEPT_MS, MAX_HEALTH_READINGS } from "#protocol/channel/health.ts";
import type { Health } from "#protocol/ingest/uplink.ts";
import { HealthHistory } from "./health-history.ts";

const health = (fps: number): Health => ({ speed: 1, fps, bitrate: 6e6, gop: 2, dropped: [], ring: 0, message: "" });
const times = (history: HealthHistory, now: number, after = 0) => history.since(after, now).map(({ at }) => at);

test("readings come back oldest first, with their moment, and only those after the one that is known", () => {
  const history = new HealthHistory();
  history.note(health(30), 1000);
  history.note(health(29), 2000);
  expect(history.since(0, 2000)).toEqual([
    { at: 1000, ...health(30) },
    { at: 2000, ...health(29) },
  ]);
  expect(times(history, 2000, 1000)).toEqual([2000]);
  expect(times(history, 2000, 2000)).toEqual([]);
});

test("a reading is kept for two minutes, whether or not another comes", () => {
  const history = new HealthHistory();
  history.note(health(30), 1000);
  expect(times(history, 1000 + HEALTH_KEPT_MS - 1)).toEqual([1000]);
  expect(times(history, 1000 + HEALTH_KEPT_MS)).toEqual([]);
});

test("at the maximum the oldest goes for the newest", () => {
  const history = new HealthHistory();
  for (let at = 1; at <= MAX_HEALTH_READINGS; at++) history.note(health(30), at);
  expect(times(history, MAX_HEALTH_READINGS).length).toBe(MAX_HEALTH_READINGS);
  history.note(health(30), MAX_HEALTH_READINGS + 1);
  const kept = times(history, MAX_HEALTH_READINGS + 1);
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([MAX_HEALTH_READINGS, 2, MAX_HEALTH_READINGS + 1]);
});

test("two readings of one moment are one, and a clock that was set back does not reorder", () => {
  const history = new HealthHistory();
  history.note(health(30), 1000);
  history.note(health(25), 1000);
  history.note(health(20), 400);
  expect(history.since(0, 1000)).toEqual([{ at: 1000, ...health(20) }]);
  history.clear();
  expect(times(history, 1000)).toEqual([]);
});
