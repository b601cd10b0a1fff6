/** Weeks by ISO 8601: Thursday's year is the week's, and Monday begins it. Dates are what a wall clock shows (`ZoneClock`). Pure. */
import { DAY_MS } from "#protocol/time-zone.ts";

export const WEEK_MS = 7 * DAY_MS;
/** 1970-01-01 was a Thursday: that week's Monday came three days before. */
const FIRST_MONDAY = -3 * DAY_MS;

export type IsoWeek = { readonly year: number; readonly week: number };

/** Midnight of the Monday of a date's week. */
const mondayOf = (wall: number): number => FIRST_MONDAY + Math.floor((wall - FIRST_MONDAY) / WEEK_MS) * WEEK_MS;
/** Of a year's first week: the fourth of January is always in it. */
const firstMondayOf = (year: number): number => mondayOf(Date.UTC(year, 0, 4));

export function isoWeekOf(wall: number): IsoWeek {
  const monday = mondayOf(wall);
  const year = new Date(monday + 3 * DAY_MS).getUTCFullYear();
  return { year, week: 1 + (monday - firstMondayOf(year)) / WEEK_MS };
}

/** The same day and time in another week. */
export const movedToWeek = (wall: number, { year, week }: IsoWeek): number =>
  firstMondayOf(year) + (week - 1) * WEEK_MS + (wall - mondayOf(wall));

/** `2026-W05`. */
export const weekName = ({ year, week }: IsoWeek): string =>
  `${String(year).padStart(4, "0")}-W${String(week).padStart(2, "0")}`;

/** Of a name that `weekSchema` let pass. */
export function weekOfName(name: string): IsoWeek {
  const [year = "0", week = "0"] = name.split("-W");
  return { year: Number(year), week: Number(week) };
}
