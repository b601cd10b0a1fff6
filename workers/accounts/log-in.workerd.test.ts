import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { Browser, linkToken, logIn, mailsTo, newAddress, PASSWORD, SITE, signUp } from "#testing/account-browser.ts";
import { prepareAccountTests } from "#testing/account-tests.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";
import { MAX_SIGN_UPS, MAX_TRIES_BY_ADDRESS, MAX_TRIES_BY_NAME } from "./limits.ts";

/** Answers once what goes on behind an answer is done too: mails are out then. */
const worldWith = (bindings: object = {}) =>
  new EdgeWorld(async (request) => {
    const context = createExecutionContext();
    const answer = await app.fetch(request, { ...env, ...bindings }, context);
    await waitOnExecutionContext(context);
    return answer;
  });
const world = worldWith();

prepareAccountTests();
beforeAll(() => migrate(env.DB));

const WRONG = { error: { code: "unauthorized", message: "The name or the password is wrong." } };
const SENT = { sent: true };
const form = (login: string, more: object = {}) => ({
  email: `${login}@mail.test`,
  password: PASSWORD,
  login,
  ...more,
});

test("somebody signs up, confirms the mail, and has an account and a channel", async () => {
  const browser = new Browser(world);
  const begun = await browser.post("/api/auth/sign-up", form("ada", { displayName: "Ada L" }));
  expect([begun.status, begun.body, begun.response.headers.get("Cache-Control")]).toEqual([202, SENT, "no-store"]);
  expect(browser.cookies.size).toBe(0);
  expect((await browser.get("/api/users/ada")).status).toBe(404);

  const token = await linkToken(world, "ada@mail.test");
  const stranger = new Browser(world);
  const refused = await stranger.post("/api/auth/verify-mail", { token, password: "another password" });
  expect([refused.status, stranger.cookies.size]).toEqual([403, 0]);

  const done = await browser.post("/api/auth/verify-mail", { token, password: PASSWORD });
  const user = { id: expect.any(String), login: "ada", displayName: "Ada L", colour: null, staff: false, guest: false };
  expect([done.status, done.body]).toEqual([201, { kind: "signed_in", user }]);
  expect((await browser.get("/api/session")).body).toEqual({ user });
  expect((await browser.get("/api/channels/ada")).body).toMatchObject({ login: "ada", displayName: "Ada L" });
  expect((await browser.get("/api/auth/state")).body).toMatchObject({ state: "account" });
  // A link is good for one use.
  expect((await browser.post("/api/auth/verify-mail", { token, password: PASSWORD })).status).toBe(400);
});

test("the session's cookie is hidden from scripts, sent over HTTPS only, and not to other sites", async () => {
  const browser = await signUp(world, { login: "cookie_ada" });
  const again = new Browser(world);
  const { response } = await again.post("/api/auth/log-in", { name: "cookie_ada", password: PASSWORD });
  const [cookie = ""] = response.headers.getSetCookie();
  expect(cookie.replace(/=[^;]+/, "=x")).toBe(
    "__Secure-rill.session_token=x; Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Lax",
  );
  expect([...browser.cookies.keys()]).toEqual(["__Secure-rill.session_token", "__Secure-rill.known"]);
  const { results } = await env.DB.prepare("SELECT token FROM auth_session").all<{ token: string }>();
  // What stands in the database is no cookie: the signature is missing.
  for (const { token } of results) {
    const answer = await world.request("/api/session", {
      headers: { Cookie: `__Secure-rill.session_token=${token}.${"A".repeat(43)}=` },
    });
    expect(await answer.json()).toEqual({ user: null });
  }
});

test("a mail address that has an account is answered like any other, and its owner is told", async () => {
  await signUp(world, { login: "known" });
  const browser = new Browser(world);
  const begun = await browser.post("/api/auth/sign-up", { ...form("known_too"), email: "known@mail.test" });
  expect([begun.status, begun.body]).toEqual([202, SENT]);
  const subjects = (await mailsTo(world, "known@mail.test")).map(({ subject }) => subject);
  expect(subjects).toEqual(["Confirm your mail address", "You have an account already"]);
  // The login looks taken to others in either case.
  for (const login of ["known_too", "never_seen"]) {
    if (login === "never_seen") await browser.post("/api/auth/sign-up", form("never_seen"));
    const other = await new Browser(world).post("/api/auth/sign-up", { ...form(login), email: "other@mail.test" });
    expect([other.status, (await browser.get(`/api/users/${login}`)).status]).toEqual([409, 404]);
    const guest = await new Browser(world).post("/api/session", { name: login });
    expect(guest.status).toBe(409);
  }
});

test("who begins again with the same address and login gets another link, and the first is worth nothing", async () => {
  const browser = new Browser(world);
  await browser.post("/api/auth/sign-up", form("twice"));
  const first = await linkToken(world, "twice@mail.test");
  await browser.post("/api/auth/sign-up", form("twice"));
  const second = await linkToken(world, "twice@mail.test");
  expect((await browser.post("/api/auth/verify-mail", { token: first, password: PASSWORD })).status).toBe(400);
  expect((await browser.post("/api/auth/verify-mail", { token: second, password: PASSWORD })).status).toBe(201);
});

test("a login that was taken before the mail was confirmed is not taken away", async () => {
  const browser = new Browser(world);
  await browser.post("/api/auth/sign-up", form("raced"));
  await world.createUser("raced");
  const token = await linkToken(world, "raced@mail.test");
  expect((await browser.post("/api/auth/verify-mail", { token, password: PASSWORD })).status).toBe(409);
  const { results } = await env.DB.prepare("SELECT * FROM auth_user WHERE email = 'raced@mail.test'").all();
  expect(results).toEqual([]);
});

test.each([
  ["a reserved login", { login: "admin" }],
  ["a login of two characters", { login: "ab" }],
  ["a login in capitals", { login: "Shouting" }],
  ["a password of nine characters", { password: "123456789" }],
  ["a password of 129 characters", { password: "x".repeat(129) }],
  ["no mail address", { email: "nobody" }],
  ["a name with markup", { displayName: "<script>" }],
])("a sign-up with %s is refused", async (_, wrong) => {
  const { status } = await new Browser(world).post("/api/auth/sign-up", { ...form("well_formed"), ...wrong });
  expect(status).toBe(400);
});

test("what a sign-up adds to its form changes nothing", async () => {
  const browser = new Browser(world);
  const more = { staff: true, id: "1001", emailVerified: true, guest: false, account: "x", twoFactorEnabled: true };
  await browser.post("/api/auth/sign-up", form("assigner", more));
  const token = await linkToken(world, "assigner@mail.test");
  await browser.post("/api/auth/verify-mail", { token, password: PASSWORD, ...more });
  expect((await browser.get("/api/me")).body).toMatchObject({ login: "assigner", staff: false, twoFactor: false });
});

test("login and mail address both log in, in any case; the answer to what is wrong is always the same", async () => {
  await signUp(world, { login: "bea" });
  for (const name of ["bea", "BEA", "bea@mail.test", "Bea@Mail.Test"]) {
    expect((await (await logIn(world, name)).get("/api/session")).body).toMatchObject({ user: { login: "bea" } });
  }
  const tries = [
    { name: "bea", password: "wrong password" },
    { name: "nobody_at_all", password: PASSWORD },
    { name: "nobody@mail.test", password: PASSWORD },
    { name: "no login, no address", password: PASSWORD },
  ];
  for (const body of tries) {
    const answer = await new Browser(world).post("/api/auth/log-in", body);
    expect([answer.status, answer.body, answer.response.headers.getSetCookie()]).toEqual([401, WRONG, []]);
  }
});

test("logging in makes a new session, and ends what the browser was signed in as", async () => {
  const first = await signUp(world, { login: "cleo" });
  const before = first.cookie;
  await first.post("/api/auth/log-in", { name: "cleo", password: PASSWORD });
  expect(first.cookie).not.toBe(before);
  expect(await whoIs(before)).toEqual({ user: null });

  const guest = new Browser(world);
  await guest.post("/api/session", { name: "guest_cleo" });
  const asGuest = guest.cookie;
  await guest.post("/api/auth/log-in", { name: "cleo", password: PASSWORD });
  expect((await guest.get("/api/session")).body).toMatchObject({ user: { login: "cleo" } });
  expect([...guest.cookies.keys()]).toEqual(["__Secure-rill.session_token", "__Secure-rill.known"]);
  expect(await whoIs(asGuest)).toEqual({ user: null });
});

test("logging out ends the session for good", async () => {
  const browser = await signUp(world, { login: "dora" });
  const cookie = browser.cookie;
  expect((await browser.send("DELETE", "/api/session")).body).toEqual({ user: null });
  expect([[...browser.cookies.keys()], await whoIs(cookie)]).toEqual([["__Secure-rill.known"], { user: null }]);
});

test("a browser that is not to remember gets a cookie without an end", async () => {
  await signUp(world, { login: "forgetful" });
  const browser = new Browser(world);
  const body = { name: "forgetful", password: PASSWORD, remember: false };
  const { response } = await browser.post("/api/auth/log-in", body);
  expect(response.headers.getSetCookie().filter((cookie) => cookie.includes("Max-Age"))).toEqual([]);
  const kept = (await browser.get("/api/session")).response.headers.getSetCookie();
  expect(kept).toEqual([]);
});

test("a session that was not seen for its time is over", async () => {
  const browser = await signUp(world, { login: "rip" });
  await env.DB.prepare(
    `UPDATE auth_session SET expiresAt = '2020-01-01T00:00:00.000Z'
     WHERE userId = (SELECT account FROM users WHERE login = 'rip')`,
  ).run();
  expect((await browser.get("/api/auth/sessions")).status).toBe(401);
});

test("a page of another site logs nobody in or out, and its cookies count for nothing", async () => {
  const browser = await signUp(world, { login: "eve_target" });
  const foreign = { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" };
  const body = { name: "eve_target", password: PASSWORD };
  expect((await browser.send("POST", "/api/auth/log-in", { body, headers: foreign })).status).toBe(403);
  expect((await browser.send("GET", "/api/me", { headers: foreign })).status).toBe(401);
  expect((await browser.send("DELETE", "/api/session", { headers: foreign })).status).toBe(403);
  expect((await browser.get("/api/session")).body).toMatchObject({ user: { login: "eve_target" } });
});

test("one name is tried so many times whatever the address, and one address so many times whatever the name", async () => {
  await signUp(world, { login: "guarded" });
  const tried: number[] = [];
  for (let i = 0; i <= MAX_TRIES_BY_NAME; i++) {
    tried.push((await new Browser(world).post("/api/auth/log-in", { name: "guarded", password: "a guess" })).status);
  }
  expect(tried.slice(-2)).toEqual([401, 429]);
  const right = await new Browser(world).post("/api/auth/log-in", { name: " GUARDED", password: PASSWORD });
  expect([right.status, Number(right.response.headers.get("Retry-After")) > 60]).toEqual([429, true]);
  // A count that they had in common would tell whose mail address it is.
  const byMail = await new Browser(world).post("/api/auth/log-in", { name: "guarded@mail.test", password: "a guess" });
  expect(byMail.status).toBe(401);

  const address = newAddress();
  const statuses: number[] = [];
  for (let i = 0; i <= MAX_TRIES_BY_ADDRESS; i++) {
    const token = "x".repeat(43);
    statuses.push((await new Browser(world, address).post("/api/auth/mail/confirm", { token })).status);
  }
  expect(statuses.slice(-2)).toEqual([400, 429]);
});

test("whoever tries passwords of a name from elsewhere does not shut its owner out, and gains nothing by an own browser", async () => {
  const owner = await signUp(world, { login: "besieged" });
  const besieger = await signUp(world, { login: "besieger" });
  await owner.send("DELETE", "/api/session");
  await besieger.send("DELETE", "/api/session");
  const tried: number[] = [];
  for (let i = 0; i <= MAX_TRIES_BY_NAME; i++) {
    tried.push((await besieger.post("/api/auth/log-in", { name: "besieged", password: "a guess" })).status);
  }
  expect(tried.slice(-2)).toEqual([401, 429]);
  expect((await new Browser(world).post("/api/auth/log-in", { name: "besieged", password: PASSWORD })).status).toBe(
    429,
  );

  const known = owner.cookies.get("__Secure-rill.known") ?? "";
  const changed = new Browser(world);
  changed.cookies.set(
    "__Secure-rill.known",
    known.replace(/^./, (letter) => (letter === "a" ? "b" : "a")),
  );
  expect((await changed.post("/api/auth/log-in", { name: "besieged", password: PASSWORD })).status).toBe(429);
  // It lets nobody in without the password, and is counted too.
  const thief = new Browser(world);
  thief.cookies.set("__Secure-rill.known", known);
  expect((await thief.get("/api/session")).body).toEqual({ user: null });
  expect((await owner.post("/api/auth/log-in", { name: "besieged", password: PASSWORD })).status).toBe(200);
  const guesses: number[] = [];
  for (let i = 0; i < MAX_TRIES_BY_NAME; i++) {
    guesses.push((await thief.post("/api/auth/log-in", { name: "besieged", password: "a guess" })).status);
  }
  expect(guesses.slice(-2)).toEqual([401, 429]);
});

test("names that mean nobody are counted one by one, as those of accounts are", async () => {
  for (let i = 0; i < MAX_TRIES_BY_NAME; i++) {
    await new Browser(world).post("/api/auth/log-in", { name: "nobody_one", password: "a guess" });
  }
  const statuses = await Promise.all(
    ["nobody_one", "nobody_two", "not a login!"].map(
      async (name) => (await new Browser(world).post("/api/auth/log-in", { name, password: "a guess" })).status,
    ),
  );
  expect(statuses).toEqual([429, 401, 401]);
});

test("one address begins so many sign-ups in an hour", async () => {
  const address = newAddress();
  const statuses: number[] = [];
  for (let i = 0; i <= MAX_SIGN_UPS; i++) {
    statuses.push((await new Browser(world, address).post("/api/auth/sign-up", form("dora"))).status);
  }
  expect(statuses.slice(-2)).toEqual([409, 429]);
});

test("without a way to send mail nobody signs up, and without a secret nobody logs in", async () => {
  const silent = await new Browser(worldWith({ DEVELOPMENT: "0" })).post("/api/auth/sign-up", form("silent"));
  expect(silent.status).toBe(503);
  const open = await new Browser(worldWith({ AUTH_SECRET: "short" })).post("/api/auth/log-in", {
    name: "dora",
    password: PASSWORD,
  });
  expect(open.status).toBe(503);
});

test("a forgotten password is chosen anew by a link, once, and every session ends", async () => {
  const browser = await signUp(world, { login: "faye" });
  const email = "faye@mail.test";
  const other = new Browser(world);
  const unknown = await other.post("/api/auth/reset", { email: "unknown@mail.test" });
  const known = await other.post("/api/auth/reset", { email });
  expect([unknown.status, unknown.body, known.status, known.body]).toEqual([202, SENT, 202, SENT]);
  expect(await mailsTo(world, "unknown@mail.test")).toEqual([]);
  const token = await linkToken(world, email);
  const stored = await env.DB.prepare("SELECT identifier, value FROM auth_verification").all();
  expect(JSON.stringify(stored.results)).not.toContain(token);

  const password = "another long password";
  const confirm = () => other.post("/api/auth/reset/confirm", { token, password });
  expect([(await confirm()).status, (await confirm()).status]).toEqual([200, 400]);
  expect((await browser.get("/api/session")).body).toEqual({ user: null });
  expect((await new Browser(world).post("/api/auth/log-in", { name: "faye", password: PASSWORD })).status).toBe(401);
  expect((await (await logIn(world, "faye", password)).get("/api/session")).body).toMatchObject({
    user: { login: "faye" },
  });
});

async function whoIs(cookie: string): Promise<unknown> {
  // Asked through another address of the API than the page's, with what was stolen.
  return (await world.request("/api/session", { headers: { Cookie: cookie, Origin: SITE } })).json();
}
