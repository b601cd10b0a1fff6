/** Who is live. */

import type { HelixStream } from "#protocol/helix/channels.ts";
import type { HelixList, HelixPage } from "#protocol/helix/envelope.ts";
import { type Call, forAnyone, forUser, type UserCall } from "../endpoint.ts";
import { HelixFault } from "../fault.ts";
import { pageOf, pageOfAll } from "../page.ts";
import { peopleByLogins } from "../rows/people.ts";
import { numberedPlaceSchema } from "../rows/read.ts";
import {
  compareStreamPlaces,
  compareStreams,
  followedStreams,
  type StreamFilter,
  type StreamRow,
  streamPlaceOf,
  streams,
  streamsOf,
} from "../rows/streams.ts";
import { streamOf } from "../shapes.ts";
import { ownId } from "../who.ts";

/** Followed streams that an answer has when the request does not say. */
const DEFAULT_FOLLOWED = 100;

async function getStreams({ db, query, origin }: Call): Promise<HelixPage<HelixStream>> {
  const ask = query.page("streams", numberedPlaceSchema);
  query.choice("type", ["all", "live"], "all");
  const [users, logins, games] = [query.values("user_id"), query.values("user_login"), query.values("game_id")];
  const filter = { categories: query.ids("game_id"), languages: languagesOf(query.values("language")) };
  if (games.length > 0 && filter.categories.length === 0) return { data: [], pagination: {} };
  const { entries, pagination } =
    users.length > 0 || logins.length > 0
      ? pageOfAll(
          ask,
          await named(db, query.ids("user_id"), query.logins("user_login"), filter),
          streamPlaceOf,
          compareStreamPlaces,
        )
      : pageOf(ask, await streams(db, filter, ask), streamPlaceOf);
  return { data: entries.map((row) => streamOf(origin, row)), pagination };
}

const languagesOf = (values: readonly string[]): readonly string[] => values.map((value) => value.toLowerCase());

/** Those of these users who are live; the other filters hold too. */
async function named(
  db: D1Database,
  ids: readonly string[],
  logins: readonly string[],
  { categories, languages }: StreamFilter,
): Promise<readonly StreamRow[]> {
  const people = await peopleByLogins(db, logins);
  const all = [...new Set([...ids, ...people.map(({ id }) => id)])];
  const found = await streamsOf(db, all);
  return found
    .filter(({ category_id }) => categories.length === 0 || categories.includes(category_id ?? ""))
    .filter(({ language }) => languages.length === 0 || languages.includes(language ?? ""))
    .toSorted(compareStreams);
}

async function getFollowedStreams(call: UserCall): Promise<HelixPage<HelixStream>> {
  const { db, query, origin } = call;
  const userId = ownId(call, "user_id");
  const ask = query.page("streams/followed", numberedPlaceSchema, { first: DEFAULT_FOLLOWED });
  const { entries, pagination } = pageOf(ask, await followedStreams(db, userId, ask), streamPlaceOf);
  return { data: entries.map((row) => streamOf(origin, row)), pagination };
}

/** A stream key is stored as its hash: nobody can be told what it is. */
async function getStreamKey(call: UserCall): Promise<HelixList<{ readonly stream_key: string }>> {
  ownId(call, "broadcaster_id");
  throw new HelixFault(403, "Stream keys are shown once, when they are made. Make a new one in the studio.");
}

export const streamEndpoints = [
  forAnyone("GET", "/streams", getStreams),
  forUser("GET", "/streams/followed", ["user:read:follows"], getFollowedStreams),
  forUser("GET", "/streams/key", ["channel:read:stream_key"], getStreamKey),
] as const;
