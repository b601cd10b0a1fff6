import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, test, vi } from "vitest";
import { HelixWorld } from "#testing/helix-world.ts";
import { migrate } from "#testing/migrations.ts";
import { BLOCKED_SQL } from "./rows/blocks.ts";
import { CATEGORY_SQL } from "./rows/categories.ts";
import { MODERATED_SQL } from "./rows/moderated.ts";
import { PEOPLE_SQL } from "./rows/people.ts";
import { STREAM_SQL } from "./rows/streams.ts";
import { VIDEO_SQL } from "./rows/videos.ts";

const world = new HelixWorld((request) => exports.default.fetch(request), env.DB);
const LOGINS = ["ada", "bob", "cyd", "dan", "eve"] as const;
const ids = new Map<string, string>();
const idOf = (login: string): string => ids.get(login) ?? "";

type Page = {
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly pagination: { readonly cursor?: string };
  readonly total?: number;
};

async function page(request: string, scopes: readonly string[] = [], as = "ada"): Promise<Page> {
  const { status, body } = await world.ask(request, { as, scopes });
  if (status !== 200) throw new Error(`${request} answered ${status}: ${JSON.stringify(body)}`);
  return body as Page;
}

/** One key of each entry of every page, a page a list. */
async function pages(request: string, key: string, scopes: readonly string[] = []): Promise<readonly unknown[][]> {
  const all: unknown[][] = [];
  let cursor: string | undefined = "";
  while (cursor !== undefined) {
    const { data, pagination } = await page(cursor === "" ? request : `${request}&after=${cursor}`, scopes);
    all.push(data.map((entry) => entry[key]));
    cursor = pagination.cursor;
  }
  return all;
}

beforeAll(async () => {
  await migrate(env.DB);
  for (const login of LOGINS) ids.set(login, (await world.edge.createChannel(login)).id);
  const viewers = { ada: 10, bob: 30, cyd: 30, dan: 5 };
  for (const [login, count] of Object.entries(viewers)) await world.live(idOf(login), count);
  await world.set(idOf("ada"), "category_id", 3);
  await world.set(idOf("bob"), "category_id", 3);
  await world.set(idOf("cyd"), "category_id", 4);
  await world.set(idOf("ada"), "language", "de");
  await world.set(idOf("bob"), "language", "en");
  await world.set(idOf("cyd"), "language", "en");
  for (const [at, login] of ["bob", "cyd", "dan", "eve"].entries()) {
    await world.follow(idOf(login), idOf("ada"), 1_700_000_000_000 + 1000 * at);
    await world.follow(idOf("ada"), idOf(login), 1_700_000_000_000);
  }
  for (const at of [1, 2, 3]) await world.recording(idOf("ada"), `70${at}`, 1_700_000_000_000 * at, 60 * at);
});

/** How SQLite would run a statement. */
async function planOf(sql: string): Promise<string> {
  const values = [...sql.matchAll(/\?/g)].map(() => 1);
  const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .bind(...values)
    .all<{ detail: string }>();
  return results.map(({ detail }) => detail).join("\n");
}

const STATEMENTS = Object.entries({
  ...PEOPLE_SQL,
  ...STREAM_SQL,
  ...CATEGORY_SQL,
  ...VIDEO_SQL,
  ...BLOCKED_SQL,
  ...MODERATED_SQL,
});

test.each(STATEMENTS)("%s reads no whole table", async (_, sql) => {
  // A list of values is one, and the order of an index is read from its beginning until the page is full.
  const scans = (await planOf(sql)).match(/\bSCAN (?!CONSTANT|json_each|[a-z]+ USING (?:COVERING )?INDEX).*/g);
  expect(scans).toBe(null);
});

test("a page of streams is read in the order of its index, and not sorted", async () => {
  const { streamsStart, streamsAfter, byCategoryAfter, byLanguageAfter } = STREAM_SQL;
  for (const sql of [streamsStart, streamsAfter, byCategoryAfter, byLanguageAfter]) {
    const plan = await planOf(sql);
    expect([plan, /USE TEMP B-TREE FOR (?:LAST TERM OF )?ORDER BY/.test(plan.split("CORRELATED")[0] ?? "")]).toEqual([
      plan,
      false,
    ]);
  }
  const { followersAfter, followedAfter } = PEOPLE_SQL;
  for (const sql of [followersAfter, followedAfter]) expect(await planOf(sql)).not.toContain("TEMP B-TREE");
});

test("streams come with most viewers first, in pages that neither skip nor repeat", async () => {
  expect(await pages("GET /streams?first=1", "user_login")).toEqual([["bob"], ["cyd"], ["ada"], ["dan"]]);
  expect(await pages("GET /streams?first=3", "user_login")).toEqual([["bob", "cyd", "ada"], ["dan"]]);
});

test("a page leads back to the one before it", async () => {
  const first = await page("GET /streams?first=2");
  const second = await page(`GET /streams?first=2&after=${first.pagination.cursor}`);
  expect(second.data.map(({ user_login }) => user_login)).toEqual(["ada", "dan"]);
  const third = await page(`GET /streams?first=1&after=${first.pagination.cursor}`);
  const back = await page(`GET /streams?first=2&before=${third.pagination.cursor}`);
  expect(back.data.map(({ user_login }) => user_login)).toEqual(["bob", "cyd"]);
});

test.each([
  ["user_id=:bob&user_id=:eve", ["bob"]],
  ["user_login=DAN&user_id=:cyd", ["cyd", "dan"]],
  ["game_id=3", ["bob", "ada"]],
  ["game_id=3&game_id=4", ["bob", "cyd", "ada"]],
  ["game_id=3&language=de", ["ada"]],
  ["language=en", ["bob", "cyd"]],
  ["language=en&language=DE", ["bob", "cyd", "ada"]],
  ["user_login=bob&language=de", []],
  ["game_id=nonsense", []],
  ["type=live", ["bob", "cyd", "ada", "dan"]],
])("streams with %s are %j", async (query, logins) => {
  const filled = query.replaceAll(/:([a-z]+)/g, (_, login: string) => idOf(login));
  const { data } = await page(`GET /streams?${filled}`);
  expect(data.map(({ user_login }) => user_login)).toEqual(logins);
});

test("streams of several categories are paged as one list", async () => {
  expect(await pages("GET /streams?game_id=3&game_id=4&first=1", "user_login")).toEqual([["bob"], ["cyd"], ["ada"]]);
  expect(await pages("GET /streams?user_login=ada&user_login=bob&first=1", "user_login")).toEqual([["bob"], ["ada"]]);
});

test("a stream says what its channel says", async () => {
  const { data } = await page("GET /streams?user_login=ada");
  expect(data).toEqual([
    {
      ...{ id: `9${idOf("ada")}`, user_id: idOf("ada"), user_login: "ada", user_name: "ada" },
      ...{ game_id: "3", game_name: "Music", type: "live", title: "", viewer_count: 10, language: "de" },
      ...{ started_at: "2023-11-14T22:13:20Z", tag_ids: [], tags: [], is_mature: false },
      thumbnail_url: "https://rill.test/images/stills/live/ada-{width}x{height}.jpg",
    },
  ]);
});

test("followed streams are those of whom one follows, and live", async () => {
  const scopes = ["user:read:follows"];
  expect(await pages(`GET /streams/followed?user_id=${idOf("ada")}&first=2`, "user_login", scopes)).toEqual([
    ["bob", "cyd"],
    ["dan"],
  ]);
});

test("followers come newest first, in pages, with how many there are", async () => {
  const scopes = ["moderator:read:followers"];
  const request = `GET /channels/followers?broadcaster_id=${idOf("ada")}`;
  expect(await pages(`${request}&first=3`, "user_login", scopes)).toEqual([["eve", "dan", "cyd"], ["bob"]]);
  expect(await page(`${request}&user_id=${idOf("dan")}`, scopes)).toEqual({
    data: [{ user_id: idOf("dan"), user_login: "dan", user_name: "dan", followed_at: "2023-11-14T22:13:22Z" }],
    pagination: {},
    total: 4,
  });
  expect((await page(`${request}&user_id=${idOf("ada")}`, scopes)).data).toEqual([]);
});

test("others learn how many followers there are, and not who", async () => {
  const request = `GET /channels/followers?broadcaster_id=${idOf("ada")}`;
  const onlyNumber = { data: [], pagination: {}, total: 4 };
  expect(await page(request)).toEqual(onlyNumber);
  expect(await page(request, ["moderator:read:followers"], "bob")).toEqual(onlyNumber);
});

test("whom one follows comes in pages, equals by their ids", async () => {
  const request = `GET /channels/followed?user_id=${idOf("ada")}`;
  const scopes = ["user:read:follows"];
  expect(await pages(`${request}&first=3`, "broadcaster_login", scopes)).toEqual([["bob", "cyd", "dan"], ["eve"]]);
  const one = await page(`${request}&broadcaster_id=${idOf("cyd")}`, scopes);
  expect([one.total, one.data.length, one.data[0]?.["broadcaster_login"]]).toEqual([4, 1, "cyd"]);
});

test("categories are found by id and by name, and by how many watch", async () => {
  const { data } = await page("GET /games?id=5&id=999999&name=music&name=Chess&name=Musi");
  expect(data.map(({ name }) => name)).toEqual(["Science & Technology", "Music", "Chess"]);
  expect(data[1]).toEqual({
    ...{ id: "3", name: "Music", igdb_id: "" },
    box_art_url: expect.stringMatching(/^https:\/\/rill\.test\/.*\{width\}x\{height\}$/),
  });
  expect(await pages("GET /games/top?first=1", "name")).toEqual([["Music"], ["Art"]]);
});

test("recordings come newest first, by id too, and say how long they are", async () => {
  const request = `GET /videos?user_id=${idOf("ada")}`;
  expect(await pages(`${request}&first=2`, "id")).toEqual([["703", "702"], ["701"]]);
  const { data } = await page("GET /videos?id=702&id=1");
  expect(data).toMatchObject([{ id: "702", duration: "2m0s", url: "https://rill.test/vods/702", type: "archive" }]);
  expect(data[0]?.["thumbnail_url"]).toBe("https://rill.test/images/stills/vods/702-%{width}x%{height}.jpg");
  expect((await page(`${request}&type=highlight`)).data).toEqual([]);
  expect((await page(`GET /videos?user_id=${idOf("bob")}`)).data).toEqual([]);
});

test.each([
  ["GET /videos", 400, 'Missing required parameter "id", "user_id" or "game_id"'],
  ["GET /videos?id=1&user_id=2", 400, 'Only one of "id", "user_id" and "game_id" may be given.'],
  ["GET /videos?id=1", 404, "The ID in id was not found."],
  [
    "GET /videos?user_id=1&sort=x",
    400,
    'The parameter "sort" was malformed: the value must be one of time, trending, views',
  ],
  ["GET /clips", 400, 'Missing required parameter "id", "broadcaster_id" or "game_id"'],
  ["GET /clips?id=a&game_id=1", 400, 'Only one of "id", "broadcaster_id" and "game_id" may be given.'],
  ["GET /games", 400, 'Missing required parameter "id", "name" or "igdb_id"'],
  ["GET /users?login=a-b", 400, "Invalid username(s), email(s), or ID(s). Bad Identifiers."],
  ["GET /users?id=x", 400, "Invalid username(s), email(s), or ID(s). Bad Identifiers."],
  ["GET /streams?first=101", 400, 'The parameter "first" was malformed: the value must be less than or equal to 100'],
  ["GET /streams?after=x", 400, 'The parameter "after" was malformed: invalid cursor'],
  ["GET /streams?type=rerun", 400, 'The parameter "type" was malformed: the value must be one of all, live'],
  ["GET /chat/emotes?broadcaster_id=999999", 400, "The ID in broadcaster_id was not found."],
  ["GET /schedule?broadcaster_id=999999", 400, "The ID in broadcaster_id was not found."],
])("%s answers %i", async (request, status, message) => {
  expect(await world.refusal(request, { as: "ada" })).toEqual([status, message]);
});

test("a cursor of one list opens no other", async () => {
  const { pagination } = await page("GET /streams?first=1");
  expect(await world.refusal(`GET /games/top?after=${pagination.cursor}`, { as: "ada" })).toEqual([
    400,
    'The parameter "after" was malformed: invalid cursor',
  ]);
});

test("a hundred ids are looked up, and a hundred and one are refused", async () => {
  const many = (count: number, name: string): string =>
    Array.from({ length: count }, (_, at) => `${name}=${at + 1000}`).join("&");
  const { data } = await page(`GET /users?${many(100, "id")}`);
  expect(data.map(({ login }) => login)).toEqual([...LOGINS]);
  for (const [request, name] of [
    ["GET /users", "id"],
    ["GET /channels", "broadcaster_id"],
    ["GET /streams", "user_id"],
    ["GET /games", "id"],
  ]) {
    expect((await world.ask(`${request}?${many(100, name ?? "")}`, { as: "ada" })).status).toBe(200);
    expect((await world.refusal(`${request}?${many(101, name ?? "")}`, { as: "ada" }))[0]).toBe(400);
  }
  const both = `${many(60, "id")}&${Array.from({ length: 41 }, (_, at) => `login=u${at}`).join("&")}`;
  expect((await world.refusal(`GET /users?${both}`, { as: "ada" }))[0]).toBe(400);
});

test("somebody's mail address is its own, and only for a token that may read it", async () => {
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO auth_user (id, name, email, emailVerified, createdAt, updatedAt)
       VALUES ('acc-1', 'ada', 'ada@example.org', 1, '', '')`,
    ),
    env.DB.prepare("UPDATE users SET account = 'acc-1' WHERE login = 'ada'"),
  ]);
  const emails = async (as: string, scopes: readonly string[]): Promise<unknown[]> =>
    (await page("GET /users?login=ada&login=bob", scopes, as)).data.map(({ email }) => email);
  expect(await emails("ada", ["user:read:email"])).toEqual(["ada@example.org", undefined]);
  expect(await emails("ada", [])).toEqual([undefined, undefined]);
  expect(await emails("bob", ["user:read:email"])).toEqual([undefined, undefined]);
});

test("what somebody says of itself has three hundred characters at most, and no controls", async () => {
  const say = (text: string) =>
    world.ask(`PUT /users?description=${encodeURIComponent(text)}`, { as: "bob", scopes: ["user:edit"] });
  const description = async (): Promise<unknown> => (await page("GET /users?login=bob")).data[0]?.["description"];
  expect([(await say("x".repeat(300))).status, await description()]).toEqual([200, "x".repeat(300)]);
  expect([(await say("x".repeat(301))).status, (await say("a\u0000b")).status]).toEqual([400, 400]);
  expect([(await say("")).status, await description()]).toEqual([200, ""]);
});

test("search finds channels and categories, live ones alone when asked, in pages", async () => {
  expect((await page("GET /search/channels?query=ev")).data.map(({ broadcaster_login }) => broadcaster_login)).toEqual([
    "eve",
  ]);
  expect((await page("GET /search/channels?query=ev&live_only=true")).data).toEqual([]);
  const [ada] = (await page("GET /search/channels?query=ada&live_only=true")).data;
  expect(ada).toMatchObject({ id: idOf("ada"), is_live: true, started_at: "2023-11-14T22:13:20Z", game_name: "Music" });
  const first = await page("GET /search/categories?query=pok&first=2");
  const second = await page(`GET /search/categories?query=pok&first=2&after=${first.pagination.cursor}`);
  const names = [...first.data, ...second.data].map(({ name }) => name);
  expect([names.length, new Set(names).size]).toEqual([4, 4]);
  for (const hostile of ['"', "' OR 1=1 --", "*", "NEAR(", "\u0000", "a".repeat(5000)]) {
    expect((await world.ask(`GET /search/channels?query=${encodeURIComponent(hostile)}`, { as: "ada" })).status).toBe(
      200,
    );
  }
});

test("a channel is changed by its broadcaster, and only in what fits", async () => {
  const request = `PATCH /channels?broadcaster_id=${idOf("ada")}`;
  const scopes = ["channel:manage:broadcast"];
  const labels = [
    { id: "Gambling", is_enabled: true },
    { id: "ViolentGraphic", is_enabled: true },
    { id: "MatureGame", is_enabled: false },
  ];
  const change = {
    title: " Poems ",
    game_id: "4",
    broadcaster_language: "EN",
    tags: ["Maths"],
    content_classification_labels: labels,
  };
  expect((await world.ask(request, { as: "ada", scopes, body: change })).status).toBe(204);
  expect((await page(`GET /channels?broadcaster_id=${idOf("ada")}`)).data).toEqual([
    {
      ...{ broadcaster_id: idOf("ada"), broadcaster_login: "ada", broadcaster_name: "ada", broadcaster_language: "en" },
      ...{ game_id: "4", game_name: "Art", title: "Poems", delay: 0, tags: ["Maths"] },
      ...{ content_classification_labels: ["ViolentGraphic", "Gambling"], is_branded_content: false },
    },
  ]);
  const refusals: readonly (readonly [unknown, string])[] = [
    [{}, "The request must update at least one property."],
    [{ title: "" }, "The title field may not contain an empty string."],
    [{ title: "x".repeat(141) }, "a title has at most 140 characters"],
    [{ delay: 5 }, "To update the delay field, the broadcaster must have partner status."],
    [{ tags: ["two words"] }, "a tag holds letters and digits"],
    [{ tags: ["x".repeat(26)] }, "a tag has at most 25 characters"],
    [{ tags: Array.from({ length: 11 }, (_, at) => `t${at}`) }, "a channel has at most 10 tags"],
    [{ game_id: "999999" }, "There is no such category."],
    [{ content_classification_labels: [{ id: "Nonsense", is_enabled: true }] }, "There is no content label Nonsense."],
    ["{", "The request's body must be a JSON object."],
    [[], "The request's body must be a JSON object."],
  ];
  for (const [body, message] of refusals) {
    expect(await world.refusal(request, { as: "ada", scopes, body })).toEqual([400, message]);
  }
  expect((await world.ask(request, { as: "ada", scopes, body: { tags: [], title: "x".repeat(140) } })).status).toBe(
    204,
  );
  expect((await world.refusal(request, { as: "ada", scopes, body: { title: "x".repeat(20_000) } }))[0]).toBe(413);
});

test("whoever is made a moderator finds the channel among theirs, and no longer once that is over", async () => {
  const moderated = async (as: string): Promise<unknown> => {
    const { data } = await page(`GET /moderation/channels?user_id=${idOf(as)}`, ["user:read:moderated_channels"], as);
    return data;
  };
  const change = async (method: "POST" | "DELETE", of: string, login: string): Promise<void> => {
    const ask = `${method} /moderation/moderators?broadcaster_id=${idOf(of)}&user_id=${idOf(login)}`;
    expect((await world.ask(ask, { as: of, scopes: ["channel:manage:moderators"] })).status).toBe(204);
  };
  const entry = (login: string) => ({
    ...{ broadcaster_id: idOf(login), broadcaster_login: login, broadcaster_name: login },
  });
  expect(await moderated("eve")).toEqual([]);
  for (const of of ["bob", "dan", "ada"]) await change("POST", of, "eve");
  await vi.waitFor(async () => expect(await moderated("eve")).toEqual(["ada", "bob", "dan"].map(entry)));
  const request = `GET /moderation/channels?user_id=${idOf("eve")}&first=2`;
  const first = await page(request, ["user:read:moderated_channels"], "eve");
  const second = await page(`${request}&after=${first.pagination.cursor}`, ["user:read:moderated_channels"], "eve");
  expect([first.data, second.data, second.pagination]).toEqual([["ada", "bob"].map(entry), ["dan"].map(entry), {}]);
  await change("DELETE", "bob", "eve");
  await vi.waitFor(async () => expect(await moderated("eve")).toEqual(["ada", "dan"].map(entry)));
  expect(await moderated("ada")).toEqual([]);
});
