import { createExecutionContext, createMessageBatch, evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, expect, test } from "vitest";
import { markEvent, type NewEvent, type PlatformEvent } from "#protocol/events/platform-event.ts";
import type { Delivery, NoticeJob } from "#protocol/events/queues.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { connectEventsub, type EventsubClient, openSession } from "#testing/eventsub-client.ts";
import { migrate } from "#testing/migrations.ts";
import { messagesOf, RecordedQueue } from "#testing/queues.ts";
import { app } from "../app.ts";
import { consumeEvents } from "../events/consume.ts";
import { endConnection, endConnections } from "../oauth/ending.ts";

const bindings = {
  ...env,
  EVENTS: new RecordedQueue<PlatformEvent>(),
  DELIVERIES: new RecordedQueue<Delivery>(),
  NOTICES: new RecordedQueue<NoticeJob>(),
};
const fetch = async (request: Request): Promise<Response> => app.fetch(request, bindings, createExecutionContext());
const world = new EdgeWorld(fetch);
const open: EventsubClient[] = [];
let [ada, bob] = ["", ""];
let headers: Record<string, string> = {};

beforeAll(async () => {
  await migrate(env.DB);
  ada = (await world.createChannel("ada")).id;
  bob = await world.createUser("bob");
  headers = await headersOfBob();
});
async function headersOfBob(): Promise<Record<string, string>> {
  const scopes = ["user:read:chat", "channel:moderate", "moderator:read:followers"];
  return { ...(await world.bearer("bob", scopes)), "Client-Id": "operator", "Content-Type": "application/json" };
}

afterEach(async () => {
  const left = open.splice(0).filter(({ closed }) => closed === null);
  for (const client of left) client.close();
  await Promise.all(left.map((client) => client.closing()));
});

async function session() {
  const opened = await openSession(fetch);
  open.push(opened.client);
  return opened;
}

async function subscribe(session_id: string, type: string, condition: object, as = headers): Promise<string> {
  const body = { type, version: "1", condition, transport: { method: "websocket", session_id } };
  const answer = await world.request("/helix/eventsub/subscriptions", {
    ...{ method: "POST", headers: as, body: JSON.stringify(body) },
  });
  const made = await answer.json<{ data?: readonly { id: string }[] }>();
  if (answer.status !== 202) throw new Error(JSON.stringify(made));
  return made.data?.[0]?.id ?? "";
}

const happen = (...events: readonly NewEvent[]): Promise<void> =>
  consumeEvents(
    bindings,
    createMessageBatch(
      "rill-events",
      messagesOf(events.map((event) => markEvent(event, Date.now() + 1, crypto.randomUUID()))),
    ),
  );
const stub = (id: string) => env.EVENTSUB_SESSION.getByName(id);
const statusOf = async (id: string): Promise<unknown> =>
  (await env.DB.prepare("SELECT status FROM eventsub_subscriptions WHERE id = ?").bind(id).first())?.["status"];

test("a session hears of what was subscribed for it, and of nothing else", async () => {
  const { client, id } = await session();
  const subscription = await subscribe(id, "stream.offline", { broadcaster_user_id: ada });
  const channelId = ada;
  await happen(
    { type: "stream.offline", channelId: "99", broadcastId: "1" },
    { type: "channel.vip.add", channelId, userId: bob },
    { type: "stream.offline", channelId, broadcastId: "2" },
  );
  expect(await client.next()).toEqual({
    metadata: {
      ...{ message_id: `stream.offline:2.${subscription}`, message_type: "notification" },
      ...{ message_timestamp: expect.stringMatching(/Z$/), subscription_type: "stream.offline" },
      subscription_version: "1",
    },
    payload: {
      subscription: {
        ...{ id: subscription, status: "enabled", type: "stream.offline", version: "1", cost: 1 },
        ...{ condition: { broadcaster_user_id: ada }, created_at: expect.any(String) },
        transport: { method: "websocket", session_id: id, connected_at: expect.any(String) },
      },
      event: { broadcaster_user_id: ada, broadcaster_user_login: "ada", broadcaster_user_name: "ada" },
    },
  });
  expect(client.waiting).toBe(0);
});

test("a session outlives its object's memory", async () => {
  const { client, id } = await session();
  await subscribe(id, "stream.offline", { broadcaster_user_id: ada });
  await evictDurableObject(stub(id));
  await happen({ type: "stream.offline", channelId: ada, broadcastId: "3" });
  expect((await client.message("notification")).payload.event).toMatchObject({ broadcaster_user_id: ada });
  await runDurableObjectAlarm(stub(id));
  expect(client.closed).toBe(null);
});

test("after a loss of memory a sign of life comes rather too early", async () => {
  const { client, id } = await session();
  await subscribe(id, "stream.offline", { broadcaster_user_id: ada });
  await evictDurableObject(stub(id));
  await runDurableObjectAlarm(stub(id));
  expect((await client.next()).metadata.message_type).toBe("session_keepalive");
});

test("a client that says something is closed, and its subscriptions are over", async () => {
  const { client, id } = await session();
  const subscription = await subscribe(id, "stream.offline", { broadcaster_user_id: ada });
  client.send("hello");
  expect(await client.closing()).toEqual({ code: 4001, reason: "client sent inbound traffic" });
  expect([await statusOf(subscription), await stub(id).connectedAt()]).toEqual([
    ...["websocket_received_inbound_traffic", null],
  ]);
});

test("a client that goes takes its subscriptions along; what comes for it is nobody's", async () => {
  const { client, id } = await session();
  const subscription = await subscribe(id, "stream.offline", { broadcaster_user_id: ada });
  client.close();
  await client.closing();
  await expect.poll(() => statusOf(subscription)).toBe("websocket_disconnected");
  expect(await stub(id).notify([])).toBe("gone");
  await happen({ type: "stream.offline", channelId: ada, broadcastId: "4" });
});

test("a client that is asked to comes back, and misses nothing; the old socket hears no more", async () => {
  const { client, id } = await session();
  await subscribe(id, "stream.offline", { broadcaster_user_id: ada });
  const asked = await world.operator(`/api/eventsub/sessions/${id}/reconnect`);
  expect([
    asked.status,
    (await world.request(`/api/eventsub/sessions/${id}/reconnect`, { method: "POST" })).status,
  ]).toEqual([202, 401]);
  const { payload } = await client.message("session_reconnect");
  const { pathname, search, protocol } = new URL(payload.session?.reconnect_url ?? "");
  expect([payload.session?.id, payload.session?.status, protocol]).toEqual([id, "reconnecting", "wss:"]);
  await happen({ type: "stream.offline", channelId: ada, broadcastId: "5" });
  expect((await client.message("notification")).metadata.message_id).toMatch(/^stream.offline:5\./);
  const next = await connectEventsub(fetch, `${pathname}${search}`);
  open.push(next);
  expect((await next.message("session_welcome")).payload.session).toMatchObject({ id, status: "connected" });
  await happen({ type: "stream.offline", channelId: ada, broadcastId: "6" });
  expect((await next.message("notification")).metadata.message_id).toMatch(/^stream.offline:6\./);
  client.close();
  await client.closing();
  await happen({ type: "stream.offline", channelId: ada, broadcastId: "7" });
  expect((await next.message("notification")).metadata.message_id).toMatch(/^stream.offline:7\./);
  const again = await connectEventsub(fetch, `${pathname}${search}`);
  expect(await again.closing()).toEqual({ code: 4007, reason: "invalid reconnect" });
});

test("a reconnect with a token that is none is closed", async () => {
  const { id } = await session();
  const client = await connectEventsub(fetch, `/ws?session=${id}&reconnect=${"x".repeat(43)}`);
  expect((await client.closing()).code).toBe(4007);
});

test.each(["9", "601", "ten", "-1"])("a keepalive of %s is refused", async (keepalive) => {
  const path = `/ws?keepalive_timeout_seconds=${keepalive}`;
  expect((await world.request(path, { headers: { Upgrade: "websocket" } })).status).toBe(400);
});

test.each(["10", "600"])("a keepalive of %s is taken", async (keepalive) => {
  const client = await connectEventsub(fetch, `/ws?keepalive_timeout_seconds=${keepalive}`);
  open.push(client);
  expect((await client.message("session_welcome")).payload.session).toMatchObject({
    keepalive_timeout_seconds: Number(keepalive),
  });
});

test("who asks for no WebSocket is told so", async () => {
  expect((await world.request("/eventsub/ws")).status).toBe(426);
});

test("a user who lets a program in no longer ends what it heard, and it is told", async () => {
  const { client, id } = await session();
  const subscription = await subscribe(id, "stream.offline", { broadcaster_user_id: ada });
  const ctx = createExecutionContext();
  await endConnection(bindings, ctx, bob, "another");
  expect(await statusOf(subscription)).toBe("enabled");
  await endConnections(bindings, ctx, bob);
  headers = await headersOfBob();
  expect((await client.message("revocation")).payload).toEqual({
    subscription: expect.objectContaining({ id: subscription, status: "authorization_revoked" }),
  });
  await happen({ type: "stream.offline", channelId: ada, broadcastId: "8" });
  expect(client.waiting).toBe(0);
});
