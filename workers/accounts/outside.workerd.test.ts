import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { beforeAll, expect, test } from "vitest";
import { Browser, signUp } from "#testing/account-browser.ts";
import { prepareAccountTests } from "#testing/account-tests.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { faultAnswer } from "../answers.ts";
import { app } from "../app.ts";
import type { App } from "../env.ts";
import { accountRoutes } from "./routes.ts";
import { ownPath } from "./social-routes.ts";

prepareAccountTests();
beforeAll(() => migrate(env.DB));

type Asked = { readonly url: string; readonly headers: Headers; readonly body: string };

/** The Worker's accounts with the world outside answering as told. */
function worldWith(bindings: object, answer: (url: string) => Response = () => Response.json({})) {
  const asked: Asked[] = [];
  const routes = accountRoutes(async (url, init) => {
    const request = new Request(url, init);
    asked.push({ url, headers: request.headers, body: new TextDecoder().decode(await request.arrayBuffer()) });
    return answer(url);
  });
  const application = new Hono<App>().route("/api", routes).onError(faultAnswer);
  const world = new EdgeWorld(async (request) => {
    const context = createExecutionContext();
    const response = await application.fetch(request, { ...env, ...bindings }, context);
    await waitOnExecutionContext(context);
    return response;
  });
  return { world, asked };
}

const form = (login: string, more: object = {}) => ({
  email: `${login}@mail.test`,
  password: "a long password",
  login,
  ...more,
});

const MAIL = { MAIL_API_KEY: "mail-key", MAIL_FROM: "Rill <mail@rill.test>", DEVELOPMENT: "0" };

test("mail goes to the provider that is configured, with the site's own origin in its link", async () => {
  const { world, asked } = worldWith({ ...MAIL, SITE: "https://public.example" });
  const answer = await new Browser(world).post("/api/auth/sign-up", form("mailed"));
  expect(answer.status).toBe(202);
  const [mail] = asked;
  expect([asked.length, mail?.url, mail?.headers.get("Authorization")]).toEqual([
    1,
    "https://api.resend.com/emails",
    "Bearer mail-key",
  ]);
  expect(JSON.parse(mail?.body ?? "")).toEqual({
    from: "Rill <mail@rill.test>",
    to: ["mailed@mail.test"],
    subject: "Confirm your mail address",
    text: expect.stringMatching(/\nhttps:\/\/public\.example\/verify-mail#token=[A-Za-z0-9_-]{43}\n/),
  });
});

test("a provider that refuses a mail changes nothing in the answer", async () => {
  const { world, asked } = worldWith({ ...MAIL, MAIL_API_URL: "https://mail.example/send" }, () =>
    Response.json({}, { status: 500 }),
  );
  const answer = await new Browser(world).post("/api/auth/sign-up", form("unmailed"));
  expect([answer.status, answer.body, asked.map(({ url }) => url)]).toEqual([
    202,
    { sent: true },
    ["https://mail.example/send"],
  ]);
});

test("with Turnstile on, who does not pass it signs nobody up", async () => {
  const keys = { TURNSTILE_SECRET: "secret", TURNSTILE_KEY: "site-key" };
  const { world, asked } = worldWith(keys, (url) => Response.json({ success: url.includes("turnstile") && passes }));
  let passes = false;
  const browser = new Browser(world, "192.0.2.77");
  expect((await browser.get("/api/auth/state")).body).toMatchObject({ turnstile: "site-key" });
  expect((await browser.post("/api/auth/sign-up", form("robot"))).status).toBe(400);
  expect((await browser.post("/api/auth/sign-up", form("robot", { turnstile: "bad" }))).status).toBe(403);
  passes = true;
  expect((await browser.post("/api/auth/sign-up", form("human", { turnstile: "good" }))).status).toBe(202);
  expect(asked.map(({ url, body }) => [url, body])).toEqual([
    ["https://challenges.cloudflare.com/turnstile/v0/siteverify", "secret=secret&response=bad&remoteip=192.0.2.77"],
    ["https://challenges.cloudflare.com/turnstile/v0/siteverify", "secret=secret&response=good&remoteip=192.0.2.77"],
  ]);
});

test("when Turnstile cannot be reached, nobody signs up meanwhile", async () => {
  const { world } = worldWith({ TURNSTILE_SECRET: "secret", TURNSTILE_KEY: "site-key" }, () => {
    throw new Error("no network");
  });
  const answer = await new Browser(world).post("/api/auth/sign-up", form("unlucky", { turnstile: "good" }));
  expect(answer.status).toBe(503);
});

const SITES = {
  GOOGLE_CLIENT_ID: "google-id",
  GOOGLE_CLIENT_SECRET: "google-secret",
  GITHUB_CLIENT_ID: "github-id",
  GITHUB_CLIENT_SECRET: "github-secret",
};

test("accounts of other sites log in only where they are configured", async () => {
  const plain = new Browser(worldWith({}).world);
  expect((await plain.post("/api/auth/social/google")).status).toBe(404);
  expect((await plain.get("/api/auth/state")).body).toMatchObject({ providers: [] });
  const browser = new Browser(worldWith(SITES).world);
  expect((await browser.get("/api/auth/state")).body).toMatchObject({ providers: ["google", "github"] });
  for (const [provider, host, id] of [
    ["google", "accounts.google.com", "google-id"],
    ["github", "github.com", "github-id"],
  ] as const) {
    const { status, json } = await browser.post(`/api/auth/social/${provider}`, { returnTo: "/studio" });
    const url = new URL(json<{ url: string }>().url);
    expect([status, url.host, url.searchParams.get("client_id"), url.searchParams.get("redirect_uri")]).toEqual([
      200,
      host,
      id,
      `https://rill.test/api/auth/callback/${provider}`,
    ]);
    expect(url.searchParams.get("state")).toMatch(/^[\w-]{32}$/);
  }
});

test.each([
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "javascript:alert(1)",
  "studio",
  "/\tevil",
  "",
])("nobody is sent to %j after logging in", async (returnTo) => {
  const browser = new Browser(worldWith(SITES).world);
  expect((await browser.post("/api/auth/social/google", { returnTo })).status).toBe(400);
});

test("an answer of another site that nobody asked for, or that another browser asked for, logs nobody in", async () => {
  const { world } = worldWith(SITES);
  const asker = new Browser(world);
  const { json } = await asker.post("/api/auth/social/github", { returnTo: "/studio" });
  const state = new URL(json<{ url: string }>().url).searchParams.get("state") ?? "";
  for (const query of ["", "?code=x", "?code=x&state=unknown", `?code=x&state=${state}`]) {
    const { status, response } = await new Browser(world).get(`/api/auth/callback/github${query}`);
    const location = response.headers.get("Location") ?? "";
    expect([status, location.startsWith("/login?error="), response.headers.getSetCookie().join()]).toMatchObject([
      302,
      true,
      expect.not.stringContaining("session_token=ey"),
    ]);
  }
});

test.each([
  ["https://rill.test/studio?a=1#b", "/studio?a=1#b"],
  ["/studio", "/studio"],
  ["https://evil.example/studio", "/login"],
  ["//evil.example", "/login"],
  ["https://rill.test//evil.example", "/evil.example"],
  [null, "/login"],
])("a redirection to %j leads to %s of this site", (location, path) => {
  expect(ownPath(location, "https://rill.test")).toBe(path);
});

test("who came by another site's account chooses a login, once, and has a channel", async () => {
  const world = new EdgeWorld(async (request) => {
    const context = createExecutionContext();
    const answer = await app.fetch(request, env, context);
    await waitOnExecutionContext(context);
    return answer;
  });
  const browser = await signUp(world, { login: "lent" });
  // As the account of one who came by another site's: without a user, and known by a name.
  await env.DB.prepare("UPDATE users SET account = NULL WHERE login = 'lent'").run();
  await env.DB.prepare("UPDATE auth_user SET name = 'Octo Cat' WHERE email = 'lent@mail.test'").run();
  expect((await browser.get("/api/auth/state")).body).toMatchObject({ state: "incomplete", suggestion: "Octo Cat" });
  expect((await browser.get("/api/me/export")).status).toBe(409);
  expect((await browser.post("/api/auth/complete", { login: "lent" })).status).toBe(409);
  const chosen = await browser.post("/api/auth/complete", { login: "octo_cat", displayName: "Octo Cat" });
  expect([chosen.status, chosen.body]).toMatchObject([201, { user: { login: "octo_cat", displayName: "Octo Cat" } }]);
  expect((await browser.get("/api/me")).body).toMatchObject({ login: "octo_cat", channel: { login: "octo_cat" } });
  expect((await browser.post("/api/auth/complete", { login: "octo_dog" })).status).toBe(409);
});
