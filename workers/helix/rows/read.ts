/** How the rows of the Twitch-shaped API are read: statements run, and every row goes through its schema. */
import * as v from "valibot";
import { idSchema } from "#protocol/ids.ts";
import type { PageAsk } from "../page.ts";

export type Value = string | number;

export const idColumn = v.pipe(v.number(), v.transform(String), idSchema);
export const flagColumn = v.pipe(
  v.number(),
  v.transform((value) => value !== 0),
);

export async function all<T>(
  schema: v.GenericSchema<unknown, T>,
  db: D1Database,
  sql: string,
  ...values: Value[]
): Promise<readonly T[]> {
  const { results } = await db
    .prepare(sql)
    .bind(...values)
    .all();
  return results.map((row) => v.parse(schema, row));
}

/** The same statement for each set of values, in one trip. */
export async function allOfEach<T>(
  schema: v.GenericSchema<unknown, T>,
  db: D1Database,
  sql: string,
  sets: readonly (readonly Value[])[],
): Promise<readonly T[]> {
  if (sets.length === 0) return [];
  const answers = await db.batch(sets.map((values) => db.prepare(sql).bind(...values)));
  return answers.flatMap(({ results }) => results.map((row) => v.parse(schema, row)));
}

export async function count(db: D1Database, sql: string, ...values: Value[]): Promise<number> {
  const row = await db
    .prepare(sql)
    .bind(...values)
    .first("count");
  return typeof row === "number" ? row : 0;
}

/** Many values as one: a statement has a hundred places for values at most. */
export const listOf = (values: readonly string[]): string => JSON.stringify(values);
/** The same for ids: they are numbers in the tables. */
export const idsOf = (ids: readonly string[]): string => JSON.stringify(ids.map(Number));

/** A place in a list that is sorted by a number, the highest first, and among equals by an id, the lowest first. */
export type NumberedPlace = [number, string];
const numbered = v.pipe(v.number(), v.integer());
export const numberedPlaceSchema = v.strictTuple([numbered, idSchema]);

/** The end of a statement that reads a page of such a list, three ways: from the start, after a place, before one. */
export type PageEnds = { readonly start: string; readonly after: string; readonly before: string };

export const pageEnds = (number: string, id: string): PageEnds => ({
  start: `ORDER BY ${number} DESC, ${id} LIMIT ?`,
  after: `AND ${number} <= ? AND (${number} < ? OR ${id} > ?) ORDER BY ${number} DESC, ${id} LIMIT ?`,
  before: `AND ${number} >= ? AND (${number} > ? OR ${id} < ?) ORDER BY ${number}, ${id} DESC LIMIT ?`,
});

/** Which end a page needs, and the values that it takes. One row more than the page holds is read. */
export function pageEnd({ place, direction, limit }: PageAsk<NumberedPlace>): {
  readonly end: keyof PageEnds;
  readonly values: readonly Value[];
} {
  if (place === null) return { end: "start", values: [limit + 1] };
  const [number, id] = place;
  return { end: direction, values: [number, number, Number(id), limit + 1] };
}
