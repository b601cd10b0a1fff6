/**
 * Time zones of the IANA database: whether there is one, and what its clocks on the wall show. What a wall clock shows is written as the
 * moment at which UTC shows the same, in milliseconds, so that days and weeks are added to it like numbers. Pure.
 */
import * as v from "valibot";

/** Characters of a time zone's name, at most. */
export const MAX_TIME_ZONE_LENGTH = 64;

export const DAY_MS = 24 * 3600 * 1000;

/** Whether there is such a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** `Europe/Berlin`; an offset is none, since clocks do not stay at one. */
export const timeZoneSchema = v.pipe(
  v.string(),
  v.maxLength(MAX_TIME_ZONE_LENGTH, `a time zone has at most ${MAX_TIME_ZONE_LENGTH} characters`),
  v.regex(/^[A-Za-z][A-Za-z0-9_+/-]*$/, "a time zone is a name of the IANA database, as Europe/Berlin"),
  v.check(isTimeZone, "there is no such time zone"),
);

/** The clocks on the wall of one time zone. */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat;

  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  }

  /** What the wall clock shows at a moment, to the second. */
  wallAt(moment: number): number {
    const shown = new Map(this.#format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => shown.get(type) ?? 0;
    return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  }

  /** How far the wall clock is before UTC at a moment, milliseconds. */
  offsetAt(moment: number): number {
    return this.wallAt(moment) - Math.floor(moment / 1000) * 1000;
  }

  /**
   * When the wall clock shows this. RFC 5545 3.3.5: what it shows twice is the first time, and what it leaves out is read with the offset from
   * before the gap. Clocks are taken not to change twice within two days.
   */
  momentOf(wall: number): number {
    const [before, after] = [this.offsetAt(wall - DAY_MS), this.offsetAt(wall + DAY_MS)];
    const [first, second] = [wall - before, wall - after];
    if (before === after || this.wallAt(first) === wall) return first;
    return this.wallAt(second) === wall ? second : first;
  }
}
