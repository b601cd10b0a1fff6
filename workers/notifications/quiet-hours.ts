/** Quiet hours: between two times of the day, in the person's own time zone, nothing is sent. Pure. */

/** Minutes of the day; the end itself is not quiet, and both the same is none of it. */
export type Quiet = { readonly from: number; readonly until: number; readonly timeZone: string };

export function isQuiet({ from, until, timeZone }: Quiet, now: number): boolean {
  const minute = minuteOfDay(now, timeZone);
  return from <= until ? minute >= from && minute < until : minute >= from || minute < until;
}

function minuteOfDay(now: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return minutesOf(format.format(now));
}

/** Of `HH:MM`. */
export function minutesOf(time: string): number {
  const [hours = "0", minutes = "0"] = time.split(":");
  return Number(hours) * 60 + Number(minutes);
}

export const timeOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
