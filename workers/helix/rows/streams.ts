/** Live channels as the Twitch-shaped API reads them: all, of some categories and languages, of some users, of those whom somebody follows. */
import * as v from "valibot";
import { idSchema } from "#protocol/ids.ts";
import { DESCRIBED, DESCRIBED_JOINS, describedRow, LIVE } from "../../channels/described.ts";
import type { PageAsk } from "../page.ts";
import { all, allOfEach, idsOf, listOf, type NumberedPlace, pageEnd, pageEnds, type Value } from "./read.ts";

const streamRow = v.object({
  ...describedRow.entries,
  broadcast_id: idSchema,
  started_at: v.number(),
  viewers: v.number(),
});
export type StreamRow = v.InferOutput<typeof streamRow>;

/** Live channels first, so that SQLite goes through them in the order of their index. */
const STREAMS = `SELECT ${DESCRIBED}, ${LIVE}
  FROM live_channels l CROSS JOIN channels c ON c.id = l.channel_id ${DESCRIBED_JOINS}`;
const FOLLOWED_STREAMS = `SELECT ${DESCRIBED}, ${LIVE}
  FROM follows f CROSS JOIN live_channels l ON l.channel_id = f.channel_id CROSS JOIN channels c ON c.id = l.channel_id
  ${DESCRIBED_JOINS}`;
const ends = pageEnds("l.viewers", "l.channel_id");

/** Every statement, so that the tests can ask for their plans. */
export const STREAM_SQL = {
  streamsOf: `${STREAMS} WHERE l.channel_id IN (SELECT value FROM json_each(?))`,
  streamsStart: `${STREAMS} WHERE true ${ends.start}`,
  streamsAfter: `${STREAMS} WHERE true ${ends.after}`,
  streamsBefore: `${STREAMS} WHERE true ${ends.before}`,
  byCategoryStart: `${STREAMS} WHERE l.category_id = ? ${ends.start}`,
  byCategoryAfter: `${STREAMS} WHERE l.category_id = ? ${ends.after}`,
  byCategoryBefore: `${STREAMS} WHERE l.category_id = ? ${ends.before}`,
  byLanguageStart: `${STREAMS} WHERE l.language = ? ${ends.start}`,
  byLanguageAfter: `${STREAMS} WHERE l.language = ? ${ends.after}`,
  byLanguageBefore: `${STREAMS} WHERE l.language = ? ${ends.before}`,
  // The channels of one category that speak one of these languages: a part of the category is read for each page.
  byBothStart: `${STREAMS} WHERE l.category_id = ? AND l.language IN (SELECT value FROM json_each(?)) ${ends.start}`,
  byBothAfter: `${STREAMS} WHERE l.category_id = ? AND l.language IN (SELECT value FROM json_each(?)) ${ends.after}`,
  byBothBefore: `${STREAMS} WHERE l.category_id = ? AND l.language IN (SELECT value FROM json_each(?)) ${ends.before}`,
  followedStart: `${FOLLOWED_STREAMS} WHERE f.follower_id = ? ${ends.start}`,
  followedAfter: `${FOLLOWED_STREAMS} WHERE f.follower_id = ? ${ends.after}`,
  followedBefore: `${FOLLOWED_STREAMS} WHERE f.follower_id = ? ${ends.before}`,
} as const;

const ANY = { start: STREAM_SQL.streamsStart, after: STREAM_SQL.streamsAfter, before: STREAM_SQL.streamsBefore };
const BY_CATEGORY = {
  start: STREAM_SQL.byCategoryStart,
  after: STREAM_SQL.byCategoryAfter,
  before: STREAM_SQL.byCategoryBefore,
};
const BY_LANGUAGE = {
  start: STREAM_SQL.byLanguageStart,
  after: STREAM_SQL.byLanguageAfter,
  before: STREAM_SQL.byLanguageBefore,
};
const BY_BOTH = { start: STREAM_SQL.byBothStart, after: STREAM_SQL.byBothAfter, before: STREAM_SQL.byBothBefore };
const FOLLOWED = {
  start: STREAM_SQL.followedStart,
  after: STREAM_SQL.followedAfter,
  before: STREAM_SQL.followedBefore,
};

/** Those of these channels that are live. */
export const streamsOf = (db: D1Database, ids: readonly string[]): Promise<readonly StreamRow[]> =>
  ids.length === 0 ? Promise.resolve([]) : all(streamRow, db, STREAM_SQL.streamsOf, idsOf(ids));

export type StreamFilter = { readonly categories: readonly string[]; readonly languages: readonly string[] };
type StreamAsk = PageAsk<NumberedPlace>;

/** Live channels of any of the categories that speak any of the languages, most viewers first in the direction of the page. */
export async function streams(
  db: D1Database,
  { categories, languages }: StreamFilter,
  ask: StreamAsk,
): Promise<readonly StreamRow[]> {
  const { end, values } = pageEnd(ask);
  if (categories.length === 0 && languages.length === 0) return all(streamRow, db, ANY[end], ...values);
  // Each category, or language, gives its own page: the page of all of them is among those.
  const sets = categories.length > 0 ? categorySets(categories, languages) : languages.map((language) => [language]);
  const pages = categories.length === 0 ? BY_LANGUAGE : languages.length === 0 ? BY_CATEGORY : BY_BOTH;
  const found = await allOfEach(
    streamRow,
    db,
    pages[end],
    sets.map((set) => [...set, ...values]),
  );
  const sign = ask.direction === "after" ? 1 : -1;
  return found.toSorted((one, other) => sign * compareStreams(one, other)).slice(0, ask.limit + 1);
}

function categorySets(categories: readonly string[], languages: readonly string[]): readonly (readonly Value[])[] {
  return categories.map((id) => (languages.length === 0 ? [Number(id)] : [Number(id), listOf(languages)]));
}

/** The live channels among those that a user follows. */
export function followedStreams(db: D1Database, userId: string, ask: StreamAsk): Promise<readonly StreamRow[]> {
  const { end, values } = pageEnd(ask);
  return all(streamRow, db, FOLLOWED[end], Number(userId), ...values);
}

export const streamPlaceOf = ({ viewers, id }: StreamRow): NumberedPlace => [viewers, id];

/** The order of every list of streams. */
export const compareStreamPlaces = (one: NumberedPlace, other: NumberedPlace): number =>
  other[0] - one[0] || Number(one[1]) - Number(other[1]);
export const compareStreams = (one: StreamRow, other: StreamRow): number =>
  compareStreamPlaces(streamPlaceOf(one), streamPlaceOf(other));
