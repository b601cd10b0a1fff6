/** What each switch stops, what goes on beside it, and that both come back with it. */
import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import type { Delivery, NoticeJob } from "#protocol/events/queues.ts";
import { ENABLED, PENDING, type SubscriptionStatus } from "#protocol/events/subscription.ts";
import { FEATURES, type FeatureName, type FeatureValue, SETTINGS } from "#protocol/flags/flag.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { gifOf } from "#testing/emote-images.ts";
import { FakeCallback } from "#testing/fake-callback.ts";
import { migrate } from "#testing/migrations.ts";
import { OauthWorld, type Person, type TestApp } from "#testing/oauth-world.ts";
import { messagesOf, RecordedQueue } from "#testing/queues.ts";
import { app } from "../app.ts";
import { consumeDeliveries } from "../eventsub/deliveries.ts";
import { insertSubscription, subscriptionById } from "../eventsub/rows.ts";
import { keptMails } from "../mail/outbox.ts";
import { consumeNotices } from "../notifications/consume.ts";
import { writeFlag } from "./flags.ts";

const bindings = {
  ...env,
  ...{ THIRD_PARTY_EMOTES: "bttv", SITE: "https://rill.test" },
  ...{ NOTICES: new RecordedQueue<NoticeJob>(), DELIVERIES: new RecordedQueue<Delivery>() },
};
let address = 1;
const world = new EdgeWorld(async (request) => {
  const from = new Request(request);
  from.headers.set("CF-Connecting-IP", `203.0.113.${address}`);
  return app.fetch(from, bindings, createExecutionContext());
});
const oauth = new OauthWorld(world, env.DB);
const by = { id: null, login: "operator" } as const;
const off = { on: false, percent: 100, channels: [] };

let owner: Person;
let bot: TestApp;
let channelId = "";
let bearer: Record<string, string> = {};

const set = (name: FeatureName, to: FeatureValue | null) => writeFlag(env, { name, to, by });
beforeAll(async () => {
  await migrate(env.DB);
  owner = await oauth.person("owner");
  bot = await oauth.app(owner);
  channelId = (await world.createChannel("owner")).id;
  bearer = await world.bearer("owner", ["channel:manage:broadcast", "channel:manage:emotes", "chat:edit"]);
});
afterEach(async () => {
  for (const name of Object.keys(FEATURES) as FeatureName[]) await set(name, null);
});

const jsonOf = async (answer: Response): Promise<unknown[]> => [answer.status, await answer.json()];
const refused = (message: string) => [503, { error: { code: "unavailable", message } }];
const sendJson = (path: string, body: unknown, headers: Record<string, string> = {}, method = "POST") => {
  address++;
  const init = { Origin: "https://rill.test", "Content-Type": "application/json", ...headers };
  return world.request(path, { method, headers: init, body: JSON.stringify(body) });
};

test("uploads that are switched off are refused, for one channel or all, and what is there stays", async () => {
  const banner = (): Promise<Response> => {
    const body = new FormData();
    body.set("image", new File([gifOf(1200, 480, 1)], "picture.gif"));
    return world.request("/api/channels/owner/banner", { method: "PUT", headers: bearer, body });
  };
  const first = await (await banner()).json<{ banner: string }>();
  for (const value of [off, { on: true, percent: 100, channels: [], except: [channelId] }]) {
    await set("uploads", value);
    const emote = world.request("/chat/owner/emotes", { method: "POST", headers: bearer, body: new FormData() });
    const avatar = world.request("/api/channels/owner/avatar", {
      method: "PUT",
      headers: bearer,
      body: new FormData(),
    });
    const answers = await Promise.all([banner(), avatar, emote]);
    const message = "Nothing can be uploaded for the moment.";
    expect(await Promise.all(answers.map(jsonOf))).toEqual([refused(message), refused(message), refused(message)]);
  }
  expect((await world.request(first.banner)).status).toBe(200);
  await set("uploads", { ...off, on: true, percent: 0, channels: [channelId] });
  expect((await banner()).status).toBe(200);
});

test("new apps that are switched off are not registered and not let in, and those that are let in go on", async () => {
  const friend = await oauth.person("friend");
  const stranger = await oauth.person("stranger");
  const path = oauth.authorizePath(bot, { scope: "chat:read" });
  const { access, refresh } = await oauth.tokens(bot, await oauth.code(friend, bot, { scope: "chat:read" }));
  const form = await oauth.form(stranger, path);
  await set("api_apps", off);
  const message = "No new apps are let in on this site for the moment.";
  const made = await oauth.ask(owner, "POST", "/api/apps", {
    name: "B",
    kind: "public",
    redirectUris: [bot.redirectUri],
  });
  expect(made).toEqual(refused(message));
  const [page, yes, no, code] = await Promise.all([
    oauth.page(stranger, path),
    oauth.submit(stranger, form, { decision: "allow" }),
    oauth.submit(stranger, form, { decision: "deny" }),
    oauth.submit(stranger, { action: "/activate", fields: {} }, { user_code: "ABCDEFGH" }),
  ]);
  expect([page.status, yes.status, no.status, code.status]).toEqual([503, 503, 303, 503]);
  expect(await page.text()).toContain(message);
  expect(await oauth.post("/oauth2/device", { client_id: bot.clientId, scopes: "chat:read" })).toEqual([
    503,
    { status: 503, message },
  ]);
  expect((await oauth.validate(access))[0]).toBe(200);
  expect((await oauth.exchange(bot, { grant_type: "refresh_token", refresh_token: refresh }))[0]).toBe(200);
  expect((await oauth.page(friend, path)).status).toBe(302);
  await set("api_apps", null);
  expect((await oauth.submit(stranger, form, { decision: "allow" })).status).toBe(303);
});

test("search that is switched off says so in every API, and lists go on", async () => {
  const token = await oauth.tokens(bot, await oauth.code(owner, bot));
  const headers = { Authorization: `Bearer ${token.access}`, "Client-Id": bot.clientId };
  const paths = ["/api/search?q=owner", "/api/search/suggest?q=owner"];
  const helix = ["/helix/search/channels?query=owner", "/helix/search/categories?query=owner"];
  const ask = (of: readonly string[]) => Promise.all(of.map((path) => world.request(path, { headers })));
  expect((await ask([...paths, ...helix])).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  await set("search", off);
  const message = "Search is switched off on this site for the moment.";
  for (const answer of await ask(paths)) {
    expect([answer.headers.get("Cache-Control"), ...(await jsonOf(answer))]).toEqual(["no-store", ...refused(message)]);
  }
  for (const answer of await ask(helix)) {
    expect(await jsonOf(answer)).toEqual([503, { error: "Service Unavailable", status: 503, message }]);
  }
  expect((await ask(["/api/live", "/api/categories"])).map(({ status }) => status)).toEqual([200, 200]);
});

async function deliver(callback: FakeCallback, body: Delivery): Promise<readonly unknown[]> {
  const batch = createMessageBatch("rill-deliveries", messagesOf([body]));
  await consumeDeliveries(bindings, batch, callback.fetch);
  const { explicitAcks, retryMessages } = await getQueueResult(batch, createExecutionContext());
  return [explicitAcks, retryMessages.length, callback.received.length];
}

test("webhooks that are switched off call nobody and wait for nothing, and none is added", async () => {
  const subscribed = async (status: SubscriptionStatus): Promise<string> => {
    const id = crypto.randomUUID();
    await insertSubscription(
      env.DB,
      {
        ...{ id, clientId: bot.clientId, userId: null, type: "stream.online", version: "1", channelId, readerId: null },
        ...{ condition: `{"n":"${id}"}`, method: "webhook", target: "https://bot.dev/events", secret: "a secret 123" },
        ...{ connectedAt: null, status, cost: 0, now: 1 },
      },
      0,
    );
    return id;
  };
  const notice = (subscriptionId: string): Delivery => ({
    ...{ kind: "notification", subscriptionId, eventId: "e1", at: 1, event: {} },
  });
  const [enabled, pending] = [await subscribed(ENABLED), await subscribed(PENDING)];
  const callback = new FakeCallback();
  callback.reply = () => new Response(null, { status: 204 });
  await set("webhooks", off);
  expect(await deliver(callback, notice(enabled))).toEqual([["m0"], 0, 0]);
  expect(await deliver(callback, { kind: "challenge", subscriptionId: pending, at: 1 })).toEqual([["m0"], 0, 0]);
  expect((await subscriptionById(env.DB, pending))?.status).toBe("webhook_callback_verification_failed");
  const token = await oauth.exchange(bot, { grant_type: "client_credentials" });
  const { access_token: access } = token[1] as { access_token: string };
  const wanted = {
    ...{ type: "stream.online", version: "1", condition: { broadcaster_user_id: channelId } },
    transport: { method: "webhook", callback: "https://bot.dev/events", secret: "a secret 123" },
  };
  const headers = { Authorization: `Bearer ${access}`, "Client-Id": bot.clientId };
  const subscribe = () => sendJson("/helix/eventsub/subscriptions", wanted, headers);
  const message = "Webhooks are switched off on this site for the moment.";
  expect(await jsonOf(await subscribe())).toEqual([503, { error: "Service Unavailable", status: 503, message }]);
  await set("webhooks", null);
  expect(await deliver(callback, notice(enabled))).toEqual([["m0"], 0, 1]);
  expect((await subscribe()).status).toBe(202);
});

async function tell(job: NoticeJob): Promise<readonly unknown[]> {
  const batch = createMessageBatch("rill-notices", messagesOf([job]));
  await consumeNotices(bindings, batch, new FakeCallback().fetch);
  const { ackAll, explicitAcks, retryMessages } = await getQueueResult(batch, createExecutionContext());
  return [ackAll || explicitAcks.length === 1, retryMessages.length];
}
const noticesOf = async (broadcastId: string): Promise<unknown> =>
  env.DB.prepare("SELECT count(*) AS n FROM notices WHERE broadcast_id = ?").bind(broadcastId).first("n");

test("notices that are switched off are dropped and not put off", async () => {
  const follower = await world.createUser("follower");
  await env.DB.prepare("INSERT INTO follows (channel_id, follower_id, followed_at) VALUES (?, ?, 0)")
    .bind(Number(channelId), Number(follower))
    .run();
  const job = (broadcastId: string): NoticeJob => ({
    ...{ kind: "chunk", broadcastId, channelId, startedAt: Date.now(), after: 0 },
  });
  await set("notices", off);
  expect([await tell(job("801")), await noticesOf("801")]).toEqual([[true, 0], 0]);
  await set("notices", null);
  expect([await tell(job("802")), await noticesOf("802")]).toEqual([[true, 0], 1]);
});

test("with mail switched off nothing that needs a mail begins, and mails of notices are dropped, not tried again", async () => {
  const reader = await world.createUser("reader");
  await env.DB.batch([
    env.DB.prepare(
      "INSERT INTO auth_user (id, name, email, emailVerified, createdAt, updatedAt) VALUES ('r', 'R', 'reader@example.test', 1, '', '')",
    ),
    env.DB.prepare("UPDATE users SET account = 'r' WHERE id = ?").bind(Number(reader)),
  ]);
  const job: NoticeJob = { kind: "mail", broadcastId: "803", channelId, startedAt: Date.now(), userId: reader };
  const sent = (): number => keptMails().filter(({ to }) => to === "reader@example.test").length;
  const message = "Mail is switched off on this site for the moment.";
  await set("mail", off);
  const signUp = { email: "new@example.test", password: "correct horse battery", login: "new_one" };
  expect(await jsonOf(await sendJson("/api/auth/sign-up", signUp))).toEqual(refused(message));
  expect(await jsonOf(await sendJson("/api/auth/reset", { email: "reader@example.test" }))).toEqual(refused(message));
  expect([await tell(job), sent()]).toEqual([[true, 0], 0]);
  await set("mail", null);
  expect([await tell(job), sent()]).toEqual([[true, 0], 1]);
  expect((await sendJson("/api/auth/sign-up", signUp)).status).toBe(202);
});

test("emotes of other sites that are switched off are refused where they are asked for, and can still be taken away", async () => {
  const put = (twitchId: string | null) =>
    sendJson("/chat/owner/emotes/third-party", { provider: "bttv", twitchId }, bearer, "PUT");
  await set("third_party_emotes", { ...off, on: true, except: [channelId] });
  expect(await jsonOf(await put("22"))).toEqual([
    403,
    { error: { code: "forbidden", message: "Emotes of bttv are not shown here." } },
  ]);
  expect(await jsonOf(await put(null))).toEqual([200, { provider: "bttv", shown: 0, leftOut: 0 }]);
});

test("new broadcasts that are switched off are refused to a node, of one channel alone, and begin again after it", async () => {
  const { streamKey } = await (await world.operator("/api/channels/owner/key")).json<{ streamKey: string }>();
  await set("broadcasts", { ...off, on: true, except: [channelId] });
  expect(await jsonOf(await world.openRequest(streamKey))).toEqual([200, { outcome: "denied", reason: "closed" }]);
  await set("broadcasts", { ...off, on: true, except: ["999999"] });
  expect(await (await world.openRequest(streamKey)).json()).toMatchObject({ outcome: "granted" });
});

test("a room grows over relays at the number of sockets that is set, which it hears as people come", async () => {
  const { id } = await world.createChannel("crowded");
  const room = env.CHAT_ROOM.getByName(id);
  const open = async (): Promise<WebSocket | null> => {
    const { webSocket } = await world.request("/chat/crowded", { headers: { Upgrade: "websocket" } });
    webSocket?.accept();
    return webSocket;
  };
  const sockets = await Promise.all(Array.from({ length: SETTINGS.chat_relay_sockets.min }, open));
  expect((await room.snapshot()).plan.relays).toBe(0);
  await writeFlag(env, { name: "chat_relay_sockets", to: { value: SETTINGS.chat_relay_sockets.min }, by });
  await vi.waitFor(
    async () => {
      sockets.push(await open());
      expect((await room.snapshot()).plan.relays).toBeGreaterThan(0);
    },
    { timeout: 20_000, interval: 500 },
  );
  for (const socket of sockets) socket?.close();
  await writeFlag(env, { name: "chat_relay_sockets", to: null, by });
}, 60_000);

test("a room in which chat is switched off takes lines of moderators alone, and everybody's once it is on again", async () => {
  const viewer = await world.guest("chatty");
  const say = (headers: Record<string, string>) =>
    sendJson("/chat/messages", { channelId, message: crypto.randomUUID() }, headers);
  expect((await say(viewer)).status).toBe(200);
  await set("chat", { ...off, on: true, except: [channelId] });
  const answer = await vi.waitFor(
    async () => {
      const said = await say(viewer);
      expect(said.status).toBe(503);
      return said;
    },
    { timeout: 20_000, interval: 500 },
  );
  expect(await answer.json()).toEqual({
    error: {
      ...{ code: "unavailable", reason: "unavailable", retryMs: null },
      message: "Only moderators can write in this chat for the moment.",
    },
  });
  expect((await say(bearer)).status).toBe(200);
  await set("chat", null);
  await vi.waitFor(async () => expect((await say(viewer)).status).toBe(200), { timeout: 20_000, interval: 500 });
}, 60_000);
