/** A channel's schedule as our own API and its calendar file say it. */
import { MAX_MINUTES, MAX_UPCOMING, SCHEDULE_AHEAD_MS, type Schedule } from "#protocol/channel/schedule.ts";
import type { DescribedRow } from "../channels/described.ts";
import { renderCalendar } from "./calendar.ts";
import { plannedBetween } from "./recurrence.ts";
import { planOf, type StoredPlan } from "./rows.ts";

const MINUTE_MS = 60_000;
/** A calendar program looks once an hour; a page's reader who changed something looks at once. */
const FIVE_MINUTES = "public, max-age=300, stale-if-error=0";

export function scheduleOf(plan: StoredPlan, now: number): Schedule {
  const upcoming = [];
  // What goes on has begun before now, by its whole length at most.
  for (const planned of plannedBetween(plan, now - MAX_MINUTES * MINUTE_MS, now + SCHEDULE_AHEAD_MS)) {
    if (planned.endAt > now) upcoming.push(planned);
    if (upcoming.length === MAX_UPCOMING) break;
  }
  return {
    segments: plan.segments.map(({ changedAt: _, ...segment }) => segment),
    upcoming,
    vacation: plan.vacation,
  };
}

export async function calendarAnswer(
  db: D1Database,
  { id, login, display_name: name }: DescribedRow,
  origin: string,
  now: number,
): Promise<Response> {
  const plan = await planOf(db, id, now);
  const text = renderCalendar({ name, url: `${origin}/${login}`, plan, until: now + 2 * SCHEDULE_AHEAD_MS });
  return new Response(text, {
    headers: {
      "Content-Type": "text/calendar; charset=utf-8",
      "Content-Disposition": `inline; filename="${login}.ics"`,
      "Cache-Control": FIVE_MINUTES,
    },
  });
}
