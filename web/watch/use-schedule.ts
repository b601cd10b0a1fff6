/** What a channel has planned, for its page. */

import { useEffect, useState } from "preact/hooks";
import { type Planned, type Schedule, scheduleSchema } from "#protocol/channel/schedule.ts";
import { type ApiAnswer, ask } from "../ask.ts";
import { api, until } from "../client.ts";

const getSchedule = (login: string, signal: AbortSignal): Promise<ApiAnswer<Schedule>> =>
  ask(api.channels[":login"].schedule.$get({ param: { login } }, until(signal)), scheduleSchema);

/** A schedule that did not come is as none: it is not what one came for, nor is it asked for before that is there. */
export function useSchedule(login: string, ready: boolean): Schedule | null {
  const [schedule, setSchedule] = useState<Schedule | null>(null);
  useEffect(() => {
    if (!ready) return;
    const over = new AbortController();
    void getSchedule(login, over.signal).then((answer) => {
      if (!over.signal.aborted && answer.kind === "ok") setSchedule(answer.value);
    });
    return () => over.abort();
  }, [login, ready]);
  return schedule;
}

/** The soonest broadcast that takes place. */
export const nextPlanned = (schedule: Schedule | null): Planned | null =>
  schedule?.upcoming.find(({ standing }) => standing === "planned") ?? null;
