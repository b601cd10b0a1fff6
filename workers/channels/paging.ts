/** Pages of the plain API's lists: a cursor is the place of the page's last entry, as a word that is handed back unread. Pure. */
import type * as v from "valibot";
import { Fault } from "#protocol/errors.ts";
import { decodeCursor, encodeCursor, type Place } from "../helix/cursor.ts";

/** Before every entry of a list that is sorted by a number, highest first, and then by id. */
export const FROM_THE_TOP: [number, number] = [Number.MAX_SAFE_INTEGER, 0];

/** The entries of a page, of which one more than it holds was looked for, and where the next page begins. */
export function pageOf<T, P extends Place>(
  list: string,
  found: readonly T[],
  limit: number,
  placeOf: (entry: T) => P,
): { readonly entries: readonly T[]; readonly cursor: string | null } {
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  if (last === undefined || found.length <= limit) return { entries, cursor: null };
  const place = placeOf(last);
  return { entries, cursor: encodeCursor(list, { first: place, last: place }) };
}

/** The place behind which a page begins; throws a `bad_request` Fault for a cursor of another list. */
export function placeAfter<P extends Place>(
  list: string,
  schema: v.GenericSchema<unknown, P>,
  cursor: string | undefined,
  start: P,
): P {
  if (cursor === undefined) return start;
  const span = decodeCursor(list, schema, cursor);
  if (span === null) throw new Fault("bad_request", "This cursor belongs to no page of this list.");
  return span.last;
}
