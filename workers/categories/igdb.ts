/** The game data service: a port, and its adapter for IGDB, which is there only when the operator configured an account. Keeps nothing. */
import * as v from "valibot";
import { MAX_CATEGORY_NAME } from "#protocol/discovery/category.ts";
import { Fault } from "#protocol/errors.ts";
import type { Env } from "../env.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export type Game = {
  readonly id: string;
  readonly name: string;
  /** Names its picture; null for none. */
  readonly cover: string | null;
};

/** `seen` counts those that were left out too. */
export type Games = { readonly games: readonly Game[]; readonly seen: number };

/** What Rill wants to know of games, whoever knows it. */
export type GameData = {
  /** The best-known games, best first: `count` of them behind the first `offset`. Throws an `unavailable` Fault. */
  popular(offset: number, count: number): Promise<Games>;
};

/** Time that the service has to answer, milliseconds. */
const ANSWER_MS = 10_000;
/** Games of one request, at most: IGDB's own limit. */
export const MAX_GAMES_A_REQUEST = 500;

const TOKEN_URL = "https://id.twitch.tv/oauth2/token";
const GAMES_URL = "https://api.igdb.com/v4/games";
const COVERS_URL = "https://images.igdb.com/igdb/image/upload/t_cover_big_2x";

/** An IGDB picture's name: it stands in addresses and keys. */
export const coverSchema = v.pipe(v.string(), v.regex(/^[a-z0-9_]{1,40}$/));

const tokenSchema = v.object({ access_token: v.pipe(v.string(), v.regex(/^[A-Za-z0-9._-]{1,200}$/)) });
const gameSchema = v.object({
  id: v.pipe(v.number(), v.integer(), v.minValue(1), v.transform(String)),
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(MAX_CATEGORY_NAME)),
  cover: v.optional(v.object({ image_id: coverSchema })),
});

/** Null when no account is configured: categories are then those that Rill brings along. */
export function gameDataOf({ IGDB_CLIENT_ID, IGDB_CLIENT_SECRET }: Env, fetch: Fetch): GameData | null {
  if (IGDB_CLIENT_ID === undefined || IGDB_CLIENT_SECRET === undefined) return null;
  return igdb(fetch, IGDB_CLIENT_ID, IGDB_CLIENT_SECRET);
}

export function igdb(fetch: Fetch, clientId: string, clientSecret: string): GameData {
  const ask = async (what: string, url: string, init: RequestInit): Promise<unknown> => {
    try {
      const answer = await fetch(url, { ...init, method: "POST", signal: AbortSignal.timeout(ANSWER_MS) });
      if (!answer.ok) throw new Error(`${what} was answered with ${answer.status}`);
      return await answer.json();
    } catch (cause) {
      throw new Fault("unavailable", "The game data service did not answer as it should.", cause);
    }
  };
  const token = async (): Promise<string> => {
    const body = new URLSearchParams({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: "client_credentials",
    });
    return v.parse(tokenSchema, await ask("the token", TOKEN_URL, { body })).access_token;
  };
  return {
    popular: async (offset, count) => {
      const headers = { "Client-ID": clientId, Authorization: `Bearer ${await token()}` };
      const body = `fields name, cover.image_id; where total_rating_count != null; sort total_rating_count desc; limit ${count}; offset ${offset};`;
      const answer = await ask("the games", GAMES_URL, { headers, body });
      if (!Array.isArray(answer)) throw new Fault("unavailable", "The game data service did not answer as it should.");
      // A game that does not fit is left out: one odd entry is no reason to have none.
      const games = answer.slice(0, count).flatMap((game: unknown) => {
        const parsed = v.safeParse(gameSchema, game);
        if (!parsed.success) return [];
        const { id, name, cover } = parsed.output;
        return [{ id, name, cover: cover?.image_id ?? null }];
      });
      return { games, seen: answer.length };
    },
  };
}

/** Where a picture is fetched from; that needs no account. */
export const coverUrl = (cover: string): string => `${COVERS_URL}/${cover}.jpg`;
