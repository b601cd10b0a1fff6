import { createExecutionContext, createMessageBatch, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { PlatformEvent } from "#protocol/events/platform-event.ts";
import type { Delivery, NoticeJob } from "#protocol/events/queues.ts";
import { Browser, linkToken, newAddress, PASSWORD, signUp } from "#testing/account-browser.ts";
import { prepareAccountTests } from "#testing/account-tests.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { OauthWorld, type Person, type TestApp } from "#testing/oauth-world.ts";
import { messagesOf, RecordedQueue } from "#testing/queues.ts";
import { app } from "../app.ts";
import { consumeEvents } from "../events/consume.ts";
import { endExpired } from "../oauth/ending.ts";
import { enableSubscription, subscriptionById } from "./rows.ts";

const events = new RecordedQueue<PlatformEvent>();
const deliveries = new RecordedQueue<Delivery>();
const bindings = {
  ...{ ...env, EVENTS: events, DELIVERIES: deliveries, NOTICES: new RecordedQueue<NoticeJob>() },
};
/** Answers once what goes on behind an answer is done too. */
const edge = new EdgeWorld(async (request) => {
  const ctx = createExecutionContext();
  const answer = await app.fetch(request, bindings, ctx);
  await waitOnExecutionContext(ctx);
  return answer;
});
const world = new OauthWorld(edge, env.DB);
let owner: Person;
let bot: TestApp;
let other: TestApp;

prepareAccountTests();
beforeAll(async () => {
  await migrate(env.DB);
  owner = await world.person("owner");
  bot = await world.app(owner);
  other = await world.app(owner, { redirectUri: "https://other.example/back" });
});
beforeEach(() => {
  newAddress();
  events.take();
  deliveries.take();
});

type Condition = Readonly<Record<string, string>>;

async function appHeaders(of: TestApp): Promise<Record<string, string>> {
  const [, body] = await world.exchange(of, { grant_type: "client_credentials" });
  const { access_token } = body as { readonly access_token: string };
  return { Authorization: `Bearer ${access_token}`, "Client-Id": of.clientId, "Content-Type": "application/json" };
}

let callbacks = 0;

async function ask(of: TestApp, type: string, version: string, condition: Condition): Promise<Response> {
  const transport = { method: "webhook", callback: `https://bot.dev/${callbacks++}`, secret: "0123456789" };
  return edge.request("/helix/eventsub/subscriptions", {
    ...{ method: "POST", headers: await appHeaders(of) },
    body: JSON.stringify({ type, version, condition, transport }),
  });
}

/** An enabled subscription's id. */
async function subscribe(of: TestApp, type: string, version: string, condition: Condition): Promise<string> {
  const answer = await ask(of, type, version, condition);
  const made = await answer.json<{ data?: { id: string }[] }>();
  const id = made.data?.[0]?.id;
  if (id === undefined) throw new Error(JSON.stringify(made));
  await enableSubscription(env.DB, id);
  deliveries.take();
  return id;
}

const statusOf = async (id: string): Promise<string | undefined> => (await subscriptionById(env.DB, id))?.status;
const revoked = (): readonly string[] =>
  deliveries.take().flatMap((one) => (one.kind === "revocation" ? [one.subscriptionId] : []));

/** What the platform was told and its subscribers hear of it. */
async function happened(): Promise<readonly unknown[]> {
  await consumeEvents(bindings, createMessageBatch("rill-events", messagesOf(events.take())));
  return deliveries.take().flatMap((one) => (one.kind === "notification" ? [[one.subscriptionId, one.event]] : []));
}

async function letIn(person: Person, of: TestApp, scope: string): Promise<{ access: string; refresh: string }> {
  return world.tokens(of, await world.code(person, of, { scope }));
}

const chatOf = (person: Person): Condition => ({ broadcaster_user_id: person.id, user_id: person.id });

test("an app hears who lets it in and who does so no longer; another app of its owner does not", async () => {
  const person = await world.person("ann");
  const granted = await subscribe(bot, "user.authorization.grant", "1", { client_id: bot.clientId });
  const ended = await subscribe(bot, "user.authorization.revoke", "1", { client_id: bot.clientId });
  await subscribe(other, "user.authorization.grant", "1", { client_id: other.clientId });
  const { refresh } = await letIn(person, bot, "user:read:chat");
  const about = { client_id: bot.clientId, user_id: person.id, user_login: "ann", user_name: "ann" };
  expect(await happened()).toEqual([[granted, about]]);
  await world.post("/oauth2/revoke", { client_id: bot.clientId, token: refresh });
  expect(await happened()).toEqual([[ended, about]]);
});

test("an account that goes takes along what it let apps do; it has no name any more", async () => {
  const made = await withPassword("hal_leaves");
  const ended = await subscribe(bot, "user.authorization.revoke", "1", { client_id: bot.clientId });
  await happened();
  expect((await made.browser.send("DELETE", "/api/me", { body: { password: PASSWORD } })).status).toBe(200);
  expect([await statusOf(made.id), revoked()]).toEqual(["user_removed", [made.id]]);
  const gone = { client_id: bot.clientId, user_id: made.person.id, user_login: null, user_name: null };
  expect(await happened()).toContainEqual([ended, gone]);
});

test("of an app's users only the app itself hears, by its own token", async () => {
  const statuses = [];
  for (const condition of [{ client_id: other.clientId }, { client_id: "" }, {}] as const) {
    statuses.push((await ask(bot, "user.authorization.grant", "1", condition)).status);
  }
  const headers = { ...(await edge.bearer("owner")), "Client-Id": "operator", "Content-Type": "application/json" };
  const transport = { method: "websocket", session_id: "x".repeat(43) };
  const condition = { client_id: "operator" };
  const asUser = await edge.request("/helix/eventsub/subscriptions", {
    ...{ method: "POST", headers },
    body: JSON.stringify({ type: "user.authorization.grant", version: "1", condition, transport }),
  });
  expect([...statuses, asUser.status]).toEqual([403, 400, 400, 400]);
});

test("a refresh token that an app gives back ends what it was told by that grant", async () => {
  const person = await world.person("bea");
  const { refresh } = await letIn(person, bot, "user:read:chat");
  const chat = await subscribe(bot, "channel.chat.message", "1", chatOf(person));
  const online = await subscribe(bot, "stream.online", "1", { broadcaster_user_id: person.id });
  expect(await world.post("/oauth2/revoke", { client_id: bot.clientId, token: refresh })).toEqual([200, null]);
  expect([await statusOf(chat), await statusOf(online), revoked()]).toEqual([
    ...["authorization_revoked", "enabled", [chat]],
  ]);
});

test("what another grant still covers goes on", async () => {
  const person = await world.person("cas");
  await letIn(person, bot, "user:read:chat");
  const { refresh } = await letIn(person, bot, "moderator:read:followers");
  const chat = await subscribe(bot, "channel.chat.message", "1", chatOf(person));
  const follows = await subscribe(bot, "channel.follow", "2", {
    ...{ broadcaster_user_id: person.id, moderator_user_id: person.id },
  });
  await world.post("/oauth2/revoke", { client_id: bot.clientId, token: refresh });
  expect([await statusOf(chat), await statusOf(follows), revoked()]).toEqual([
    ...["enabled", "authorization_revoked", [follows]],
  ]);
});

test("an app that is shut out in the settings is told, and no other", async () => {
  const person = await world.person("dot");
  await letIn(person, bot, "user:read:chat");
  await letIn(person, other, "user:read:chat");
  const [one, two] = [
    await subscribe(bot, "channel.chat.message", "1", chatOf(person)),
    await subscribe(other, "channel.chat.message", "1", chatOf(person)),
  ];
  expect((await world.ask(person, "DELETE", `/api/connections/${bot.clientId}`))[0]).toBe(204);
  expect([await statusOf(one), await statusOf(two), revoked()]).toEqual(["authorization_revoked", "enabled", [one]]);
});

test("an app that is deleted is told nothing any more, by whomever it was let in", async () => {
  const person = await world.person("ida");
  const doomed = await world.app(owner);
  await letIn(person, doomed, "user:read:chat");
  const ids = [
    await subscribe(doomed, "channel.chat.message", "1", chatOf(person)),
    await subscribe(doomed, "stream.online", "1", { broadcaster_user_id: person.id }),
    await subscribe(doomed, "user.authorization.grant", "1", { client_id: doomed.clientId }),
  ];
  const kept = await subscribe(bot, "stream.online", "1", { broadcaster_user_id: person.id });
  const stranger = await world.person("jan");
  expect((await world.ask(stranger, "DELETE", `/api/apps/${doomed.clientId}`))[0]).toBe(404);
  expect(revoked()).toEqual([]);
  expect((await world.ask(owner, "DELETE", `/api/apps/${doomed.clientId}`))[0]).toBe(204);
  expect(new Set(revoked())).toEqual(new Set(ids));
  expect(await Promise.all([...ids, kept].map(statusOf))).toEqual([
    ...["authorization_revoked", "authorization_revoked", "authorization_revoked", "enabled"],
  ]);
});

test("the apps of an account that goes are told nothing any more", async () => {
  const browser = await signUp(edge, { login: "kim_leaves" });
  const { id } = (await browser.get("/api/me")).body as { readonly id: string };
  const kim: Person = { id, login: "kim_leaves", headers: { Cookie: browser.cookie, Origin: "https://rill.test" } };
  const theirs = await world.app(kim);
  const other = await world.person("leo");
  const heard = await subscribe(theirs, "stream.online", "1", { broadcaster_user_id: other.id });
  expect((await browser.send("DELETE", "/api/me", { body: { password: PASSWORD } })).status).toBe(200);
  expect([await statusOf(heard), revoked()]).toEqual(["authorization_revoked", [heard]]);
  const left = await env.DB.prepare("SELECT count(*) AS n FROM app_tokens WHERE client_id = ?")
    .bind(theirs.clientId)
    .first("n");
  expect(left).toBe(0);
});

test("an access token that an app holds alone takes the consent along; one beside a refresh token does not", async () => {
  const person = await world.person("mia");
  const alone = await world.allowed(person, bot, { response_type: "token", scope: "user:read:chat" });
  const access = new URLSearchParams(alone.hash.slice(1)).get("access_token") ?? "";
  const chat = await subscribe(bot, "channel.chat.message", "1", chatOf(person));
  const pair = await letIn(person, bot, "moderator:read:followers");
  const follows = await subscribe(bot, "channel.follow", "2", {
    ...{ broadcaster_user_id: person.id, moderator_user_id: person.id },
  });
  await world.post("/oauth2/revoke", { client_id: bot.clientId, token: pair.access });
  expect(revoked()).toEqual([]);
  await world.post("/oauth2/revoke", { client_id: bot.clientId, token: access });
  expect([await statusOf(chat), await statusOf(follows), revoked()]).toEqual([
    ...["authorization_revoked", "enabled", [chat]],
  ]);
});

test("what a grant let an app be told ends with the grant's time", async () => {
  const person = await world.person("ned");
  await letIn(person, bot, "user:read:chat");
  const chat = await subscribe(bot, "channel.chat.message", "1", chatOf(person));
  const end = Date.now() + 1;
  await endExpired(bindings, end);
  expect(await statusOf(chat)).toBe("enabled");
  await env.DB.prepare("UPDATE app_grants SET expires_at = ? WHERE user_id = ?").bind(end, Number(person.id)).run();
  await endExpired(bindings, end);
  const left = await env.DB.prepare("SELECT count(*) AS n FROM app_grants WHERE user_id = ?")
    .bind(Number(person.id))
    .first("n");
  expect([await statusOf(chat), revoked(), left]).toEqual(["authorization_revoked", [chat], 0]);
});

test("nothing is subscribed to with a token that ended while an isolate still knows it", async () => {
  const person = await world.person("ola");
  const app = await world.app(owner);
  const headers = await appHeaders(app);
  expect((await edge.request("/helix/users?login=ola", { headers })).status).toBe(200);
  await env.DB.prepare("DELETE FROM apps WHERE client_id = ?").bind(app.clientId).run();
  const transport = { method: "webhook", callback: "https://bot.dev/late", secret: "0123456789" };
  const condition = { broadcaster_user_id: person.id };
  const answer = await edge.request("/helix/eventsub/subscriptions", {
    ...{ method: "POST", headers },
    body: JSON.stringify({ type: "stream.online", version: "1", condition, transport }),
  });
  const made = await env.DB.prepare("SELECT count(*) AS n FROM eventsub_subscriptions WHERE client_id = ?")
    .bind(app.clientId)
    .first("n");
  expect([answer.status, made]).toEqual([403, 0]);
});

/** Somebody with a password who lets the app in. */
async function withPassword(login: string) {
  const browser = await signUp(edge, { login });
  const me = (await browser.get("/api/me")).body as { readonly id: string };
  const person: Person = { id: me.id, login, headers: { Cookie: browser.cookie, Origin: "https://rill.test" } };
  const tokens = await letIn(person, bot, "user:read:chat");
  const operators = await edge.bearer(login);
  const id = await subscribe(bot, "channel.chat.message", "1", chatOf(person));
  return { browser, person, tokens, operators, id };
}

const works = async (headers: Record<string, string>, clientId: string): Promise<boolean> =>
  (await edge.request("/helix/users", { headers: { ...headers, "Client-Id": clientId } })).status === 200;

async function isAllOver({ tokens, operators, id }: Awaited<ReturnType<typeof withPassword>>) {
  const exchanged = await world.exchange(bot, { grant_type: "refresh_token", refresh_token: tokens.refresh });
  return {
    works: [
      await works({ Authorization: `Bearer ${tokens.access}` }, bot.clientId),
      await works(operators, "operator"),
    ],
    refreshed: exchanged[0],
    status: await statusOf(id),
    told: revoked().includes(id),
  };
}
const ALL_OVER = { works: [false, false], refreshed: 400, status: "authorization_revoked", told: true };

test("a new password ends every token that anything else has of the person", async () => {
  const made = await withPassword("eva_changes");
  const token = { Authorization: `Bearer ${made.tokens.access}` };
  expect([await works(token, bot.clientId), await works(made.operators, "operator")]).toEqual([true, true]);
  const change = { current: PASSWORD, password: "another horse battery" };
  expect((await made.browser.post("/api/auth/password", change)).status).toBe(200);
  expect(await isAllOver(made)).toEqual(ALL_OVER);
  expect((await made.browser.get("/api/me")).status).toBe(200);
});

test("so does a password that is chosen by a link", async () => {
  const made = await withPassword("fay_forgets");
  const address = "fay_forgets@mail.test";
  await new Browser(edge).post("/api/auth/reset", { email: address });
  const reset = { token: await linkToken(edge, address), password: "another horse battery" };
  expect((await new Browser(edge).post("/api/auth/reset/confirm", reset)).status).toBe(200);
  expect(await isAllOver(made)).toEqual(ALL_OVER);
});

test("somebody's new words are heard; the address by those alone who may read it", async () => {
  const browser = await signUp(edge, { login: "gus" });
  const { id } = (await browser.get("/api/me")).body as { readonly id: string };
  const person: Person = { id, login: "gus", headers: { Cookie: browser.cookie, Origin: "https://rill.test" } };
  await letIn(person, bot, "user:read:email");
  const [reads, readsNot] = [
    await subscribe(bot, "user.update", "1", { user_id: id }),
    await subscribe(other, "user.update", "1", { user_id: id }),
  ];
  await happened();
  await browser.send("PATCH", "/api/me", { body: { colour: "#00FF00" } });
  expect(await happened()).toEqual([]);
  await browser.send("PATCH", "/api/me", { body: { description: "I paint." } });
  const update = {
    ...{ user_id: id, user_login: "gus", user_name: "gus", email_verified: true, description: "I paint." },
  };
  const heard = (await happened()) as readonly (readonly [string, unknown])[];
  expect(Object.fromEntries(heard)).toEqual({
    [reads]: { ...update, email: "gus@mail.test" },
    [readsNot]: update,
  });
});
