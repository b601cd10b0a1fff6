/** The ids of a schedule's broadcasts: base64 of JSON that names segment and week, as Twitch's do. Pure. */
import * as v from "valibot";
import { segmentIdSchema } from "#protocol/channel/schedule.ts";
import { type IsoWeek, weekOfName } from "../schedule/weeks.ts";

/** Characters of an id, at most. */
const MAX_LENGTH = 200;

const inside = v.object({
  segmentID: segmentIdSchema,
  isoYear: v.pipe(v.number(), v.integer(), v.minValue(1970), v.maxValue(9999)),
  isoWeek: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(53)),
});

export type PlannedId = { readonly segment: string; readonly week: IsoWeek };

export function encodePlannedId(segment: string, week: string): string {
  const { year: isoYear, week: isoWeek } = weekOfName(week);
  return btoa(JSON.stringify({ segmentID: segment, isoYear, isoWeek }));
}

/** Null for what is no such id. */
export function decodePlannedId(id: string): PlannedId | null {
  if (id.length > MAX_LENGTH) return null;
  const read = v.safeParse(inside, jsonOf(id));
  if (!read.success) return null;
  const { segmentID, isoYear, isoWeek } = read.output;
  return { segment: segmentID, week: { year: isoYear, week: isoWeek } };
}

function jsonOf(id: string): unknown {
  try {
    return JSON.parse(atob(id));
  } catch {
    return null;
  }
}
