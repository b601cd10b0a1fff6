/** From a channel's plan to what the Twitch-shaped API says of it. Pure. */
import type { Planned } from "#protocol/channel/schedule.ts";
import type { HelixPlanned, HelixSchedule } from "#protocol/helix/schedule.ts";
import type { StoredPlan } from "../schedule/rows.ts";
import { encodePlannedId } from "./planned-id.ts";
import { broadcasterOf, type Named, timeOf } from "./shapes.ts";

export const scheduleOf = (channel: Named, { vacation }: StoredPlan, planned: readonly Planned[]): HelixSchedule => ({
  segments: planned.map(plannedOf),
  ...broadcasterOf(channel),
  vacation: vacation === null ? null : { start_time: timeOf(vacation.startAt), end_time: timeOf(vacation.endAt) },
});

const plannedOf = ({ segment, week, startAt, endAt, title, category, weekly, standing }: Planned): HelixPlanned => ({
  id: encodePlannedId(segment, week),
  start_time: timeOf(startAt),
  end_time: timeOf(endAt),
  title,
  canceled_until: standing === "cancelled" ? timeOf(endAt) : null,
  category: category === null ? null : { id: category.id, name: category.name },
  is_recurring: weekly,
});
