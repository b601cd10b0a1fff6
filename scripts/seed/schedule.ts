/** What the channels of a development site plan: days and times of their own zones, the same each week. Pure: now is passed in. */
import type { NewSegment } from "#protocol/channel/schedule.ts";
import { DAY_MS, ZoneClock } from "#protocol/time-zone.ts";

export type SeedPlan = {
  readonly login: string;
  /** 0 is Monday. */
  readonly weekday: number;
  readonly time: string;
  readonly timeZone: string;
  readonly minutes: number;
  readonly title: string;
  readonly weekly: boolean;
};

export const PLANS: readonly SeedPlan[] = [
  {
    ...{ login: "marblefox", weekday: 0, time: "08:00", timeZone: "Europe/London" },
    ...{ minutes: 90, title: "Monday tea", weekly: true },
  },
  {
    ...{ login: "marblefox", weekday: 3, time: "08:00", timeZone: "Europe/London" },
    ...{ minutes: 90, title: "Thursday tea", weekly: true },
  },
  {
    ...{ login: "marblefox", weekday: 5, time: "19:30", timeZone: "Europe/London" },
    ...{ minutes: 240, title: "The long evening: one hundred questions", weekly: false },
  },
  {
    ...{ login: "nachtzug", weekday: 4, time: "21:00", timeZone: "Europe/Berlin" },
    ...{ minutes: 180, title: "Freitagsfahrt", weekly: true },
  },
  {
    ...{ login: "orbitalkim", weekday: 6, time: "15:00", timeZone: "America/Los_Angeles" },
    ...{ minutes: 120, title: "Launch window", weekly: true },
  },
];

/** Day 0 of the epoch was a Thursday: Monday came three days before. */
const weekdayOf = (wall: number): number => (Math.floor(wall / DAY_MS) + 3) % 7;

/** The next day of that name, tomorrow at the earliest. */
export function segmentOf(plan: SeedPlan, categoryId: string, now: number): NewSegment {
  const { weekday, time, timeZone, minutes, title, weekly } = plan;
  const clock = new ZoneClock(timeZone);
  const tomorrow = (Math.floor(clock.wallAt(now) / DAY_MS) + 1) * DAY_MS;
  const day = tomorrow + ((weekday - weekdayOf(tomorrow) + 7) % 7) * DAY_MS;
  const [hours = 0, rest = 0] = time.split(":").map(Number);
  const startAt = clock.momentOf(day + (hours * 60 + rest) * 60_000);
  return { startAt, timeZone, minutes, title, category: categoryId, weekly };
}
