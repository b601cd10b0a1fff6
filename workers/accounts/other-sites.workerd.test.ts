import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { type Answer, Browser, logIn, signUp } from "#testing/account-browser.ts";
import { prepareAccountTests } from "#testing/account-tests.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { LoginProviders, PROVIDER_SETTINGS, type ProviderPerson } from "#testing/login-providers.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";

const world = new EdgeWorld(async (request) => {
  const context = createExecutionContext();
  const answer = await app.fetch(request, { ...env, ...PROVIDER_SETTINGS }, context);
  await waitOnExecutionContext(context);
  return answer;
});
const providers = new LoginProviders();

prepareAccountTests();
beforeAll(() => migrate(env.DB));
beforeEach(() => providers.listen());

const SITES = ["google", "github"] as const;
type Site = (typeof SITES)[number];

let people = 0;
/** Somebody whom no other test knows. */
const person = (given: Partial<ProviderPerson> = {}): ProviderPerson => {
  const id = String(9000 + ++people);
  return { id, name: `Octo ${id}`, email: `octo${id}@mail.test`, verified: true, ...given };
};

/** The other site's page that the browser is sent to. */
async function begin(browser: Browser, site: Site, returnTo = "/studio"): Promise<string> {
  const answer = await browser.post(`/api/auth/social/${site}`, { returnTo });
  expect(answer.status).toBe(200);
  return answer.json<{ url: string }>().url;
}

const enter = async (browser: Browser, site: Site, who: ProviderPerson): Promise<Answer> =>
  browser.get(providers.allow(await begin(browser, site), who));

const placeOf = ({ response }: Answer): string => response.headers.get("Location") ?? "";
const stateOf = async (browser: Browser): Promise<unknown> => (await browser.get("/api/auth/state")).body;
const accountsOf = async (email: string): Promise<number | null> =>
  env.DB.prepare("SELECT count(*) AS count FROM auth_user WHERE email = ?").bind(email).first<number>("count");

test.each(SITES)("the first log-in by %s makes an account that asks for a login, the second finds it", async (site) => {
  const who = person();
  const first = new Browser(world);
  const arrived = await enter(first, site, who);
  expect([arrived.status, placeOf(arrived)]).toEqual([302, "/welcome"]);
  expect(await stateOf(first)).toMatchObject({ state: "incomplete", suggestion: who.name });
  const login = `by_${site}`;
  expect((await first.post("/api/auth/complete", { login })).status).toBe(201);
  expect((await first.get("/api/me")).body).toMatchObject({ login, email: who.email, hasPassword: false });
  expect((await first.get("/api/auth/connections")).body).toEqual({ connections: [site] });

  const second = new Browser(world);
  expect(placeOf(await enter(second, site, who))).toBe("/studio");
  expect((await second.get("/api/session")).body).toMatchObject({ user: { login } });
  // Whatever the address is there meanwhile: it is the same person, and not whoever had the address.
  const third = new Browser(world);
  await enter(third, site, { ...who, email: `moved_${who.email}` });
  expect((await third.get("/api/me")).body).toMatchObject({ login, email: who.email });

  const { results } = await env.DB.prepare("SELECT * FROM auth_account WHERE accountId = ?").bind(who.id).all();
  expect([results.length, JSON.stringify(results).includes("provider-token-")]).toEqual([1, false]);
  expect(results[0]).toMatchObject({ accessToken: null, refreshToken: null, idToken: null });
});

test.each(SITES)("an address that has an account is not taken over by %s, and not even told apart", async (site) => {
  const login = `owner_${site}`;
  await signUp(world, { login });
  const who = person({ email: `${login}@mail.test` });
  const stranger = new Browser(world);
  const refused = await enter(stranger, site, who);
  expect([placeOf(refused), await stateOf(stranger)]).toMatchObject([
    "/login?error=account_not_linked",
    { state: "nobody" },
  ]);

  // The owner connects it from within, and then it logs in.
  const owner = await logIn(world, login);
  expect(placeOf(await enter(owner, site, who))).toBe("/studio");
  expect((await owner.get("/api/auth/connections")).body).toEqual({ connections: [site] });
  expect(placeOf(await enter(stranger, site, who))).toBe("/studio");
  expect((await stranger.get("/api/session")).body).toMatchObject({ user: { login } });
});

test.each(SITES)("an address that %s has not verified makes no account and connects to none", async (site) => {
  const who = person({ verified: false });
  const stranger = new Browser(world);
  expect(placeOf(await enter(stranger, site, who))).toMatch(/^\/login\?error=email_not_verified/);
  expect([await accountsOf(who.email), await stateOf(stranger)]).toMatchObject([0, { state: "nobody" }]);

  const owner = await signUp(world, { login: `unverified_${site}` });
  expect(placeOf(await enter(owner, site, who))).toMatch(/^\/studio\?error=unable_to_link_account/);
  expect((await owner.get("/api/auth/connections")).body).toEqual({ connections: [] });
});

test("an answer counts once, in the browser that asked, and no later", async () => {
  const who = person();
  const asker = new Browser(world);
  const answer = providers.allow(await begin(asker, "github"), who);
  const other = new Browser(world);
  // Somebody who is lured to another's answer would be logged in as that other.
  expect(placeOf(await other.get(answer))).toMatch(/^\/login\?error=/);
  expect(await stateOf(other)).toMatchObject({ state: "nobody" });
  const begun = new Browser(world);
  await begin(begun, "github");
  expect(placeOf(await begun.get(answer))).toMatch(/^\/login\?error=/);
  expect(await stateOf(begun)).toMatchObject({ state: "nobody" });
  expect(await accountsOf(who.email)).toBe(0);
});

test("an answer that was used is worth nothing, and neither is a code that the other site does not know", async () => {
  const who = person();
  const asker = new Browser(world);
  const answer = providers.allow(await begin(asker, "google"), who);
  expect(placeOf(await asker.get(answer))).toBe("/welcome");
  const again = new Browser(world);
  for (const [name, value] of asker.cookies) if (!name.includes("session_token")) again.cookies.set(name, value);
  expect(placeOf(await again.get(answer))).toMatch(/^\/login\?error=/);
  expect(await stateOf(again)).toMatchObject({ state: "nobody" });

  const forged = new Browser(world);
  const state = new URL(await begin(forged, "google")).searchParams.get("state") ?? "";
  const known = new URLSearchParams({ code: "made-up", state });
  expect(placeOf(await forged.get(`/api/auth/callback/google?${known}`))).toBe("/login?error=invalid_code");
});

test("a code of one site is not taken for one of the other", async () => {
  const browser = new Browser(world);
  const answer = providers.allow(await begin(browser, "github"), person());
  expect(placeOf(await browser.get(answer.replace("/callback/github", "/callback/google")))).toMatch(
    /^\/login\?error=/,
  );
  expect(await stateOf(browser)).toMatchObject({ state: "nobody" });
});

test.each(SITES)("who says no at %s comes back and is nobody", async (site) => {
  const browser = new Browser(world);
  const answer = await browser.get(providers.deny(await begin(browser, site)));
  expect([placeOf(answer), await stateOf(browser)]).toMatchObject(["/login?error=access_denied", { state: "nobody" }]);
});

test("logging in by another site opens a new session, and ends what the browser was signed in as", async () => {
  const who = person();
  const browser = new Browser(world);
  const guest = await browser.post("/api/session", { name: "was_a_guest" });
  expect(guest.status).toBe(201);
  const before = browser.cookie;
  await enter(browser, "google", who);
  expect(browser.cookies.has("rill_session")).toBe(false);
  const left = await world.request("/api/session", { headers: { Cookie: before } });
  expect(await left.json()).toEqual({ user: null });
});

test("a connection is made by the person itself, of late, and is nobody else's", async () => {
  const owner = await signUp(world, { login: "connects" });
  const who = person();
  expect(placeOf(await enter(owner, "github", who))).toBe("/studio");
  // What comes again is kept no more than at first.
  expect(placeOf(await enter(owner, "github", who))).toBe("/studio");
  const stored = await env.DB.prepare("SELECT * FROM auth_account WHERE accountId = ?").bind(who.id).all();
  expect(JSON.stringify(stored.results)).not.toContain("provider-token-");

  const other = await signUp(world, { login: "connects_too" });
  expect(placeOf(await enter(other, "github", who))).toMatch(/^\/studio\?error=account_already_linked/);
  expect((await other.get("/api/auth/connections")).body).toEqual({ connections: [] });

  await env.DB.prepare("UPDATE auth_session SET createdAt = '2020-01-01T00:00:00.000Z'").run();
  expect((await owner.post("/api/auth/social/google", { returnTo: "/settings" })).status).toBe(403);
});

test("a connection can be cut, but never the last way in", async () => {
  const owner = await signUp(world, { login: "cuts" });
  await enter(owner, "google", person());
  const cut = await owner.send("DELETE", "/api/auth/connections/google");
  expect([cut.status, cut.body]).toEqual([200, { connections: [] }]);

  const who = person();
  const lent = new Browser(world);
  await enter(lent, "google", who);
  await lent.post("/api/auth/complete", { login: "only_google" });
  expect((await lent.send("DELETE", "/api/auth/connections/google")).status).toBe(409);
  await enter(lent, "github", person());
  // Both at once: one stays.
  const both = await Promise.all(SITES.map((site) => lent.send("DELETE", `/api/auth/connections/${site}`)));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test("other sites are told no more than they must be, and asked for nothing but who it is", async () => {
  providers.asked.length = 0;
  await enter(new Browser(world), "google", person());
  await enter(new Browser(world), "github", person());
  expect(new Set(providers.asked)).toEqual(
    new Set([
      "POST oauth2.googleapis.com/token",
      "POST github.com/login/oauth/access_token",
      "GET api.github.com/user",
      "GET api.github.com/user/emails",
    ]),
  );
});
