/**
 * Where search looks: names by their beginning, names and titles by three letters. Every statement looks at a bounded number of entries
 * whatever was typed: a word that everybody uses costs no more than a rare one. Rows are read through schemas.
 */
import * as v from "valibot";
import { slugSchema } from "#protocol/discovery/category.ts";
import { idSchema, loginSchema } from "#protocol/ids.ts";
import { endOf, holding, holdingWords, resembling, type SearchQuery } from "./query.ts";
import type { FoundCategory, FoundChannel } from "./rank.ts";

/** Entries that one statement looks at, and those of them that it takes into the ranking. */
const LOOKED_AT = 500;
/** Live channels are fewer, and each counts: the most watched of them must be among those that are looked at. */
const LIVE_LOOKED_AT = 2000;
export const TAKEN = 40;

export const CHANNEL = "c.id, c.login, c.display_name, c.avatar, n.followers, l.viewers";
export const JOINS = `JOIN channel_counts n ON n.channel_id = c.id LEFT JOIN live_channels l ON l.channel_id = c.id`;
const CATEGORY = "g.id, g.name, g.slug, g.box_art, k.viewers";
const COUNTED = "JOIN category_counts k ON k.category_id = g.id";

const TOP = `ORDER BY n.followers DESC, c.id LIMIT ${TAKEN}`;

/** Every statement, so that the tests can ask for their plans. */
export const SEARCH_SQL = {
  /** The most followed of those whose login begins with the same two characters. Values: both characters, login, its end. */
  popular: `SELECT ${CHANNEL} FROM channels c ${JOINS}
            WHERE c.id IN (SELECT channel_id FROM channel_counts WHERE initials = ? ORDER BY followers DESC, channel_id LIMIT ${LOOKED_AT})
            AND c.login >= ? AND c.login < ? ${TOP}`,
  /** The most watched by their beginning, for what is too short to be looked for by its letters. */
  liveBeginning: `SELECT ${CHANNEL} FROM channels c ${JOINS}
                  WHERE c.id IN (SELECT channel_id FROM live_channels WHERE viewers >= 0 ORDER BY viewers DESC, channel_id LIMIT ${LOOKED_AT})
                  AND c.login >= ? AND c.login < ? ${TOP}`,
  beginning: `SELECT ${CHANNEL} FROM channels c ${JOINS} WHERE c.login >= ? AND c.login < ? ORDER BY c.login LIMIT ${TAKEN}`,
  holding: `SELECT ${CHANNEL} FROM channels c ${JOINS}
            WHERE c.id IN (SELECT rowid FROM channel_names WHERE channel_names MATCH ? LIMIT ${LOOKED_AT}) ${TOP}`,
  resembling: `SELECT ${CHANNEL} FROM channels c ${JOINS}
               WHERE c.id IN (SELECT rowid FROM channel_names WHERE channel_names MATCH ? ORDER BY rank LIMIT ${TAKEN})`,
  /** Who is live, by name or title: the most watched. */
  live: `SELECT ${CHANNEL} FROM channels c ${JOINS}
         WHERE c.id IN (SELECT rowid FROM live_texts WHERE live_texts MATCH ? LIMIT ${LIVE_LOOKED_AT})
         ORDER BY l.viewers DESC, c.id LIMIT ${TAKEN}`,
  categoriesBeginning: `SELECT ${CATEGORY} FROM categories g ${COUNTED}
                        WHERE g.slug >= ? AND g.slug < ? ORDER BY g.slug LIMIT ${TAKEN}`,
  categoriesHolding: `SELECT ${CATEGORY} FROM categories g ${COUNTED}
                      WHERE g.id IN (SELECT rowid FROM category_names WHERE category_names MATCH ? LIMIT ${LOOKED_AT})
                      ORDER BY k.viewers DESC, g.id LIMIT ${TAKEN}`,
  categoriesResembling: `SELECT ${CATEGORY} FROM categories g ${COUNTED}
                         WHERE g.id IN (SELECT rowid FROM category_names WHERE category_names MATCH ? ORDER BY rank LIMIT ${TAKEN})`,
} as const;

const idColumn = v.pipe(v.number(), v.transform(String), idSchema);
export const channelRow = v.object({
  id: idColumn,
  login: loginSchema,
  display_name: v.string(),
  avatar: v.nullable(v.string()),
  followers: v.number(),
  viewers: v.nullable(v.number()),
});
const categoryRow = v.object({
  id: idColumn,
  name: v.string(),
  slug: slugSchema,
  box_art: v.nullable(v.string()),
  viewers: v.number(),
});

type Asked = { readonly sql: string; readonly values: readonly string[] };
const ask = (sql: string, ...values: readonly (string | null)[]): readonly Asked[] =>
  values.every((value) => value !== null && value !== "") ? [{ sql, values: values.map(String) }] : [];

async function run(db: D1Database, asked: readonly Asked[]): Promise<readonly (readonly unknown[])[]> {
  if (asked.length === 0) return [];
  const results = await db.batch(asked.map(({ sql, values }) => db.prepare(sql).bind(...values)));
  return results.map(({ results: rows }) => rows);
}

export type Candidates = {
  readonly channels: readonly FoundChannel[];
  readonly categories: readonly FoundCategory[];
  /** Live channels whose name or title holds all the words. */
  readonly live: readonly FoundChannel[];
};

const readChannels = (rows: readonly unknown[]): FoundChannel[] => rows.map((row) => v.parse(channelRow, row));
const readCategories = (rows: readonly unknown[]): FoundCategory[] => rows.map((row) => v.parse(categoryRow, row));

/** What fits as it was typed. */
export async function findCandidates(db: D1Database, { text, login, slug }: SearchQuery): Promise<Candidates> {
  const initials = login.length >= 2 ? login.slice(0, 2) : null;
  const short = login.length > 0 && login.length < 3 ? login : null;
  const channels = [
    ...ask(SEARCH_SQL.liveBeginning, short, short === null ? null : endOf(short)),
    ...ask(SEARCH_SQL.popular, initials, login, endOf(login)),
    ...ask(SEARCH_SQL.beginning, login, login === "" ? null : endOf(login)),
    ...ask(SEARCH_SQL.holding, holding(text, login)),
  ];
  const categories = [
    ...ask(SEARCH_SQL.categoriesBeginning, slug, slug === "" ? null : endOf(slug)),
    ...ask(SEARCH_SQL.categoriesHolding, holding(text, slug)),
  ];
  const live = ask(SEARCH_SQL.live, holdingWords(text));
  const rows = await run(db, [...channels, ...categories, ...live]);
  const [forChannels, rest] = [rows.slice(0, channels.length), rows.slice(channels.length)];
  const found = readChannels(rest.slice(categories.length).flat());
  return {
    // Who is live is found by name too, however many others are called alike.
    channels: [...readChannels(forChannels.flat()), ...found],
    categories: readCategories(rest.slice(0, categories.length).flat()),
    live: found,
  };
}

/** What is spelt alike, for what was not found as it was typed. */
export async function findAlike(
  db: D1Database,
  { text, login, slug }: SearchQuery,
  wanted: { readonly channels: boolean; readonly categories: boolean },
): Promise<Pick<Candidates, "channels" | "categories">> {
  const name = resembling(login === "" ? text : login);
  const channels = wanted.channels ? ask(SEARCH_SQL.resembling, name) : [];
  const categories = wanted.categories ? ask(SEARCH_SQL.categoriesResembling, resembling(slug)) : [];
  const rows = await run(db, [...channels, ...categories]);
  return {
    channels: readChannels(rows.slice(0, channels.length).flat()),
    categories: readCategories(rows.slice(channels.length).flat()),
  };
}
