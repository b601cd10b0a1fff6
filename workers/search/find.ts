/** Finds channels, categories and live titles for what was typed; what is spelt alike when too little is found as it stands. */

import { readQuery } from "./query.ts";
import type { FoundCategory, FoundChannel } from "./rank.ts";
import { rankCategories, rankChannels } from "./rank.ts";
import { findAlike, findCandidates } from "./rows.ts";

/** With fewer than these, what is spelt alike is looked for too. */
const ENOUGH = 3;

export type Ranked = {
  readonly channels: readonly FoundChannel[];
  readonly categories: readonly FoundCategory[];
  /** Most viewers first. */
  readonly live: readonly FoundChannel[];
};

export async function find(db: D1Database, typed: string): Promise<Ranked> {
  const query = readQuery(typed);
  if (query === null) return { channels: [], categories: [], live: [] };
  const found = await findCandidates(db, query);
  const channels = rankChannels(query, found.channels);
  const categories = rankCategories(query, found.categories);
  const live = found.live.toSorted((one, other) => (other.viewers ?? 0) - (one.viewers ?? 0));
  const wanted = { channels: channels.length < ENOUGH, categories: categories.length < ENOUGH };
  if (!wanted.channels && !wanted.categories) return { channels, categories, live };
  const alike = await findAlike(db, query, wanted);
  return {
    channels: wanted.channels ? rankChannels(query, [...found.channels, ...alike.channels]) : channels,
    categories: wanted.categories ? rankCategories(query, [...found.categories, ...alike.categories]) : categories,
    live,
  };
}
