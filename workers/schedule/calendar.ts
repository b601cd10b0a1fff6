/** A channel's schedule as an iCalendar file (RFC 5545), for calendar programs that follow its address. Pure. */
import type { Planned, Segment } from "#protocol/channel/schedule.ts";
import { ZoneClock } from "#protocol/time-zone.ts";
import { cancellationOf, comparePlanned, plannedBetween, plannedInWeek } from "./recurrence.ts";
import type { StoredPlan, StoredSegment } from "./rows.ts";
import { renderTimeZone, wallTime } from "./time-zone-component.ts";
import { weekOfName } from "./weeks.ts";

export type CalendarAsk = {
  /** The channel's name, and the address of its page. */
  readonly name: string;
  readonly url: string;
  readonly plan: StoredPlan;
  /** Until when the changes of clocks are told. */
  readonly until: number;
};

/** Octets of a line, its end left out (RFC 5545 3.1). */
const MAX_LINE = 75;
/** How often a program should look again: an hour, as Twitch says. */
const REFRESH = "PT1H";
const MINUTE_MS = 60_000;

/** The whole file. Single broadcasts are in UTC; weekly ones on their zone's wall clock, with a rule. */
export function renderCalendar({ name, url, plan, until }: CalendarAsk): string {
  const weekly = plan.segments.filter((segment) => segment.weekly);
  const zones = [...new Set(weekly.map(({ timeZone }) => timeZone))].toSorted();
  const lines = [
    "BEGIN:VCALENDAR",
    "PRODID:-//Rill//Schedule//EN",
    "VERSION:2.0",
    "CALSCALE:GREGORIAN",
    `REFRESH-INTERVAL;VALUE=DURATION:${REFRESH}`,
    `X-PUBLISHED-TTL:${REFRESH}`,
    `NAME:${escapeText(name)}`,
    `X-WR-CALNAME:${escapeText(name)}`,
    ...zones.flatMap((zone) => {
      const starts = weekly.filter(({ timeZone }) => timeZone === zone).map(({ startAt }) => startAt);
      return renderTimeZone(zone, Math.min(...starts), until);
    }),
    ...plan.segments.flatMap((segment) => renderEvent(segment, plan, { name, url })),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}

type Common = Pick<CalendarAsk, "name" | "url">;

function renderEvent(segment: StoredSegment, plan: StoredPlan, { name, url }: Common): readonly string[] {
  const { id, title, category, weekly, changedAt } = segment;
  const left = leftOut(segment, plan);
  // A series leaves out single dates; what happens once is cancelled as a whole.
  const standing = weekly ? excluded(segment, left) : left.length > 0 ? ["STATUS:CANCELLED"] : [];
  return [
    "BEGIN:VEVENT",
    `UID:${id}`,
    `DTSTAMP:${utcTime(changedAt)}`,
    ...(weekly ? weeklyTimes(segment) : singleTimes(segment)),
    ...standing,
    `SUMMARY:${escapeText(title === "" ? name : title)}`,
    ...(category === null
      ? []
      : [`DESCRIPTION:${escapeText(category.name)}.`, `CATEGORIES:${escapeText(category.name)}`]),
    `URL:${url}`,
    "END:VEVENT",
  ];
}

/** Its broadcasts that do not take place. */
function leftOut(segment: StoredSegment, plan: StoredPlan): readonly Planned[] {
  const prefix = cancellationOf(segment.id, "");
  const weeks = [...plan.cancelled].flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
  const cancelled = weeks.flatMap((week) => plannedInWeek(plan, segment, weekOfName(week)) ?? []);
  const { vacation } = plan;
  const away =
    vacation === null ? [] : [...plannedBetween({ ...plan, segments: [segment] }, vacation.startAt, vacation.endAt)];
  // What is both stands among the cancelled.
  return [...cancelled, ...away.filter(({ standing }) => standing === "vacation")].toSorted(comparePlanned);
}

const singleTimes = ({ startAt, minutes }: Segment): readonly string[] => [
  `DTSTART:${utcTime(startAt)}`,
  `DTEND:${utcTime(startAt + minutes * MINUTE_MS)}`,
];

// A duration, since the wall clock at the end may be another by an hour.
const weeklyTimes = ({ startAt, timeZone, minutes }: Segment): readonly string[] => [
  `DTSTART;TZID=${timeZone}:${wallTime(new ZoneClock(timeZone).wallAt(startAt))}`,
  `DURATION:PT${minutes}M`,
  "RRULE:FREQ=WEEKLY",
];

function excluded({ timeZone }: Segment, left: readonly Planned[]): readonly string[] {
  if (left.length === 0) return [];
  const clock = new ZoneClock(timeZone);
  return [`EXDATE;TZID=${timeZone}:${left.map(({ startAt }) => wallTime(clock.wallAt(startAt))).join(",")}`];
}

const utcTime = (moment: number): string => `${wallTime(moment)}Z`;

/** RFC 5545 3.3.11. Other controls are none of a text's. */
const escapeText = (text: string): string =>
  text
    .replaceAll(/[\\;,]/g, "\\$&")
    .replaceAll(/\r\n|\r|\n/g, "\\n")
    .replaceAll(/\p{Cc}/gu, "");

/** Lines longer than 75 octets go on in the next one, after a space; no character is cut in two. */
function fold(line: string): string {
  const encoder = new TextEncoder();
  let [folded, octets] = ["", 0];
  for (const character of line) {
    const size = encoder.encode(character).byteLength;
    if (octets + size > MAX_LINE) {
      folded += "\r\n ";
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}
