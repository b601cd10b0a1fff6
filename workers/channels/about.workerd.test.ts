import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { MAX_PANELS, MAX_TAG_LENGTH, MAX_TAGS, MAX_TITLE_LENGTH, type Panels } from "#protocol/channel/about.ts";
import type { ChannelState } from "#protocol/channel/channel.ts";
import type { LiveChannels } from "#protocol/discovery/live.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";
import type { Env } from "../env.ts";

type Headers = Record<string, string>;
/** What went on the queue of events. */
let told: { type: string }[] = [];
const events: Env["EVENTS"] = {
  ...env.EVENTS,
  send: async (event) => {
    told.push(event);
    return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
  },
};
const world = new EdgeWorld(async (request) => {
  const ctx = createExecutionContext();
  const answer = await app.fetch(request, { ...env, EVENTS: events }, ctx);
  await waitOnExecutionContext(ctx);
  return answer;
});

let made = 0;
let login = "";
let id = "";
let owner: Headers = {};
const SCOPES = ["channel:manage:broadcast"];

beforeAll(() => migrate(env.DB));
beforeEach(async () => {
  login = `about_${++made}`;
  id = (await world.createChannel(login)).id;
  owner = await world.bearer(login, SCOPES);
  told = [];
});

const send = (method: string, path: string, body: unknown, headers = owner): Promise<Response> =>
  world.request(`/api/channels/${login}${path}`, {
    method,
    headers: { ...headers, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
const patch = (body: unknown, headers = owner): Promise<Response> => send("PATCH", "", body, headers);
const stateOf = async (answer: Response): Promise<ChannelState> => answer.json();
const refusal = async (answer: Response): Promise<unknown> => {
  const { error } = await answer.json<{ error: { message: string } }>();
  return [answer.status, error.message];
};

test("a channel says what its broadcaster set, and what stays unsaid stays as it was", async () => {
  const changed = await patch({
    ...{ title: " Boss fight ", category: "1", tags: ["Speedrun", "Español", "C64"], language: "es" },
    ...{ mature: true, labels: ["ProfanityVulgarity", "Gambling"], latencyMode: "normal" },
  });
  expect([changed.status, changed.headers.get("Cache-Control")]).toEqual([200, "no-store"]);
  const said = {
    ...{ id, login, title: "Boss fight", category: { id: "1", name: "Just Chatting", slug: "just-chatting" } },
    ...{ tags: ["Speedrun", "Español", "C64"], language: "es", mature: true, latencyMode: "normal", followers: 0 },
    labels: ["Gambling", "ProfanityVulgarity"],
    ...{ description: "", avatar: `/images/avatars/${Number(id) % 12}.svg`, banner: null },
  };
  expect(await stateOf(changed)).toMatchObject(said);
  expect(await stateOf(await world.request(`/api/channels/${login}`))).toMatchObject(said);
  expect(await stateOf(await patch({ category: null, tags: [] }))).toMatchObject({
    ...{ title: "Boss fight", category: null, tags: [], language: "es", mature: true },
  });
});

test("a channel is for grown-ups by its switch or a label, and a game that is rated so labels it by itself", async () => {
  const standing = async (change: unknown): Promise<unknown> => {
    const { mature, labels } = await stateOf(await patch(change));
    return [mature, labels];
  };
  const game = await env.DB.prepare("SELECT id FROM categories WHERE slug = 'grand-theft-auto-v'").first("id");
  expect([
    await standing({ labels: ["ProfanityVulgarity"] }),
    await standing({ labels: ["SexualThemes", "DebatedSocialIssuesAndPolitics"] }),
    await standing({ mature: true }),
    await standing({ labels: [] }),
    await standing({ mature: false, category: String(game) }),
    await standing({ category: "1" }),
  ]).toEqual([
    [false, ["ProfanityVulgarity"]],
    [true, ["DebatedSocialIssuesAndPolitics", "SexualThemes"]],
    [true, ["DebatedSocialIssuesAndPolitics", "SexualThemes"]],
    [true, []],
    [false, ["MatureGame"]],
    [false, []],
  ]);
});

test("a change of what lists show is an event, another is none", async () => {
  await patch({ title: "One", labels: ["Gambling"] });
  await patch({ tags: ["a"], latencyMode: "normal" });
  expect(told).toMatchObject([
    { type: "channel.update", channelId: id, title: "One", language: "", category: null, labels: ["Gambling"] },
  ]);
});

test("broadcaster, editor, staff and operator change a channel; nobody else does", async () => {
  for (const user of ["editor", "moderator", "stranger"]) await world.createUser(`${user}_${made}`);
  await world.createUser(`staff_${made}`, { staff: true });
  await env.DB.prepare("INSERT INTO channel_editors SELECT ?, id, 0 FROM users WHERE login = ?")
    .bind(Number(id), `editor_${made}`)
    .run();
  await world.createChannel(`other_${made}`);
  const people: Record<string, Headers> = {
    anonymous: {},
    "wrong secret": { Authorization: "Bearer no-operator-token" },
    guest: await world.guest(`guest_${made}`),
    stranger: await world.bearer(`stranger_${made}`, SCOPES),
    "broadcaster of another channel": await world.bearer(`other_${made}`, SCOPES),
    "broadcaster without the scope": await world.bearer(login, ["chat:edit"]),
    editor: await world.bearer(`editor_${made}`, SCOPES),
    staff: await world.bearer(`staff_${made}`, SCOPES),
    broadcaster: owner,
    operator: { Authorization: "Bearer test-operator-token" },
  };
  const statuses: unknown[] = [];
  for (const [who, headers] of Object.entries(people)) {
    const change = await patch({ title: who }, headers);
    const panels = await send("PUT", "/panels", { panels: [] }, headers);
    // What is wrong with a change, only those learn who may make one.
    const malformed = await patch({ title: 7 }, headers);
    statuses.push([who, change.status, panels.status, malformed.status]);
  }
  expect(statuses).toEqual([
    ["anonymous", 401, 401, 401],
    ["wrong secret", 401, 401, 401],
    ["guest", 403, 403, 403],
    ["stranger", 403, 403, 403],
    ["broadcaster of another channel", 403, 403, 403],
    ["broadcaster without the scope", 403, 403, 403],
    ["editor", 200, 200, 400],
    ["staff", 200, 200, 400],
    ["broadcaster", 200, 200, 400],
    ["operator", 200, 200, 400],
  ]);
});

test("each field has its limit, and what goes past it changes nothing", async () => {
  const tags = Array.from({ length: MAX_TAGS + 1 }, (_, at) => `t${at}`);
  expect((await patch({ title: "😀".repeat(MAX_TITLE_LENGTH) })).status).toBe(200);
  expect((await patch({ tags: tags.slice(1) })).status).toBe(200);
  expect((await patch({ tags: ["é".repeat(MAX_TAG_LENGTH)] })).status).toBe(200);
  const refused = [
    { title: "x".repeat(MAX_TITLE_LENGTH + 1) },
    { title: "two\nlines" },
    { title: "turned \u202e around" },
    { tags },
    { tags: ["x".repeat(MAX_TAG_LENGTH + 1)] },
    { tags: ["two words"] },
    { tags: ["<b>"] },
    { tags: ["Same", "same"] },
    { language: "english" },
    { category: "999999" },
    { category: "1; DROP TABLE channels" },
    { latencyMode: "lowest" },
    { mature: "yes" },
    { labels: ["MatureGame"] },
    { labels: "Gambling" },
    { nothing: "known" },
    {},
  ];
  const statuses = await Promise.all(refused.map(async (body) => (await patch(body)).status));
  expect(statuses).toEqual(refused.map(() => 400));
  expect(await stateOf(await world.request(`/api/channels/${login}`))).toMatchObject({
    ...{ title: "😀".repeat(MAX_TITLE_LENGTH), tags: ["é".repeat(MAX_TAG_LENGTH)], language: null, category: null },
  });
});

test("what is not the channel's own to say is not taken from a change", async () => {
  const sneaky = {
    title: "fine",
    id: "1",
    login: "stolen",
    followers: 9,
    staff: true,
    avatar: "x",
    stream_key_hash: "x",
  };
  expect(await stateOf(await patch(sneaky))).toMatchObject({ id, login, followers: 0, title: "fine" });
});

test("panels are shown as they were set, script and all as text, in their order", async () => {
  const panels = [
    { title: "Rules", text: "Be kind.\n<script>alert(1)</script>", link: null },
    { title: "", text: "", link: "https://example.org/me?x=1" },
  ];
  expect((await send("PUT", "/panels", { panels })).status).toBe(200);
  const shown = await world.request(`/api/channels/${login}/panels`);
  expect([await shown.json<Panels>(), shown.headers.get("Content-Type")]).toEqual([{ panels }, "application/json"]);
  await send("PUT", "/panels", { panels: panels.slice(1) });
  expect(await (await world.request(`/api/channels/${login}/panels`)).json()).toEqual({ panels: panels.slice(1) });
});

test("panels have their limits, and links no other scheme", async () => {
  const panel = { title: "t", text: "x", link: null };
  expect((await send("PUT", "/panels", { panels: Array(MAX_PANELS).fill(panel) })).status).toBe(200);
  const refused = [
    { panels: Array(MAX_PANELS + 1).fill(panel) },
    { panels: [{ ...panel, title: "x".repeat(81) }] },
    { panels: [{ ...panel, text: "x".repeat(2001) }] },
    { panels: [{ ...panel, link: "javascript:alert(1)" }] },
    { panels: [{ ...panel, link: "https://x/ y" }] },
    { panels: [{ ...panel, link: `https://${"x".repeat(493)}` }] },
  ];
  const answers = await Promise.all(refused.map(async (body) => (await send("PUT", "/panels", body)).status));
  expect(answers).toEqual(refused.map(() => 400));
  expect(await refusal(await send("PUT", "/panels", { panels: [{ ...panel, text: "x".repeat(300_000) }] }))).toEqual([
    413,
    expect.stringMatching(/at most \d+ bytes/),
  ]);
});

/** Live channels of a filter, in order. */
async function live(query: string): Promise<readonly (readonly [string, number])[]> {
  const answer = await world.request(`/api/live${query}`);
  expect([answer.status, answer.headers.get("Cache-Control")]).toEqual([200, "public, max-age=3, stale-if-error=0"]);
  const { channels } = await answer.json<LiveChannels>();
  return channels.map((channel) => [channel.login, channel.viewers]);
}

/** Channels that are live with so many viewers each, first to last. */
async function goLive(viewers: readonly number[]): Promise<readonly string[]> {
  const logins: string[] = [];
  for (const [at, count] of viewers.entries()) {
    const name = `on_${made}_${at}`;
    const channel = await world.createChannel(name);
    logins.push(name);
    await env.DB.prepare(
      "INSERT INTO live_channels (channel_id, broadcast_id, started_at, viewers) VALUES (?, '9', 0, ?)",
    )
      .bind(Number(channel.id), count)
      .run();
  }
  return logins;
}

test("who is live is narrowed to a category, a tag and a language, also when those change meanwhile", async () => {
  const [few = "", most = "", none = ""] = await goLive([3, 8, 0]);
  const operator = (name: string, body: unknown) => world.operator(`/api/channels/${name}`, body, "PATCH");
  await operator(few, { category: "9", tags: [`Tag${made}`], language: "eo" });
  await operator(most, { category: "9", tags: [`tag${made}`, "other"] });
  await operator(none, { language: "eo" });
  const slug = (await stateOf(await world.request(`/api/channels/${few}`))).category?.slug ?? "";
  expect(await live(`?category=${slug}`)).toEqual([
    [most, 8],
    [few, 3],
  ]);
  expect(await live(`?tag=TAG${made}`)).toEqual([
    [most, 8],
    [few, 3],
  ]);
  expect(await live("?language=eo")).toEqual([
    [few, 3],
    [none, 0],
  ]);
  expect(await live(`?category=${slug}&language=eo&tag=tag${made}`)).toEqual([[few, 3]]);
  expect(await live("?category=no-such-category")).toEqual([]);
  await operator(most, { category: null });
  expect(await live(`?category=${slug}`)).toEqual([[few, 3]]);
});

test("pages of who is live follow each other without a hole or a double, also among equals", async () => {
  const logins = await goLive([5, 5, 5, 7, 5]);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "?limit=2" : `?limit=2&cursor=${cursor}`;
    const page: LiveChannels = await (await world.request(`/api/live${query}`)).json();
    seen.push(...page.channels.map((channel) => channel.login));
    cursor = page.cursor;
  } while (cursor !== null);
  expect(seen.filter((name) => logins.includes(name))).toEqual([3, 0, 1, 2, 4].map((at) => logins[at]));
  expect(new Set(seen).size).toBe(seen.length);
});

test.each([
  "?limit=0",
  "?limit=101",
  "?limit=x",
  "?cursor=x",
  "?language=Klingon",
  "?category=Just%20Chatting",
  "?tag=a%20b",
])("%s is no such list", async (query) => {
  expect((await world.request(`/api/live${query}`)).status).toBe(400);
});
