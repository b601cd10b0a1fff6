import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { heldMessageId } from "#protocol/helix/held-message.ts";
import { joinRoom } from "#testing/chat-client.ts";
import { person } from "#testing/chat-people.ts";
import { HelixWorld } from "#testing/helix-world.ts";
import { migrate } from "#testing/migrations.ts";
import { planOf, scansTable } from "#testing/query-plan.ts";
import { RENAMED_SQL } from "../chat/renamed.ts";

const world = new HelixWorld((request) => exports.default.fetch(request), env.DB);
let ada = "";
let bob = "";
let eve = "";
let mo = "";

beforeAll(async () => {
  await migrate(env.DB);
  ada = (await world.edge.createChannel("ada")).id;
  bob = await world.edge.createUser("bob");
  eve = await world.edge.createUser("eve");
  mo = await world.edge.createUser("moe");
  const scopes = ["channel:manage:moderators"];
  const { status } = await world.ask(`POST /moderation/moderators?broadcaster_id=${ada}&user_id=${mo}`, {
    as: "ada",
    scopes,
  });
  expect(status).toBe(204);
});

const asModerator = (scope: string, body?: unknown) => ({
  as: "moe",
  scopes: [scope],
  ...(body === undefined ? {} : { body }),
});
const asOwner = (scope: string) => ({ as: "ada", scopes: [scope] });
const own = (): string => `broadcaster_id=${ada}&moderator_id=${mo}`;
const says = (login: string, id: string, message: string, more: object = {}) =>
  world.ask("POST /chat/messages", {
    as: login,
    scopes: ["user:write:chat"],
    body: { broadcaster_id: ada, sender_id: id, message, ...more },
  });
const dataOf = ({ body }: { readonly body: unknown }): readonly Readonly<Record<string, unknown>>[] =>
  (body as { data: readonly Readonly<Record<string, unknown>>[] }).data;

const BANS = "moderator:manage:banned_users";

test("a moderator bans, times out and lets go, and the broadcaster sees who is banned", async () => {
  const ban = (data: object) => world.ask(`POST /moderation/bans?${own()}`, asModerator(BANS, { data }));
  const banned = await ban({ user_id: eve, reason: "spam" });
  expect([banned.status, dataOf(banned)]).toEqual([
    200,
    [{ broadcaster_id: ada, moderator_id: mo, user_id: eve, created_at: expect.any(String), end_time: null }],
  ]);
  const timedOut = dataOf(await ban({ user_id: bob, duration: 600 }))[0];
  const lasts = Date.parse(String(timedOut?.["end_time"])) - Date.parse(String(timedOut?.["created_at"]));
  expect(lasts).toBe(600_000);
  const list = dataOf(await world.ask(`GET /moderation/banned?broadcaster_id=${ada}`, asOwner("moderation:read")));
  expect(
    list.map(({ user_login, expires_at, reason, moderator_login }) => [
      user_login,
      expires_at === "",
      reason,
      moderator_login,
    ]),
  ).toEqual([
    ["bob", false, "", "moe"],
    ["eve", true, "spam", "moe"],
  ]);
  const one = await world.ask(
    `GET /moderation/banned?broadcaster_id=${ada}&user_id=${eve}`,
    asOwner("moderation:read"),
  );
  expect(dataOf(one).map(({ user_id }) => user_id)).toEqual([eve]);
  const unban = `DELETE /moderation/bans?${own()}&user_id=${eve}`;
  expect((await world.ask(unban, asModerator(BANS))).status).toBe(204);
  expect(await world.refusal(unban, asModerator(BANS))).toEqual([
    400,
    "The user specified in the user_id query parameter is not banned.",
  ]);
  expect((await world.ask(`DELETE /moderation/bans?${own()}&user_id=${bob}`, asModerator(BANS))).status).toBe(204);
});

test.each([
  [{}, 'Missing required parameter "data"'],
  [{ data: {} }, 'Missing required parameter "data.user_id"'],
  [{ data: { user_id: "x" } }, 'The parameter "user_id" was malformed: the value must be a valid ID'],
  [{ data: { user_id: "999999" } }, "The ID in user_id was not found."],
  [{ data: { user_id: "1", duration: 0 } }, /^The parameter "data.duration" was malformed/],
  [{ data: { user_id: "1", duration: 1_209_601 } }, /^The parameter "data.duration" was malformed/],
  [{ data: { user_id: "1", reason: "x".repeat(501) } }, /^The parameter "data.reason" was malformed/],
])("a ban of %j is refused", async (body, message) => {
  const [status, said] = await world.refusal(`POST /moderation/bans?${own()}`, asModerator(BANS, body));
  expect([status, said]).toEqual([400, typeof message === "string" ? message : expect.stringMatching(message)]);
});

test("nobody bans the broadcaster, or twice", async () => {
  const ban = (user_id: string) =>
    world.refusal(`POST /moderation/bans?${own()}`, asModerator(BANS, { data: { user_id } }));
  expect(await ban(ada)).toEqual([400, "The user specified in the user_id field may not be banned."]);
  await ban(eve);
  expect(await ban(eve)).toEqual([400, "The user specified in the user_id field is already banned."]);
  await world.ask(`DELETE /moderation/bans?${own()}&user_id=${eve}`, asModerator(BANS));
});

test("whoever is banned says nothing, and is told so", async () => {
  await world.ask(`POST /moderation/bans?${own()}`, asModerator(BANS, { data: { user_id: eve } }));
  expect((await says("eve", eve, "let me in")).status).toBe(403);
  await world.ask(`DELETE /moderation/bans?${own()}&user_id=${eve}`, asModerator(BANS));
});

test("a message is sent in one's own name, in the body or in the address", async () => {
  const sent = await says("moe", mo, "hello");
  expect([sent.status, dataOf(sent)]).toEqual([
    200,
    [{ message_id: expect.stringMatching(`^${ada}-[0-9]+$`), is_sent: true }],
  ]);
  const reply = await says("ada", ada, "hello back", { reply_parent_message_id: dataOf(sent)[0]?.["message_id"] });
  expect(dataOf(reply)[0]?.["is_sent"]).toBe(true);
  const inAddress = await world.ask(`POST /chat/messages?broadcaster_id=${ada}&sender_id=${ada}`, {
    ...{ as: "ada", scopes: ["user:write:chat"], body: { message: "from the address" } },
  });
  expect(dataOf(inAddress)[0]?.["is_sent"]).toBe(true);
  expect(
    await world.refusal("POST /chat/messages", {
      ...{ as: "bob", scopes: ["user:write:chat"], body: { broadcaster_id: ada, sender_id: ada, message: "I am ada" } },
    }),
  ).toEqual([401, "The ID in sender_id must match the user ID found in the request's OAuth token."]);
});

test("a message that the room does not take says why", async () => {
  const twice = [await says("moe", mo, "the same"), await says("moe", mo, "a".repeat(500))];
  expect(twice.map((answer) => dataOf(answer)[0]?.["is_sent"])).toEqual([true, true]);
  expect((await says("moe", mo, "a".repeat(501))).status).toBe(422);
  await says("bob", bob, "quick");
  expect(dataOf(await says("bob", bob, "quicker"))).toEqual([
    { message_id: "", is_sent: false, drop_reason: { code: "msg_ratelimit", message: expect.any(String) } },
  ]);
  expect((await says("moe", mo, "   ")).status).toBe(400);
  expect((await says("moe", mo, "x", { reply_parent_message_id: "1-2" })).status).toBe(400);
});

test.each(["/ban bob", "/clear", " /mod eve", ".timeout bob"])(
  "%s is no message: every command has a scope of its own",
  async (text) => {
    expect(dataOf(await says("ada", ada, text))).toEqual([
      {
        message_id: "",
        is_sent: false,
        drop_reason: { code: "unrecognized_cmd", message: "Commands have endpoints of their own." },
      },
    ]);
  },
);

test("a moderator deletes what was said, one message and all", async () => {
  const scope = "moderator:manage:chat_messages";
  const messageId = String(dataOf(await says("ada", ada, "the broadcaster's own"))[0]?.["message_id"]);
  const remove = (id: string) => world.refusal(`DELETE /moderation/chat?${own()}&message_id=${id}`, asModerator(scope));
  expect(await remove(messageId)).toEqual([400, "You may not delete the broadcaster's messages."]);
  expect(await remove(`${ada}-1`)).toEqual([404, "The ID in message_id was not found."]);
  expect(await remove(`${bob}-1`)).toEqual([404, "The ID in message_id was not found."]);
  expect((await world.ask(`DELETE /moderation/chat?${own()}`, asModerator(scope))).status).toBe(204);
});

test("moderators and VIPs are named and let go by the broadcaster", async () => {
  const moderators = (): Promise<unknown[]> =>
    world
      .ask(`GET /moderation/moderators?broadcaster_id=${ada}`, asOwner("moderation:read"))
      .then((answer) => dataOf(answer).map(({ user_login }) => user_login));
  const about = (path: string, id: string): string => `${path}?broadcaster_id=${ada}&user_id=${id}`;
  const manage = asOwner("channel:manage:moderators");
  expect(await moderators()).toEqual(["moe"]);
  expect((await world.refusal(about("POST /moderation/moderators", mo), manage))[0]).toBe(400);
  expect((await world.ask(about("POST /moderation/moderators", bob), manage)).status).toBe(204);
  expect(await moderators()).toEqual(["bob", "moe"]);
  expect((await world.ask(about("DELETE /moderation/moderators", bob), manage)).status).toBe(204);
  expect((await world.refusal(about("DELETE /moderation/moderators", bob), manage))[0]).toBe(400);
  const vips = asOwner("channel:manage:vips");
  expect((await world.ask(about("POST /channels/vips", bob), vips)).status).toBe(204);
  expect((await world.refusal(about("POST /channels/vips", bob), vips))[0]).toBe(422);
  expect((await world.refusal(about("POST /channels/vips", mo), vips))[0]).toBe(422);
  expect(dataOf(await world.ask(`GET /channels/vips?broadcaster_id=${ada}`, asOwner("channel:read:vips")))).toEqual([
    { user_id: bob, user_login: "bob", user_name: "bob" },
  ]);
  expect((await world.ask(about("DELETE /channels/vips", bob), vips)).status).toBe(204);
  expect((await world.refusal(about("DELETE /channels/vips", bob), vips))[0]).toBe(422);
  expect((await world.refusal(about("POST /channels/vips", "999999"), vips))[0]).toBe(404);
});

test("settings are changed by a moderator and read by anybody", async () => {
  const request = `PATCH /chat/settings?${own()}`;
  const manage = (body: unknown) => world.ask(request, asModerator("moderator:manage:chat_settings", body));
  const changed = await manage({
    slow_mode: true,
    slow_mode_wait_time: 10,
    follower_mode: true,
    subscriber_mode: false,
  });
  expect(dataOf(changed)[0]).toMatchObject({ slow_mode_wait_time: 10, follower_mode_duration: 0, moderator_id: mo });
  const read = await world.ask(`GET /chat/settings?broadcaster_id=${ada}`, { as: "bob" });
  expect(dataOf(read)[0]).toEqual({
    ...{
      broadcaster_id: ada,
      slow_mode: true,
      slow_mode_wait_time: 10,
      follower_mode: true,
      follower_mode_duration: 0,
    },
    ...{ subscriber_mode: false, emote_mode: false, unique_chat_mode: false },
  });
  const back = await manage({ slow_mode: false, follower_mode: false });
  expect(dataOf(back)[0]).toMatchObject({ slow_mode: false, slow_mode_wait_time: null, follower_mode: false });
  expect((await manage({})).status).toBe(200);
  expect((await manage({ slow_mode: "yes" })).status).toBe(400);
});

test("terms are blocked once, listed in pages and let go", async () => {
  const scope = "moderator:manage:blocked_terms";
  const add = (text: string) => world.ask(`POST /moderation/blocked_terms?${own()}`, asModerator(scope, { text }));
  const [first] = dataOf(await add("first"));
  expect(first).toMatchObject({ broadcaster_id: ada, moderator_id: mo, text: "first", expires_at: null });
  expect(dataOf(await add("FIRST"))[0]?.["id"]).toBe(first?.["id"]);
  await add("second");
  const list = await world.ask(`GET /moderation/blocked_terms?${own()}&first=1`, asModerator(scope));
  const { data, pagination } = list.body as { data: { text: string }[]; pagination: { cursor?: string } };
  const rest = await world.ask(
    `GET /moderation/blocked_terms?${own()}&first=1&after=${pagination.cursor}`,
    asModerator(scope),
  );
  expect([...data.map(({ text }) => text), ...dataOf(rest).map(({ text }) => text)].toSorted()).toEqual([
    "first",
    "second",
  ]);
  expect((await add("x")).status).toBe(400);
  const remove = `DELETE /moderation/blocked_terms?${own()}&id=${first?.["id"]}`;
  expect((await world.ask(remove, asModerator(scope))).status).toBe(204);
  expect(await world.refusal(remove, asModerator(scope))).toEqual([400, "The ID in id was not found."]);
});

test("what AutoMod holds is let through or not, once", async () => {
  await world.ask(
    `POST /moderation/blocked_terms?${own()}`,
    asModerator("moderator:manage:blocked_terms", { text: "forbidden" }),
  );
  const sent = await says("eve", eve, "a forbidden word");
  expect(dataOf(sent)).toEqual([
    { message_id: "", is_sent: false, drop_reason: { code: "msg_rejected", message: expect.any(String) } },
  ]);
  const view = await env.CHAT_ROOM.getByName(ada).view({
    ...{ userId: ada, login: "ada", name: "ada", colour: null, createdAt: 0, staff: false },
  });
  const msg_id = heldMessageId(ada, view?.held[0]?.id ?? "");
  const decide = (as: string, user_id: string, more: object = {}) =>
    world.refusal("POST /moderation/automod/message", {
      as,
      scopes: ["moderator:manage:automod"],
      body: { user_id, msg_id, action: "ALLOW", ...more },
    });
  expect((await decide("eve", eve))[0]).toBe(403);
  expect((await decide("eve", mo))[0]).toBe(401);
  expect((await decide("moe", mo, { action: "KEEP" }))[0]).toBe(400);
  expect((await decide("moe", mo, { msg_id: "nonsense" }))[0]).toBe(404);
  expect((await decide("moe", mo, { msg_id: heldMessageId("999999", "x") }))[0]).toBe(404);
  expect((await decide("moe", mo))[0]).toBe(204);
  expect(await decide("moe", mo)).toEqual([404, "The message specified in the msg_id field was not found."]);
});

test("AutoMod has one level, and says so for all categories", async () => {
  const manage = (body: unknown) =>
    world.ask(`PUT /moderation/automod/settings?${own()}`, asModerator("moderator:manage:automod_settings", body));
  expect(dataOf(await manage({ overall_level: 3 }))[0]).toMatchObject({ overall_level: 3, swearing: 3, misogyny: 3 });
  const refused = [{}, { overall_level: 1, swearing: 1 }, { overall_level: 5 }, { overall_level: -1 }, { swearing: 2 }];
  const statuses = await Promise.all(refused.map(async (body) => (await manage(body)).status));
  expect(statuses).toEqual([400, 400, 400, 400, 501]);
  expect((await manage({ overall_level: 0 })).status).toBe(200);
});

test("the shield is switched by a moderator, and names who switched it on", async () => {
  const scope = "moderator:manage:shield_mode";
  const off = { is_active: false, moderator_id: "", moderator_login: "", moderator_name: "", last_activated_at: "" };
  const shield = (is_active: boolean) =>
    world.ask(`PUT /moderation/shield_mode?${own()}`, asModerator(scope, { is_active }));
  expect(dataOf(await world.ask(`GET /moderation/shield_mode?${own()}`, asModerator(scope)))).toEqual([off]);
  expect(dataOf(await shield(true))).toEqual([
    {
      is_active: true,
      moderator_id: mo,
      moderator_login: "moe",
      moderator_name: "moe",
      last_activated_at: expect.any(String),
    },
  ]);
  expect(dataOf(await shield(false))[0]).toMatchObject({ is_active: false, moderator_login: "moe" });
});

test("announcements are a moderator's, in a colour, and cut when they are too long", async () => {
  const announce = (body: unknown) =>
    world.ask(`POST /chat/announcements?${own()}`, asModerator("moderator:manage:announcements", body));
  expect((await announce({ message: "x".repeat(600), color: "purple" })).status).toBe(204);
  expect((await announce({ message: " " })).status).toBe(400);
  expect((await announce({})).status).toBe(400);
  expect((await announce({ message: "x", color: "black" })).status).toBe(400);
  const { events } = await env.CHAT_ROOM.getByName(ada).recent({ before: null, limit: 1 });
  expect(events).toMatchObject([{ kind: "announcement", text: "x".repeat(500), colour: "purple" }]);
});

test("a colour is one of Twitch's names or six digits, and one's own", async () => {
  const paint = (color: string) =>
    world.ask(`PUT /chat/color?user_id=${bob}&color=${encodeURIComponent(color)}`, {
      as: "bob",
      scopes: ["user:manage:chat_color"],
    });
  expect((await paint("dodger_blue")).status).toBe(204);
  const colour = async (): Promise<unknown> =>
    dataOf(await world.ask(`GET /chat/color?user_id=${bob}`, { as: "eve" }))[0]?.["color"];
  expect(await colour()).toBe("#1E90FF");
  expect((await paint("#abcdef")).status).toBe(204);
  expect(await colour()).toBe("#ABCDEF");
  for (const wrong of ["pink-ish", "#12345", "#1234567", "constructor", "red;"])
    expect((await paint(wrong)).status).toBe(400);
});

test("a new colour is told at once in rooms where one has been heard", async () => {
  const room = env.CHAT_ROOM.getByName(ada);
  const { client } = await joinRoom(room, { ...person("bob", bob), colour: "#000000" });
  await env.DB.prepare("INSERT INTO chatters (user_id, channel_id, first_day, last_day) VALUES (?, ?, 1, 1)")
    .bind(Number(bob), Number(ada))
    .run();
  const paint = `PUT /chat/color?user_id=${bob}&color=red`;
  expect((await world.ask(paint, { as: "bob", scopes: ["user:manage:chat_color"] })).status).toBe(204);
  // Presence may be told first.
  for (let frame = await client.frame(); frame.kind !== "self" || frame.self.colour !== "#FF0000"; ) {
    frame = await client.frame();
  }
  client.close();
  expect(scansTable(await planOf(env.DB, RENAMED_SQL.rooms))).toBe(false);
});

test("emotes and badges have pictures that are found", async () => {
  const global = await world.ask("GET /chat/emotes/global", { as: "bob" });
  const { template } = global.body as { template: string };
  const [emote] = dataOf(global);
  const filled = template
    .replace("{{id}}", String(emote?.["id"]))
    .replace("{{format}}", "static")
    .replace("{{theme_mode}}", "dark")
    .replace("{{scale}}", "3.0");
  const led = await world.edge.request(new URL(filled).pathname, { redirect: "manual" });
  expect([led.status, led.headers.get("Location")]).toEqual([302, `/emotes/${emote?.["id"]}/112`]);
  expect((await world.edge.request(new URL(filled).pathname.replace("3.0", "9.0"))).status).toBe(404);
  const badges = dataOf(await world.ask("GET /chat/badges/global", { as: "bob" }));
  expect(badges.map(({ set_id }) => set_id)).toEqual([
    "broadcaster",
    "moderator",
    "vip",
    "staff",
    "partner",
    "subscriber",
  ]);
});
