/** When something is planned, as its reader says it: by the day's name in the next days, by the date later. Pure: now is passed in. */
import { DAY_MS, ZoneClock } from "#protocol/time-zone.ts";

/** The reader's language and zone; absent: as the browser says. */
export type Reader = { readonly locale?: string; readonly timeZone?: string };

export const zoneHere = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Days ahead that are called by their weekday: the same weekday of next week is a date. */
const NAMED_DAYS = 6;

/** `Today 20:00`, `Tomorrow 20:00`, `Friday 20:00`, `Fri 27 Nov, 20:00`. */
export function plannedText(at: number, now: number, reader: Reader = {}): string {
  const clock = new ZoneClock(reader.timeZone ?? zoneHere());
  const days = Math.floor(clock.wallAt(at) / DAY_MS) - Math.floor(clock.wallAt(now) / DAY_MS);
  const time = timeOfDay(at, reader);
  if (days === 0) return `Today ${time}`;
  if (days === 1) return `Tomorrow ${time}`;
  return days > 1 && days <= NAMED_DAYS ? `${weekdayOf(at, reader)} ${time}` : `${dateText(at, reader)}, ${time}`;
}

const formatted = (
  at: number,
  { locale, timeZone = zoneHere() }: Reader,
  options: Intl.DateTimeFormatOptions,
): string => new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(at);

/** The time of day alone. */
export const timeOfDay = (at: number, reader: Reader = {}): string => formatted(at, reader, { timeStyle: "short" });

/** The date alone. */
export const dateText = (at: number, reader: Reader = {}): string =>
  formatted(at, reader, { weekday: "short", day: "numeric", month: "short" });

export const weekdayOf = (at: number, reader: Reader = {}): string => formatted(at, reader, { weekday: "long" });

/** `1 h 30 min`. */
export function lengthText(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
