import { expect, test } from "vitest";
import type { Segment } from "#protocol/channel/schedule.ts";
import {
  changeOf,
  daysOf,
  freshSegment,
  lengthsWith,
  segmentOf,
  typedOf,
  vacationOf,
  zonesWith,
} from "./schedule-typed.ts";

const at = (time: string): number => Date.parse(time);
const segment: Segment = {
  ...{ id: "x", startAt: at("2026-07-03T18:00:00Z"), timeZone: "Europe/Berlin", minutes: 90, title: "Friday" },
  ...{ category: { id: "5", name: "Science", slug: "science" }, weekly: true },
};

test("what is planned is shown on the clock of its zone, and means the same moment again", () => {
  const typed = typedOf(segment);
  expect([typed.date, typed.time]).toEqual(["2026-07-03", "20:00"]);
  const { id: _, ...same } = segment;
  expect(segmentOf(typed)).toEqual({ ...same, category: "5" });
  expect(segmentOf({ ...typed, timeZone: "Asia/Tokyo" })?.startAt).toBe(at("2026-07-03T11:00:00Z"));
  expect([segmentOf({ ...typed, date: "" }), segmentOf({ ...typed, time: "" })]).toEqual([null, null]);
});

test("a change names what changed, and a moment with its zone", () => {
  const known = typedOf(segment);
  expect([
    changeOf(known, known),
    changeOf(known, { ...known, title: " Friday " }),
    changeOf(known, { ...known, title: "Later", minutes: 30, category: null, weekly: false }),
    changeOf(known, { ...known, time: "21:00" }),
    changeOf(known, { ...known, timeZone: "UTC" }),
    changeOf(known, { ...known, date: "" }),
  ]).toEqual([
    ...[null, null, { title: "Later", minutes: 30, category: null, weekly: false }],
    ...[{ startAt: at("2026-07-03T19:00:00Z"), timeZone: "Europe/Berlin" }],
    ...[{ startAt: at("2026-07-03T20:00:00Z"), timeZone: "UTC" }, null],
  ]);
});

test("a new one begins tomorrow at a whole hour", () => {
  expect(freshSegment(at("2026-11-20T18:20:00Z"), "Europe/Berlin")).toEqual({
    ...{ title: "", category: null, date: "2026-11-21", time: "20:00", minutes: 120 },
    ...{ timeZone: "Europe/Berlin", weekly: true },
  });
});

test("a vacation is whole days, the last one to its end, over a change of the clocks too", () => {
  const vacation = vacationOf("2026-10-24", "2026-10-25", "Europe/Berlin");
  expect(vacation).toEqual({
    ...{ startAt: at("2026-10-23T22:00:00Z"), endAt: at("2026-10-25T23:00:00Z"), timeZone: "Europe/Berlin" },
  });
  expect(vacation === null ? null : daysOf(vacation)).toEqual({ first: "2026-10-24", last: "2026-10-25" });
  expect(vacationOf("2026-10-24", "2026-10-24", "UTC")).toEqual({
    ...{ startAt: at("2026-10-24T00:00:00Z"), endAt: at("2026-10-25T00:00:00Z"), timeZone: "UTC" },
  });
  expect([vacationOf("2026-10-24", "2026-10-23", "UTC"), vacationOf("", "2026-10-23", "UTC")]).toEqual([null, null]);
});

test("the length and the zone that are there can be chosen", () => {
  expect([lengthsWith(60).includes(60), lengthsWith(45).slice(0, 3)]).toEqual([true, [30, 45, 60]]);
  expect(
    ["UTC", "Europe/Berlin", "Asia/Calcutta"].filter((zone) => !zonesWith("Asia/Calcutta").includes(zone)),
  ).toEqual([]);
});
