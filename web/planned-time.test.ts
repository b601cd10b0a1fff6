import { expect, test } from "vitest";
import { dateText, lengthText, plannedText, timeOfDay, weekdayOf } from "./planned-time.ts";

const berlin = { locale: "en-GB", timeZone: "Europe/Berlin" };
/** A Friday, 18:00 in Berlin. */
const NOW = Date.parse("2026-11-20T17:00:00Z");
const at = (time: string): number => Date.parse(`${time}:00Z`);

test("the next days are called by name, later ones by their date", () => {
  const times = ["2026-11-20T19:00", "2026-11-20T23:30", "2026-11-22T19:00", "2026-11-26T19:00", "2026-11-27T19:00"];
  expect(times.map((time) => plannedText(at(time), NOW, berlin))).toEqual([
    "Today 20:00",
    "Tomorrow 00:30",
    "Sunday 20:00",
    "Thursday 20:00",
    "Fri 27 Nov, 20:00",
  ]);
  expect(plannedText(at("2026-11-19T19:00"), NOW, berlin)).toBe("Thu 19 Nov, 20:00");
});

test("the day is the reader's", () => {
  expect(plannedText(at("2026-11-21T03:00"), NOW, { locale: "en-US", timeZone: "America/New_York" })).toBe(
    "Today 10:00 PM",
  );
});

test("parts of it stand alone", () => {
  expect([dateText(NOW, berlin), timeOfDay(NOW, berlin), weekdayOf(NOW, berlin)]).toEqual([
    "Fri 20 Nov",
    "18:00",
    "Friday",
  ]);
});

test("a length is hours and minutes", () => {
  expect([30, 60, 90, 1380].map(lengthText)).toEqual(["30 min", "1 h", "1 h 30 min", "23 h"]);
});
