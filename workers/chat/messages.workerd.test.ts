import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";

const world = new EdgeWorld((request) => exports.default.fetch(request));
const JSON_TYPE = { "Content-Type": "application/json" };
let channelId = "";

beforeAll(async () => {
  await migrate(env.DB);
  channelId = (await world.createChannel("ada")).id;
});

const post = (headers: Record<string, string>, body: unknown): Promise<Response> =>
  world.request("/chat/messages", {
    method: "POST",
    headers: { ...JSON_TYPE, ...headers },
    body: JSON.stringify(body),
  });
const jsonOf = async (response: Response): Promise<unknown[]> => [response.status, await response.json()];

type Page = {
  channelId: string;
  kept: boolean;
  events: { id: string; seq: number; kind: string; text?: string; from?: { login: string } }[];
};
const page = async (query = ""): Promise<Page> => (await world.request(`/chat/ada/messages${query}`)).json<Page>();

test("a message is said by whom the token or session is of, and can be read back", async () => {
  await world.createUser("bot");
  const token = await world.bearer("bot");
  const answer = await post(token, { channelId, message: "hello <b>all</b>" });
  const sent = await answer.json<{ id: string; seq: number }>();
  expect([answer.status, answer.headers.get("Cache-Control"), sent]).toEqual([
    200,
    "no-store",
    { id: `${channelId}-${sent.seq}`, seq: sent.seq, sent: true },
  ]);
  const guest = await world.guest("guest_one");
  expect((await post(guest, { channelId, message: "hi bot", replyTo: sent.seq })).status).toBe(200);
  const { events } = await page();
  expect(events.map(({ id, kind, text, from }) => [id.split("-")[0], kind, text, from?.login])).toEqual([
    [channelId, "message", "hello <b>all</b>", "bot"],
    [channelId, "message", "hi bot", "guest_one"],
  ]);
});

test("who it is from is never in the body", async () => {
  const victim = await world.createUser("victim");
  const guest = await world.guest("impostor");
  const claims = {
    userId: victim,
    sender_id: victim,
    viewer: { userId: victim },
    from: { login: "victim" },
    staff: true,
  };
  expect((await post(guest, { channelId, message: "I am the victim", ...claims })).status).toBe(200);
  const { events } = await page("?limit=1");
  expect(events.map(({ from }) => from?.login)).toEqual(["impostor"]);
});

test("the same nonce again is the same message", async () => {
  const guest = await world.guest("repeater");
  const once = await jsonOf(await post(guest, { channelId, message: "only once", nonce: "mine-1" }));
  expect(await jsonOf(await post(guest, { channelId, message: "only once", nonce: "mine-1" }))).toEqual(once);
  const { events } = await page();
  expect(events.filter(({ text }) => text === "only once").length).toBe(1);
});

test("a message too soon is told when to come again", async () => {
  const guest = await world.guest("hasty");
  await post(guest, { channelId, message: "one" });
  const answer = await post(guest, { channelId, message: "two" });
  expect([answer.status, answer.headers.get("Retry-After")]).toEqual([429, "1"]);
  expect(await answer.json()).toMatchObject({ error: { code: "rate_limited", reason: "msg_ratelimit" } });
});

test("pages go backwards from a number, and hold so many and no more", async () => {
  const all = (await page()).events;
  const last = all.at(-1)?.seq ?? 0;
  const before = (await page(`?before=${last}&limit=2`)).events;
  expect(before.map(({ seq }) => seq)).toEqual(all.slice(-3, -1).map(({ seq }) => seq));
  for (const query of ["?limit=0", "?limit=101", "?limit=x", "?before=-1", "?before=1e99", "?limit=5;DROP"]) {
    expect([query, (await world.request(`/chat/ada/messages${query}`)).status]).toEqual([query, 400]);
  }
  expect((await world.request("/chat/ada/messages?limit=100")).status).toBe(200);
  expect((await world.request("/chat/nobody/messages")).status).toBe(404);
});

test.each([
  ["no token", {}, 401],
  ["a wrong token", { Authorization: `Bearer ${"a".repeat(30)}` }, 401],
  ["the operator's token", { Authorization: "Bearer test-operator-token" }, 401],
])("with %s nothing is said", async (_, headers, status) => {
  const answer = await post(headers, { channelId, message: "x" });
  expect([answer.status, answer.headers.get("Cache-Control")]).toEqual([status, "no-store"]);
});

test.each([
  ["no channel", { message: "x" }],
  ["a channel that is a login", { channelId: "ada", message: "x" }],
  ["a number for a channel", { channelId: 1001, message: "x" }],
  ["no message", { channelId: "1001" }],
  ["a message of another type", { channelId: "1001", message: { text: "x" } }],
  ["a message that no frame would hold", { channelId: "1001", message: "x".repeat(4097) }],
  ["an empty message", { channelId: "1001", message: "  " }],
  ["a message past the limit", { channelId: "1001", message: "x".repeat(501) }],
  ["a nonce that is none", { channelId: "1001", message: "x", nonce: "a b" }],
  ["a list", []],
])("%s is a bad request", async (_, body) => {
  const guest = await world.guest(`g${crypto.randomUUID().slice(0, 8)}`);
  expect((await post(guest, body)).status).toBe(400);
});

test("a body too large is refused unread, and a channel that is not there is not found", async () => {
  const guest = await world.guest("large");
  expect((await post(guest, { channelId, message: "x", padding: "x".repeat(17_000) })).status).toBe(413);
  expect((await post(guest, { channelId: "999999", message: "x" })).status).toBe(404);
});

test("control characters and overrides do not reach other viewers", async () => {
  const guest = await world.guest("sly");
  await post(guest, { channelId, message: "a\u0000b\u202ec\u001bd\r\nPRIVMSG #x :y" });
  const { events } = await page("?limit=1");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(events[0]?.text).not.toMatch(/[\u0000-\u001f\u202e]/);
});

test("a token without the scope to write says nothing, and one that may only write does not moderate", async () => {
  const reading = await world.bearer("ada", ["chat:read"]);
  expect(await jsonOf(await post(reading, { channelId, message: "x" }))).toEqual([
    403,
    { error: { code: "forbidden", message: "The access token lacks the scope for this." } },
  ]);
  const writing = await world.bearer("ada");
  expect(await jsonOf(await post(writing, { channelId, message: "/clear" }))).toMatchObject([
    403,
    { error: { reason: "no_permission" } },
  ]);
  const moderating = await world.bearer("ada", ["chat:edit", "chat:moderate"]);
  expect(await jsonOf(await post(moderating, { channelId, message: "/slow 5" }))).toMatchObject([
    200,
    { code: "slow_on" },
  ]);
  expect((await post(moderating, { channelId, message: "/slowoff" })).status).toBe(200);
});
