import { expect, test } from "vitest";
import { agoText, bitrateText, clockTime, isoDuration, latencyText, shortNumber } from "./format.ts";

test("numbers are short", () => {
  expect([0, 950, 1000, 12_345, 999_949, 1_200_000, -3].map(shortNumber)).toEqual([
    "0",
    "950",
    "1K",
    "12.3K",
    "999.9K",
    "1.2M",
    "0",
  ]);
});

test("durations read like a clock", () => {
  expect([0, 7.9, 59, 60, 754, 3600, 3723, 36_000, -5, Number.NaN].map(clockTime)).toEqual([
    "0:00",
    "0:07",
    "0:59",
    "1:00",
    "12:34",
    "1:00:00",
    "1:02:03",
    "10:00:00",
    "0:00",
    "0:00",
  ]);
  expect(isoDuration(75.5)).toBe("PT75S");
});

test("latency and bitrate carry their units", () => {
  expect([0.71, 9.94, 12.4, -1].map(latencyText)).toEqual(["0.7 s", "9.9 s", "12 s", "0.0 s"]);
  expect([128_000, 999_499, 4_500_000].map(bitrateText)).toEqual(["128 kb/s", "999 kb/s", "4.5 Mb/s"]);
});

test("times are told relative to now", () => {
  const now = Date.parse("2026-11-20T12:00:00Z");
  expect(agoText("2026-11-20T11:59:30Z", now)).toBe("just now");
  expect(agoText("2026-11-20T09:00:00Z", now)).toBe("3 hours ago");
  expect(agoText("2026-11-19T11:00:00Z", now)).toBe("yesterday");
  expect(agoText("not a time", now)).toBe("");
});
