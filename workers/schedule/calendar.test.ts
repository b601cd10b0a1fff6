import { expect, test } from "vitest";
import { renderCalendar } from "./calendar.ts";
import { cancellationOf } from "./recurrence.ts";
import type { StoredPlan, StoredSegment } from "./rows.ts";

const at = (time: string): number => Date.parse(time);
const weekly: StoredSegment = {
  id: "11111111-1111-4111-8111-111111111111",
  startAt: at("2026-03-13T19:00:00Z"),
  timeZone: "Europe/Berlin",
  minutes: 120,
  title: "Commas, semicolons; and \\ in one",
  category: { id: "5", name: "Science & Technology", slug: "science" },
  weekly: true,
  changedAt: at("2026-03-01T12:34:56Z"),
};
const once: StoredSegment = {
  ...weekly,
  ...{ id: "22222222-2222-4222-8222-222222222222", startAt: at("2026-03-15T10:00:00Z"), timeZone: "America/New_York" },
  ...{ minutes: 60, title: "", category: null, weekly: false },
};
const rendered = (plan: Partial<StoredPlan>, name = "Ada"): string =>
  renderCalendar({
    ...{ name, url: "https://rill.test/ada", until: at("2026-11-01T00:00:00Z") },
    plan: { ...{ segments: [], cancelled: new Set<string>(), vacation: null }, ...plan },
  });
const lines = (...text: readonly string[]): string => text.map((line) => `${line}\r\n`).join("");

const HEAD = [
  "BEGIN:VCALENDAR",
  "PRODID:-//Rill//Schedule//EN",
  "VERSION:2.0",
  "CALSCALE:GREGORIAN",
  "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
  "X-PUBLISHED-TTL:PT1H",
  "NAME:Ada",
  "X-WR-CALNAME:Ada",
];

test("a channel without segments has an empty calendar", () => {
  expect(rendered({})).toBe(lines(...HEAD, "END:VCALENDAR"));
});

test("a series has a rule on its zone's wall clock, and a broadcast that happens once is in UTC", () => {
  expect(rendered({ segments: [weekly, once] })).toBe(
    lines(
      ...HEAD,
      "BEGIN:VTIMEZONE",
      "TZID:Europe/Berlin",
      "BEGIN:STANDARD",
      "DTSTART:19700101T000000",
      "TZOFFSETFROM:+0100",
      "TZOFFSETTO:+0100",
      "END:STANDARD",
      "BEGIN:DAYLIGHT",
      "DTSTART:20260329T020000",
      "TZOFFSETFROM:+0100",
      "TZOFFSETTO:+0200",
      "END:DAYLIGHT",
      "BEGIN:STANDARD",
      "DTSTART:20261025T030000",
      "TZOFFSETFROM:+0200",
      "TZOFFSETTO:+0100",
      "END:STANDARD",
      "END:VTIMEZONE",
      "BEGIN:VEVENT",
      "UID:11111111-1111-4111-8111-111111111111",
      "DTSTAMP:20260301T123456Z",
      "DTSTART;TZID=Europe/Berlin:20260313T200000",
      "DURATION:PT120M",
      "RRULE:FREQ=WEEKLY",
      "SUMMARY:Commas\\, semicolons\\; and \\\\ in one",
      "DESCRIPTION:Science & Technology.",
      "CATEGORIES:Science & Technology",
      "URL:https://rill.test/ada",
      "END:VEVENT",
      "BEGIN:VEVENT",
      "UID:22222222-2222-4222-8222-222222222222",
      "DTSTAMP:20260301T123456Z",
      "DTSTART:20260315T100000Z",
      "DTEND:20260315T110000Z",
      "SUMMARY:Ada",
      "URL:https://rill.test/ada",
      "END:VEVENT",
      "END:VCALENDAR",
    ),
  );
});

test("what does not take place is left out of a series, and cancelled where it is all there is", () => {
  const text = rendered({
    segments: [weekly, once],
    cancelled: new Set([cancellationOf(weekly.id, "2026-W12"), cancellationOf(once.id, "2026-W11")]),
    vacation: { startAt: at("2026-04-01T00:00:00Z"), endAt: at("2026-04-12T00:00:00Z"), timeZone: "UTC" },
  });
  expect(text.split("\r\n").filter((line) => /^(?:EXDATE| |STATUS)/.test(line))).toEqual([
    "EXDATE;TZID=Europe/Berlin:20260320T200000,20260403T200000,20260410T200000",
    "STATUS:CANCELLED",
  ]);
});

test("a line has 75 octets at most, and no character is cut in two", () => {
  const named = (name: string): readonly string[] => rendered({}, name).split("\r\n").slice(6, -3);
  // NAME: and 70 letters are 75 octets.
  expect(named("x".repeat(70)).slice(0, 1)).toEqual([`NAME:${"x".repeat(70)}`]);
  expect(named("x".repeat(71)).slice(0, 2)).toEqual([`NAME:${"x".repeat(70)}`, " x"]);
  const folded = named(`${"x".repeat(69)}😀${"é".repeat(40)}`);
  expect(folded.slice(0, 3)).toEqual([`NAME:${"x".repeat(69)}`, ` 😀${"é".repeat(35)}`, " ééééé"]);
  const octets = folded.map((line) => new TextEncoder().encode(line).byteLength);
  expect(Math.max(...octets)).toBeLessThanOrEqual(75);
});

test("no name breaks out of its line", () => {
  expect(rendered({}, "Ada\r\nBEGIN:VEVENT\u0007\nX").split("\r\n").slice(6, 8)).toEqual([
    "NAME:Ada\\nBEGIN:VEVENT\\nX",
    "X-WR-CALNAME:Ada\\nBEGIN:VEVENT\\nX",
  ]);
});
