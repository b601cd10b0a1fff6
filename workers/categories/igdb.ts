/** The game data service: a port, and its adapter for IGDB, which is there only when the operator configured an account. Keeps nothing. */
import * as v from "valibot";
import { MAX_CATEGORY_NAME } from "#protocol/discovery/category.ts";
import { Fault } from "#protocol/errors.ts";
import type { Env } from "../env.ts";
import { sleep } from "../object-calls.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;
export type Pause = (milliseconds: number) => Promise<void>;

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
/** Between two requests for games, milliseconds: IGDB allows four a second. */
export const PACE_MS = 250;
/** Pauses before games are asked for again when there were too many requests all the same, milliseconds. */
const BUSY_PAUSES_MS = [1000, 2000] as const;

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
  return igdb(fetch, sleep, { id: IGDB_CLIENT_ID, secret: IGDB_CLIENT_SECRET });
}

const NO_ANSWER = "The game data service did not answer as it should.";
const NO_ACCOUNT = "The game data service does not know this account: look at IGDB_CLIENT_ID and IGDB_CLIENT_SECRET.";

type Client = { readonly id: string; readonly secret: string };

/** For one refresh: it asks for a token once, and keeps the pace of its own requests. */
export function igdb(fetch: Fetch, pause: Pause, client: Client): GameData {
  const ask = async (url: string, init: RequestInit): Promise<Response> => {
    try {
      return await fetch(url, { ...init, method: "POST", signal: AbortSignal.timeout(ANSWER_MS) });
    } catch (cause) {
      throw new Fault("unavailable", NO_ANSWER, cause);
    }
  };
  let token: string | null = null;
  const tokenOf = async (): Promise<string> => {
    if (token !== null) return token;
    const body = new URLSearchParams({
      client_id: client.id,
      client_secret: client.secret,
      grant_type: "client_credentials",
    });
    const answer = await ask(TOKEN_URL, { body });
    if (answer.status >= 400 && answer.status < 500) throw new Fault("unavailable", NO_ACCOUNT);
    token = (await read(tokenSchema, answer)).access_token;
    return token;
  };
  let requests = 0;
  const askGames = async (body: string): Promise<Response> => {
    const headers = { "Client-ID": client.id, Authorization: `Bearer ${await tokenOf()}` };
    if (requests++ > 0) await pause(PACE_MS);
    for (const busyMs of BUSY_PAUSES_MS) {
      const answer = await ask(GAMES_URL, { headers, body });
      if (answer.status !== 429) return answer;
      await answer.body?.cancel();
      await pause(busyMs);
    }
    return ask(GAMES_URL, { headers, body });
  };
  return {
    popular: async (offset, count) => {
      const answer = await askGames(
        `fields name, cover.image_id; where total_rating_count != null; sort total_rating_count desc; limit ${count}; offset ${offset};`,
      );
      const found = await read(v.array(v.unknown()), answer);
      // A game that does not fit is left out: one odd entry is no reason to have none.
      const games = found.slice(0, count).flatMap((game) => {
        const parsed = v.safeParse(gameSchema, game);
        if (!parsed.success) return [];
        const { id, name, cover } = parsed.output;
        return [{ id, name, cover: cover?.image_id ?? null }];
      });
      return { games, seen: found.length };
    },
  };
}

async function read<Schema extends v.GenericSchema>(schema: Schema, answer: Response): Promise<v.InferOutput<Schema>> {
  try {
    if (!answer.ok) throw new Error(`the answer was ${answer.status}`);
    return v.parse(schema, await answer.json());
  } catch (cause) {
    throw new Fault("unavailable", NO_ANSWER, cause);
  }
}

/** Where a picture is fetched from; that needs no account. */
export const coverUrl = (cover: string): string => `${COVERS_URL}/${cover}.jpg`;
