/** A time zone as iCalendar writes it (RFC 5545 3.6.5): every change of its clocks in a span, each as an observance of its own. Pure. */
import { ZoneClock } from "#protocol/time-zone.ts";
import { WEEK_MS } from "./weeks.ts";

/** `20261120T200000`: what a wall clock shows. */
export const wallTime = (wall: number): string => new Date(wall).toISOString().slice(0, 19).replaceAll(/[-:]/g, "");

/** The component's lines; the clocks are right from one moment until another. */
export function renderTimeZone(timeZone: string, from: number, until: number): readonly string[] {
  const clock = new ZoneClock(timeZone);
  const start = clock.offsetAt(from);
  // In force long before anything that refers to it.
  const first = observance("STANDARD", "19700101T000000", start, start);
  const changes = changesOf(clock, from, until).flatMap(({ at, before, after }) =>
    observance(after > before ? "DAYLIGHT" : "STANDARD", wallTime(at + before), before, after),
  );
  return ["BEGIN:VTIMEZONE", `TZID:${timeZone}`, ...first, ...changes, "END:VTIMEZONE"];
}

type Change = { readonly at: number; readonly before: number; readonly after: number };

/** Clocks are taken not to change and change back within a week. */
function changesOf(clock: ZoneClock, from: number, until: number): readonly Change[] {
  const changes: Change[] = [];
  let before = clock.offsetAt(from);
  for (let week = from; week < until; week += WEEK_MS) {
    const after = clock.offsetAt(week + WEEK_MS);
    if (after !== before) changes.push({ at: changeBetween(clock, week, week + WEEK_MS, before), before, after });
    before = after;
  }
  return changes;
}

/** The first second after one moment, until another, whose offset is no longer this. */
function changeBetween(clock: ZoneClock, from: number, until: number, before: number): number {
  let [low, high] = [Math.floor(from / 1000), Math.ceil(until / 1000)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (clock.offsetAt(middle * 1000) === before) low = middle;
    else high = middle;
  }
  return high * 1000;
}

const observance = (kind: "STANDARD" | "DAYLIGHT", start: string, from: number, to: number): readonly string[] => [
  `BEGIN:${kind}`,
  `DTSTART:${start}`,
  `TZOFFSETFROM:${offsetName(from)}`,
  `TZOFFSETTO:${offsetName(to)}`,
  `END:${kind}`,
];

/** `+0130`. */
function offsetName(offset: number): string {
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}
