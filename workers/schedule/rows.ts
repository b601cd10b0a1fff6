/** The rows of channels' schedules in D1: segments, broadcasts of them that do not take place, vacations. The statements' only place. */
import * as v from "valibot";
import {
  MAX_SEGMENTS,
  type NewSegment,
  type Segment,
  type SegmentChange,
  type Vacation,
} from "#protocol/channel/schedule.ts";
import { idSchema } from "#protocol/ids.ts";
import { cancellationOf, type Plan } from "./recurrence.ts";

/** Weeks of one segment that are read as cancelled: those of a year, and some that are over. */
const MAX_CANCELLED = 100;
/** Milliseconds of the planned minutes. */
const LENGTH = "minutes * 60000";

const COLUMNS = {
  startAt: "starts_at",
  timeZone: "time_zone",
  minutes: "minutes",
  title: "title",
  category: "category_id",
  weekly: "weekly",
} as const;
export type Column = keyof typeof COLUMNS;
const EVERY_COLUMN = ["startAt", "timeZone", "minutes", "title", "category", "weekly"] as const;

/** Only what changes is named: somebody else may be changing the rest. */
const updateOf = (columns: readonly Column[]): string =>
  `UPDATE schedule_segments SET ${columns.map((column) => `${COLUMNS[column]} = ?, `).join("")} changed_at = ?
   WHERE id = ? AND channel_id = ?`;

/** Every statement, so that the tests can ask for their plans. */
export const SCHEDULE_SQL = {
  segments: `SELECT s.id, s.starts_at, s.time_zone, s.minutes, s.title, s.weekly, s.changed_at,
      s.category_id, g.name AS category_name, g.slug AS category_slug
    FROM schedule_segments s LEFT JOIN categories g ON g.id = s.category_id
    WHERE s.channel_id = ? ORDER BY s.starts_at, s.id LIMIT ${MAX_SEGMENTS}`,
  cancelled: `SELECT c.segment_id, c.week FROM schedule_segments s CROSS JOIN schedule_cancellations c ON c.segment_id = s.id
    WHERE s.channel_id = ? LIMIT ${MAX_SEGMENTS * MAX_CANCELLED}`,
  vacation: "SELECT starts_at, ends_at, time_zone FROM schedule_vacations WHERE channel_id = ? AND ends_at > ?",
  forgetOver: `DELETE FROM schedule_segments WHERE channel_id = ? AND weekly = 0 AND starts_at + ${LENGTH} < ?`,
  add: `INSERT INTO schedule_segments
      (id, channel_id, starts_at, time_zone, minutes, title, category_id, weekly, changed_at)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9
    WHERE (SELECT count(*) FROM schedule_segments WHERE channel_id = ?2) < ${MAX_SEGMENTS}`,
  change: updateOf(EVERY_COLUMN),
  remove: "DELETE FROM schedule_segments WHERE id = ? AND channel_id = ?",
  forgetWeeks: "DELETE FROM schedule_cancellations WHERE segment_id = ? AND week < ?",
  cancel: `INSERT INTO schedule_cancellations (segment_id, week)
    SELECT id, ? FROM schedule_segments WHERE id = ? AND channel_id = ? ON CONFLICT DO NOTHING`,
  restore: `DELETE FROM schedule_cancellations
    WHERE segment_id = (SELECT id FROM schedule_segments WHERE id = ? AND channel_id = ?) AND week = ?`,
  restoreAll: "DELETE FROM schedule_cancellations WHERE segment_id = ?",
  touch: "UPDATE schedule_segments SET changed_at = ? WHERE id = ? AND channel_id = ?",
  setVacation: `INSERT INTO schedule_vacations (channel_id, starts_at, ends_at, time_zone) VALUES (?, ?, ?, ?)
    ON CONFLICT (channel_id) DO UPDATE SET starts_at = excluded.starts_at, ends_at = excluded.ends_at,
      time_zone = excluded.time_zone`,
  endVacation: "DELETE FROM schedule_vacations WHERE channel_id = ?",
} as const;

const segmentRow = v.object({
  id: v.string(),
  starts_at: v.number(),
  time_zone: v.string(),
  minutes: v.number(),
  title: v.string(),
  weekly: v.number(),
  changed_at: v.number(),
  category_id: v.nullable(v.pipe(v.number(), v.transform(String), idSchema)),
  category_name: v.nullable(v.string()),
  category_slug: v.nullable(v.string()),
});
const cancelledRow = v.object({ segment_id: v.string(), week: v.string() });
const vacationRow = v.object({ starts_at: v.number(), ends_at: v.number(), time_zone: v.string() });

/** A segment, and when it was last changed. */
export type StoredSegment = Segment & { readonly changedAt: number };
export type StoredPlan = Omit<Plan, "segments"> & { readonly segments: readonly StoredSegment[] };

/** Everything that a channel has planned; a vacation only until it is over. */
export async function planOf(db: D1Database, channelId: string, now: number): Promise<StoredPlan> {
  const id = Number(channelId);
  const [segments, cancelled, vacation] = await db.batch([
    db.prepare(SCHEDULE_SQL.segments).bind(id),
    db.prepare(SCHEDULE_SQL.cancelled).bind(id),
    db.prepare(SCHEDULE_SQL.vacation).bind(id, now),
  ]);
  const [away] = v.parse(v.array(vacationRow), vacation?.results ?? []);
  return {
    segments: v.parse(v.array(segmentRow), segments?.results ?? []).map(segmentOf),
    cancelled: new Set(
      v.parse(v.array(cancelledRow), cancelled?.results ?? []).map((row) => cancellationOf(row.segment_id, row.week)),
    ),
    vacation: away === undefined ? null : { startAt: away.starts_at, endAt: away.ends_at, timeZone: away.time_zone },
  };
}

function segmentOf(row: v.InferOutput<typeof segmentRow>): StoredSegment {
  const { category_id, category_name, category_slug } = row;
  const isNamed = category_id !== null && category_name !== null && category_slug !== null;
  return {
    id: row.id,
    startAt: row.starts_at,
    timeZone: row.time_zone,
    minutes: row.minutes,
    title: row.title,
    category: isNamed ? { id: category_id, name: category_name, slug: category_slug } : null,
    weekly: row.weekly !== 0,
    changedAt: row.changed_at,
  };
}

const columnValue = (value: string | number | boolean | null, column: Column): string | number | null => {
  if (column === "category") return value === null ? null : Number(value);
  return typeof value === "boolean" ? Number(value) : value;
};

/** False when the channel has as many segments as it may have. Single ones that were over before a moment are forgotten first. */
export async function insertSegment(
  db: D1Database,
  channelId: string,
  segment: NewSegment & { readonly id: string; readonly now: number; readonly forgetBefore: number },
): Promise<boolean> {
  const { id, now, forgetBefore } = segment;
  const values = EVERY_COLUMN.map((column) => columnValue(segment[column], column));
  const [, added] = await db.batch([
    db.prepare(SCHEDULE_SQL.forgetOver).bind(Number(channelId), forgetBefore),
    db.prepare(SCHEDULE_SQL.add).bind(id, Number(channelId), ...values, now),
  ]);
  return (added?.meta.changes ?? 0) > 0;
}

export async function updateSegment(
  db: D1Database,
  channelId: string,
  segmentId: string,
  change: SegmentChange,
  now: number,
): Promise<void> {
  const columns = EVERY_COLUMN.filter((column) => change[column] !== undefined);
  const values = columns.map((column) => columnValue(change[column] ?? null, column));
  await db
    .prepare(updateOf(columns))
    .bind(...values, now, segmentId, Number(channelId))
    .run();
}

/** False when the channel has no such segment. */
export async function deleteSegment(db: D1Database, channelId: string, segmentId: string): Promise<boolean> {
  const { meta } = await db.prepare(SCHEDULE_SQL.remove).bind(segmentId, Number(channelId)).run();
  return meta.changes > 0;
}

export type Week = { readonly segmentId: string; readonly week: string };

/** Weeks of the segment before another one are forgotten. */
export async function cancelWeek(
  db: D1Database,
  channelId: string,
  { segmentId, week, forgetBefore, now }: Week & { readonly forgetBefore: string; readonly now: number },
): Promise<void> {
  await db.batch([
    db.prepare(SCHEDULE_SQL.cancel).bind(week, segmentId, Number(channelId)),
    db.prepare(SCHEDULE_SQL.forgetWeeks).bind(segmentId, forgetBefore),
    db.prepare(SCHEDULE_SQL.touch).bind(now, segmentId, Number(channelId)),
  ]);
}

export async function restoreWeek(
  db: D1Database,
  channelId: string,
  { segmentId, week, now }: Week & { readonly now: number },
): Promise<void> {
  await db.batch([
    db.prepare(SCHEDULE_SQL.restore).bind(segmentId, Number(channelId), week),
    db.prepare(SCHEDULE_SQL.touch).bind(now, segmentId, Number(channelId)),
  ]);
}

/** Every week of a segment that is known to be there. */
export async function restoreWeeks(db: D1Database, segmentId: string): Promise<void> {
  await db.prepare(SCHEDULE_SQL.restoreAll).bind(segmentId).run();
}

export async function setVacation(db: D1Database, channelId: string, vacation: Vacation | null): Promise<void> {
  const id = Number(channelId);
  const statement =
    vacation === null
      ? db.prepare(SCHEDULE_SQL.endVacation).bind(id)
      : db.prepare(SCHEDULE_SQL.setVacation).bind(id, vacation.startAt, vacation.endAt, vacation.timeZone);
  await statement.run();
}
