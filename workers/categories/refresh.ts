/** Takes games of the game data service over as categories. What is known by its name keeps its id, name and slug, and gets a picture. */
import * as v from "valibot";
import { type Refreshed, slugOf } from "#protocol/discovery/category.ts";
import type { Env } from "../env.ts";
import { type GameData, MAX_GAMES_A_REQUEST } from "./igdb.ts";

/** Games of one refresh, at most: four requests to the service. */
export const MAX_REFRESHED = 4 * MAX_GAMES_A_REQUEST;
/** Statements of one batch. */
const BATCH = 100;

const COUNT_SENTENCE = `a count is a whole number from 1 to ${MAX_REFRESHED}`;
/** `POST /api/categories/refresh`, the operator's. */
export const refreshSchema = v.object({
  count: v.optional(
    v.pipe(
      v.number(COUNT_SENTENCE),
      v.integer(COUNT_SENTENCE),
      v.minValue(1, COUNT_SENTENCE),
      v.maxValue(MAX_REFRESHED, COUNT_SENTENCE),
    ),
    MAX_GAMES_A_REQUEST,
  ),
});

/** Every statement, so that the tests can ask for their plans. */
export const REFRESH_SQL = {
  /** A category of this name that no game has yet; one that is this game already. */
  match: "UPDATE categories SET igdb_id = ?1, box_art = ?2 WHERE slug = ?3 AND (igdb_id IS NULL OR igdb_id = ?1)",
  /** A game that was known under another name keeps that. */
  picture: "UPDATE categories SET box_art = ?2 WHERE igdb_id = ?1 AND box_art IS NOT ?2",
  add: `INSERT INTO categories (name, slug, box_art, igdb_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id`,
} as const;

export async function refreshCategories({ DB }: Pick<Env, "DB">, games: GameData, count: number): Promise<Refreshed> {
  let [read, added] = [0, 0];
  while (read < count) {
    const asked = Math.min(MAX_GAMES_A_REQUEST, count - read);
    const { games: found, seen } = await games.popular(read, asked);
    // A name without a letter a-z has no address, and two of one name are one category.
    const named = found.map((game) => ({ ...game, slug: slugOf(game.name) })).filter(({ slug }) => slug !== "");
    for (let at = 0; at < named.length; at += BATCH) {
      const batch = named.slice(at, at + BATCH);
      const results = await DB.batch(
        batch.flatMap(({ id, name, slug, cover }) => [
          DB.prepare(REFRESH_SQL.picture).bind(id, cover),
          DB.prepare(REFRESH_SQL.match).bind(id, cover, slug),
          DB.prepare(REFRESH_SQL.add).bind(name, slug, cover, id),
        ]),
      );
      added += results.reduce((sum, { results: rows }) => sum + rows.length, 0);
    }
    read += seen;
    if (seen < asked) break;
  }
  return { read, added };
}
