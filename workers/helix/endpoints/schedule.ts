/** When a channel means to be live: its broadcasts, single or of every week, and its vacation. */
import * as v from "valibot";
import { type Planned, SCHEDULE_AHEAD_MS, segmentIdSchema, type Vacation } from "#protocol/channel/schedule.ts";
import {
  changePlannedSchema,
  type HelixSchedule,
  type HelixSchedulePage,
  MAX_FIRST_PLANNED,
  newPlannedSchema,
} from "#protocol/helix/schedule.ts";
import type { DescribedRow } from "../../channels/described.ts";
import {
  type At,
  addSegment,
  changeSegment,
  changeVacation,
  removeSegment,
  segmentIn,
  setCancelled,
} from "../../schedule/change.ts";
import { comparePlanned, nextOf, plannedBetween, plannedInWeek } from "../../schedule/recurrence.ts";
import { planOf, type StoredPlan } from "../../schedule/rows.ts";
import { bodyOf } from "../body.ts";
import { type Call, forAnyone, forUser, type UserCall } from "../endpoint.ts";
import { badRequest, malformed, missing, notFound } from "../fault.ts";
import { pageOf } from "../page.ts";
import { decodePlannedId, type PlannedId } from "../planned-id.ts";
import { changedSegmentOf, newSegmentOf, vacationOf } from "../schedule-body.ts";
import { scheduleOf } from "../schedule-shapes.ts";
import { broadcasterOf, ownId } from "../who.ts";

const MANAGE = ["channel:manage:schedule"];
/** When a broadcast begins, and its segment. */
const placeSchema = v.strictTuple([v.pipe(v.number(), v.integer()), segmentIdSchema]);
const placeOfPlanned = ({ startAt, segment }: Planned): [number, string] => [startAt, segment];

const isNone = ({ segments, vacation }: StoredPlan): boolean => segments.length === 0 && vacation === null;

async function getSchedule(call: Call): Promise<HelixSchedulePage> {
  const { db, query, nowMs } = call;
  const channel = await broadcasterOf(call);
  const ids = query.values("id").map(idOf);
  const from = query.time("start_time") ?? nowMs;
  const ask = query.page("schedule", placeSchema, { most: MAX_FIRST_PLANNED });
  if (ask.direction === "before") throw malformed("before", "a schedule is read forwards only");
  const plan = await planOf(db, channel.id, nowMs);
  if (isNone(plan)) throw notFound("The broadcaster has not created a streaming schedule.");
  if (ids.length > 0) return answerOf(channel, plan, namedIn(plan, ids), {});
  const found: Planned[] = [];
  const [beginning, segment] = ask.place ?? [from, ""];
  for (const planned of plannedBetween(plan, Math.max(from, beginning), nowMs + SCHEDULE_AHEAD_MS)) {
    if (comparePlanned(planned, { startAt: beginning, segment }) > 0) found.push(planned);
    if (found.length > ask.limit) break;
  }
  const { entries, pagination } = pageOf(ask, found, placeOfPlanned);
  return answerOf(channel, plan, entries, pagination);
}

function answerOf(
  channel: DescribedRow,
  plan: StoredPlan,
  planned: readonly Planned[],
  pagination: HelixSchedulePage["pagination"],
): HelixSchedulePage {
  return { data: { ...scheduleOf(channel, plan, planned), pagination }, pagination };
}

function idOf(id: string): PlannedId {
  const decoded = decodePlannedId(id);
  if (decoded === null) throw malformed("id", "the value must be a valid ID");
  return decoded;
}

/** Those that are there, in their order. */
function namedIn(plan: StoredPlan, ids: readonly PlannedId[]): readonly Planned[] {
  return ids.flatMap(({ segment: id, week }) => {
    const segment = plan.segments.find((one) => one.id === id);
    return segment === undefined ? [] : (plannedInWeek(plan, segment, week) ?? []);
  });
}

/** The token's user's own schedule, to be changed. */
async function ownPlace(call: UserCall): Promise<At & { readonly channel: DescribedRow }> {
  const channelId = ownId(call, "broadcaster_id");
  return { db: call.db, channelId, now: call.nowMs, channel: await broadcasterOf(call) };
}

type OneSegment = { readonly data: HelixSchedule };

async function postSegment(call: UserCall): Promise<OneSegment> {
  const { channel, ...at } = await ownPlace(call);
  const id = await addSegment(at, newSegmentOf(await bodyOf(call, newPlannedSchema)));
  const plan = await planOf(at.db, at.channelId, at.now);
  return { data: scheduleOf(channel, plan, [firstOf(plan, id)]) };
}

/** A series is changed as a whole, but for `is_canceled`: that is about its next broadcast, whichever was named. */
async function patchSegment(call: UserCall): Promise<OneSegment> {
  const { channel, ...at } = await ownPlace(call);
  const { segment: id, week } = idOf(call.query.required("id"));
  const asked = await bodyOf(call, changePlannedSchema);
  const before = await planOf(at.db, at.channelId, at.now);
  const segment = before.segments.find((one) => one.id === id);
  if (segment === undefined) throw notFound("The specified broadcast segment was not found.");
  if (segment.weekly && asked.start_time !== undefined) {
    throw badRequest("The start_time of a recurring segment cannot be changed.");
  }
  const change = changedSegmentOf(asked);
  if (change !== null) await changeSegment(at, segment, change);
  const changed = await planOf(at.db, at.channelId, at.now);
  if (asked.is_canceled === undefined) {
    const planned = plannedInWeek(changed, segmentIn(changed, id), week) ?? firstOf(changed, id);
    return { data: scheduleOf(channel, changed, [planned]) };
  }
  const next = segment.weekly ? nextOf(changed, segmentIn(changed, id), at.now) : null;
  const meant = next ?? firstOf(changed, id);
  await setCancelled(at, id, meant.week, asked.is_canceled);
  const plan = await planOf(at.db, at.channelId, at.now);
  const told = plan.segments.flatMap((one) => (one.id === id ? (nextOf(plan, one, meant.startAt) ?? []) : []));
  return { data: scheduleOf(channel, plan, told) };
}

function firstOf(plan: StoredPlan, id: string): Planned {
  const segment = segmentIn(plan, id);
  const first = nextOf(plan, segment, segment.startAt);
  if (first === null) throw notFound("The specified broadcast segment was not found.");
  return first;
}

async function deleteSegment(call: UserCall): Promise<null> {
  const { channel: _, ...at } = await ownPlace(call);
  await removeSegment(at, idOf(call.query.required("id")).segment);
  return null;
}

async function patchSettings(call: UserCall): Promise<null> {
  const { query } = call;
  const { channel: _, ...at } = await ownPlace(call);
  const isAway = query.one("is_vacation_enabled") === null ? null : query.flag("is_vacation_enabled");
  const vacation = isAway === true ? askedVacation(call) : null;
  if (isNone(await planOf(at.db, at.channelId, at.now))) throw notFound("The broadcaster's schedule was not found.");
  if (isAway !== null) await changeVacation(at, vacation);
  return null;
}

function askedVacation({ query }: UserCall): Vacation {
  const time = (name: string): number => {
    const moment = query.time(name);
    if (moment === null) throw missing(name);
    return moment;
  };
  const [startAt, endAt] = [time("vacation_start_time"), time("vacation_end_time")];
  return vacationOf(startAt, endAt, query.required("timezone"));
}

export const scheduleEndpoints = [
  forAnyone("GET", "/schedule", getSchedule),
  forUser("PATCH", "/schedule/settings", MANAGE, patchSettings),
  forUser("POST", "/schedule/segment", MANAGE, postSegment),
  forUser("PATCH", "/schedule/segment", MANAGE, patchSegment),
  forUser("DELETE", "/schedule/segment", MANAGE, deleteSegment),
] as const;
