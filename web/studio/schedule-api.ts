/** What the studio asks of the site to read and change a channel's schedule. Every change answers the whole of it. */
import type { NewSegment, Planned, Schedule, SegmentChange, Vacation } from "#protocol/channel/schedule.ts";
import { type ApiAnswer, ask, withJson } from "../ask.ts";
import { readSchedule } from "../watch/use-schedule.ts";

type Answering = Promise<ApiAnswer<Schedule>>;

/** Does what was asked, and says so; false when it was not done. */
export type Change = (asked: Answering, done: string) => Promise<boolean>;

const pathOf = (login: string, rest = ""): string => `/api/channels/${login}/schedule${rest}`;

export const getSchedule = (login: string, signal: AbortSignal): Answering =>
  ask(pathOf(login), { signal, cache: "no-store" }, readSchedule);

export const addSegment = (login: string, segment: NewSegment): Answering =>
  ask(pathOf(login, "/segments"), withJson("POST", segment), readSchedule);

export const changeSegment = (login: string, id: string, change: SegmentChange): Answering =>
  ask(pathOf(login, `/segments/${id}`), withJson("PATCH", change), readSchedule);

export const removeSegment = (login: string, id: string): Answering =>
  ask(pathOf(login, `/segments/${id}`), { method: "DELETE" }, readSchedule);

export const setCancelled = (login: string, { segment, week }: Planned, cancelled: boolean): Answering =>
  ask(pathOf(login, `/segments/${segment}/cancelled/${week}`), { method: cancelled ? "PUT" : "DELETE" }, readSchedule);

export const setVacation = (login: string, vacation: Vacation | null): Answering =>
  ask(pathOf(login, "/vacation"), vacation === null ? { method: "DELETE" } : withJson("PUT", vacation), readSchedule);
