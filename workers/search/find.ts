/** Finds channels, categories and titles for what was typed; what is spelt alike when too little is found as it stands. */

import type { VodRow } from "../channels/rows.ts";
import { readQuery } from "./query.ts";
import type { FoundCategory, FoundChannel } from "./rank.ts";
import { rankCategories, rankChannels } from "./rank.ts";
import { findAlike, findCandidates } from "./rows.ts";
import { recordingsHolding, titlesAlike } from "./title-rows.ts";
import { rankTitles } from "./titles.ts";

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

/** Recordings: as it was typed, newest first, and then what is spelt alike. */
export type RankedTitles = Ranked & { readonly recordings: readonly VodRow[] };

/** The same with titles of recordings, and with misspelt titles. */
export async function findTitles(db: D1Database, typed: string): Promise<RankedTitles> {
  const query = readQuery(typed);
  if (query === null) return { ...(await find(db, typed)), recordings: [] };
  const [found, recordings] = await Promise.all([find(db, typed), recordingsHolding(db, query)]);
  const wanted = { live: found.live.length < ENOUGH, recordings: recordings.length < ENOUGH };
  const alike = await titlesAlike(db, query, wanted);
  return {
    ...found,
    live: eachOnce([...found.live, ...rankTitles(query, alike.live)]),
    recordings: eachOnce([...recordings, ...rankTitles(query, alike.recordings)]),
  };
}

const eachOnce = <Found extends { readonly id: string }>(found: readonly Found[]): readonly Found[] => {
  const seen = new Map(found.toReversed().map((one) => [one.id, one]));
  return [...seen.values()].toReversed();
};
