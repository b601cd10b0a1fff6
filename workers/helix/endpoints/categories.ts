/** Categories: by id or name, and those that are watched most. */

import type { HelixGame } from "#protocol/helix/channels.ts";
import type { HelixList, HelixPage } from "#protocol/helix/envelope.ts";
import { categoriesByIds } from "../../categories/rows.ts";
import { type Call, forAnyone } from "../endpoint.ts";
import { badRequest } from "../fault.ts";
import { pageOf } from "../page.ts";
import { limitTogether } from "../query.ts";
import { categoriesByIgdbIds, categoriesByNames, topCategories, topPlaceOf } from "../rows/categories.ts";
import { numberedPlaceSchema } from "../rows/read.ts";
import { gameOf } from "../shapes.ts";

async function getGames({ db, query, origin }: Call): Promise<HelixList<HelixGame>> {
  const [ids, names, igdbIds] = [query.values("id"), query.values("name"), query.values("igdb_id")];
  if (ids.length + names.length + igdbIds.length === 0) {
    throw badRequest('Missing required parameter "id", "name" or "igdb_id"');
  }
  limitTogether(["id", "name", "igdb_id"], ids, names, igdbIds);
  const found = await Promise.all([
    categoriesByIds(db, query.ids("id")),
    categoriesByNames(db, names),
    categoriesByIgdbIds(db, igdbIds),
  ]);
  const games = new Map(found.flat().map((row) => [row.id, gameOf(origin, row)]));
  return { data: [...games.values()] };
}

async function getTopGames({ db, query, origin }: Call): Promise<HelixPage<HelixGame>> {
  const ask = query.page("games/top", numberedPlaceSchema);
  const { entries, pagination } = pageOf(ask, await topCategories(db, ask), topPlaceOf);
  return { data: entries.map((row) => gameOf(origin, row)), pagination };
}

export const categoryEndpoints = [
  forAnyone("GET", "/games", getGames),
  forAnyone("GET", "/games/top", getTopGames),
] as const;
