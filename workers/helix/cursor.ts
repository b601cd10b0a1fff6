/**
 * Cursors: where a page of a list begins and ends, as a word that programs hand back unread. A cursor names its list, so that one of another
 * list is none here; what it holds is read through the list's own schema. It opens nothing that a page from the start would not. Pure.
 */
import * as v from "valibot";
import { MAX_CURSOR_LENGTH } from "#protocol/helix/envelope.ts";

/** A place in a list: the values that it is sorted by, ending with one that no two entries share. ASCII. */
export type Place = readonly (string | number)[];
export type Span<P extends Place> = { readonly first: P; readonly last: P };

export function encodeCursor<P extends Place>(list: string, { first, last }: Span<P>): string {
  const word = btoa(JSON.stringify([list, first, last]));
  return word.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Null for a cursor that is none of this list's. */
export function decodeCursor<P extends Place>(
  list: string,
  schema: v.GenericSchema<unknown, P>,
  cursor: string,
): Span<P> | null {
  if (cursor.length > MAX_CURSOR_LENGTH) return null;
  const parsed = v.safeParse(v.strictTuple([v.literal(list), schema, schema]), jsonOf(cursor));
  return parsed.success ? { first: parsed.output[1], last: parsed.output[2] } : null;
}

function jsonOf(cursor: string): unknown {
  try {
    return JSON.parse(atob(cursor.replaceAll("-", "+").replaceAll("_", "/")));
  } catch {
    return null;
  }
}
