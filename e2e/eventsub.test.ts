/** Journey: Twitch's own EventSub library, pointed at Rill as at Twitch's test server, hears what happens; and so does a program's callback. */
import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ApiClient } from "@twurple/api";
import { StaticAuthProvider } from "@twurple/auth";
import { EventSubWsListener } from "@twurple/eventsub-ws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Api, createApi } from "#scripts/stack/api.ts";
import { createWorld, until, type World } from "./world.ts";

const SCOPES = [
  ...["channel:manage:broadcast", "channel:moderate", "channel:manage:moderators", "moderation:read"],
  ...["moderator:manage:banned_users", "moderator:read:followers", "user:read:chat"],
  ...["moderator:manage:automod", "moderator:manage:announcements"],
];
/** Whose tokens the operator makes. */
const CLIENT_ID = "operator";
const SECRET = "what only the program knows";
const PASSWORD = "correct horse battery";
const WITHIN_MS = 20_000;

let world: World;
let api: Api;
let key = "";
let alpha = "";
let bob = "";
let bobsToken = "";
let alphasToken = "";
let twitch: ApiClient;
let listener: EventSubWsListener;

beforeAll(async () => {
  world = await createWorld({ graceMs: 1500 });
  key = await world.createKey("alpha");
  api = createApi(world.stack.url, world.stack.operatorToken);
  bob = (await api.createUser({ login: "bob" })).id;
  bobsToken = (await api.createToken("bob", { scopes: ["chat:edit", "user:edit:follows"] })).token;
  const created = await api.createToken("alpha", { scopes: SCOPES });
  alpha = created.id;
  alphasToken = created.token;
  process.env["TWURPLE_MOCK_API_PORT"] = new URL(world.stack.url).port;
  twitch = new ApiClient({ authProvider: new StaticAuthProvider(CLIENT_ID, created.token) });
  listener = new EventSubWsListener({ apiClient: twitch });
});
afterAll(async () => {
  listener?.stop();
  delete process.env["TWURPLE_MOCK_API_PORT"];
  await world?.end();
});

const send = (path: string, headers: Record<string, string>, body: object): Promise<Response> =>
  fetch(new URL(path, world.stack.url), {
    ...{ method: "POST", body: JSON.stringify(body), signal: AbortSignal.timeout(15_000) },
    headers: { "Content-Type": "application/json", ...headers },
  });

/** As soon as the room's pace lets somebody say it. */
async function say(message: string): Promise<void> {
  await until("it may be said", WITHIN_MS, async () => {
    const said = await send("/chat/messages", { Authorization: `Bearer ${bobsToken}` }, { channelId: alpha, message });
    if (!said.ok && said.status !== 429) throw new Error(await said.text());
    return said.ok;
  });
}

async function setAutoMod(autoModLevel: number): Promise<void> {
  const action = { kind: "modes", change: { autoModLevel } };
  const answer = await send("/chat/alpha/moderation", { Authorization: `Bearer ${alphasToken}` }, action);
  if (!answer.ok) throw new Error(await answer.text());
}

describe("twurple", () => {
  const heard: unknown[] = [];
  const sessions: string[] = [];
  let heldId = "";
  const has = (entry: unknown) => async (): Promise<boolean> =>
    heard.some((one) => JSON.stringify(one) === JSON.stringify(entry));

  it("subscribes to what it wants to hear", async () => {
    const made = new Set<string>();
    listener.onSubscriptionCreateSuccess(({ id }) => made.add(id));
    listener.onSubscriptionCreateFailure(({ id }, error) => heard.push(["failed", id, error.message]));
    listener.onUserSocketReady((_, session) => sessions.push(session));
    listener.onStreamOnline(alpha, ({ broadcasterName, type }) => heard.push(["online", broadcasterName, type]));
    listener.onStreamOffline(alpha, ({ broadcasterName }) => heard.push(["offline", broadcasterName]));
    listener.onChannelUpdate(alpha, ({ streamTitle, categoryName }) =>
      heard.push(["update", streamTitle, categoryName]),
    );
    listener.onChannelFollow(alpha, alpha, ({ userName }) => heard.push(["follow", userName]));
    listener.onChannelBan(alpha, ({ userName, moderatorName, reason, isPermanent }) =>
      heard.push(["ban", userName, moderatorName, reason, isPermanent]),
    );
    listener.onChannelModeratorAdd(alpha, ({ userName }) => heard.push(["moderator", userName]));
    listener.onChannelChatMessage(alpha, alpha, ({ chatterName, messageText }) =>
      heard.push(["chat", chatterName, messageText]),
    );
    listener.onChannelChatNotification(alpha, alpha, (notice) => {
      if (notice.type !== "announcement") return;
      heard.push([
        "announcement",
        notice.announcementColor,
        notice.messageParts.find(({ type }) => type === "mention")?.text,
      ]);
    });
    listener.onAutoModMessageHoldV2(alpha, alpha, (held) => {
      heldId = held.messageId;
      heard.push(["held", held.userName, held.reason, held.messageText]);
    });
    listener.onAutoModMessageUpdateV2(alpha, alpha, ({ userName, messageId, status }) =>
      heard.push(["decided", userName, messageId === heldId, status]),
    );
    listener.start();
    await until("all are made", WITHIN_MS, () => made.size === 10 || heard.length > 0);
    expect([heard, made.size, sessions.length]).toEqual([[], 10, 1]);
  });

  it("hears of a broadcast, and of what people do", async () => {
    const publisher = world.publish(key);
    await until("it is online", 60_000, has(["online", "alpha", "live"]));
    await twitch.channels.updateChannelInfo(alpha, { title: "Engines", gameId: "5" });
    await until("it has a title", WITHIN_MS, has(["update", "Engines", "Science & Technology"]));
    await api.follow(bobsToken, "alpha");
    await until("somebody follows", WITHIN_MS, has(["follow", "bob"]));
    await say("hello");
    await until("somebody talks", WITHIN_MS, has(["chat", "bob", "hello"]));
    await twitch.moderation.addModerator(alpha, bob);
    await until("somebody moderates", WITHIN_MS, has(["moderator", "bob"]));
    await twitch.moderation.removeModerator(alpha, bob);
    await twitch.moderation.banUser(alpha, { user: bob, reason: "loud", duration: 60 });
    await until("somebody is timed out", WITHIN_MS, has(["ban", "bob", "alpha", "loud", false]));
    await twitch.moderation.unbanUser(alpha, bob);
    await publisher.cut();
    await until("it is offline", 60_000, has(["offline", "alpha"]));
    expect(heard.filter((one) => Array.isArray(one) && one[0] === "online").length).toBe(1);
  });

  it("hears announcements with whom they mention, and decides about held messages by what it heard", async () => {
    await twitch.chat.sendAnnouncement(alpha, { message: "hear @bob", color: "green" });
    await until("it is announced", WITHIN_MS, has(["announcement", "green", "@bob"]));
    await setAutoMod(4);
    const text = "that is stupid";
    expect(
      (await send("/chat/messages", { Authorization: `Bearer ${bobsToken}` }, { channelId: alpha, message: text })).ok,
    ).toBe(false);
    await until("it is held", WITHIN_MS, has(["held", "bob", "automod", text]));
    await twitch.moderation.processHeldAutoModMessage(alpha, heldId, true);
    await until("it is decided", WITHIN_MS, has(["decided", "bob", true, "approved"]));
    await until("it is said", WITHIN_MS, has(["chat", "bob", text]));
    await setAutoMod(0);
  });

  it("comes back by another socket when it is asked to, and hears on", async () => {
    const [session = ""] = sessions;
    const operator = { Authorization: `Bearer ${world.stack.operatorToken}` };
    expect((await send(`/api/eventsub/sessions/${session}/reconnect`, operator, {})).status).toBe(202);
    await until("it is back", WITHIN_MS, () => sessions.length === 2);
    expect(sessions[1]).toBe(session);
    await say("still there?");
    await until("it hears on", WITHIN_MS, has(["chat", "bob", "still there?"]));
    expect(heard.filter((one) => JSON.stringify(one).includes("still there?")).length).toBe(1);
  });
});

describe("a callback", () => {
  type Received = { readonly type: string; readonly body: { readonly challenge?: string; readonly event?: unknown } };
  const received: Received[] = [];
  let server: Server;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      const header = (name: string): string => String(request.headers[`twitch-eventsub-message-${name}`]);
      const mac = createHmac("sha256", SECRET).update(header("id") + header("timestamp") + text);
      const body: Received["body"] = JSON.parse(text);
      const isOurs = header("signature") === `sha256=${mac.digest("hex")}`;
      if (isOurs) received.push({ type: header("type"), body });
      response.writeHead(isOurs ? 200 : 403, { "Content-Type": "text/plain" }).end(body.challenge ?? "");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => server?.close());

  /** The headers of a program that speaks for itself. */
  async function program(): Promise<Record<string, string>> {
    const site = { Origin: world.stack.url };
    await send("/api/auth/sign-up", site, { email: "dev@mail.test", password: PASSWORD, login: "devel" });
    let token = "";
    await until("the mail comes", WITHIN_MS, async () => {
      token = /#token=([A-Za-z0-9_-]+)/.exec(await world.text("/debug/mails"))?.[1] ?? "";
      return token !== "";
    });
    const done = await send("/api/auth/verify-mail", site, { token, password: PASSWORD });
    const cookie = done.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
    const made = await send(
      "/api/apps",
      { ...site, Cookie: cookie.join("; ") },
      {
        ...{ name: "Hook", kind: "confidential", redirectUris: ["http://localhost:3000/"] },
      },
    );
    const app = (await made.json()) as { readonly clientId: string; readonly secret: string };
    const asked = new URLSearchParams({
      ...{ client_id: app.clientId, client_secret: app.secret, grant_type: "client_credentials" },
    });
    const answer = await fetch(new URL("/oauth2/token", world.stack.url), { method: "POST", body: asked });
    const { access_token } = (await answer.json()) as { readonly access_token: string };
    return { Authorization: `Bearer ${access_token}`, "Client-Id": app.clientId };
  }

  it("proves itself, and is called when something happens", async () => {
    const headers = await program();
    const { port } = server.address() as AddressInfo;
    const answer = await send("/helix/eventsub/subscriptions", headers, {
      ...{ type: "channel.update", version: "2", condition: { broadcaster_user_id: alpha } },
      transport: { method: "webhook", callback: `http://127.0.0.1:${port}/events`, secret: SECRET },
    });
    expect(answer.status).toBe(202);
    const status = async (): Promise<string | undefined> => {
      const list = await fetch(new URL("/helix/eventsub/subscriptions", world.stack.url), { headers });
      return ((await list.json()) as { data: { status: string }[] }).data[0]?.status;
    };
    await until("it is proven", WITHIN_MS, async () => (await status()) === "enabled");
    await twitch.channels.updateChannelInfo(alpha, { title: "By callback" });
    await until("it is called", WITHIN_MS, () => received.length === 2);
    expect(received.map(({ type }) => type)).toEqual(["webhook_callback_verification", "notification"]);
    expect(received[1]?.body.event).toMatchObject({ broadcaster_user_login: "alpha", title: "By callback" });
  });
});
