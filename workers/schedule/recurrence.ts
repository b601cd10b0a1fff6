/**
 * Which broadcasts come of a channel's segments, and when: those of every week follow the wall clock of their time zone, so that eight in the
 * evening stays eight in the evening when the clocks change. Pure.
 */
import type { Planned, Segment, Vacation } from "#protocol/channel/schedule.ts";
import { ZoneClock } from "#protocol/time-zone.ts";
import { type IsoWeek, isoWeekOf, movedToWeek, WEEK_MS, weekName } from "./weeks.ts";

/** What a channel has planned, as its rows say. */
export type Plan = {
  readonly segments: readonly Segment[];
  /** Broadcasts that do not take place, by `cancellationOf`. */
  readonly cancelled: ReadonlySet<string>;
  readonly vacation: Vacation | null;
};

export const cancellationOf = (segmentId: string, week: string): string => `${segmentId} ${week}`;

type Series = { readonly segment: Segment; readonly clock: ZoneClock; readonly firstWall: number };

const MINUTE_MS = 60_000;

function seriesOf(segment: Segment, clocks = new Map<string, ZoneClock>()): Series {
  const clock = clocks.get(segment.timeZone) ?? new ZoneClock(segment.timeZone);
  clocks.set(segment.timeZone, clock);
  return { segment, clock, firstWall: clock.wallAt(segment.startAt) };
}

/** The broadcast of the week with this number, 0 being the first. */
function plannedOf({ segment, clock, firstWall }: Series, at: number, { cancelled, vacation }: Plan): Planned {
  const { id, minutes, title, category, weekly } = segment;
  const wall = firstWall + at * WEEK_MS;
  const startAt = at === 0 ? segment.startAt : clock.momentOf(wall);
  const week = weekName(isoWeekOf(wall));
  const isAway = vacation !== null && startAt >= vacation.startAt && startAt < vacation.endAt;
  return {
    ...{ segment: id, week, startAt, endAt: startAt + minutes * MINUTE_MS, title, category, weekly },
    standing: cancelled.has(cancellationOf(id, week)) ? "cancelled" : isAway ? "vacation" : "planned",
  };
}

/** The broadcast of one segment in one week; null when it has none there. */
export function plannedInWeek(plan: Plan, segment: Segment, week: IsoWeek): Planned | null {
  const series = seriesOf(segment);
  const at = Math.round((movedToWeek(series.firstWall, week) - series.firstWall) / WEEK_MS);
  return at < 0 || (at > 0 && !segment.weekly) ? null : plannedOf(series, at, plan);
}

/** The first broadcast of one segment that begins at a moment or later; null when there is none. */
export const nextOf = (plan: Plan, segment: Segment, from: number): Planned | null =>
  firstOf(seriesOf(segment), from, plan)?.planned ?? null;

type Next = { readonly series: Series; readonly at: number; readonly planned: Planned };

function firstOf(series: Series, from: number, plan: Plan): Next | null {
  // A change of the clocks moves a broadcast by hours, never by a week.
  const near = Math.max(0, Math.floor((from - series.segment.startAt) / WEEK_MS) - 1);
  for (let at = near; at === 0 || series.segment.weekly; at++) {
    const planned = plannedOf(series, at, plan);
    if (planned.startAt >= from) return { series, at, planned };
  }
  return null;
}

/** Soonest first, and among those that begin together by segment. */
export const comparePlanned = (
  one: Pick<Planned, "startAt" | "segment">,
  other: Pick<Planned, "startAt" | "segment">,
): number => one.startAt - other.startAt || (one.segment < other.segment ? -1 : Number(one.segment > other.segment));

/** Every broadcast that begins from one moment until before another, in order: made one by one, as they are asked for. */
export function* plannedBetween(plan: Plan, from: number, until: number): Generator<Planned, void> {
  const clocks = new Map<string, ZoneClock>();
  const waiting = plan.segments.flatMap((segment) => firstOf(seriesOf(segment, clocks), from, plan) ?? []);
  for (;;) {
    const [first, ...others] = waiting;
    if (first === undefined) return;
    const soonest = others.reduce(
      (one, other) => (comparePlanned(other.planned, one.planned) < 0 ? other : one),
      first,
    );
    if (soonest.planned.startAt >= until) return;
    yield soonest.planned;
    const { series, at } = soonest;
    const place = waiting.indexOf(soonest);
    if (!series.segment.weekly) waiting.splice(place, 1);
    else waiting.splice(place, 1, { series, at: at + 1, planned: plannedOf(series, at + 1, plan) });
  }
}
