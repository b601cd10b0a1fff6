/** Categories as the Twitch-shaped API looks for them: by names, by the game data service's ids, and those in which somebody is live. */
import { type Category, slugOf } from "#protocol/discovery/category.ts";
import { CATEGORY, CATEGORY_JOIN, readCategory } from "../../categories/rows.ts";
import type { PageAsk } from "../page.ts";
import { listOf, type NumberedPlace, pageEnd, pageEnds } from "./read.ts";

const TOP = `SELECT ${CATEGORY} FROM category_counts k CROSS JOIN categories g ON g.id = k.category_id WHERE k.live > 0`;
const ends = pageEnds("k.viewers", "k.category_id");

/** Every statement, so that the tests can ask for their plans. */
export const CATEGORY_SQL = {
  byIgdbIds: `SELECT ${CATEGORY} FROM categories g ${CATEGORY_JOIN} WHERE g.igdb_id IN (SELECT value FROM json_each(?))`,
  bySlugs: `SELECT ${CATEGORY} FROM categories g ${CATEGORY_JOIN} WHERE g.slug IN (SELECT value FROM json_each(?))`,
  topStart: `${TOP} ${ends.start}`,
  topAfter: `${TOP} ${ends.after}`,
  topBefore: `${TOP} ${ends.before}`,
} as const;

const TOP_PAGES = { start: CATEGORY_SQL.topStart, after: CATEGORY_SQL.topAfter, before: CATEGORY_SQL.topBefore };

async function listed(db: D1Database, sql: string, values: readonly string[]): Promise<readonly Category[]> {
  if (values.length === 0) return [];
  const { results } = await db.prepare(sql).bind(listOf(values)).all();
  return results.map(readCategory);
}

export const categoriesByIgdbIds = (db: D1Database, ids: readonly string[]): Promise<readonly Category[]> =>
  listed(db, CATEGORY_SQL.byIgdbIds, ids);

/** The name must be the category's, whatever its case; it is found by its slug. */
export async function categoriesByNames(db: D1Database, names: readonly string[]): Promise<readonly Category[]> {
  const found = await listed(db, CATEGORY_SQL.bySlugs, names.map(slugOf));
  const byName = new Map(found.map((category) => [category.name.toLowerCase(), category]));
  return names.flatMap((name) => byName.get(name.toLowerCase()) ?? []);
}

/** Categories in which somebody is live, most viewers first in the direction of the page. */
export async function topCategories(db: D1Database, ask: PageAsk<NumberedPlace>): Promise<readonly Category[]> {
  const { end, values } = pageEnd(ask);
  const { results } = await db
    .prepare(TOP_PAGES[end])
    .bind(...values)
    .all();
  return results.map(readCategory);
}

export const topPlaceOf = ({ viewers, id }: Category): NumberedPlace => [viewers, id];
