/** Changes a channel's schedule. Who may is decided before; the one place for it, whatever the API. Throws Faults for what cannot be. */
import {
  KEPT_AFTER_END_MS,
  MAX_DAYS_AWAY,
  MAX_SEGMENTS,
  type NewSegment,
  type Planned,
  SCHEDULE_AHEAD_MS,
  type SegmentChange,
  type Vacation,
} from "#protocol/channel/schedule.ts";
import { Fault } from "#protocol/errors.ts";
import { DAY_MS } from "#protocol/time-zone.ts";
import { categoryExists } from "../categories/rows.ts";
import { plannedInWeek } from "./recurrence.ts";
import {
  cancelWeek,
  deleteSegment,
  insertSegment,
  planOf,
  restoreWeek,
  restoreWeeks,
  type StoredPlan,
  type StoredSegment,
  setVacation,
  updateSegment,
} from "./rows.ts";
import { isoWeekOf, weekName, weekOfName } from "./weeks.ts";

export type At = { readonly db: D1Database; readonly channelId: string; readonly now: number };

export const noSegment = (): Fault => new Fault("not_found", "The channel's schedule has no such segment.");

/** The new segment's id. */
export async function addSegment({ db, channelId, now }: At, segment: NewSegment): Promise<string> {
  await requireFitting(db, segment, now);
  const id = crypto.randomUUID();
  const isAdded = await insertSegment(db, channelId, { ...segment, id, now, forgetBefore: now - KEPT_AFTER_END_MS });
  if (!isAdded) throw new Fault("conflict", `A schedule has at most ${MAX_SEGMENTS} segments.`);
  return id;
}

export async function changeSegment(
  { db, channelId, now }: At,
  segment: StoredSegment,
  change: SegmentChange,
): Promise<void> {
  const isMoved = change.startAt !== undefined && change.startAt !== segment.startAt;
  // Where a series began long ago, it may stay.
  await requireFitting(db, isMoved ? change : { ...change, startAt: undefined }, now);
  await updateSegment(db, channelId, segment.id, change, now);
  // A single broadcast at another time is not the one that was cancelled.
  if (isMoved && !(change.weekly ?? segment.weekly)) await restoreWeeks(db, segment.id);
}

export async function removeSegment({ db, channelId }: At, segmentId: string): Promise<void> {
  if (!(await deleteSegment(db, channelId, segmentId))) throw noSegment();
}

export function segmentIn(plan: StoredPlan, id: string): StoredSegment {
  const segment = plan.segments.find((one) => one.id === id);
  if (segment === undefined) throw noSegment();
  return segment;
}

/** Cancels a segment's broadcast in a week, or has it take place after all. */
export async function setCancelled(at: At, segmentId: string, week: string, isCancelled: boolean): Promise<void> {
  const { db, channelId, now } = at;
  const plan = await planOf(db, channelId, now);
  const planned = plannedInWeek(plan, segmentIn(plan, segmentId), weekOfName(week));
  if (planned === null || !isToCome(planned, now)) {
    throw new Fault("not_found", "The segment has no broadcast to come in this week.");
  }
  if (isCancelled) await cancelWeek(db, channelId, { segmentId, week: planned.week, forgetBefore: keptFrom(now), now });
  else await restoreWeek(db, channelId, { segmentId, week: planned.week, now });
}

export async function changeVacation({ db, channelId, now }: At, vacation: Vacation | null): Promise<void> {
  if (vacation !== null) {
    if (vacation.endAt <= now) throw new Fault("bad_request", "The vacation is over already.");
    requireNear(vacation.startAt, now, "A vacation begins");
    requireNear(vacation.endAt, now, "A vacation ends");
  }
  await setVacation(db, channelId, vacation);
}

const isToCome = ({ startAt, endAt }: Planned, now: number): boolean =>
  endAt > now && startAt < now + SCHEDULE_AHEAD_MS;

/** The first week whose cancellations are kept. */
const keptFrom = (now: number): string => weekName(isoWeekOf(now - KEPT_AFTER_END_MS));

async function requireFitting(db: D1Database, { startAt, category }: SegmentChange, now: number): Promise<void> {
  if (startAt !== undefined) requireNear(startAt, now, "A segment begins");
  if (typeof category === "string" && !(await categoryExists(db, category))) {
    throw new Fault("bad_request", "There is no such category.");
  }
}

function requireNear(moment: number, now: number, what: string): void {
  if (Math.abs(moment - now) <= MAX_DAYS_AWAY * DAY_MS) return;
  throw new Fault("bad_request", `${what} at most ${MAX_DAYS_AWAY} days from now.`);
}
