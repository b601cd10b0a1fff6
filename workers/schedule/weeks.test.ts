import { expect, test } from "vitest";
import { isoWeekOf, movedToWeek, weekName, weekOfName } from "./weeks.ts";

const day = (date: string): number => Date.parse(`${date}T20:00:00Z`);

test("a week belongs to the year of its Thursday", () => {
  const days = ["2026-01-01", "2026-01-04", "2026-01-05", "2026-12-31", "2027-01-03", "2027-01-04", "1969-12-28"];
  expect(days.map((date) => weekName(isoWeekOf(day(date))))).toEqual([
    ...["2026-W01", "2026-W01", "2026-W02", "2026-W53", "2026-W53", "2027-W01", "1969-W52"],
  ]);
});

test("a day and time has its place in every week", () => {
  const moved = (week: string): string =>
    new Date(movedToWeek(day("2026-11-20"), weekOfName(week))).toISOString().slice(0, 16);
  expect([moved("2026-W47"), moved("2026-W53"), moved("2027-W01"), moved("2025-W01")]).toEqual([
    "2026-11-20T20:00",
    "2027-01-01T20:00",
    "2027-01-08T20:00",
    "2025-01-03T20:00",
  ]);
});
