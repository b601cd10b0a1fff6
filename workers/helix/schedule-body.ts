/** What the Twitch-shaped API is sent about a schedule, in our words; what does not fit is refused under Twitch's names. Pure. */
import * as v from "valibot";
import {
  changeSegmentSchema,
  type NewSegment,
  newSegmentSchema,
  type SegmentChange,
  type Vacation,
  vacationSchema,
} from "#protocol/channel/schedule.ts";
import type { ChangePlanned } from "#protocol/helix/schedule.ts";
import { badRequest, malformed } from "./fault.ts";
import { timeOfText } from "./query.ts";

const NAMES: Readonly<Record<string, string>> = {
  startAt: "start_time",
  timeZone: "timezone",
  minutes: "duration",
  category: "category_id",
};

type Asked = Omit<ChangePlanned, "is_canceled"> & { readonly is_recurring?: boolean | undefined };

const ours = ({ start_time, timezone, duration, category_id, title, is_recurring }: Asked) => ({
  ...(start_time === undefined ? {} : { startAt: timeOfText("start_time", start_time) }),
  ...(timezone === undefined ? {} : { timeZone: timezone }),
  ...(duration === undefined ? {} : { minutes: minutesOf(duration) }),
  ...(category_id === undefined ? {} : { category: category_id === "" || category_id === "0" ? null : category_id }),
  ...(title === undefined ? {} : { title }),
  ...(is_recurring === undefined ? {} : { weekly: is_recurring }),
});

const minutesOf = (duration: string | number): number =>
  typeof duration === "string" && !/^[0-9]{1,6}$/.test(duration) ? Number.NaN : Number(duration);

export const newSegmentOf = (asked: Asked): NewSegment =>
  fitting(newSegmentSchema, { title: "", category: null, weekly: false, ...ours(asked) });

/** Null for one that changes nothing of the segment. */
export function changedSegmentOf(asked: ChangePlanned): SegmentChange | null {
  const change = ours(asked);
  if (Object.keys(change).length > 0) return fitting(changeSegmentSchema, change);
  if (asked.is_canceled === undefined) throw badRequest("The request must update at least one property.");
  return null;
}

export function vacationOf(startAt: number, endAt: number, timeZone: string): Vacation {
  if (endAt <= startAt) {
    throw badRequest("The date in vacation_end_time must be later than the date in vacation_start_time.");
  }
  return fitting(vacationSchema, { startAt, endAt, timeZone });
}

function fitting<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const read = v.safeParse(schema, value);
  if (read.success) return read.output;
  const [issue] = read.issues;
  const name = v.getDotPath(issue) ?? "";
  throw malformed(NAMES[name] ?? name, issue.message);
}
