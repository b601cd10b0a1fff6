import { expect, test } from "vitest";
import { isQuiet, minutesOf, timeOf } from "./quiet-hours.ts";

const at = (time: string): number => Date.parse(`2026-11-20T${time}:00Z`);
const quiet = (from: string, until: string, timeZone = "UTC") => ({
  from: minutesOf(from),
  until: minutesOf(until),
  timeZone,
});

test.each([
  ["21:59", false],
  ["22:00", true],
  ["23:59", true],
  ["00:00", true],
  ["06:59", true],
  ["07:00", false],
])("from 22:00 until 07:00 it is at %s: %s", (time, expected) => {
  expect(isQuiet(quiet("22:00", "07:00"), at(time))).toBe(expected);
});

test.each([
  ["12:59", false],
  ["13:00", true],
  ["14:29", true],
  ["14:30", false],
])("from 13:00 until 14:30 it is at %s: %s", (time, expected) => {
  expect(isQuiet(quiet("13:00", "14:30"), at(time))).toBe(expected);
});

test("the same time twice is never quiet", () => {
  expect(isQuiet(quiet("08:00", "08:00"), at("08:00"))).toBe(false);
});

test("the day is that of the person's time zone, in summer and winter", () => {
  const inBerlin = quiet("22:00", "23:00", "Europe/Berlin");
  expect([
    isQuiet(inBerlin, at("21:30")),
    isQuiet(inBerlin, at("20:30")),
    isQuiet(inBerlin, Date.parse("2026-07-01T20:30:00Z")),
  ]).toEqual([true, false, true]);
});

test("times go both ways", () => {
  expect([timeOf(minutesOf("07:05")), timeOf(0)]).toEqual(["07:05", "00:00"]);
});
