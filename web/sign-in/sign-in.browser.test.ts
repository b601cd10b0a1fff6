/** The pages for signing up and logging in, in Chromium on canned answers: what is sent, what is said, where one ends up. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { ada, nobody } from "#testing/page-answers.ts";
import { answer, PageStage, refusal } from "#testing/page-stage.ts";

let stage: PageStage;

beforeAll(async () => {
  stage = await PageStage.open();
});
afterAll(async () => {
  await stage?.close();
});
afterEach(async () => {
  expect(await stage.leave()).toEqual([]);
});

const world = {
  "/api/session": { user: null },
  "/api/auth/state": nobody,
  "/api/live": { channels: [], cursor: null },
  "/api/categories": { categories: [], cursor: null },
};
const TOKEN = "a".repeat(32);
const signedIn = { kind: "signed_in", user: ada };

const press = (page: Page, name: string) => page.getByRole("main").getByRole("button", { name, exact: true }).click();
const type = (page: Page, label: string, text: string) => page.getByRole("textbox", { name: label }).fill(text);
const typePassword = (page: Page, label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);

test("logging in takes one to the page that one came for, and the header knows who one is", async () => {
  const page = await stage.visit("/login?next=%2Fbrowse%3Ftag%3Dart", {
    ...world,
    "POST /api/auth/log-in": signedIn,
  });
  await type(page, "Email or login", "ada");
  await typePassword(page, "Password", "correct horse");
  await press(page, "Log in");
  await page.getByRole("button", { name: "Account: Ada Lovelace" }).waitFor();
  expect(page.url()).toBe(`${stage.origin}/browse?tag=art`);
  expect(stage.sent("POST", "/api/auth/log-in").map(({ body }) => body)).toEqual([
    { name: "ada", password: "correct horse", remember: true },
  ]);
});

test("another site as the page to go to afterwards is not gone to", async () => {
  const page = await stage.visit("/login?next=https%3A%2F%2Fevil.example%2F", {
    ...world,
    "POST /api/auth/log-in": signedIn,
  });
  await type(page, "Email or login", "ada");
  await typePassword(page, "Password", "correct horse");
  await press(page, "Log in");
  await page.getByRole("button", { name: "Account: Ada Lovelace" }).waitFor();
  expect(page.url()).toBe(`${stage.origin}/`);
});

test("what is missing is said at its field, and the focus is on the first", async () => {
  const page = await stage.visit("/login", world);
  await press(page, "Log in");
  await page.getByText("Enter your email address or your login").waitFor();
  await page.getByText("Enter your password").waitFor();
  expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("name");
  expect(stage.sent("POST", "/api/auth/log-in")).toEqual([]);
});

test("a wrong password, too many tries and no answer are each said in words", async () => {
  const page = await stage.visit("/login", {
    ...world,
    "POST /api/auth/log-in": () => refusal(401, "x"),
  });
  await type(page, "Email or login", "ada");
  await typePassword(page, "Password", "wrong");
  await press(page, "Log in");
  await page
    .getByRole("alert")
    .getByText(/do not belong together/)
    .waitFor();
  stage.answers = { ...stage.answers, "POST /api/auth/log-in": () => refusal(429, "x") };
  await press(page, "Log in");
  await page
    .getByRole("alert")
    .getByText(/Too many tries/)
    .waitFor();
  stage.answers = { ...stage.answers, "POST /api/auth/log-in": () => answer("nonsense", 500) };
  await press(page, "Log in");
  await page
    .getByRole("alert")
    .getByText(/did not answer/)
    .waitFor();
});

test("an account with a second step asks for the code, and takes a backup code instead", async () => {
  const page = await stage.visit("/login", {
    ...world,
    "POST /api/auth/log-in": { kind: "two_factor" },
    "POST /api/auth/two-factor": () => refusal(401, "x"),
  });
  await type(page, "Email or login", "ada");
  await typePassword(page, "Password", "correct horse");
  await press(page, "Log in");
  await page.getByRole("heading", { name: "Enter your code" }).waitFor();
  await type(page, "Code", "123 456");
  await press(page, "Go on");
  await page.getByText(/This code is not right/).waitFor();
  stage.answers = { ...stage.answers, "POST /api/auth/two-factor": signedIn };
  await press(page, "Use a backup code instead");
  await type(page, "Backup code", "abcde-fghij");
  await page.getByLabel("Do not ask again on this browser for 30 days").check();
  await press(page, "Go on");
  await page.getByRole("button", { name: "Account: Ada Lovelace" }).waitFor();
  expect(stage.sent("POST", "/api/auth/two-factor").map(({ body }) => body)).toEqual([
    { kind: "totp", code: "123456", trust: false },
    { kind: "backup", code: "abcde-fghij", trust: true },
  ]);
});

test("signing up says to look into the mail, and a taken login is said at its field", async () => {
  const page = await stage.visit("/signup", {
    ...world,
    "POST /api/auth/sign-up": () => refusal(409, "The login ada is taken."),
  });
  await type(page, "Login", "Ada");
  await type(page, "Email", "ada@example.com");
  await typePassword(page, "Password", "correct horse battery");
  await press(page, "Make an account");
  await page.getByText("ada is taken. Choose another.").waitFor();
  stage.answers = { ...stage.answers, "POST /api/auth/sign-up": () => answer({ sent: true }, 202) };
  await type(page, "Login", "ada_l");
  await press(page, "Make an account");
  await page.getByRole("heading", { name: "Look into your mail" }).waitFor();
  expect(stage.sent("POST", "/api/auth/sign-up").at(-1)?.body).toEqual({
    email: "ada@example.com",
    login: "ada_l",
    password: "correct horse battery",
  });
});

test("other sites' accounts are offered where the site is set up for them, and lead there with the way back", async () => {
  const page = await stage.visit("/login?next=%2Fada", {
    ...world,
    "/api/auth/state": { ...nobody, providers: ["github"] },
    "POST /api/auth/social/github": { url: `${stage.origin}/browse` },
  });
  await page.getByRole("button", { name: "Go on with GitHub" }).waitFor();
  expect(await page.getByRole("button", { name: "Go on with Google" }).count()).toBe(0);
  await press(page, "Go on with GitHub");
  await page.waitForURL("**/browse");
  expect(stage.sent("POST", "/api/auth/social/github").map(({ body }) => body)).toEqual([
    { returnTo: "/login?next=%2Fada" },
  ]);
});

test("who came by another site's account chooses a login", async () => {
  const page = await stage.visit("/login", {
    ...world,
    "/api/auth/state": { ...nobody, state: "incomplete", suggestion: "ada" },
    "POST /api/auth/complete": signedIn,
  });
  await page.getByRole("heading", { name: "Choose your login" }).waitFor();
  expect(await page.getByRole("textbox", { name: "Login" }).inputValue()).toBe("ada");
  await press(page, "Finish");
  await page.getByRole("button", { name: "Account: Ada Lovelace" }).waitFor();
});

test("a passkey logs in", async () => {
  const page = await stage.visit("/login", {
    ...world,
    "POST /api/auth/passkey/options": { challenge: "AAAA", rpId: "localhost", userVerification: "preferred" },
    "POST /api/auth/passkey": signedIn,
  });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true },
  });
  // The authenticator holds no key of this site: the page says so, and one may go on with the password.
  await press(page, "Log in with a passkey");
  await page
    .getByRole("alert")
    .getByText(/No passkey was used/)
    .waitFor();
  expect(stage.sent("POST", "/api/auth/passkey")).toEqual([]);
});

test("a mail's link resets the password once, and its secret leaves the address at once", async () => {
  const page = await stage.visit(`/reset-password#token=${TOKEN}`, {
    ...world,
    "POST /api/auth/reset/confirm": { done: true },
  });
  await typePassword(page, "Password", "a new password");
  expect(page.url()).toBe(`${stage.origin}/reset-password`);
  await press(page, "Save the password");
  await page.getByRole("heading", { name: "Your password is changed" }).waitFor();
  expect(stage.sent("POST", "/api/auth/reset/confirm").map(({ body }) => body)).toEqual([
    { token: TOKEN, password: "a new password" },
  ]);
});

test("a link that is incomplete, or over, says so and leads to a new one", async () => {
  const page = await stage.visit("/reset-password#token=short", world);
  await page.getByRole("heading", { name: "This link does not work" }).waitFor();
  await page.getByRole("link", { name: "Ask for a new link" }).click();
  await page.getByRole("heading", { name: "Reset your password" }).waitFor();
  const begun = await stage.visit("/reset-password", world);
  await begun.getByRole("heading", { name: "Reset your password" }).waitFor();
  const over = await stage.visit(`/verify-mail#token=${TOKEN}`, {
    ...world,
    "POST /api/auth/verify-mail": () => refusal(400, "This link was used already, or it is over."),
  });
  await typePassword(over, "Password", "correct horse");
  await press(over, "Finish and log in");
  await over.getByRole("heading", { name: "This link does not work" }).waitFor();
});

test("the link of a sign-up's mail finishes it with the password, and a wrong one is said", async () => {
  const page = await stage.visit(`/verify-mail#token=${TOKEN}`, {
    ...world,
    "POST /api/auth/verify-mail": () => refusal(403, "The password is not the one of this sign-up."),
  });
  await typePassword(page, "Password", "wrong");
  await press(page, "Finish and log in");
  await page.getByText(/not the password of this sign-up/).waitFor();
  stage.answers = { ...stage.answers, "POST /api/auth/verify-mail": signedIn };
  await typePassword(page, "Password", "right");
  await press(page, "Finish and log in");
  await page.getByRole("button", { name: "Account: Ada Lovelace" }).waitFor();
});

test("a guest has the ways in and the way out in the menu, and a log-out is said", async () => {
  const guest = { ...ada, displayName: "Gast", login: "gast", guest: true };
  const page = await stage.visit("/", {
    ...world,
    "/api/session": { user: guest },
    "DELETE /api/session": { user: null },
  });
  await page.getByRole("button", { name: "Account: Gast" }).click();
  expect(await page.getByRole("menuitem").allInnerTexts()).toEqual([
    "Log in",
    "Sign up",
    expect.stringMatching(/colours/),
    "Give up this name",
  ]);
  await page.getByRole("menuitem", { name: "Give up this name" }).click();
  await page.getByText("The name is free again.").waitFor();
  await page.getByRole("banner").getByRole("link", { name: "Log in" }).waitFor();
});

test.each(["/login", "/signup", "/login/forgot"])(
  "%s is not wider than a telephone, and says when it fails",
  async (path) => {
    const page = await stage.visit(
      path,
      { ...world, "/api/auth/state": () => refusal(503, "x") },
      {
        viewport: { width: 390, height: 700 },
      },
    );
    await page.getByText("The page did not load").waitFor();
    stage.answers = world;
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("form").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  },
);
