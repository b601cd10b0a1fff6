import { beforeEach, expect, test } from "vitest";
import { Fault } from "#protocol/errors.ts";
import { type Fetch, type GameData, igdb, MAX_GAMES_A_REQUEST, PACE_MS } from "./igdb.ts";

const CLIENT = { id: "client", secret: "secret" };
const TOKEN_URL = "https://id.twitch.tv/oauth2/token";
const GAMES_URL = "https://api.igdb.com/v4/games";

/** Twitch's token endpoint and IGDB, as they answer; time goes on in pauses alone. */
class FakeIgdb {
  readonly tokens: string[] = [];
  /** When games were asked for. */
  readonly asked: number[] = [];
  readonly ranges: string[] = [];
  now = 0;
  /** Answers for games, before it answers as it should. */
  failing: Response[] = [];
  games: unknown[] = [];

  readonly pause = async (milliseconds: number): Promise<void> => {
    this.now += milliseconds;
  };

  readonly fetch: Fetch = async (url, { method, body, headers, signal }) => {
    expect([method, signal instanceof AbortSignal]).toEqual(["POST", true]);
    if (url === TOKEN_URL) return this.#token(new URLSearchParams(String(body)));
    expect(url).toBe(GAMES_URL);
    const given = new Headers(headers);
    const token = given.get("Authorization")?.replace(/^Bearer /, "") ?? "";
    if (given.get("Client-ID") !== CLIENT.id || !this.tokens.includes(token))
      return new Response(null, { status: 401 });
    return this.#games(String(body));
  };

  #token(form: URLSearchParams): Response {
    if (form.get("client_id") !== CLIENT.id || form.get("client_secret") !== CLIENT.secret) {
      return Response.json({ status: 403, message: "invalid client secret" }, { status: 403 });
    }
    this.tokens.push(`t${this.tokens.length}`);
    return Response.json({ access_token: this.tokens.at(-1), expires_in: 5_000_000, token_type: "bearer" });
  }

  #games(body: string): Response {
    this.asked.push(this.now);
    // Four a second.
    if (this.asked.filter((at) => at > this.now - 1000).length > 4) return new Response(null, { status: 429 });
    const failed = this.failing.shift();
    if (failed !== undefined) return failed;
    const [, limit = "0", offset = "0"] = /limit (\d+); offset (\d+);$/.exec(body) ?? [];
    this.ranges.push(`${offset}+${limit}`);
    if (Number(limit) > MAX_GAMES_A_REQUEST) return new Response(null, { status: 400 });
    return Response.json(this.games.slice(Number(offset), Number(offset) + Number(limit)));
  }
}

let fake: FakeIgdb;
let games: GameData;
beforeEach(() => {
  fake = new FakeIgdb();
  games = igdb(fake.fetch, fake.pause, CLIENT);
});

const many = (count: number): unknown[] =>
  Array.from({ length: count }, (_, at) => ({ id: at + 1, name: `Game ${at}` }));

test("games come with name and picture, and odd ones are left out but counted", async () => {
  fake.games = [
    { id: 7, name: " Minecraft ", cover: { id: 1, image_id: "co1" } },
    { id: 8, name: "Without a picture" },
    { id: 0, name: "No id" },
    { id: 9, name: "x".repeat(500) },
    { id: 10, name: "Sneaky", cover: { image_id: "../x" } },
    "no game",
    null,
  ];
  expect(await games.popular(0, 7)).toEqual({
    games: [
      { id: "7", name: "Minecraft", cover: "co1" },
      { id: "8", name: "Without a picture", cover: null },
    ],
    seen: 7,
  });
});

test("pages are asked for with one token, four a second at most", async () => {
  fake.games = many(3000);
  for (let page = 0; page < 6; page++) await games.popular(page * 500, 500);
  expect(fake.ranges).toEqual(["0+500", "500+500", "1000+500", "1500+500", "2000+500", "2500+500"]);
  expect([fake.tokens.length, fake.asked]).toEqual([1, [0, 1, 2, 3, 4, 5].map((page) => page * PACE_MS)]);
});

test("a service that says more than it was asked for is not believed", async () => {
  const talkative = igdb(
    async (url) => Response.json(url === TOKEN_URL ? { access_token: "t" } : many(900)),
    fake.pause,
    CLIENT,
  );
  expect((await talkative.popular(0, 2)).games).toHaveLength(2);
});

const busy = (): Response => new Response("Too Many Requests", { status: 429 });

test("a busy service is asked again twice, later each time, and then no more", async () => {
  fake.games = many(1);
  fake.failing = [busy(), busy()];
  expect((await games.popular(0, 1)).seen).toBe(1);
  expect(fake.asked).toEqual([0, 1000, 3000]);
  fake.failing = [busy(), busy(), busy(), busy()];
  await expect(games.popular(0, 1)).rejects.toThrow(Fault);
  expect([fake.asked.length, fake.failing.length]).toEqual([6, 1]);
});

test.each([
  ["an error", () => new Response("no", { status: 500 })],
  ["a page", () => new Response("<html>", { headers: { "Content-Type": "text/html" } })],
  ["no list", () => Response.json({ games: [] })],
])("%s instead of games is the service's fault", async (_, failed) => {
  fake.failing = [failed()];
  await expect(games.popular(0, 1)).rejects.toThrow("The game data service did not answer as it should.");
});

test("a service that cannot be reached, or has an odd token, is said to", async () => {
  const away = igdb(() => Promise.reject(new TypeError("fetch failed")), fake.pause, CLIENT);
  await expect(away.popular(0, 1)).rejects.toThrow("The game data service did not answer as it should.");
  const odd = igdb(async () => Response.json({ access_token: "a b\r\nX: y" }), fake.pause, CLIENT);
  await expect(odd.popular(0, 1)).rejects.toThrow("The game data service did not answer as it should.");
});

test("a wrong secret is told from a service that is down", async () => {
  const wrong = igdb(fake.fetch, fake.pause, { ...CLIENT, secret: "guess" });
  await expect(wrong.popular(0, 1)).rejects.toThrow("does not know this account");
});
