/** The settings in Chromium on canned answers: what is sent, what is said, what asks before it does. */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { ada, channelNamed, meOfAda, nobody, resting } from "#testing/page-answers.ts";
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

const session = (id: string, current: boolean) => ({
  ...{ id, createdAt: 1_700_000_000_000, expiresAt: 1_900_000_000_000, address: "192.0.2.7", userAgent: null, current },
});
const wishes = { push: true, mail: false, quiet: null, muted: [], pushKey: null };
const world = {
  "/api/session": { user: ada },
  "/api/me": meOfAda,
  "/api/channels/ada": channelNamed("ada", resting),
  "/api/auth/state": { ...nobody, state: "account" },
  "/api/auth/sessions": { sessions: [session("a", true), session("b", false)] },
  "/api/auth/passkeys": { passkeys: [] },
  "/api/auth/connections": { connections: [] },
  "/api/me/notifications": wishes,
  "/api/me/following": { channels: [{ followedAt: 1, channel: channelNamed("bob") }], cursor: null },
  "/api/connections": { connections: [] },
  "/api/live": { channels: [], cursor: null },
  "/api/categories": { categories: [], cursor: null },
};
const box = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

test("a new name is kept, and stands in the header at once", async () => {
  const page = await stage.visit("/settings", {
    ...world,
    "PATCH /api/me": { ...meOfAda, displayName: "Countess", description: "Writes programs." },
  });
  await page.getByLabel("Display name").fill("Countess");
  await page.getByLabel("Description").fill("Writes\nprograms.");
  await box(page, "About you").getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Account: Countess" }).waitFor();
  expect(stage.sent("PATCH", "/api/me").map(({ body }) => body)).toEqual([
    { displayName: "Countess", description: "Writes programs.", colour: null },
  ]);
  await page.getByLabel("Display name").fill("<b>");
  await box(page, "About you").getByRole("button", { name: "Save" }).click();
  await page.getByText(/A name has 1 to 25 letters/).waitFor();
  expect(stage.sent("PATCH", "/api/me")).toHaveLength(1);
});

test("a picture is made into exactly the sizes that the site takes before it is sent", async () => {
  const page = await stage.visit("/settings", {
    ...world,
    "PUT /api/channels/ada/avatar": { avatar: "/images/channels/1/avatar/ab/300" },
  });
  const wide = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(640, 200);
    canvas.getContext("2d")?.fillRect(0, 0, 640, 200);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
    return [...bytes];
  });
  const chooser = page.getByLabel("Picture: Choose a picture").first();
  await chooser.setInputFiles({ name: "wide.png", mimeType: "image/png", buffer: Buffer.from(wide) });
  await page.getByText("Your picture is changed.").waitFor();
  await page.getByRole("button", { name: "Picture: Take it away" }).waitFor();
  const body = String(stage.sent("PUT", "/api/channels/ada/avatar")[0]?.body);
  expect([...body.matchAll(/; name="(\w+)"/g)].map(([, name]) => name)).toEqual(["image70", "image300"]);
  expect(webpSizes(body)).toEqual([
    [70, 70],
    [300, 300],
  ]);
});

test("a file that is no picture is said to be none, and nothing is sent", async () => {
  const page = await stage.visit("/settings", world);
  const chooser = page.getByLabel("Banner: Choose a picture").first();
  await chooser.setInputFiles({ name: "x.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await page.getByText(/This file is no picture/).waitFor();
  expect(stage.asked.filter(({ method }) => method === "PUT")).toEqual([]);
});

test("a rename asks first, in words that say what happens", async () => {
  const page = await stage.visit("/settings", {
    ...world,
    "POST /api/me/login": { ...meOfAda, login: "countess", channel: { id: "1", login: "countess", title: "" } },
  });
  await box(page, "Login").getByRole("textbox").fill("Countess");
  await page.getByRole("button", { name: "Change the login" }).click();
  const dialog = page.getByRole("dialog", { name: "Change your login?" });
  await dialog.getByText(/kept for you for 180 days/).waitFor();
  expect(stage.sent("POST", "/api/me/login")).toEqual([]);
  await dialog.getByRole("button", { name: "Change the login" }).click();
  await page.getByText("You are countess now.").waitFor();
  await page.getByText("Your channel is at /countess.").waitFor();
});

test("two-factor log-in is turned on with a code to scan, backup codes and a code of the app", async () => {
  const page = await stage.visit("/settings/security", {
    ...world,
    "POST /api/auth/two-factor/enable": () => refusal(403, "The password is wrong."),
    "POST /api/auth/two-factor/confirm": () => refusal(400, "x"),
  });
  const part = box(page, "Two-factor log-in");
  await part.getByRole("button", { name: "Turn it on" }).click();
  await part.getByLabel("Your password", { exact: true }).fill("wrong");
  await part.getByRole("button", { name: "Go on" }).click();
  await part.getByText("This is not your current password").waitFor();
  const setUp = { uri: "otpauth://totp/Rill:ada?secret=JBSWY3DPEHPK3PXP&issuer=Rill", backupCodes: ["abcde-fghij"] };
  stage.answers = { ...stage.answers, "POST /api/auth/two-factor/enable": setUp };
  await part.getByLabel("Your password", { exact: true }).fill("right");
  await part.getByRole("button", { name: "Go on" }).click();
  await part.getByRole("img", { name: "QR code for your authenticator app" }).waitFor();
  expect(await part.getByRole("textbox", { name: "Or type this into the app" }).inputValue()).toBe("JBSWY3DPEHPK3PXP");
  await part.getByText("abcde-fghij").first().waitFor();
  await part.getByRole("textbox", { name: "Code", exact: true }).fill("000 000");
  await part.getByRole("button", { name: "Turn it on" }).click();
  await part.getByText(/This code is not right/).waitFor();
  stage.answers = { ...stage.answers, "POST /api/auth/two-factor/confirm": { done: true } };
  await part.getByRole("button", { name: "Turn it on" }).click();
  await page.getByText("Two-factor log-in is on.").waitFor();
  await part.getByRole("button", { name: "Turn it off" }).waitFor();
});

test("a passkey is made by this browser and listed", async () => {
  const page = await stage.visit("/settings/security", {
    ...world,
    "POST /api/auth/passkeys/options": {
      ...{ challenge: "AAAA", rp: { name: "Rill" }, user: { id: "AQ", name: "ada", displayName: "Ada" } },
      ...{ pubKeyCredParams: [{ type: "public-key", alg: -7 }] },
    },
    "POST /api/auth/passkeys": () => answer({ passkeys: [{ id: "p", name: "Laptop", createdAt: null }] }, 201),
  });
  // Addresses of numbers have no passkeys: the same server by its name.
  await page.goto(`${stage.origin.replace("127.0.0.1", "localhost")}/settings/security`);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      ...{ protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true },
      isUserVerified: true,
    },
  });
  const part = box(page, "Passkeys");
  await part.getByLabel("Name").fill("Laptop");
  await part.getByRole("button", { name: "Add a passkey" }).click();
  await part.getByRole("button", { name: "Remove the passkey Laptop" }).waitFor();
  expect(stage.sent("POST", "/api/auth/passkeys")[0]?.body).toMatchObject({
    name: "Laptop",
    response: { type: "public-key", response: { clientDataJSON: expect.any(String) } },
  });
});

test("other sessions are ended one by one or together, this one is not offered", async () => {
  const page = await stage.visit("/settings/security", {
    ...world,
    "DELETE /api/auth/sessions/b": { sessions: [session("a", true)] },
  });
  const part = box(page, "Where you are logged in");
  await part.getByText("This browser").waitFor();
  expect(await part.getByRole("button", { name: /^Log out:/ }).count()).toBe(1);
  await part.getByRole("button", { name: /^Log out:/ }).click();
  await page.getByText("That session has ended.").waitFor();
  expect(await part.getByRole("button").count()).toBe(0);
});

test("notifications, quiet hours and channels are set one at a time, and a refusal leaves them as they were", async () => {
  const page = await stage.visit("/settings/notifications", {
    ...world,
    "PUT /api/me/notifications": () => refusal(503, "The settings cannot be kept right now."),
    "PUT /api/me/notifications/muted/7": () => answer(null, 204),
  });
  const mails = page.getByRole("switch", { name: "Mails" });
  await mails.click();
  await page.getByText("The settings cannot be kept right now.").waitFor();
  expect(await mails.isChecked()).toBe(false);
  stage.answers = { ...stage.answers, "PUT /api/me/notifications": { ...wishes, mail: true } };
  await mails.click();
  await expect.poll(() => mails.isChecked()).toBe(true);
  const bob = page.getByRole("switch", { name: "bob" });
  await bob.click();
  await expect.poll(() => bob.isChecked()).toBe(false);
  expect(stage.sent("PUT", "/api/me/notifications/muted/7")).toHaveLength(1);
  await page.getByText("This site is not set up to send them.").waitFor();
});

test("an app's access is taken away after a question", async () => {
  const app = { clientId: "a".repeat(30), name: "Bot", scopes: ["chat:read"], words: ["read your chat"], since: 1 };
  const page = await stage.visit("/settings/apps", {
    ...world,
    "/api/connections": { connections: [app] },
    [`DELETE /api/connections/${app.clientId}`]: () => answer(null, 204),
  });
  await page.getByText("read your chat").waitFor();
  await page.getByRole("button", { name: "Take the access away: Bot" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Take the access away" }).click();
  await page.getByText("No app has access to your account.").waitFor();
});

test("the account is deleted only with its login and password typed, and then nobody is here", async () => {
  const page = await stage.visit("/settings/data", { ...world, "DELETE /api/me": () => refusal(403, "x") });
  await page.getByRole("button", { name: "Delete the account" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete your account for good?" });
  const button = dialog.getByRole("button", { name: "Delete the account" });
  await button.click();
  await dialog.getByText("Type ada", { exact: true }).waitFor();
  await dialog.getByLabel("Your login").fill("ada");
  await dialog.getByLabel("Your password", { exact: true }).fill("wrong");
  await button.click();
  await dialog.getByText("This is not your current password").waitFor();
  stage.answers = { ...stage.answers, "DELETE /api/me": { deleted: true }, "/api/session": { user: null } };
  await dialog.getByLabel("Your password", { exact: true }).fill("right");
  await button.click();
  await page.getByText("Your account is deleted.").waitFor();
  await page.getByRole("banner").getByRole("link", { name: "Log in" }).waitFor();
});

test("who is nobody is asked to log in, and settings that do not load can be asked for again", async () => {
  const page = await stage.visit("/settings/security", { ...world, "/api/session": { user: null } });
  const link = page.getByRole("main").getByRole("link", { name: "Log in" });
  expect(await link.getAttribute("href")).toBe("/login?next=%2Fsettings%2Fsecurity");
  const failed = await stage.visit("/settings", { ...world, "/api/me": () => refusal(503, "x") });
  await failed.getByText("Your settings did not load").waitFor();
  stage.answers = world;
  await failed.getByRole("button", { name: "Try again" }).click();
  await failed.getByLabel("Display name").waitFor();
});

test("the worker for pushes stands at the root and imports nothing", async () => {
  const code = await readFile(`${stage.folder}/dist/push-worker.js`, "utf8");
  expect(code).toContain("showNotification");
  expect(code).not.toMatch(/\b(?:import|export)\b/);
});

test.each([390, 834, 1440])("no part of the settings is wider than the window, %i pixels wide", async (width) => {
  const named = { ...ada, displayName: "W".repeat(25), login: "w".repeat(25) };
  const answers = {
    ...world,
    "/api/session": { user: named },
    "/api/me": { ...meOfAda, ...named, email: `${"m".repeat(60)}@${"example".repeat(6)}.com` },
  };
  for (const section of ["profile", "security", "notifications", "apps", "data"]) {
    const page = await stage.visit(`/settings/${section}`, answers, { viewport: { width, height: 800 } });
    await page.getByRole("heading", { level: 2 }).first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.context().close();
  }
});

/** Width and height of each lossy WebP in a form: behind the start code of its key frame, 14 bits each (RFC 6386, 9.1). */
function webpSizes(form: string): readonly (readonly number[])[] {
  const startCode = Buffer.from([0x9d, 0x01, 0x2a]).toString("latin1");
  return form
    .split(startCode)
    .slice(1)
    .map((rest) => Buffer.from(rest.slice(0, 4), "latin1"))
    .map((bytes) => [bytes.readUInt16LE(0) & 0x3fff, bytes.readUInt16LE(2) & 0x3fff]);
}

test("who is blocked is listed, and let go again", async () => {
  const bob = { id: "2002", login: "bob", displayName: "Bob", since: 1_700_000_000_000 };
  const page = await stage.visit("/settings/blocked", {
    ...world,
    "/api/me/blocks": { blocks: [bob] },
    "DELETE /api/me/blocks/bob": { blocks: [] },
  });
  await box(page, "People you block").getByRole("button", { name: "End the block: Bob" }).click();
  await page.getByText("You see messages of Bob again.").waitFor();
  await page.getByText("You block nobody. You can do so from a person's card in a chat.").waitFor();
  expect(stage.sent("DELETE", "/api/me/blocks/bob")).toHaveLength(1);
});
