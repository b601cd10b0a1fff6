/** Journey: apps of third parties ask people, get tokens in every way there is, and use them; Twitch's own library among them. */
import { createHash, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formOf } from "#testing/form-page.ts";
import { createWorld, until, type World } from "./world.ts";

const PASSWORD = "correct horse battery";

type Reply = { readonly status: number; readonly location: string | null; readonly text: string };
type Tokens = { readonly access_token: string; readonly refresh_token: string; readonly scope: readonly string[] };
type OwnApp = { readonly clientId: string; readonly secret: string | null };

let world: World;
/** The app of a third party: what people's browsers bring it. */
let callback: Server;
const brought: URL[] = [];
let cookie = "";
let bot: OwnApp;
let open: OwnApp;
let back = "";

beforeAll(async () => {
  world = await createWorld();
  callback = createServer((request, response) => {
    brought.push(new URL(request.url ?? "/", "http://localhost"));
    const asks = new URL(world.stack.url);
    response.setHeader("content-type", "text/html");
    response.end(
      `<a href="${asks.origin}${new URL(request.url ?? "/", asks).searchParams.get("to") ?? "/"}">Connect</a>`,
    );
  });
  await new Promise<void>((resolve) => callback.listen(0, "localhost", resolve));
  back = `http://localhost:${(callback.address() as AddressInfo).port}/back`;
  cookie = await signUp("ada");
  bot = await registerApp("confidential");
  open = await registerApp("public");
});
afterAll(async () => {
  callback?.close();
  await world?.end();
});

async function send(path: string, init: RequestInit = {}): Promise<Reply & { readonly response: Response }> {
  const response = await fetch(new URL(path, world.stack.url), {
    redirect: "manual",
    signal: AbortSignal.timeout(15_000),
    ...init,
  });
  return {
    status: response.status,
    location: response.headers.get("location"),
    text: await response.clone().text(),
    response,
  };
}

const own = (body: unknown): RequestInit => ({
  method: "POST",
  headers: { cookie, origin: world.stack.url, "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** An account by mail address, as a page makes it; its cookie. */
async function signUp(login: string): Promise<string> {
  const email = `${login}@mail.test`;
  const begun = await send("/api/auth/sign-up", own({ email, password: PASSWORD, login }));
  expect(begun.status).toBe(202);
  let token = "";
  await until("the mail comes", 10_000, async () => {
    const mails = await send("/debug/mails");
    token = /#token=([A-Za-z0-9_-]+)/.exec(mails.text)?.[1] ?? "";
    return token !== "";
  });
  const done = await send("/api/auth/verify-mail", own({ token, password: PASSWORD }));
  expect(done.status).toBe(201);
  return done.response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0] ?? "")
    .join("; ");
}

async function registerApp(kind: string): Promise<OwnApp> {
  const made = await send("/api/apps", own({ name: `Bot ${kind}`, kind, redirectUris: [back] }));
  expect(made.status).toBe(201);
  return JSON.parse(made.text) as OwnApp;
}

const authorizePath = (app: OwnApp, more: Record<string, string>): string =>
  `/oauth2/authorize?${new URLSearchParams({ client_id: app.clientId, redirect_uri: back, ...more })}`;

/** The person says yes; where the browser is sent. */
async function allowed(path: string): Promise<URL> {
  const asked = await send(path, { headers: { cookie } });
  expect(asked.status).toBe(200);
  const { action, fields } = formOf(asked.text);
  const answer = await send(action, {
    method: "POST",
    headers: { cookie, origin: world.stack.url, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ ...fields, decision: "allow" }).toString(),
  });
  expect(answer.status).toBe(303);
  return new URL(answer.location ?? "");
}

async function post(path: string, parameters: Record<string, string>): Promise<readonly [number, unknown]> {
  const { status, text } = await send(path, { method: "POST", body: new URLSearchParams(parameters) });
  return [status, text === "" ? null : JSON.parse(text)];
}

const validate = async (token: string): Promise<unknown> =>
  JSON.parse((await send("/oauth2/validate", { headers: { authorization: `OAuth ${token}` } })).text);

const secretOf = (app: OwnApp): Record<string, string> => (app.secret === null ? {} : { client_secret: app.secret });

describe("with nothing but fetch", () => {
  it("an app on a server gets a code, exchanges it, refreshes and gives the token back", async () => {
    const asked = { response_type: "code", scope: "chat:read chat:edit", state: "xyz" };
    const location = await allowed(authorizePath(bot, asked));
    expect([location.origin + location.pathname, location.searchParams.get("state")]).toEqual([back, "xyz"]);
    const app = { client_id: bot.clientId, ...secretOf(bot) };
    const code = location.searchParams.get("code") ?? "";
    const [status, body] = await post("/oauth2/token", {
      ...app,
      grant_type: "authorization_code",
      code,
      redirect_uri: back,
    });
    const tokens = body as Tokens;
    expect([status, tokens.scope]).toEqual([200, ["chat:read", "chat:edit"]]);
    const said = await send("/chat/messages", {
      method: "POST",
      headers: { authorization: `Bearer ${tokens.access_token}`, "content-type": "application/json" },
      body: JSON.stringify({ channelId: await channelId(), message: "hello from a program" }),
    });
    expect([said.status, said.text.includes('"sent":true')]).toEqual([200, true]);
    const [, refreshed] = await post("/oauth2/token", {
      ...app,
      grant_type: "refresh_token",
      refresh_token: tokens.refresh_token,
    });
    const fresh = (refreshed as Tokens).access_token;
    expect(await validate(fresh)).toMatchObject({ client_id: bot.clientId, login: "ada" });
    expect(await post("/oauth2/revoke", { client_id: bot.clientId, token: fresh })).toEqual([200, null]);
    expect(await validate(fresh)).toEqual({ status: 401, message: "invalid access token" });
  });

  it("an app in a browser gets a token in the fragment", async () => {
    const location = await allowed(authorizePath(open, { response_type: "token", scope: "user:read:follows" }));
    const token = new URLSearchParams(location.hash.slice(1)).get("access_token") ?? "";
    expect(await validate(token)).toMatchObject({ client_id: open.clientId, scopes: ["user:read:follows"] });
  });

  it("an app without a secret proves itself with PKCE, and its refresh token is good once", async () => {
    const verifier = randomBytes(32).toString("base64url");
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    const asked = { response_type: "code", code_challenge: challenge, code_challenge_method: "S256" };
    const code = (await allowed(authorizePath(open, asked))).searchParams.get("code") ?? "";
    const exchange = { client_id: open.clientId, grant_type: "authorization_code", code, redirect_uri: back };
    const [status, body] = await post("/oauth2/token", { ...exchange, code_verifier: verifier });
    expect(status).toBe(200);
    const refresh = { client_id: open.clientId, grant_type: "refresh_token" };
    const { refresh_token: first } = body as Tokens;
    expect((await post("/oauth2/token", { ...refresh, refresh_token: first }))[0]).toBe(200);
    expect(await post("/oauth2/token", { ...refresh, refresh_token: first })).toEqual([
      400,
      { status: 400, message: "Invalid refresh token" },
    ]);
  });

  it("an app speaks for itself", async () => {
    const app = { client_id: bot.clientId, ...secretOf(bot), grant_type: "client_credentials" };
    const [status, body] = await post("/oauth2/token", app);
    expect(status).toBe(200);
    const { access_token: token } = body as { access_token: string };
    expect(await validate(token)).toEqual({ client_id: bot.clientId, scopes: [], expires_in: expect.any(Number) });
  });

  it("a device gets its tokens when somebody has typed its code", async () => {
    const [, begun] = await post("/oauth2/device", { client_id: open.clientId, scopes: "chat:read" });
    const { device_code, user_code } = begun as { device_code: string; user_code: string };
    const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
    const poll = () => post("/oauth2/token", { client_id: open.clientId, device_code, grant_type });
    expect(await poll()).toEqual([400, { status: 400, message: "authorization_pending" }]);
    const answer = async (fields: Record<string, string>) =>
      send("/activate", {
        method: "POST",
        headers: { cookie, origin: world.stack.url, "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(fields).toString(),
      });
    const asked = await answer({ user_code });
    expect((await answer({ ...formOf(asked.text).fields, decision: "allow" })).status).toBe(200);
    const [status, body] = await poll();
    expect([status, (body as Tokens).scope]).toEqual([200, ["chat:read"]]);
  });
});

describe("in a browser", () => {
  it("a link of the app's own page leads to the question, and the answer back to the app", async () => {
    const context = await world.browser.newContext({ viewport: { width: 360, height: 640 } });
    const url = world.stack.url;
    const cookies = cookie.split("; ").map((pair) => {
      const at = pair.indexOf("=");
      return { name: pair.slice(0, at), value: pair.slice(at + 1), url, httpOnly: true, sameSite: "Lax" as const };
    });
    await context.addCookies(cookies);
    const page = await context.newPage();
    const path = authorizePath(bot, { response_type: "code", scope: "chat:edit", state: "s", force_verify: "true" });
    await page.goto(`${back}?to=${encodeURIComponent(path)}`);
    await page.getByRole("link", { name: "Connect" }).click();
    await page.getByRole("heading", { name: "Let Bot confidential use your account?" }).waitFor();
    const fits = await page.evaluate("document.documentElement.scrollWidth <= innerWidth");
    expect(fits).toBe(true);
    await page.getByRole("button", { name: "Allow" }).click();
    await page.waitForURL(`${back}?code=*`);
    expect(Object.fromEntries(brought.findLast(({ pathname }) => pathname === "/back")?.searchParams ?? [])).toEqual({
      code: expect.stringMatching(/^[a-z0-9]{30}$/),
      scope: "chat:edit",
      state: "s",
    });
    await context.close();
  });
});

describe("@twurple/auth", () => {
  it("takes a code, validates, refreshes, gets an app's token and revokes", async () => {
    // Read at each call.
    process.env["TWURPLE_MOCK_API_PORT"] = new URL(world.stack.url).port;
    const { getTokenInfo, RefreshingAuthProvider, revokeToken } = await import("@twurple/auth");
    const location = await allowed(
      authorizePath(bot, { response_type: "code", scope: "chat:read user:read:chat", force_verify: "true" }),
    );
    const provider = new RefreshingAuthProvider({
      clientId: bot.clientId,
      clientSecret: bot.secret ?? "",
      redirectUri: back,
    });
    const userId = await provider.addUserForCode(location.searchParams.get("code") ?? "");
    const before = await provider.getAccessTokenForUser(userId, ["chat:read"]);
    const info = await getTokenInfo(before?.accessToken ?? "");
    expect([info.userName, info.userId, info.clientId, info.scopes]).toEqual([
      "ada",
      userId,
      bot.clientId,
      ["chat:read", "user:read:chat"],
    ]);
    const after = await provider.refreshAccessTokenForUser(userId);
    expect(after.accessToken).not.toBe(before?.accessToken);
    expect((await getTokenInfo(after.accessToken)).userId).toBe(userId);
    const app = await provider.getAppAccessToken();
    expect((await getTokenInfo(app.accessToken)).userId).toBeNull();
    await revokeToken(bot.clientId, after.accessToken);
    await expect(getTokenInfo(after.accessToken)).rejects.toThrow("Invalid token supplied");
    delete process.env["TWURPLE_MOCK_API_PORT"];
  });
});

/** The channel that everybody with an account has. */
async function channelId(): Promise<string> {
  const { text } = await send("/api/users/ada");
  return (JSON.parse(text) as { id: string }).id;
}
