/** Journey: somebody signs up, copies a stream key, makes an emote and an app, goes live with ffmpeg and sees how it goes; another person follows, is notified, searches and chats. */
import type { Page } from "playwright-core";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recentNoticesSchema } from "#protocol/events/notices.ts";
import { createWorld, until, type World } from "./world.ts";

const PASSWORD = "long enough for anybody";
let world: World;
const faults: string[] = [];

beforeAll(async () => {
  world = await createWorld({ graceMs: 5000 });
});
afterAll(async () => world?.end());

async function open(path: string, width = 1440): Promise<Page> {
  const context = await world.browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(`${path}: ${error.message}`));
  await page.goto(world.stack.url + path);
  return page;
}

/** The newest link in a mail to this address. */
async function linkTo(email: string): Promise<string> {
  let link: string | undefined;
  await until(`a mail to ${email} has gone out`, 10_000, () => {
    const said = world.stack.logs.map(({ text }) => text).join("\n");
    link = said.slice(said.lastIndexOf(`a mail to ${email}`)).match(/\/verify-mail#token=[A-Za-z0-9_-]+/)?.[0];
    return said.includes(`a mail to ${email}`) && link !== undefined;
  });
  return link ?? "";
}

async function signUp(page: Page, login: string): Promise<void> {
  await page.getByLabel("Login", { exact: true }).fill(login);
  await page.getByLabel("Email", { exact: true }).fill(`${login}@example.com`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Make an account" }).click();
  await page.getByText("Look into your mail").waitFor();
  await page.goto(world.stack.url + (await linkTo(`${login}@example.com`)));
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Finish and log in" }).click();
  await page.getByRole("button", { name: new RegExp(`^Account: ${login}`, "i") }).waitFor();
}

/** A picture that is not square, as PNG in base64. Runs in the page. */
function drawPicture(): string {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [300, 200];
  const context = canvas.getContext("2d");
  if (context !== null) context.fillStyle = "teal";
  context?.fillRect(20, 20, 200, 100);
  return canvas.toDataURL("image/png").split(",")[1] ?? "";
}

/** Of whom this person was told that they are live, newest first. */
async function noticesOf(page: Page): Promise<readonly string[]> {
  const answer = await page.evaluate(async () => (await fetch("/api/me/notifications/recent")).json());
  return v.parse(recentNoticesSchema, answer).notices.map(({ login, live }) => `${login} ${live ? "live" : "over"}`);
}

/** Somebody opens the bell on the page and finds this in it. */
async function seesNotice(page: Page, words: string): Promise<void> {
  await page.getByRole("button", { name: /^Notifications/ }).click();
  const notices = page.getByRole("dialog", { name: "Notifications" });
  await notices.getByRole("link", { name: new RegExp(`^${words}`) }).waitFor();
  await page.keyboard.press("Escape");
  await notices.waitFor({ state: "detached" });
}

const status = (page: Page) => page.getByRole("region", { name: "Your channel now" });

describe("the studio", () => {
  it("takes somebody from signing up to a healthy stream with a follower in its chat", async () => {
    const ada = await open("/signup");
    await signUp(ada, "adastreams");
    await ada.goto(`${world.stack.url}/studio`);
    await status(ada).getByText("Offline", { exact: true }).waitFor();
    expect(await ada.getByLabel("Server", { exact: true }).inputValue()).toMatch(/^rtmp:\/\/[^/]+\/live$/);
    await ada.getByRole("button", { name: "Make a stream key" }).click();
    const key = await ada.getByLabel("Stream key", { exact: true }).inputValue();
    expect(key).toMatch(/^rill_[A-Za-z0-9_-]{32}$/);

    await ada.getByRole("link", { name: "Title and category" }).click();
    await ada.getByLabel("Title", { exact: true }).fill("Zithers from scrap wood");
    await ada.getByRole("combobox", { name: "Category" }).fill("factorio");
    await ada.getByRole("option", { name: "Factorio" }).first().click();
    await ada.getByRole("button", { name: "Save" }).click();
    await ada.getByText("Saved.").waitFor();
    await ada.getByRole("link", { name: "Emotes", exact: true }).click();
    const buffer = Buffer.from(await ada.evaluate(drawPicture), "base64");
    await ada.getByLabel("Picture").setInputFiles({ name: "adaZither.png", mimeType: "image/png", buffer });
    await ada.getByRole("img", { name: /three sizes/ }).waitFor();
    await ada.getByRole("button", { name: "Add an emote" }).click();
    await ada.getByText("adaZither is in your chat now.").waitFor();
    await ada.getByRole("link", { name: "API apps", exact: true }).click();
    await ada.getByRole("button", { name: "Make an app" }).click();
    await ada.getByLabel("Name", { exact: true }).fill("Zither bot");
    await ada.getByRole("button", { name: "Make an app" }).click();
    await ada.getByLabel("Client secret of Zither bot", { exact: true }).waitFor();
    await ada.getByRole("link", { name: "Stream", exact: true }).click();

    const bob = await open("/signup?next=%2Fadastreams");
    await signUp(bob, "bobwatches");
    await bob.goto(`${world.stack.url}/adastreams`);
    await bob.getByRole("button", { name: "Follow", exact: true }).click();
    await bob.getByRole("button", { name: "Following", exact: true }).waitFor();

    const publisher = world.publish(key);
    await status(ada).getByText("Live", { exact: true }).waitFor({ timeout: 30_000 });
    await status(ada).getByText("Healthy", { exact: true }).waitFor({ timeout: 30_000 });
    await ada.waitForFunction(() => (document.querySelector("video")?.currentTime ?? 0) > 1);
    await ada.getByRole("img", { name: /^Frames a second over the last two minutes/ }).waitFor();

    await until("the follower is notified", 30_000, async () => (await noticesOf(bob)).join() === "adastreams live");
    await seesNotice(bob, "adastreams is live Zithers from scrap wood");
    await until("the broadcast is found by its title", 20_000, async () => {
      await bob.goto(`${world.stack.url}/search?q=zithers`);
      const found = bob.getByRole("link", { name: /adastreams/i }).first();
      return await found.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
    });
    await bob
      .getByRole("link", { name: /adastreams/i })
      .first()
      .click();
    await bob.waitForURL("**/adastreams");
    await bob.getByLabel("Message", { exact: true }).fill("what a sound adaZither");
    await bob.keyboard.press("Enter");
    const line = ada.getByRole("complementary", { name: "Chat" }).locator(".chat-line", { hasText: "what a sound" });
    await line.getByRole("img", { name: "adaZither" }).waitFor();
    await status(ada).getByText("1 message a minute", { exact: true }).waitFor({ state: "attached" });
    await status(ada).getByText("1 viewer", { exact: true }).waitFor({ state: "attached", timeout: 40_000 });

    await ada.getByRole("button", { name: "Server, key and settings" }).click();
    await ada.getByRole("button", { name: "Make a new key" }).click();
    await ada.getByRole("dialog").getByRole("button", { name: "Make a new key" }).click();
    await publisher.exited;
    await status(ada).getByText("Offline", { exact: true }).waitFor({ timeout: 30_000 });
    const next = await ada.getByLabel("Stream key", { exact: true }).inputValue();
    expect(next).not.toBe(key);
    expect(faults).toEqual([]);
  });
});
