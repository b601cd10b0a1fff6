/** Search in Twitch's shape. What is found, and in which order, is one search for all APIs. */
import * as v from "valibot";
import type { HelixFoundChannel, HelixFoundGame } from "#protocol/helix/channels.ts";
import type { HelixPage } from "#protocol/helix/envelope.ts";
import { categoriesByIds } from "../../categories/rows.ts";
import { listedByIds } from "../../channels/listed-rows.ts";
import { requireSearch } from "../../flags/require-on.ts";
import { find } from "../../search/find.ts";
import { type Call, forAnyone } from "../endpoint.ts";
import { type Page, pageOfAll } from "../page.ts";
import type { Query } from "../query.ts";
import { foundChannelOf, foundGameOf } from "../shapes.ts";

/** The best is at 0: what was found is at hand as a whole, and bounded. */
const rankSchema = v.strictTuple([v.pipe(v.number(), v.integer(), v.minValue(0))]);
type Ranked = { readonly id: string; readonly rank: number };

async function searchChannels({ c, db, query, origin }: Call): Promise<HelixPage<HelixFoundChannel>> {
  await requireSearch(c);
  const text = query.required("query");
  const liveOnly = query.flag("live_only");
  const { channels, live } = await find(db, text);
  const found = liveOnly ? [...channels.filter(({ viewers }) => viewers !== null), ...live] : channels;
  const { entries, pagination } = rankedPage(query, "search/channels", found);
  const rows = await listedByIds(
    db,
    entries.map(({ id }) => id),
  );
  return { data: rows.map((row) => foundChannelOf(origin, row)), pagination };
}

async function searchCategories({ c, db, query, origin }: Call): Promise<HelixPage<HelixFoundGame>> {
  await requireSearch(c);
  const { categories } = await find(db, query.required("query"));
  const { entries, pagination } = rankedPage(query, "search/categories", categories);
  const rows = await categoriesByIds(
    db,
    entries.map(({ id }) => id),
  );
  return { data: rows.map((category) => foundGameOf(origin, category)), pagination };
}

function rankedPage(query: Query, list: string, found: readonly { readonly id: string }[]): Page<Ranked> {
  const ask = query.page(list, rankSchema);
  const ids = [...new Set(found.map(({ id }) => id))];
  const ranked = ids.map((id, rank): Ranked => ({ id, rank }));
  return pageOfAll(
    ask,
    ranked,
    ({ rank }): [number] => [rank],
    ([one], [other]) => one - other,
  );
}

export const searchEndpoints = [
  forAnyone("GET", "/search/channels", searchChannels),
  forAnyone("GET", "/search/categories", searchCategories),
] as const;
