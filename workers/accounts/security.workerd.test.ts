import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { Browser, linkToken, logIn, mailsTo, PASSWORD, signUp } from "#testing/account-browser.ts";
import { prepareAccountTests } from "#testing/account-tests.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { newCredential, signChallenge } from "#testing/passkey.ts";
import { secretOfUri, totp } from "#testing/totp.ts";
import { app } from "../app.ts";

/** Answers once what goes on behind an answer is done too: mails are out then. */
const world = new EdgeWorld(async (request) => {
  const context = createExecutionContext();
  const answer = await app.fetch(request, env, context);
  await waitOnExecutionContext(context);
  return answer;
});

prepareAccountTests();
beforeAll(() => migrate(env.DB));

type Setup = { readonly uri: string; readonly backupCodes: readonly string[] };

/** Turns the second factor on; gives its secret and backup codes. */
async function turnOn(browser: Browser): Promise<{ secret: Uint8Array; backupCodes: readonly string[] }> {
  const { status, json } = await browser.post("/api/auth/two-factor/enable", { password: PASSWORD });
  expect(status).toBe(200);
  const { uri, backupCodes } = json<Setup>();
  const secret = secretOfUri(uri);
  const confirmed = await browser.post("/api/auth/two-factor/confirm", { code: await totp(secret, Date.now()) });
  expect([confirmed.status, confirmed.body]).toEqual([200, { done: true }]);
  return { secret, backupCodes };
}

/** The code after the one that turned the second factor on, which is used. */
const nextCode = (secret: Uint8Array): Promise<string> => totp(secret, Date.now() + 30_000);

test("with the second factor on, a password alone logs nobody in; a code does", async () => {
  const owner = await signUp(world, { login: "tfa" });
  const { secret } = await turnOn(owner);
  expect((await owner.get("/api/me")).body).toMatchObject({ login: "tfa", twoFactor: true });

  const browser = new Browser(world);
  const asked = await browser.post("/api/auth/log-in", { name: "tfa", password: PASSWORD });
  expect([asked.status, asked.body]).toEqual([200, { kind: "two_factor" }]);
  expect((await browser.get("/api/session")).body).toEqual({ user: null });
  const wrong = await browser.post("/api/auth/two-factor", { kind: "totp", code: "000000" });
  expect([wrong.status, (await browser.get("/api/session")).body]).toEqual([403, { user: null }]);
  const right = await browser.post("/api/auth/two-factor", { kind: "totp", code: await nextCode(secret) });
  expect([right.status, right.body]).toMatchObject([200, { kind: "signed_in", user: { login: "tfa" } }]);
  expect((await browser.get("/api/session")).body).toMatchObject({ user: { login: "tfa" } });
});

test("a code without a password before it logs nobody in, nor does one of somebody who is logged in already", async () => {
  const owner = await signUp(world, { login: "tfa_other" });
  const { secret } = await turnOn(owner);
  const code = await nextCode(secret);
  expect((await new Browser(world).post("/api/auth/two-factor", { kind: "totp", code })).status).toBe(401);
  expect((await owner.post("/api/auth/two-factor", { kind: "totp", code })).status).toBe(401);
});

test("five wrong codes end the try, and a backup code is good once", async () => {
  const owner = await signUp(world, { login: "tfa_backup" });
  const { secret, backupCodes } = await turnOn(owner);
  const guesser = new Browser(world);
  await guesser.post("/api/auth/log-in", { name: "tfa_backup", password: PASSWORD });
  const statuses: number[] = [];
  for (let i = 0; i < 6; i++) {
    statuses.push((await guesser.post("/api/auth/two-factor", { kind: "totp", code: "111111" })).status);
  }
  expect(statuses).toEqual([403, 403, 403, 403, 403, 429]);
  const right = await guesser.post("/api/auth/two-factor", { kind: "totp", code: await nextCode(secret) });
  expect(right.status).toBe(401);

  const [code = ""] = backupCodes;
  const outcomes: number[] = [];
  for (let i = 0; i < 2; i++) {
    const browser = new Browser(world);
    await browser.post("/api/auth/log-in", { name: "tfa_backup", password: PASSWORD });
    outcomes.push((await browser.post("/api/auth/two-factor", { kind: "backup", code })).status);
  }
  expect(outcomes).toEqual([200, 403]);
});

test("a code of an authenticator app is good once, for one of two who send it at once", async () => {
  const owner = await signUp(world, { login: "tfa_replay" });
  const { secret } = await turnOn(owner);
  const withPassword = async (): Promise<Browser> => {
    const browser = new Browser(world);
    await browser.post("/api/auth/log-in", { name: "tfa_replay", password: PASSWORD });
    return browser;
  };
  // The one that turned the factor on is used too.
  const early = await (await withPassword()).post("/api/auth/two-factor", {
    kind: "totp",
    code: await totp(secret, Date.now()),
  });
  expect([early.status, early.response.headers.getSetCookie()]).toEqual([403, []]);

  const code = await nextCode(secret);
  const [left, right] = [await withPassword(), await withPassword()];
  const both = await Promise.all(
    [left, right].map((browser) => browser.post("/api/auth/two-factor", { kind: "totp", code })),
  );
  expect(both.map(({ status }) => status).sort()).toEqual([200, 403]);
  const late = await (await withPassword()).post("/api/auth/two-factor", { kind: "totp", code });
  expect(late.status).toBe(403);
  const sessions = await env.DB.prepare(
    "SELECT count(*) AS count FROM auth_session WHERE userId = (SELECT account FROM users WHERE login = 'tfa_replay')",
  ).first<number>("count");
  // The owner's own and the one that the code opened.
  expect(sessions).toBe(2);
});

test("secrets of second factors are not readable in the database", async () => {
  const owner = await signUp(world, { login: "tfa_stored" });
  const { backupCodes } = await turnOn(owner);
  const { results } = await env.DB.prepare("SELECT * FROM auth_two_factor").all();
  expect(JSON.stringify(results)).not.toContain(backupCodes[0]);
});

test("a trusted browser is not asked for a code again, another one is", async () => {
  const owner = await signUp(world, { login: "tfa_trust" });
  const { secret } = await turnOn(owner);
  const browser = new Browser(world);
  const logInAgain = () => browser.post("/api/auth/log-in", { name: "tfa_trust", password: PASSWORD });
  await logInAgain();
  const code = await nextCode(secret);
  await browser.post("/api/auth/two-factor", { kind: "totp", code, trust: true });
  await browser.send("DELETE", "/api/session");
  expect((await logInAgain()).body).toMatchObject({ kind: "signed_in" });
  const other = await new Browser(world).post("/api/auth/log-in", { name: "tfa_trust", password: PASSWORD });
  expect(other.body).toEqual({ kind: "two_factor" });
});

test("the second factor is turned off with the password only", async () => {
  const owner = await signUp(world, { login: "tfa_off" });
  await turnOn(owner);
  const disable = (password: string) => owner.post("/api/auth/two-factor/disable", { password });
  expect([(await disable("a wrong one")).status, (await disable(PASSWORD)).status]).toEqual([403, 200]);
  expect(
    (await new Browser(world).post("/api/auth/log-in", { name: "tfa_off", password: PASSWORD })).body,
  ).toMatchObject({
    kind: "signed_in",
  });
});

test("a passkey is added, logs in without a password, and is removed", async () => {
  const owner = await signUp(world, { login: "keyed" });
  const offered = await owner.post("/api/auth/passkeys/options");
  expect([offered.status, offered.body]).toMatchObject([
    200,
    {
      challenge: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      rp: { id: "rill.test", name: "Rill" },
      user: { name: "keyed@mail.test" },
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
    },
  ]);
  const { challenge } = offered.json<{ challenge: string }>();
  const { credential, registration } = await newCredential("https://rill.test", challenge);
  const added = await owner.post("/api/auth/passkeys", { name: "My phone", response: registration });
  expect([added.status, added.body]).toEqual([
    201,
    { passkeys: [{ id: expect.any(String), name: "My phone", createdAt: expect.any(Number) }] },
  ]);
  // A challenge is good for one use.
  expect((await owner.post("/api/auth/passkeys", { name: "Again", response: registration })).status).toBe(400);

  const browser = new Browser(world);
  const asked = await browser.post("/api/auth/passkey/options");
  const request = asked.json<{ challenge: string }>();
  const response = await signChallenge(credential, "https://rill.test", request.challenge);
  const signedIn = await browser.post("/api/auth/passkey", { response });
  expect([signedIn.status, signedIn.body]).toMatchObject([200, { kind: "signed_in", user: { login: "keyed" } }]);
  expect((await browser.post("/api/auth/passkey", { response })).status).toBe(400);

  const { passkeys } = added.json<{ passkeys: { id: string }[] }>();
  const stranger = await signUp(world, { login: "no_key" });
  const id = passkeys[0]?.id ?? "";
  expect((await stranger.send("DELETE", `/api/auth/passkeys/${id}`)).status).toBe(404);
  expect((await owner.send("DELETE", `/api/auth/passkeys/${id}`)).body).toEqual({ passkeys: [] });
});

test("a passkey of a device that did not ask who holds it logs nobody in, nor does one signed for another site", async () => {
  const owner = await signUp(world, { login: "key_owner" });
  const offered = (await owner.post("/api/auth/passkeys/options")).json<{ challenge: string }>();
  const { credential, registration } = await newCredential("https://rill.test", offered.challenge);
  await owner.post("/api/auth/passkeys", { name: "My phone", response: registration });
  for (const [origin, isVerified] of [
    ["https://rill.test", false],
    ["https://evil.example", true],
  ] as const) {
    const browser = new Browser(world);
    const { challenge } = (await browser.post("/api/auth/passkey/options")).json<{ challenge: string }>();
    const response = await signChallenge(credential, origin, challenge, isVerified);
    const answer = await browser.post("/api/auth/passkey", { response });
    expect([answer.status >= 400 && answer.status < 500, (await browser.get("/api/session")).body]).toEqual([
      true,
      { user: null },
    ]);
  }
});

test("adding a passkey needs a session of the last hour", async () => {
  const owner = await signUp(world, { login: "stale" });
  await env.DB.prepare(
    `UPDATE auth_session SET createdAt = '2020-01-01T00:00:00.000Z'
     WHERE userId = (SELECT account FROM users WHERE login = 'stale')`,
  ).run();
  expect((await owner.post("/api/auth/passkeys/options")).status).toBe(403);
});

test("sessions are listed and ended, one's own only", async () => {
  const first = await signUp(world, { login: "many" });
  const second = await logIn(world, "many");
  const stranger = await signUp(world, { login: "stranger" });
  const { sessions } = (await first.get("/api/auth/sessions")).json<{ sessions: { id: string; current: boolean }[] }>();
  expect(sessions.map(({ current }) => current)).toEqual([false, true]);
  const id = sessions.find(({ current }) => !current)?.id ?? "";
  expect((await stranger.send("DELETE", `/api/auth/sessions/${id}`)).status).toBe(404);
  expect((await second.get("/api/session")).body).toMatchObject({ user: { login: "many" } });
  const left = (await first.send("DELETE", `/api/auth/sessions/${id}`)).body;
  expect(left).toMatchObject({ sessions: [{ current: true }] });
  expect((await second.get("/api/session")).body).toEqual({ user: null });
  const third = await logIn(world, "many");
  await first.send("DELETE", "/api/auth/sessions");
  expect([(await third.get("/api/session")).body, (await first.get("/api/session")).body]).toMatchObject([
    { user: null },
    { user: { login: "many" } },
  ]);
});

test("a new password needs the old one, ends other sessions, and is told by mail", async () => {
  const first = await signUp(world, { login: "rekeyed" });
  const second = await logIn(world, "rekeyed");
  const password = "a password of today";
  const change = (current: string) => first.post("/api/auth/password", { current, password });
  expect([(await change("not the old one")).status, (await change(PASSWORD)).status]).toEqual([403, 200]);
  expect([(await second.get("/api/session")).body, (await first.get("/api/session")).body]).toMatchObject([
    { user: null },
    { user: { login: "rekeyed" } },
  ]);
  expect((await mailsTo(world, "rekeyed@mail.test")).at(-1)?.subject).toBe("Your password was changed");
  await logIn(world, "rekeyed", password);
});

test("a new mail address counts once its link is used, and the old one is told", async () => {
  const browser = await signUp(world, { login: "mover" });
  const change = (email: string, password = PASSWORD) => browser.post("/api/auth/mail", { email, password });
  expect((await change("new_mover@mail.test", "a wrong one")).status).toBe(403);
  expect((await change("new_mover@mail.test")).status).toBe(202);
  expect((await browser.get("/api/me")).body).toMatchObject({ email: "mover@mail.test" });
  const token = await linkToken(world, "new_mover@mail.test");
  const confirm = () => browser.post("/api/auth/mail/confirm", { token });
  expect([(await confirm()).status, (await confirm()).status]).toEqual([200, 400]);
  expect((await browser.get("/api/me")).body).toMatchObject({ email: "new_mover@mail.test" });
  expect((await mailsTo(world, "mover@mail.test")).at(-1)?.subject).toBe("Your mail address was changed");
  // The address of another account is asked for in silence, and refused to who has its mail.
  await signUp(world, { login: "settled" });
  expect((await change("settled@mail.test")).status).toBe(202);
  const taken = await linkToken(world, "settled@mail.test");
  expect((await browser.post("/api/auth/mail/confirm", { token: taken })).status).toBe(409);
});
