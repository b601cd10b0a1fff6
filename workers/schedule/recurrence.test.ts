import { expect, test } from "vitest";
import type { Segment } from "#protocol/channel/schedule.ts";
import { cancellationOf, nextOf, type Plan, plannedBetween, plannedInWeek } from "./recurrence.ts";
import { weekOfName } from "./weeks.ts";

const at = (time: string): number => Date.parse(time);
const segment = (change: Partial<Segment> = {}): Segment => ({
  id: "a",
  startAt: at("2026-03-13T19:00:00Z"),
  timeZone: "Europe/Berlin",
  minutes: 120,
  title: "Friday",
  category: null,
  weekly: true,
  ...change,
});
const plan = (segments: readonly Segment[], more: Partial<Plan> = {}): Plan => ({
  ...{ segments, cancelled: new Set<string>(), vacation: null },
  ...more,
});
const taken = (made: Plan, from: string, until: string) => [...plannedBetween(made, at(from), at(until))];
const starts = (made: Plan, from: string, until: string): readonly string[] =>
  taken(made, from, until).map(({ startAt }) => new Date(startAt).toISOString().slice(0, 16));

test("every week at eight stays at eight when clocks go forward", () => {
  expect(starts(plan([segment()]), "2026-03-01T00:00Z", "2026-04-11T00:00Z")).toEqual([
    "2026-03-13T19:00",
    "2026-03-20T19:00",
    "2026-03-27T19:00",
    "2026-04-03T18:00",
    "2026-04-10T18:00",
  ]);
});

test("every week at eight stays at eight when clocks go back", () => {
  expect(starts(plan([segment()]), "2026-10-15T00:00Z", "2026-11-07T00:00Z")).toEqual([
    "2026-10-16T18:00",
    "2026-10-23T18:00",
    "2026-10-30T19:00",
    "2026-11-06T19:00",
  ]);
});

test("a broadcast in the hour that is left out begins an hour later that night, and as ever the week after", () => {
  const night = segment({ startAt: at("2026-03-22T01:30:00Z") });
  expect(starts(plan([night]), "2026-03-22T00:00Z", "2026-04-06T00:00Z")).toEqual([
    "2026-03-22T01:30",
    "2026-03-29T01:30",
    "2026-04-05T00:30",
  ]);
});

test("a broadcast in the hour that comes twice begins the first time", () => {
  const night = segment({ startAt: at("2026-10-18T00:30:00Z") });
  expect(starts(plan([night]), "2026-10-18T00:00Z", "2026-11-02T00:00Z")).toEqual([
    "2026-10-18T00:30",
    "2026-10-25T00:30",
    "2026-11-01T01:30",
  ]);
});

test("a broadcast says when it ends, of which week it is, and whether it takes place", () => {
  const made = plan([segment()], {
    cancelled: new Set([cancellationOf("a", "2026-W12"), cancellationOf("b", "2026-W11")]),
    vacation: { startAt: at("2026-03-27T19:00:00Z"), endAt: at("2026-04-03T18:00:00Z"), timeZone: "UTC" },
  });
  const common = { segment: "a", title: "Friday", category: null, weekly: true };
  expect(taken(made, "2026-03-13T19:00Z", "2026-04-03T18:01Z")).toEqual(
    [
      ...[["2026-W11", "2026-03-13T19:00Z", "2026-03-13T21:00Z", "planned"] as const],
      ...[["2026-W12", "2026-03-20T19:00Z", "2026-03-20T21:00Z", "cancelled"] as const],
      ...[["2026-W13", "2026-03-27T19:00Z", "2026-03-27T21:00Z", "vacation"] as const],
      ...[["2026-W14", "2026-04-03T18:00Z", "2026-04-03T20:00Z", "planned"] as const],
    ].map(([week, startAt, endAt, standing]) => ({
      ...common,
      week,
      startAt: at(startAt),
      endAt: at(endAt),
      standing,
    })),
  );
});

test("segments come together in one order, the single ones once", () => {
  const once = segment({ id: "b", weekly: false, startAt: at("2026-03-20T19:00:00Z") });
  const made = plan([segment(), once, segment({ id: "c", startAt: at("2026-03-14T10:00:00Z"), timeZone: "UTC" })]);
  expect(taken(made, "2026-03-13T19:00:01Z", "2026-03-28T11:00Z").map((one) => [one.segment, one.week])).toEqual([
    ["c", "2026-W11"],
    ["a", "2026-W12"],
    ["b", "2026-W12"],
    ["c", "2026-W12"],
    ["a", "2026-W13"],
    ["c", "2026-W13"],
  ]);
  expect(taken(plan([]), "2026-03-13T00:00Z", "2027-03-13T00:00Z")).toEqual([]);
});

test("a series is found years later as well", () => {
  expect(starts(plan([segment()]), "2046-03-01T00:00Z", "2046-03-10T00:00Z")).toEqual([
    "2046-03-02T19:00",
    "2046-03-09T19:00",
  ]);
});

test("the broadcast of a week is found by it, and none before the first or beside a single one", () => {
  const inWeek = (made: Segment, week: string): string | null => {
    const planned = plannedInWeek(plan([made]), made, weekOfName(week));
    return planned === null ? null : `${planned.week} ${new Date(planned.startAt).toISOString().slice(0, 16)}`;
  };
  expect([
    inWeek(segment(), "2026-W10"),
    inWeek(segment(), "2026-W11"),
    inWeek(segment(), "2026-W14"),
    inWeek(segment(), "2027-W01"),
    inWeek(segment({ weekly: false }), "2026-W11"),
    inWeek(segment({ weekly: false }), "2026-W12"),
  ]).toEqual([
    ...[null, "2026-W11 2026-03-13T19:00", "2026-W14 2026-04-03T18:00", "2027-W01 2027-01-08T19:00"],
    ...["2026-W11 2026-03-13T19:00", null],
  ]);
});

test("the next broadcast of a segment begins now or later", () => {
  const next = (made: Segment, from: string): string | undefined => nextOf(plan([made]), made, at(from))?.week;
  expect([
    next(segment(), "2020-01-01T00:00Z"),
    next(segment(), "2026-03-20T19:00Z"),
    next(segment(), "2026-03-20T19:01Z"),
    next(segment({ weekly: false }), "2026-03-13T19:01Z"),
  ]).toEqual(["2026-W11", "2026-W12", "2026-W13", undefined]);
});
