import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { Delivery } from "#protocol/events/queues.ts";
import { ENABLED, PENDING, type SubscriptionStatus } from "#protocol/events/subscription.ts";
import { FakeCallback } from "#testing/fake-callback.ts";
import { migrate } from "#testing/migrations.ts";
import { messagesOf, RecordedQueue } from "#testing/queues.ts";
import { consumeDeadLetters, DEAD_LETTER_SQL } from "../events/dead-letters.ts";
import { insertApp } from "../oauth/app-rows.ts";
import { insertUser } from "../users/rows.ts";
import { consumeDeliveries } from "./deliveries.ts";
import { MAX_ANSWER_BYTES, MAX_FAILED_DELIVERIES } from "./limits.ts";
import { insertSubscription, subscriptionById } from "./rows.ts";
import { signatureOf } from "./webhook.ts";

const SECRET = "a secret of the program";
const AT = Date.parse("2026-11-20T10:00:00.250Z");
const deliveries = new RecordedQueue<Delivery>();
const bindings = { ...env, DELIVERIES: deliveries };
let callback = new FakeCallback();

const clientId = "bot".padEnd(30, "0");

beforeAll(async () => {
  await migrate(env.DB);
  const owner = await insertUser(env.DB, { login: "owner", name: "owner", staff: false, guest: false, now: 1 });
  const ownerId = owner?.id ?? "";
  await insertApp(env.DB, { clientId, ownerId, name: "Bot", secretHash: "h", redirectUris: [], now: 1 });
});
beforeEach(() => {
  callback = new FakeCallback();
  deliveries.take();
});

/** A subscription's id. */
async function subscribed(status: SubscriptionStatus, target = "https://bot.dev/events"): Promise<string> {
  const id = crypto.randomUUID();
  await insertSubscription(
    env.DB,
    {
      ...{ id, clientId, userId: null, type: "stream.online", version: "1", channelId: "1001", readerId: null },
      ...{ condition: `{"broadcaster_user_id":"1001","n":"${id}"}`, method: "webhook", target, secret: SECRET },
      ...{ connectedAt: null, status, cost: 0, now: AT },
    },
    0,
  );
  return id;
}

async function consume(bodies: readonly Delivery[], attempts = 1) {
  const batch = createMessageBatch("rill-deliveries", messagesOf(bodies, attempts));
  const ctx = createExecutionContext();
  await consumeDeliveries(bindings, batch, callback.fetch);
  const { explicitAcks, retryMessages } = await getQueueResult(batch, ctx);
  return { acks: explicitAcks, retries: retryMessages.map(({ msgId }) => msgId) };
}

const notification = (subscriptionId: string): Delivery => ({
  ...{ kind: "notification", subscriptionId, eventId: "e1", at: AT, event: { id: "17" } },
});
const statusOf = async (id: string): Promise<string | undefined> => (await subscriptionById(env.DB, id))?.status;

test("a callback that answers with the challenge is enabled; what it was sent is signed", async () => {
  const id = await subscribed(PENDING);
  expect(await consume([{ kind: "challenge", subscriptionId: id, at: AT }])).toEqual({ acks: ["m0"], retries: [] });
  expect(await statusOf(id)).toBe(ENABLED);
  const [sent] = callback.received;
  const time = "2026-11-20T10:00:00.250000000Z";
  const messageId = `challenge.${id}`;
  const signature = await signatureOf(SECRET, messageId, time, sent?.body ?? "");
  expect(sent?.headers).toMatchObject({
    "content-type": "application/json",
    "twitch-eventsub-message-id": messageId,
    "twitch-eventsub-message-retry": "0",
    "twitch-eventsub-message-type": "webhook_callback_verification",
    "twitch-eventsub-message-signature": signature,
    "twitch-eventsub-message-timestamp": time,
    "twitch-eventsub-subscription-type": "stream.online",
    "twitch-eventsub-subscription-version": "1",
  });
  expect(JSON.parse(sent?.body ?? "")).toMatchObject({
    challenge: expect.any(String),
    subscription: {
      ...{ id, status: PENDING, transport: { method: "webhook", callback: "https://bot.dev/events" }, cost: 0 },
    },
  });
});

test.each([
  ["another word", () => new Response("another")],
  ["an error", () => new Response(null, { status: 500 })],
  ["a redirect", () => new Response(null, { status: 302, headers: { Location: "https://elsewhere.dev/" } })],
  [
    "more than a challenge",
    ({ body }: { body: string }) => new Response(JSON.parse(body).challenge + "x".repeat(MAX_ANSWER_BYTES)),
  ],
  ["nothing", () => Promise.reject(new Error("the callback is gone"))],
])("a callback that answers the challenge with %s is not called again", async (_, reply) => {
  const id = await subscribed(PENDING);
  callback.reply = reply;
  expect(await consume([{ kind: "challenge", subscriptionId: id, at: AT }])).toEqual({ acks: ["m0"], retries: [] });
  expect(await statusOf(id)).toBe("webhook_callback_verification_failed");
  expect(await consume([notification(id)])).toEqual({ acks: ["m0"], retries: [] });
  expect(callback.received.length).toBe(1);
});

test("an event is delivered under the same id each time; a failure is tried again", async () => {
  const id = await subscribed(ENABLED);
  callback.reply = () => new Response(null, { status: 503 });
  const results = [];
  for (const attempts of [1, 2, 3, 4]) results.push((await consume([notification(id)], attempts)).retries);
  expect(results).toEqual([["m0"], ["m0"], ["m0"], ["m0"]]);
  callback.reply = () => new Response(null, { status: 204 });
  expect(await consume([notification(id)], 5)).toEqual({ acks: ["m0"], retries: [] });
  const marks = callback.received.map(({ headers }) => [
    headers["twitch-eventsub-message-id"],
    headers["twitch-eventsub-message-retry"],
    headers["twitch-eventsub-message-timestamp"],
  ]);
  const time = "2026-11-20T10:00:00.250000000Z";
  expect(marks).toEqual([0, 1, 2, 3, 4].map((retry) => [`e1.${id}`, String(retry), time]));
  expect(JSON.parse(callback.received[0]?.body ?? "")).toEqual({
    subscription: expect.objectContaining({ id, status: ENABLED }),
    event: { id: "17" },
  });
});

test("one that fails does not hold up the others", async () => {
  const [good, bad] = [await subscribed(ENABLED), await subscribed(ENABLED, "https://bad.dev/")];
  callback.reply = ({ url }) => new Response(null, { status: url === "https://bad.dev/" ? 500 : 200 });
  expect(await consume([notification(bad), notification(good)])).toEqual({ acks: ["m1"], retries: ["m0"] });
});

test("an address that may not be called is not, whatever the row says", async () => {
  const inside = "https://169.254.169.254/latest";
  const [pending, enabled] = [await subscribed(PENDING, inside), await subscribed(ENABLED, inside)];
  await consume([{ kind: "challenge", subscriptionId: pending, at: AT }, notification(enabled)]);
  expect([callback.received, await statusOf(pending)]).toEqual([[], "webhook_callback_verification_failed"]);
});

test("what is gone, over or malformed is let be", async () => {
  const malformed: unknown = { kind: "song" };
  const batch = createMessageBatch("rill-deliveries", messagesOf([malformed, notification(crypto.randomUUID())]));
  await consumeDeliveries(bindings, batch, callback.fetch);
  const { explicitAcks } = await getQueueResult(batch, createExecutionContext());
  expect([explicitAcks, callback.received]).toEqual([["m0", "m1"], []]);
});

async function bury(bodies: readonly unknown[]): Promise<readonly string[]> {
  const batch = createMessageBatch("rill-dead-letters", messagesOf(bodies));
  await consumeDeadLetters(bindings, batch);
  return (await getQueueResult(batch, createExecutionContext())).explicitAcks;
}

test("so many deliveries given up in a row end a subscription, and its program is told; one that arrives begins anew", async () => {
  const id = await subscribed(ENABLED);
  const letters = (count: number): readonly Delivery[] => Array.from({ length: count }, () => notification(id));
  await bury(letters(MAX_FAILED_DELIVERIES - 1));
  await consume([notification(id)]);
  await bury(letters(MAX_FAILED_DELIVERIES - 1));
  expect([await statusOf(id), deliveries.take()]).toEqual([ENABLED, []]);
  await bury(letters(1));
  expect(await statusOf(id)).toBe("notification_failures_exceeded");
  const told = deliveries.take();
  expect(told).toEqual([{ kind: "revocation", subscriptionId: id, at: expect.any(Number) }]);
  callback.received.splice(0);
  await consume(told);
  const [sent] = callback.received;
  expect([sent?.headers["twitch-eventsub-message-type"], JSON.parse(sent?.body ?? "{}")]).toEqual([
    "revocation",
    { subscription: expect.objectContaining({ id, status: "notification_failures_exceeded" }) },
  ]);
});

test("dead letters of every queue are kept, without what was to be delivered", async () => {
  await env.DB.prepare("DELETE FROM dead_letters").run();
  const chunk = { kind: "chunk", broadcastId: "1", channelId: "2", startedAt: 3, after: 0 };
  const letters = [{ type: "stream.offline" }, notification(crypto.randomUUID()), chunk];
  expect(await bury(letters)).toEqual(["m0", "m1", "m2"]);
  const { results } = await env.DB.prepare("SELECT queue, body FROM dead_letters ORDER BY id").all();
  const kept = letters.map((letter) => JSON.stringify({ ...letter, event: undefined }));
  expect(results).toEqual(["events", "deliveries", "notices"].map((queue, at) => ({ queue, body: kept[at] })));
  await env.DB.prepare("INSERT INTO dead_letters (id, queue, body, at) VALUES (10003, 'events', '', 0)").run();
  await env.DB.prepare(DEAD_LETTER_SQL.sweep).run();
  expect((await env.DB.prepare("SELECT min(id) AS least FROM dead_letters").first())?.["least"]).toBe(10_003);
});
