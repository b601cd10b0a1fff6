import { env, exports } from "cloudflare:workers";
import * as v from "valibot";
import { beforeAll, expect, test } from "vitest";
import { heldMessageId } from "#protocol/helix/held-message.ts";
import { DAY_MS } from "#protocol/time-zone.ts";
import { differences, type Shape } from "#testing/helix-shape.ts";
import { type Ask, HelixWorld } from "#testing/helix-world.ts";
import { migrate } from "#testing/migrations.ts";
import answersText from "../../fixtures/helix/answers.json?raw";
import { ENDPOINTS } from "./endpoints.ts";
import { encodePlannedId } from "./planned-id.ts";

const world = new HelixWorld((request) => exports.default.fetch(request), env.DB);

const shapeSchema: v.GenericSchema<unknown, Shape> = v.lazy(() =>
  v.union([v.string(), v.array(shapeSchema), v.record(v.string(), shapeSchema)]),
);
const contract = v.parse(
  v.pipe(
    v.string(),
    v.parseJson(),
    v.record(v.string(), v.object({ status: v.number(), scopes: v.array(v.string()), body: v.nullable(shapeSchema) })),
  ),
  answersText,
);

let ada = "";
let bob = "";
let eve = "";
let heldId = "";

beforeAll(async () => {
  await migrate(env.DB);
  ada = (await world.edge.createChannel("ada")).id;
  bob = await world.edge.createUser("bob");
  eve = await world.edge.createUser("eve");
  await world.set(ada, "category_id", 3);
  await world.set(ada, "language", "en");
  await world.live(ada, 12);
  await world.follow(bob, ada, 1_700_000_000_000);
  await world.recording(ada, "777", 1_700_000_000_000, 3723.4);
  await env.DB.prepare("INSERT INTO channel_tags (channel_id, folded, tag, position) VALUES (?, 'fun', 'Fun', 0)")
    .bind(Number(ada))
    .run();
  await env.DB.prepare("INSERT INTO channel_editors (channel_id, user_id, created_at) VALUES (?, ?, 0)")
    .bind(Number(ada), Number(bob))
    .run();
  const { id: dan } = await world.edge.createChannel("dan");
  await env.DB.prepare("INSERT INTO moderators (user_id, channel_id) VALUES (?, ?)")
    .bind(Number(ada), Number(dan))
    .run();
  const room = env.CHAT_ROOM.getByName(ada);
  await room.setStanding(bob, { subscribedMonths: 3, followedAt: null });
  await room.setStanding(ada, { subscribedMonths: 1, followedAt: null });
  await room.putEmote({ id: `${ada}-1`, channelId: ada, name: "adaWave", tier: "everyone", format: "png", at: 0 });
  heldId = await heldLine();
  await env.DB.prepare(
    `INSERT INTO schedule_segments (id, channel_id, starts_at, time_zone, minutes, title, category_id, weekly, changed_at)
     VALUES (?, ?, ?, 'UTC', 60, 'Engines', 5, 1, 0)`,
  )
    .bind(PLANNED_SEGMENT, Number(ada), Date.now() + DAY_MS)
    .run();
});

/** A message that waits for a moderator. */
async function heldLine(): Promise<string> {
  const asAda = { as: "ada", scopes: ["moderator:manage:blocked_terms", "moderator:read:blocked_terms"] };
  const query = `broadcaster_id=${ada}&moderator_id=${ada}`;
  await world.ask(`POST /moderation/blocked_terms?${query}`, { ...asAda, body: { text: "forbidden" } });
  const said = { broadcaster_id: ada, sender_id: bob, message: "a forbidden word" };
  await world.ask("POST /chat/messages", { as: "bob", scopes: ["user:write:chat"], body: said });
  const view = await env.CHAT_ROOM.getByName(ada).view({
    ...{ userId: ada, login: "ada", name: "ada", colour: null, createdAt: 0, staff: false },
  });
  return view?.held[0]?.id ?? "";
}

type Case = { readonly query?: () => string; readonly body?: () => unknown; readonly status?: number };

const own = (): string => `broadcaster_id=${ada}&moderator_id=${ada}`;
const channel = (): string => `broadcaster_id=${ada}`;
const user = (): string => `user_id=${ada}`;
const about = (id: () => string) => (): string => `broadcaster_id=${ada}&user_id=${id()}`;
const moderatedAbout = (id: () => string) => (): string => `${own()}&user_id=${id()}`;

const PLANNED_SEGMENT = "e4acc724-371f-402c-81ca-23ada79759d4";
const soon = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();
const PLANNED = { start_time: soon(1), timezone: "Europe/Berlin", duration: "60", category_id: "5", title: "Engines" };
const VACATION = `is_vacation_enabled=true&vacation_start_time=${soon(2)}&vacation_end_time=${soon(3)}&timezone=UTC`;
const planned = (): string => `broadcaster_id=${ada}&id=${encodePlannedId(PLANNED_SEGMENT, "2026-W01")}`;

/** One request of each endpoint, in an order in which each succeeds; `status` where it is not the contract's. */
const CASES: readonly (readonly [string, Case])[] = [
  ["GET /users", { query: () => `login=bob&id=${ada}` }],
  ["PUT /users", { query: () => "description=Counts+things" }],
  ["PUT /users/blocks", { query: () => `target_user_id=${eve}` }],
  ["GET /users/blocks", { query: channel }],
  ["DELETE /users/blocks", { query: () => `target_user_id=${eve}` }],
  ["GET /channels", { query: channel }],
  ["PATCH /channels", { query: channel, body: () => ({ title: "Engines", tags: ["Maths"], game_id: "5" }) }],
  ["GET /channels/editors", { query: channel }],
  ["GET /channels/followers", { query: channel }],
  ["GET /channels/followed", { query: user }],
  ["GET /content_classification_labels", {}],
  ["GET /streams", {}],
  ["GET /streams/followed", { query: user }],
  ["GET /streams/key", { query: channel, status: 403 }],
  ["GET /games", { query: () => "id=5&name=Music" }],
  ["GET /games/top", {}],
  ["GET /search/categories", { query: () => "query=music" }],
  ["GET /search/channels", { query: () => "query=ada" }],
  ["GET /videos", { query: user }],
  ["GET /clips", { query: channel }],
  ["POST /chat/messages", { body: () => ({ broadcaster_id: ada, sender_id: ada, message: "hello" }) }],
  ["GET /chat/chatters", { query: own }],
  ["GET /chat/settings", { query: own }],
  ["PATCH /chat/settings", { query: own, body: () => ({ slow_mode: true, slow_mode_wait_time: 5 }) }],
  ["POST /chat/announcements", { query: own, body: () => ({ message: "news", color: "blue" }) }],
  ["PUT /chat/color", { query: () => `${user()}&color=sea_green` }],
  ["GET /chat/color", { query: user }],
  ["GET /chat/emotes", { query: channel }],
  ["GET /chat/emotes/global", {}],
  ["GET /chat/emotes/set", { query: () => `emote_set_id=0&emote_set_id=${ada}-everyone` }],
  ["GET /chat/emotes/user", { query: () => `${user()}&${channel()}` }],
  ["GET /chat/badges", { query: channel }],
  ["GET /chat/badges/global", {}],
  [
    "POST /moderation/automod/message",
    { body: () => ({ user_id: ada, msg_id: heldMessageId(ada, heldId), action: "ALLOW" }) },
  ],
  ["POST /moderation/moderators", { query: about(() => bob) }],
  ["GET /moderation/channels", { query: user }],
  ["GET /moderation/moderators", { query: channel }],
  ["DELETE /moderation/moderators", { query: about(() => bob) }],
  ["POST /channels/vips", { query: about(() => bob) }],
  ["GET /channels/vips", { query: channel }],
  ["DELETE /channels/vips", { query: about(() => bob) }],
  ["POST /moderation/bans", { query: own, body: () => ({ data: { user_id: eve, duration: 60, reason: "spam" } }) }],
  ["GET /moderation/banned", { query: channel }],
  ["DELETE /moderation/bans", { query: moderatedAbout(() => eve) }],
  ["POST /moderation/blocked_terms", { query: own, body: () => ({ text: "another*" }) }],
  ["GET /moderation/blocked_terms", { query: own }],
  ["DELETE /moderation/blocked_terms", { query: () => `${own()}&id=t1` }],
  ["PUT /moderation/automod/settings", { query: own, body: () => ({ overall_level: 2 }) }],
  ["GET /moderation/automod/settings", { query: own }],
  ["PUT /moderation/shield_mode", { query: own, body: () => ({ is_active: true }) }],
  ["GET /moderation/shield_mode", { query: own }],
  ["DELETE /moderation/chat", { query: own }],
  ["GET /subscriptions", { query: channel }],
  ["GET /subscriptions/user", { query: () => `${channel()}&${user()}` }],
  ["PATCH /schedule/settings", { query: () => `${channel()}&${VACATION}` }],
  ["POST /schedule/segment", { query: channel, body: () => ({ ...PLANNED, is_recurring: true }) }],
  ["GET /schedule", { query: channel }],
  ["PATCH /schedule/segment", { query: planned, body: () => ({ duration: "120" }) }],
  ["DELETE /schedule/segment", { query: planned }],
];

test("every endpoint has a case", () => {
  expect(CASES.map(([name]) => name).toSorted()).toEqual(
    ENDPOINTS.map(({ method, path }) => `${method} ${path}`).toSorted(),
  );
});

test("every endpoint asks for a scope that Twitch asks for there", () => {
  const differing = ENDPOINTS.flatMap(({ method, path, scopes }) => {
    const documented = contract[`${method} ${path}`]?.scopes ?? [];
    return (scopes ?? []).toSorted().join() === documented.toSorted().join() ? [] : [`${method} ${path}`];
  });
  // A list of followers without the scope is their number alone; the other two of a message are for apps' own tokens.
  expect(differing).toEqual(["GET /channels/followers", "POST /chat/messages"]);
});

test.each(CASES)("%s answers in the contract's keys and types", async (name, { query, body, status }) => {
  const documented = contract[name];
  if (documented === undefined) throw new Error(`${name} is not in the contract`);
  const asked: Ask = { as: "ada", scopes: documented.scopes, ...(body === undefined ? {} : { body: body() }) };
  const answer = await world.ask(query === undefined ? name : `${name}?${query()}`, asked);
  expect([answer.status, answer.status < 300 ? null : answer.body]).toEqual([
    status ?? documented.status,
    status === undefined ? null : expect.objectContaining({ status, message: expect.any(String) }),
  ]);
  expect(answer.headers.get("Cache-Control")).toBe("no-store");
  if (status !== undefined) return;
  if (documented.body === null) {
    expect(answer.body).toBe(null);
    return;
  }
  expect(answer.headers.get("Content-Type")).toBe("application/json");
  expect(differences(answer.body, documented.body)).toEqual([]);
});
