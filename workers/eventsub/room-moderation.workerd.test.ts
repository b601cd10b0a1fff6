import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EdgeWorld } from "#testing/edge-world.ts";
import { type EventsubClient, openSession } from "#testing/eventsub-client.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";

const fetch = async (request: Request): Promise<Response> => app.fetch(request, env, createExecutionContext());
const world = new EdgeWorld(fetch);
const json = { "Content-Type": "application/json" };
const readOrManage = ["blocked_terms", "chat_settings", "unban_requests", "banned_users", "chat_messages", "warnings"];
const MODERATE = [
  ...readOrManage.map((what) => `moderator:read:${what}`),
  ...["moderator:read:moderators", "moderator:read:vips"],
];
const GUARD = ["moderator:manage:automod", "moderator:read:automod_settings", "moderator:read:shield_mode"];

type Listener = { readonly client: EventsubClient; readonly session: string; readonly login: string };
let [ada, bob] = ["", ""];
let moderator: Listener;
let sender: Listener;

beforeAll(async () => {
  await migrate(env.DB);
  ada = (await world.createChannel("ada")).id;
  bob = await world.createUser("bob");
  moderator = await listen("ada");
  sender = await listen("bob");
});
afterAll(() => {
  for (const { client } of [moderator, sender]) client.close();
});

async function listen(login: string): Promise<Listener> {
  const { client, id } = await openSession(fetch);
  return { client, session: id, login };
}

async function ask(login: string, scopes: readonly string[], path: string, method: string, body: object) {
  const headers = { ...(await world.bearer(login, [...scopes])), "Client-Id": "operator", ...json };
  const answer = await world.request(path, { method, headers, body: JSON.stringify(body) });
  return [answer.status, await answer.text()] as const;
}

const subscribe = ({ login, session }: Listener, scopes: readonly string[], type: string, version: string) =>
  ask(login, scopes, "/helix/eventsub/subscriptions", "POST", {
    ...{ type, version, transport: { method: "websocket", session_id: session } },
    condition: {
      broadcaster_user_id: ada,
      ...(scopes.includes("user:read:chat") ? { user_id: login === "ada" ? ada : bob } : { moderator_user_id: ada }),
    },
  });

async function moderate(action: object): Promise<void> {
  const [status, text] = await ask("ada", ["chat:moderate"], "/chat/ada/moderation", "POST", action);
  if (status !== 200) throw new Error(text);
}

/** Says a line; answers whether it was shown. */
async function say(login: string, message: string): Promise<boolean> {
  const [status, text] = await ask(login, ["chat:edit"], "/chat/messages", "POST", { channelId: ada, message });
  if (status !== 200 && !text.includes("msg_rejected")) throw new Error(`${status} ${text}`);
  return status === 200;
}

type Heard = readonly [type: string, event: Readonly<Record<string, unknown>>];
async function heard({ client }: Listener): Promise<Heard> {
  const { metadata, payload } = await client.message("notification");
  return [`${metadata.subscription_type} ${metadata.subscription_version}`, payload.event ?? {}];
}
async function hearAll(listener: Listener, count: number): Promise<ReadonlyMap<string, Heard[1]>> {
  const all = new Map<string, Heard[1]>();
  for (let at = 0; at < count; at++) all.set(...(await heard(listener)));
  return all;
}

test.each([
  ["channel.moderate", "2", GUARD],
  ["channel.moderate", "2", MODERATE.slice(1)],
  ["automod.message.hold", "2", MODERATE],
  ["automod.settings.update", "1", MODERATE],
  ["channel.shield_mode.begin", "1", MODERATE],
])("%s %s needs every one of its scopes", async (type, version, scopes) => {
  expect((await subscribe(moderator, scopes, type, version))[0]).toBe(403);
});

test("who does not moderate a channel hears nothing of what its moderators see", async () => {
  const [status] = await ask("bob", GUARD, "/helix/eventsub/subscriptions", "POST", {
    ...{ type: "automod.message.hold", version: "2" },
    condition: { broadcaster_user_id: ada, moderator_user_id: bob },
    transport: { method: "websocket", session_id: sender.session },
  });
  expect(status).toBe(403);
});

test("everything that a room tells is subscribed to", async () => {
  const guards = [
    ...["automod.message.hold 1", "automod.message.hold 2", "automod.message.update 1", "automod.message.update 2"],
    ...["automod.settings.update 1", "automod.terms.update 1"],
    ...["channel.shield_mode.begin 1", "channel.shield_mode.end 1"],
  ];
  const chats = ["notification 1", "message 1", "user_message_hold 1", "user_message_update 1"];
  const statuses: number[] = [];
  const make = async (listener: Listener, scopes: readonly string[], name: string): Promise<void> => {
    const [type = "", version = ""] = name.split(" ");
    statuses.push((await subscribe(listener, scopes, type, version))[0]);
  };
  for (const name of guards) await make(moderator, GUARD, name);
  for (const name of chats) await make(sender, ["user:read:chat"], `channel.chat.${name}`);
  expect(new Set(statuses)).toEqual(new Set([202]));
  const linked = async (): Promise<string> => (await env.EVENTSUB_ROOM.getByName(ada).snapshot()).phase;
  await expect.poll(linked, { timeout: 5000 }).toBe("linked");
});

test("an announcement is heard with its colour, and with the people whom it mentions", async () => {
  await moderate({ kind: "announce", text: "hear @bob", colour: "green" });
  const [type, event] = await heard(sender);
  expect([type, event]).toEqual([
    "channel.chat.notification 1",
    expect.objectContaining({
      ...{ notice_type: "announcement", announcement: { color: "green" }, chatter_user_id: ada },
      message: {
        text: "hear @bob",
        fragments: [
          { type: "text", text: "hear ", cheermote: null, emote: null, mention: null },
          {
            ...{ type: "mention", text: "@bob", cheermote: null, emote: null },
            mention: { user_id: bob, user_login: "bob", user_name: "bob" },
          },
        ],
      },
    }),
  ]);
});

test("a held message is heard by moderators and its sender, decided by its id, and heard of again", async () => {
  await moderate({ kind: "modes", change: { autoModLevel: 4 } });
  expect(await heard(moderator)).toEqual([
    "automod.settings.update 1",
    expect.objectContaining({ broadcaster_user_id: ada, moderator_user_id: ada, overall_level: 4, swearing: 4 }),
  ]);
  expect(await say("bob", "that is stupid")).toBe(false);
  const held = await hearAll(moderator, 2);
  const found = { category: "bullying", level: 4 };
  const message_id = held.get("automod.message.hold 2")?.["message_id"];
  const about = { broadcaster_user_login: "ada", user_id: bob, message_id };
  expect([held.get("automod.message.hold 1"), held.get("automod.message.hold 2")]).toEqual([
    expect.objectContaining({ ...about, ...found }),
    expect.objectContaining({
      ...{ ...about, reason: "automod", automod: { ...found, boundaries: [{ start_pos: 8, end_pos: 13 }] } },
      blocked_term: null,
    }),
  ]);
  expect(await heard(sender)).toEqual([
    "channel.chat.user_message_hold 1",
    expect.objectContaining({ ...about, user_login: "bob" }),
  ]);
  const decided = await ask("ada", GUARD, "/helix/moderation/automod/message", "POST", {
    ...{ user_id: ada, msg_id: message_id, action: "ALLOW" },
  });
  expect(decided[0]).toBe(204);
  const over = await hearAll(moderator, 2);
  const status = { ...about, moderator_user_id: ada, status: "approved" };
  expect([...over]).toEqual([
    ["automod.message.update 1", expect.objectContaining({ ...status, ...found })],
    ["automod.message.update 2", expect.objectContaining({ ...status, reason: "automod" })],
  ]);
  const own = await hearAll(sender, 2);
  expect(own.get("channel.chat.user_message_update 1")).toMatchObject({ ...about, status: "approved" });
  expect(own.get("channel.chat.message 1")).toMatchObject({ message: { text: "that is stupid" } });
});

test("what holds a blocked term names the term; somebody else does not hear of it", async () => {
  await moderate({ kind: "addTerm", term: "darn" });
  expect(await heard(moderator)).toEqual([
    "automod.terms.update 1",
    expect.objectContaining({ action: "add_blocked", from_automod: false, terms: ["darn"] }),
  ]);
  const eve = await world.createUser("eve");
  expect(await say("eve", "oh darn")).toBe(false);
  const [type, event] = await heard(moderator);
  expect([type, event]).toEqual([
    "automod.message.hold 2",
    expect.objectContaining({
      ...{ user_id: eve, reason: "blocked_term", automod: null },
      blocked_term: {
        terms_found: [
          {
            ...{ term_id: expect.stringMatching(/^t\d+$/), boundary: { start_pos: 3, end_pos: 6 } },
            ...{ owner_broadcaster_user_id: ada, owner_broadcaster_user_login: "ada" },
            owner_broadcaster_user_name: "ada",
          },
        ],
      },
    }),
  ]);
  expect(sender.client.waiting).toBe(0);
});

test("the shield is heard to begin and to end", async () => {
  await moderate({ kind: "modes", change: { shield: true } });
  const [began, { started_at }] = await heard(moderator);
  await moderate({ kind: "modes", change: { shield: false } });
  const [ended, { ended_at }] = await heard(moderator);
  const time = expect.stringMatching(/^2.*Z$/);
  expect([began, started_at, ended, ended_at]).toEqual([
    ...["channel.shield_mode.begin 1", time, "channel.shield_mode.end 1", time],
  ]);
});

test("what moderators do is heard under one name, as it is done", async () => {
  expect((await subscribe(moderator, MODERATE, "channel.moderate", "2"))[0]).toBe(202);
  await moderate({ kind: "timeout", user: "eve", seconds: 60, reason: "loud" });
  // What waited of the one who is timed out is denied besides.
  const all = await hearAll(moderator, 2);
  expect([...all.keys()]).toEqual(["automod.message.update 2", "channel.moderate 2"]);
  expect(all.get("channel.moderate 2")).toMatchObject({
    ...{ action: "timeout", moderator_user_id: ada, ban: null, source_broadcaster_user_id: null },
    timeout: { user_login: "eve", user_name: "eve", reason: "loud" },
  });
  await moderate({ kind: "unban", user: "eve" });
  expect((await heard(moderator))[1]).toMatchObject({ action: "untimeout", untimeout: { user_login: "eve" } });
  // A mode that holds already is not changed by being asked for again.
  await moderate({ kind: "modes", change: { slowSeconds: 30, uniqueChat: false } });
  expect((await heard(moderator))[1]).toMatchObject({ action: "slow", slow: { wait_time_seconds: 30 } });
  await moderate({ kind: "clear" });
  expect((await heard(moderator))[1]).toMatchObject({ action: "clear", slow: null });
  expect(moderator.client.waiting).toBe(0);
});
