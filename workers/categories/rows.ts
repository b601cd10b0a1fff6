/** The rows of categories in D1, with how many watch them. Rows are read through schemas. */
import * as v from "valibot";
import { boxArtPath } from "#protocol/channel/images.ts";
import { type Category, slugSchema } from "#protocol/discovery/category.ts";
import { idSchema } from "#protocol/ids.ts";
import { Lru } from "../lru.ts";

export const CATEGORY = "g.id, g.name, g.slug, g.box_art, g.igdb_id, k.viewers, k.live";
export const CATEGORY_JOIN = "JOIN category_counts k ON k.category_id = g.id";

/** Every statement, so that the tests can ask for their plans. */
export const CATEGORY_SQL = {
  // In the order of its index; a category without viewers comes too.
  list: `SELECT ${CATEGORY} FROM category_counts k CROSS JOIN categories g ON g.id = k.category_id
         WHERE k.viewers <= ? AND (k.viewers < ? OR k.category_id > ?) ORDER BY k.viewers DESC, k.category_id LIMIT ?`,
  bySlug: `SELECT ${CATEGORY} FROM categories g ${CATEGORY_JOIN} WHERE g.slug = ?`,
  byIds: `SELECT ${CATEGORY} FROM categories g ${CATEGORY_JOIN} WHERE g.id IN (SELECT value FROM json_each(?))`,
  idOfSlug: "SELECT id FROM categories WHERE slug = ?",
  exists: "SELECT 1 FROM categories WHERE id = ?",
} as const;

const categoryRow = v.object({
  id: v.pipe(v.number(), v.transform(String), idSchema),
  name: v.string(),
  slug: slugSchema,
  box_art: v.nullable(v.string()),
  igdb_id: v.nullable(v.string()),
  viewers: v.number(),
  live: v.number(),
});

const categoryOf = ({
  id,
  name,
  slug,
  box_art,
  igdb_id,
  viewers,
  live,
}: v.InferOutput<typeof categoryRow>): Category => ({
  id,
  name,
  slug,
  boxArt: boxArtPath(id, box_art),
  igdbId: igdb_id,
  viewers,
  liveChannels: live,
});

export const readCategory = (row: unknown): Category => categoryOf(v.parse(categoryRow, row));

/** Viewers and category of the entry that the page comes after. */
export type CategoryPlace = readonly [viewers: number, categoryId: number];

/** Most viewers first. */
export async function categoriesAfter(
  db: D1Database,
  [viewers, categoryId]: CategoryPlace,
  limit: number,
): Promise<readonly Category[]> {
  const { results } = await db.prepare(CATEGORY_SQL.list).bind(viewers, viewers, categoryId, limit).all();
  return results.map(readCategory);
}

export async function categoryBySlug(db: D1Database, slug: string): Promise<Category | null> {
  const row = await db.prepare(CATEGORY_SQL.bySlug).bind(slug).first();
  return row === null ? null : readCategory(row);
}

/** In the order of the ids. */
export async function categoriesByIds(db: D1Database, ids: readonly string[]): Promise<readonly Category[]> {
  if (ids.length === 0) return [];
  const { results } = await db
    .prepare(CATEGORY_SQL.byIds)
    .bind(JSON.stringify(ids.map(Number)))
    .all();
  const found = new Map(results.map(readCategory).map((category) => [category.id, category]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

export async function categoryExists(db: D1Database, id: string): Promise<boolean> {
  return (await db.prepare(CATEGORY_SQL.exists).bind(Number(id)).first()) !== null;
}

/** Slugs whose ids an isolate remembers: neither ever changes. */
const MAX_SLUGS = 2000;
const ids = new Lru<string>(MAX_SLUGS);
const idRow = v.object({ id: v.pipe(v.number(), v.transform(String), idSchema) });

/** Null when there is no such category. */
export async function categoryIdOf(db: D1Database, slug: string): Promise<string | null> {
  const known = ids.get(slug);
  if (known !== undefined) return known;
  const row = await db.prepare(CATEGORY_SQL.idOfSlug).bind(slug).first();
  if (row === null) return null;
  const { id } = v.parse(idRow, row);
  ids.set(slug, id);
  return id;
}
