/**
 * When a channel means to be live: segments, each once or every week, the broadcasts that come of them, and a vacation. Moments are milliseconds
 * since the Unix epoch.
 */
import * as v from "valibot";
import { categoryNameSchema } from "../discovery/category.ts";
import { idSchema } from "../ids.ts";
import { DAY_MS, timeZoneSchema } from "../time-zone.ts";
import { titleSchema } from "./about.ts";

/** Segments of a channel, those that are over among them: several a day, and every day of the week. */
export const MAX_SEGMENTS = 100;
/** Minutes that a broadcast is planned for: as on Twitch. */
export const MIN_MINUTES = 30;
export const MAX_MINUTES = 1380;
/** Days before and after now at which a segment may begin, and a vacation begin or end: nobody plans further. */
export const MAX_DAYS_AWAY = 366;
/** Milliseconds after which a segment that was once is forgotten. */
export const KEPT_AFTER_END_MS = 30 * DAY_MS;
/** Milliseconds that a list of what comes reaches ahead: every week of a year, and no list without an end. */
export const SCHEDULE_AHEAD_MS = 53 * 7 * DAY_MS;
/** Broadcasts that `GET /api/channels/:login/schedule` names. */
export const MAX_UPCOMING = 50;

/** Milliseconds at which the calendar of computers still agrees: the end of the year 9999. */
const MAX_MOMENT = 253_402_300_799_999;
const momentSchema = v.pipe(
  v.number(),
  v.integer("a moment is whole milliseconds"),
  v.minValue(0, "a moment is not before 1970"),
  v.maxValue(MAX_MOMENT, "a moment is before the year 10000"),
);

export const minutesSchema = v.pipe(
  v.number(),
  v.integer("a duration is whole minutes"),
  v.minValue(MIN_MINUTES, `a broadcast is planned for ${MIN_MINUTES} minutes or more`),
  v.maxValue(MAX_MINUTES, `a broadcast is planned for ${MAX_MINUTES} minutes at most`),
);

/** A random UUID. */
export const segmentIdSchema = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "a segment's id is a UUID in lower case"),
);

/** A week by ISO 8601, of the date that the segment's wall clock shows: a segment has one broadcast in it at most. */
export const weekSchema = v.pipe(
  v.string(),
  v.regex(/^[0-9]{4}-W(?:0[1-9]|[1-4][0-9]|5[0-3])$/, "a week is written as 2026-W05"),
);

/** `POST /api/channels/:login/schedule/segments`. */
export const newSegmentSchema = v.object({
  startAt: momentSchema,
  timeZone: timeZoneSchema,
  minutes: minutesSchema,
  title: titleSchema,
  /** Its id. */
  category: v.nullable(idSchema),
  /** At the same time on the zone's wall clock each week; once otherwise. */
  weekly: v.boolean(),
});
export type NewSegment = Readonly<v.InferOutput<typeof newSegmentSchema>>;

/** `PATCH /api/channels/:login/schedule/segments/:segment`: what is absent stays. */
export const changeSegmentSchema = v.pipe(
  v.partial(newSegmentSchema),
  v.check(
    (change) => Object.values(change).some((value) => value !== undefined),
    "a change names startAt, timeZone, minutes, title, category or weekly",
  ),
);
export type SegmentChange = Readonly<v.InferOutput<typeof changeSegmentSchema>>;

export const segmentSchema = v.object({
  id: segmentIdSchema,
  /** Of its first broadcast. */
  startAt: momentSchema,
  timeZone: v.string(),
  minutes: v.number(),
  title: v.string(),
  category: v.nullable(categoryNameSchema),
  weekly: v.boolean(),
});
export type Segment = Readonly<v.InferOutput<typeof segmentSchema>>;

/** One broadcast that a segment plans. */
export const plannedSchema = v.object({
  segment: segmentIdSchema,
  week: weekSchema,
  startAt: momentSchema,
  endAt: momentSchema,
  title: v.string(),
  category: v.nullable(categoryNameSchema),
  weekly: v.boolean(),
  /** `vacation`: does not take place either, because the channel is away. */
  standing: v.picklist(["planned", "cancelled", "vacation"]),
});
export type Planned = Readonly<v.InferOutput<typeof plannedSchema>>;

/** `PUT /api/channels/:login/schedule/vacation`. */
export const vacationSchema = v.pipe(
  v.object({ startAt: momentSchema, endAt: momentSchema, timeZone: timeZoneSchema }),
  v.check(({ startAt, endAt }) => endAt > startAt, "a vacation ends after it begins"),
);
export type Vacation = Readonly<v.InferOutput<typeof vacationSchema>>;

/** `GET /api/channels/:login/schedule`. */
export const scheduleSchema = v.object({
  /** By when they begin. */
  segments: v.array(segmentSchema),
  /** What goes on or comes within a year, soonest first. */
  upcoming: v.array(plannedSchema),
  /** Null when there is none, or it is over. */
  vacation: v.nullable(v.object({ startAt: momentSchema, endAt: momentSchema, timeZone: v.string() })),
});
export type Schedule = Readonly<v.InferOutput<typeof scheduleSchema>>;

/** The calendar file of a channel. */
export const calendarPath = (login: string): string => `/api/channels/${login}/schedule.ics`;
