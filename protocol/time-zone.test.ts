import * as v from "valibot";
import { expect, test } from "vitest";
import { isTimeZone, MAX_TIME_ZONE_LENGTH, timeZoneSchema, ZoneClock } from "./time-zone.ts";

const berlin = new ZoneClock("Europe/Berlin");
const shown = (wall: number): string => new Date(wall).toISOString().slice(0, 16);
const moment = (clock: ZoneClock, wall: string): string =>
  new Date(clock.momentOf(Date.parse(`${wall}:00Z`))).toISOString();

test("the wall clock shows its zone's time, in summer and winter and over the years' end", () => {
  const at = ["2026-07-01T18:00:00Z", "2026-12-01T18:00:00Z", "2026-12-31T23:30:00Z"];
  expect(at.map((time) => shown(berlin.wallAt(Date.parse(time))))).toEqual([
    "2026-07-01T20:00",
    "2026-12-01T19:00",
    "2027-01-01T00:30",
  ]);
  expect(shown(new ZoneClock("Asia/Kolkata").wallAt(Date.parse("2026-07-01T18:45:00Z")))).toBe("2026-07-02T00:15");
});

test("what the clock shows is a moment again", () => {
  expect([moment(berlin, "2026-07-01T20:00"), moment(berlin, "2026-12-01T19:00")]).toEqual([
    "2026-07-01T18:00:00.000Z",
    "2026-12-01T18:00:00.000Z",
  ]);
  expect(moment(new ZoneClock("Pacific/Kiritimati"), "2026-07-01T00:00")).toBe("2026-06-30T10:00:00.000Z");
  expect(moment(new ZoneClock("America/Los_Angeles"), "2026-07-01T20:00")).toBe("2026-07-02T03:00:00.000Z");
});

test("what the clock leaves out in spring is read with winter's offset", () => {
  expect(["2026-03-29T01:59", "2026-03-29T02:30", "2026-03-29T03:00"].map((wall) => moment(berlin, wall))).toEqual([
    "2026-03-29T00:59:00.000Z",
    "2026-03-29T01:30:00.000Z",
    "2026-03-29T01:00:00.000Z",
  ]);
});

test("what the clock shows twice in autumn is the first time", () => {
  expect(["2026-10-25T01:59", "2026-10-25T02:30", "2026-10-25T03:00"].map((wall) => moment(berlin, wall))).toEqual([
    "2026-10-24T23:59:00.000Z",
    "2026-10-25T00:30:00.000Z",
    "2026-10-25T02:00:00.000Z",
  ]);
});

test("the south changes its clocks the other way, and some places by half an hour", () => {
  expect([
    moment(new ZoneClock("Australia/Sydney"), "2026-10-04T02:30"),
    moment(new ZoneClock("Australia/Sydney"), "2026-04-05T02:30"),
    moment(new ZoneClock("Australia/Lord_Howe"), "2026-04-05T01:45"),
  ]).toEqual(["2026-10-03T16:30:00.000Z", "2026-04-04T15:30:00.000Z", "2026-04-04T14:45:00.000Z"]);
});

test("a zone is a name of the database", () => {
  const names = ["Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "Mars/Olympus", "+02:00", ""];
  expect(names.map((name) => v.is(timeZoneSchema, name))).toEqual([true, true, true, true, false, false, false]);
  expect([isTimeZone("Asia/Kolkata"), isTimeZone("Mars/Olympus")]).toEqual([true, false]);
  expect(v.safeParse(timeZoneSchema, "A".repeat(MAX_TIME_ZONE_LENGTH + 1)).issues?.[0].message).toBe(
    "a time zone has at most 64 characters",
  );
});
