import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { MAX_VIEW_BANS } from "#durable-objects/chat-room/calls.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";
import { HelixWorld } from "#testing/helix-world.ts";
import { migrate } from "#testing/migrations.ts";
import { MAX_ROLE_CHANGES } from "./pace.ts";

const world = new HelixWorld((request) => exports.default.fetch(request), env.DB);
const ids = new Map<string, string>();
const fill = (text: string): string =>
  text.replaceAll(/:(ada|bob|cyd|eve|moe|vic)\b/g, (_, login: string) => ids.get(login) ?? "");
const ROLES = ["channel:manage:moderators", "channel:manage:vips", "moderation:read"];

beforeAll(async () => {
  await migrate(env.DB);
  for (const login of ["ada", "cyd"]) ids.set(login, (await world.edge.createChannel(login)).id);
  for (const login of ["bob", "eve", "moe", "vic"]) ids.set(login, await world.edge.createUser(login));
  await asAda("POST /moderation/moderators?broadcaster_id=:ada&user_id=:moe");
  await asAda("POST /channels/vips?broadcaster_id=:ada&user_id=:vic");
});

const asAda = (request: string, body?: unknown) =>
  world.ask(fill(request), {
    as: "ada",
    scopes: [...ROLES, "moderator:manage:banned_users", "moderator:manage:announcements"],
    ...(body === undefined ? {} : { body }),
  });
const noId = (parameter: string): string => `The parameter "${parameter}" was malformed: the value must be a valid ID`;

/** Who asks, with which scope, and what Twitch's reference says is answered. */
const REFUSED: readonly (readonly [string, string, string, number, string])[] = [
  ["ada", "", "GET /channels?broadcaster_id=:ada&broadcaster_id=x", 400, noId("broadcaster_id")],
  ["ada", "", "GET /chat/color?user_id=x", 400, noId("user_id")],
  ["ada", "channel:read:vips", "GET /channels/vips?broadcaster_id=:ada&user_id=x", 400, noId("user_id")],
  ["ada", "", "GET /videos?id=x", 400, noId("id")],
  ["ada", "", "GET /videos?game_id=x", 400, noId("game_id")],
  ["ada", "", "GET /videos?game_id=999999", 404, "The ID in game_id was not found."],
  ["ada", "", "GET /clips?game_id=999999", 404, "The ID in game_id was not found."],
  ["ada", "", "GET /clips?broadcaster_id=x", 400, noId("broadcaster_id")],
  [
    ...(["ada", "", "GET /clips?broadcaster_id=:ada&started_at=yesterday"] as const),
    ...([400, 'The parameter "started_at" was malformed: the value must be a time as in RFC 3339'] as const),
  ],
  [
    ...(["bob", "", "GET /channels/followers?broadcaster_id=:ada&user_id=:eve"] as const),
    ...([401, "Missing scope: moderator:read:followers"] as const),
  ],
  [
    ...(["bob", "moderator:read:followers", "GET /channels/followers?broadcaster_id=:ada&user_id=:eve"] as const),
    ...([
      401,
      "The user in the OAuth token must be the broadcaster in broadcaster_id or one of the broadcaster's moderators.",
    ] as const),
  ],
  [
    ...(["ada", "channel:manage:moderators", "POST /moderation/moderators?broadcaster_id=:ada&user_id=:vic"] as const),
    ...([422, "The user in user_id is a VIP. To make them a moderator, you must first remove them as a VIP."] as const),
  ],
  [
    ...(["ada", "channel:manage:vips", "POST /channels/vips?broadcaster_id=:ada&user_id=:moe"] as const),
    ...([
      422,
      "The user in user_id is a moderator. To make them a VIP, you must first remove them as a moderator.",
    ] as const),
  ],
  [
    ...(["ada", "channel:manage:vips", "POST /channels/vips?broadcaster_id=:ada&user_id=:vic"] as const),
    ...([422, "The user in the user_id query parameter is already a VIP."] as const),
  ],
  [
    "ada",
    "channel:manage:vips",
    "POST /channels/vips?broadcaster_id=:ada&user_id=999999",
    404,
    "The ID in user_id was not found.",
  ],
  [
    "ada",
    "channel:manage:vips",
    "DELETE /channels/vips?broadcaster_id=:ada&user_id=999999",
    404,
    "The ID in user_id was not found.",
  ],
];

test.each(REFUSED)("%s with the scope “%s” asks for %s and is answered %i", async (as, scope, request, ...refused) => {
  expect(await world.refusal(fill(request), { as, scopes: scope === "" ? [] : [scope] })).toEqual(refused);
});

/** What a body is refused for. */
const REFUSED_BODIES: readonly (readonly [string, string, unknown, number, string])[] = [
  [
    ...(["POST /chat/messages", "user:write:chat"] as const),
    { broadcaster_id: ":ada", sender_id: ":ada", message: "hello", for_source_only: true },
    ...([400, "The parameter for_source_only may not be set with a user access token."] as const),
  ],
  [
    ...(["PATCH /chat/settings?broadcaster_id=:ada&moderator_id=:ada", "moderator:manage:chat_settings"] as const),
    { non_moderator_chat_delay_duration: 4 },
    ...([400, "non_moderator_chat_delay_duration is set only where non_moderator_chat_delay is true."] as const),
  ],
  [
    ...(["POST /moderation/bans?broadcaster_id=:ada&moderator_id=:ada", "moderator:manage:banned_users"] as const),
    { data: { user_id: ":ada" } },
    ...([400, "The user specified in the user_id field may not be banned."] as const),
  ],
  [
    ...(["POST /moderation/bans?broadcaster_id=:ada&moderator_id=:ada", "moderator:manage:banned_users"] as const),
    { data: { user_id: ":ada", duration: 5 } },
    ...([400, "The user specified in the user_id field may not be put in a timeout."] as const),
  ],
];

test.each(REFUSED_BODIES)("%s with the scope %s and %j is answered %i", async (request, scope, body, ...refused) => {
  const asked = { as: "ada", scopes: [scope], body: fill(JSON.stringify(body)) };
  expect(await world.refusal(fill(request), asked)).toEqual(refused);
});

test("whoever is banned already is not banned again", async () => {
  const ban = "POST /moderation/bans?broadcaster_id=:ada&moderator_id=:ada";
  const data = { user_id: ids.get("eve") };
  expect((await asAda(ban, { data })).status).toBe(200);
  const { status, body } = await asAda(ban, { data });
  expect([status, body]).toEqual([
    400,
    { error: "Bad Request", status: 400, message: "The user specified in the user_id field is already banned." },
  ]);
});

test("a language that nobody knows changes nothing, and is no fault", async () => {
  const asked = { as: "ada", scopes: ["channel:manage:broadcast"] };
  const patch = fill("PATCH /channels?broadcaster_id=:ada");
  expect((await world.ask(patch, { ...asked, body: { broadcaster_language: "en" } })).status).toBe(204);
  expect((await world.ask(patch, { ...asked, body: { broadcaster_language: "english" } })).status).toBe(204);
  const { body } = await world.ask(fill("GET /channels?broadcaster_id=:ada"), asked);
  expect(body).toMatchObject({ data: [{ broadcaster_language: "en" }] });
});

test("what channels do not keep is refused when it is to be set, and nothing changes; to unset it is no fault", async () => {
  const asked = { as: "ada", scopes: ["channel:manage:broadcast"] };
  const patch = fill("PATCH /channels?broadcaster_id=:ada");
  const labelled = (id: string, is_enabled: boolean) => ({ content_classification_labels: [{ id, is_enabled }] });
  expect([
    await world.refusal(patch, { ...asked, body: { title: "Cards", ...labelled("MatureGame", true) } }),
    await world.refusal(patch, { ...asked, body: { title: "Cards", is_branded_content: true } }),
    (await world.ask(patch, { ...asked, body: { ...labelled("MatureGame", false), is_branded_content: false } }))
      .status,
  ]).toEqual([
    [403, "The content label MatureGame comes from the channel's category."],
    [501, "Channels do not say here that their content is branded."],
    204,
  ]);
  const { body } = await world.ask(fill("GET /channels?broadcaster_id=:ada"), asked);
  expect(body).toMatchObject({ data: [{ title: "", content_classification_labels: [], is_branded_content: false }] });
});

test("a content label that is set leaves the others as they are", async () => {
  const asked = { as: "ada", scopes: ["channel:manage:broadcast"] };
  const set = async (...labels: readonly (readonly [string, boolean])[]): Promise<unknown> => {
    const body = { content_classification_labels: labels.map(([id, is_enabled]) => ({ id, is_enabled })) };
    expect((await world.ask(fill("PATCH /channels?broadcaster_id=:ada"), { ...asked, body })).status).toBe(204);
    const answer = await world.ask(fill("GET /channels?broadcaster_id=:ada"), asked);
    return (answer.body as { data: { content_classification_labels: unknown }[] }).data[0]
      ?.content_classification_labels;
  };
  expect([
    await set(["Gambling", true], ["ProfanityVulgarity", true]),
    await set(["SexualThemes", true], ["Gambling", false]),
    await set(["SexualThemes", false], ["ProfanityVulgarity", false]),
  ]).toEqual([["Gambling", "ProfanityVulgarity"], ["SexualThemes", "ProfanityVulgarity"], []]);
});

const idsOf = ({ body }: { readonly body: unknown }): readonly string[] =>
  (body as { readonly data: readonly { readonly user_id: string }[] }).data.map(({ user_id }) => user_id);

test("those who are named come in the order in which they were named", async () => {
  await asAda("POST /moderation/moderators?broadcaster_id=:ada&user_id=:cyd");
  for (const login of ["bob", "eve"]) {
    await asAda("POST /moderation/bans?broadcaster_id=:ada&moderator_id=:ada", { data: { user_id: ids.get(login) } });
  }
  const [moe, cyd, bob, eve] = ["moe", "cyd", "bob", "eve"].map((login) => ids.get(login));
  const moderators = "GET /moderation/moderators?broadcaster_id=:ada";
  expect(idsOf(await asAda(`${moderators}&user_id=:moe&user_id=:cyd&user_id=:eve`))).toEqual([moe, cyd]);
  expect(idsOf(await asAda(`${moderators}&user_id=:cyd&user_id=:moe`))).toEqual([cyd, moe]);
  const banned = "GET /moderation/banned?broadcaster_id=:ada";
  expect(idsOf(await asAda(`${banned}&user_id=:bob&user_id=:eve&user_id=:moe`))).toEqual([bob, eve]);
  expect(idsOf(await asAda(`${banned}&user_id=:eve&user_id=:bob`))).toEqual([eve, bob]);
});

test("a VIP gives its place back itself, and nobody else's", async () => {
  const vic = { as: "vic", scopes: ["channel:manage:vips"] };
  expect(await world.refusal(fill("DELETE /channels/vips?broadcaster_id=:ada&user_id=:moe"), vic)).toEqual([
    401,
    "The ID in broadcaster_id must match the user ID found in the request's OAuth token.",
  ]);
  const own = fill("DELETE /channels/vips?broadcaster_id=:ada&user_id=:vic");
  expect((await world.ask(own, vic)).status).toBe(204);
  expect(await world.refusal(own, vic)).toEqual([
    422,
    "The user in user_id is not a VIP in the broadcaster's channel.",
  ]);
});

test("all who are banned are told, more than a moderator's page shows", async () => {
  const room = env.CHAT_ROOM.getByName(ids.get("cyd") ?? "");
  const cyd: Viewer = {
    userId: ids.get("cyd") ?? "",
    login: "cyd",
    name: "cyd",
    colour: null,
    createdAt: 0,
    staff: false,
  };
  const many = Array.from({ length: MAX_VIEW_BANS + 1 }, (_, at) => at + 1);
  await env.DB.batch(
    many.map((at) =>
      env.DB.prepare("INSERT INTO users (id, login, display_name, created_at) VALUES (?, ?, ?, 0)").bind(
        50_000 + at,
        `spam${at}`,
        `spam${at}`,
      ),
    ),
  );
  for (const at of many) await room.act(cyd, `ban-${at}`, { kind: "ban", user: `spam${at}`, reason: "" });
  const asked = { as: "cyd", scopes: ["moderation:read"] };
  const banned = fill("GET /moderation/banned?broadcaster_id=:cyd");
  expect(idsOf(await world.ask(`${banned}&user_id=50001`, asked))).toEqual(["50001"]);
  const seen: string[] = [];
  for (let cursor = ""; seen.length <= many.length; ) {
    const answer = await world.ask(`${banned}&first=100${cursor === "" ? "" : `&after=${cursor}`}`, asked);
    seen.push(...idsOf(answer));
    const next = (answer.body as { readonly pagination: { readonly cursor?: string } }).pagination.cursor;
    if (next === undefined) break;
    cursor = next;
  }
  expect(seen.toSorted()).toEqual(many.map((at) => String(50_000 + at)).toSorted());
});

test("announcements have a pace, and so have roles", async () => {
  const announce = "POST /chat/announcements?broadcaster_id=:ada&moderator_id=:ada";
  const statuses = [await asAda(announce, { message: "one" }), await asAda(announce, { message: "two" })];
  expect(statuses.map(({ status }) => status)).toEqual([204, 429]);
  const removals = [];
  for (let count = 0; count <= MAX_ROLE_CHANGES; count++) {
    const request = fill("DELETE /moderation/moderators?broadcaster_id=:cyd&user_id=:bob");
    removals.push((await world.ask(request, { as: "cyd", scopes: ["channel:manage:moderators"] })).status);
  }
  expect(removals).toEqual([...Array.from({ length: MAX_ROLE_CHANGES }, () => 400), 429]);
});

test("what Twitch took away is gone, in its words", async () => {
  for (const request of ["GET /users/follows", "GET /tags/streams", "GET /streams/tags"]) {
    expect((await world.ask(request, { as: "ada" })).body).toEqual({
      error: "Gone",
      status: 410,
      message: "This API is not available.",
    });
  }
});
