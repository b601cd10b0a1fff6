/** What is typed about a planned broadcast or a vacation, and the moments that it means in its time zone. Pure. */
import type { NewSegment, Segment, SegmentChange, Vacation } from "#protocol/channel/schedule.ts";
import type { CategoryName } from "#protocol/discovery/category.ts";
import { DAY_MS, ZoneClock } from "#protocol/time-zone.ts";

export type TypedSegment = {
  readonly title: string;
  readonly category: CategoryName | null;
  /** `2026-11-20`, as date fields have it. */
  readonly date: string;
  /** `20:00`. */
  readonly time: string;
  readonly minutes: number;
  readonly timeZone: string;
  readonly weekly: boolean;
};

const HOUR_MS = 3_600_000;

/** Lengths that are offered, minutes: half hours at first, then whole ones. */
const LENGTHS = [30, 60, 90, 120, 150, 180, 240, 300, 360, 480, 600, 720, 960, 1200, 1380] as const;

/** With the one that is there, when it is another. */
export const lengthsWith = (minutes: number): readonly number[] =>
  [...new Set([...LENGTHS, minutes])].toSorted((one, other) => one - other);

const dateOf = (wall: number): string => new Date(wall).toISOString().slice(0, 10);
const timeOf = (wall: number): string => new Date(wall).toISOString().slice(11, 16);

/** Tomorrow at the next whole hour, for two hours. */
export function freshSegment(now: number, timeZone: string): TypedSegment {
  const wall = Math.ceil((new ZoneClock(timeZone).wallAt(now) + DAY_MS) / HOUR_MS) * HOUR_MS;
  const when = { date: dateOf(wall), time: timeOf(wall), timeZone };
  return { title: "", category: null, ...when, minutes: 120, weekly: true };
}

export function typedOf({ title, category, startAt, minutes, timeZone, weekly }: Segment): TypedSegment {
  const wall = new ZoneClock(timeZone).wallAt(startAt);
  return { title, category, date: dateOf(wall), time: timeOf(wall), minutes, timeZone, weekly };
}

/** Null when date or time are none. */
export function segmentOf({ date, time, category, ...typed }: TypedSegment): NewSegment | null {
  const wall = Date.parse(`${date}T${time}Z`);
  if (Number.isNaN(wall)) return null;
  return { ...typed, category: category?.id ?? null, startAt: new ZoneClock(typed.timeZone).momentOf(wall) };
}

/** What to ask for, null when nothing has changed. Only what changed is named: somebody else may be changing the rest. */
export function changeOf(known: TypedSegment, typed: TypedSegment): SegmentChange | null {
  const meant = segmentOf(typed);
  if (meant === null) return null;
  const isMoved = typed.date !== known.date || typed.time !== known.time || typed.timeZone !== known.timeZone;
  const change: SegmentChange = {
    ...(isMoved ? { startAt: meant.startAt, timeZone: meant.timeZone } : {}),
    ...(typed.minutes === known.minutes ? {} : { minutes: meant.minutes }),
    ...(typed.title.trim() === known.title ? {} : { title: meant.title.trim() }),
    ...(typed.category?.id === known.category?.id ? {} : { category: meant.category }),
    ...(typed.weekly === known.weekly ? {} : { weekly: meant.weekly }),
  };
  return Object.keys(change).length === 0 ? null : change;
}

/** Whole days in a time zone, the last one to its end. Null when a day is none, or the last is before the first. */
export function vacationOf(first: string, last: string, timeZone: string): Vacation | null {
  const [from, until] = [Date.parse(`${first}T00:00Z`), Date.parse(`${last}T00:00Z`)];
  if (Number.isNaN(from) || Number.isNaN(until) || until < from) return null;
  const clock = new ZoneClock(timeZone);
  return { startAt: clock.momentOf(from), endAt: clock.momentOf(until + DAY_MS), timeZone };
}

/** The days of a vacation, as date fields have them. */
export function daysOf({ startAt, endAt, timeZone }: Vacation): { readonly first: string; readonly last: string } {
  const clock = new ZoneClock(timeZone);
  return { first: dateOf(clock.wallAt(startAt)), last: dateOf(clock.wallAt(endAt - 1)) };
}

/** Every zone that the browser knows, and those that are in use. */
export const zonesWith = (...zones: readonly string[]): readonly string[] =>
  [...new Set([...Intl.supportedValuesOf("timeZone"), "UTC", ...zones])].toSorted();
