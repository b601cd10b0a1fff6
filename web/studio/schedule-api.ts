/** What the studio asks of the site to read and change a channel's schedule. Every change answers the whole of it. */
import {
  type NewSegment,
  type Planned,
  type Schedule,
  type SegmentChange,
  scheduleSchema,
  type Vacation,
} from "#protocol/channel/schedule.ts";
import { type ApiAnswer, ask } from "../ask.ts";
import { api, freshUntil } from "../client.ts";

type Answering = Promise<ApiAnswer<Schedule>>;

/** Does what was asked, and says so; false when it was not done. */
export type Change = (asked: Answering, done: string) => Promise<boolean>;

const { schedule } = api.channels[":login"];
const segment = schedule.segments[":segment"];

export const getSchedule = (login: string, signal: AbortSignal): Answering =>
  ask(schedule.$get({ param: { login } }, freshUntil(signal)), scheduleSchema);

export const addSegment = (login: string, json: NewSegment): Answering =>
  ask(schedule.segments.$post({ param: { login }, json }), scheduleSchema);

export const changeSegment = (login: string, id: string, json: SegmentChange): Answering =>
  ask(segment.$patch({ param: { login, segment: id }, json }), scheduleSchema);

export const removeSegment = (login: string, id: string): Answering =>
  ask(segment.$delete({ param: { login, segment: id } }), scheduleSchema);

export const setCancelled = (login: string, planned: Planned, cancelled: boolean): Answering => {
  const param = { login, segment: planned.segment, week: planned.week };
  return ask(segment.cancelled[":week"][cancelled ? "$put" : "$delete"]({ param }), scheduleSchema);
};

export const setVacation = (login: string, json: Vacation | null): Answering => {
  const [{ vacation }, param] = [schedule, { login }];
  return ask(json === null ? vacation.$delete({ param }) : vacation.$put({ param, json }), scheduleSchema);
};
