import { createExecutionContext, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EdgeWorld } from "#testing/edge-world.ts";
import { type EventsubClient, openSession } from "#testing/eventsub-client.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";

const fetch = async (request: Request): Promise<Response> => app.fetch(request, env, createExecutionContext());
const world = new EdgeWorld(fetch);
let [ada, bob] = ["", ""];
let client: EventsubClient;
let session = "";

beforeAll(async () => {
  await migrate(env.DB);
  ada = (await world.createChannel("ada")).id;
  bob = await world.createUser("bob");
  const opened = await openSession(fetch);
  client = opened.client;
  session = opened.id;
});
afterAll(() => client.close());

const json = { "Content-Type": "application/json" };

async function subscribe(type: string, condition: object): Promise<string> {
  const scopes = ["user:read:chat", "channel:moderate", "moderation:read"];
  const headers = { ...(await world.bearer("ada", scopes)), "Client-Id": "operator", ...json };
  const body = { type, version: "1", condition, transport: { method: "websocket", session_id: session } };
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  const made = await (await world.request("/eventsub/subscriptions", init)).json<{ data?: { id: string }[] }>();
  const id = made.data?.[0]?.id;
  if (id === undefined) throw new Error(JSON.stringify(made));
  return id;
}

async function say(login: string, message: string): Promise<void> {
  const headers = { ...(await world.bearer(login)), ...json };
  const body = JSON.stringify({ channelId: ada, message });
  const answer = await world.request("/chat/messages", { method: "POST", headers, body });
  if (!answer.ok) throw new Error(await answer.text());
}

async function moderate(action: object): Promise<void> {
  const headers = { ...(await world.bearer("ada", ["chat:moderate"])), ...json };
  const answer = await world.request("/chat/ada/moderation", { method: "POST", headers, body: JSON.stringify(action) });
  if (!answer.ok) throw new Error(await answer.text());
}

const listener = () => env.EVENTSUB_ROOM.getByName(ada);
const linked = (): Promise<void> =>
  expect.poll(async () => (await listener().snapshot()).phase, { timeout: 5000 }).toBe("linked");

async function heard(): Promise<unknown> {
  const { metadata, payload } = await client.message("notification");
  return [metadata.subscription_type, payload.event];
}

const CHANNEL = () => ({ broadcaster_user_id: ada, broadcaster_user_login: "ada", broadcaster_user_name: "ada" });
const TARGET = () => ({ target_user_id: bob, target_user_login: "bob", target_user_name: "bob" });

test("a room that nobody subscribed to has no listener", async () => {
  await say("ada", "nobody hears this");
  expect(await listener().snapshot()).toEqual({ phase: "idle", subscriptions: 0, waiting: 0 });
});

test("chat is heard in order, from the subscription on, and the listener is nobody in the room", async () => {
  const reader = { broadcaster_user_id: ada, user_id: ada };
  for (const type of ["message", "message_delete", "clear", "clear_user_messages"]) {
    await subscribe(`channel.chat.${type}`, reader);
  }
  await subscribe("channel.chat_settings.update", reader);
  await linked();
  expect((await env.CHAT_ROOM.getByName(ada).snapshot()).links).toEqual([{ relay: "eventsub", sockets: 0 }]);
  await say("bob", "first Kappa");
  const [type, event] = entryOf(await heard());
  expect([type, event]).toEqual([
    "channel.chat.message",
    expect.objectContaining({ ...CHANNEL(), chatter_user_id: bob, chatter_user_login: "bob", message_type: "text" }),
  ]);
  const id = String(event["message_id"]);
  await moderate({ kind: "delete", target: Number(id.split("-")[1]) });
  expect(await heard()).toEqual(["channel.chat.message_delete", { ...CHANNEL(), ...TARGET(), message_id: id }]);
  await moderate({ kind: "modes", change: { slowSeconds: 30 } });
  expect(await heard()).toEqual([
    "channel.chat_settings.update",
    expect.objectContaining({ slow_mode: true, slow_mode_wait_time_seconds: 30 }),
  ]);
  await moderate({ kind: "modes", change: { slowSeconds: 0 } });
  await heard();
  await moderate({ kind: "timeout", user: "bob", seconds: 60, reason: "loud" });
  expect(await heard()).toEqual(["channel.chat.clear_user_messages", { ...CHANNEL(), ...TARGET() }]);
  await moderate({ kind: "unban", user: "bob" });
  await moderate({ kind: "clear" });
  expect(await heard()).toEqual(["channel.chat.clear", CHANNEL()]);
});

test("after a loss of memory nothing is heard twice, and nothing is missed", async () => {
  await listener()
    .abort()
    .catch(() => undefined);
  await say("ada", "while it was away");
  await runDurableObjectAlarm(listener());
  await linked();
  expect(entryOf(await heard())[1]).toMatchObject({ message: { text: "while it was away" } });
  await say("ada", "and now");
  expect(entryOf(await heard())[1]).toMatchObject({ message: { text: "and now" } });
});

test("what moderators do goes the way of all platform events", async () => {
  await subscribe("channel.ban", { broadcaster_user_id: ada });
  await subscribe("channel.moderator.add", { broadcaster_user_id: ada });
  await moderate({ kind: "timeout", user: "bob", seconds: 60, reason: "loud" });
  const both = [entryOf(await heard()), entryOf(await heard())];
  const ban = both.find(([type]) => type === "channel.ban")?.[1];
  expect(both.map(([type]) => type).sort()).toEqual(["channel.ban", "channel.chat.clear_user_messages"]);
  expect(ban).toMatchObject({ user_login: "bob", moderator_user_login: "ada", reason: "loud", is_permanent: false });
  const [from, until] = [ban?.["banned_at"], ban?.["ends_at"]].map((time) => Date.parse(String(time)));
  expect((until ?? 0) - (from ?? 0)).toBe(60_000);
  await moderate({ kind: "unban", user: "bob" });
  await moderate({ kind: "mod", user: "bob" });
  expect(await heard()).toEqual([
    "channel.moderator.add",
    { ...CHANNEL(), user_id: bob, user_login: "bob", user_name: "bob" },
  ]);
});

test("with the last subscription the listening ends", async () => {
  await env.DB.prepare("DELETE FROM eventsub_subscriptions").run();
  await runDurableObjectAlarm(listener());
  expect((await listener().snapshot()).subscriptions).toBe(0);
  await say("ada", "nobody hears this");
  expect(client.waiting).toBe(0);
});

/** A notification as `heard` answers it. */
function entryOf(notification: unknown): readonly [string, Readonly<Record<string, unknown>>] {
  if (!Array.isArray(notification)) throw new Error("a notification expected");
  const [type, event] = notification;
  return [String(type), event];
}
