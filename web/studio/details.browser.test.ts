/** What a channel says of itself, edited in Chromium on an origin that the test plays by hand: details, labels, and what is refused. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ChatStage } from "#testing/chat-stage.ts";
import { StudioSite } from "#testing/studio-site.ts";

let stage: ChatStage;
let login: string;
let site: StudioSite;
let page: Page;

beforeAll(async () => {
  stage = await ChatStage.open();
});

afterAll(async () => {
  await stage?.close();
});

beforeEach(() => {
  const opened = stage.newRoom();
  ({ login } = opened);
  opened.room.moderators = [login];
  site = new StudioSite(login);
  stage.site.script = site.script;
});

afterEach(async () => {
  expect(await stage.leave()).toEqual([]);
});

async function open(path: string, width = 1440): Promise<void> {
  page = await stage.visit(path, login, { viewport: { width, height: 900 } });
}
const button = (name: string) => page.getByRole("button", { name, exact: true });
const writes = () => site.writes.map(({ method, path, body }) => [method, path, body]);

test("title, category, tags and language are changed, and only what changed is sent", async () => {
  await open("/studio/details");
  await page.getByLabel("Title", { exact: true }).fill("Soldering a filter");
  const category = page.getByRole("combobox", { name: "Category" });
  await category.fill("mak");
  await page.getByRole("option", { name: "Makers & Crafting" }).waitFor();
  await category.press("Enter");
  expect(await category.inputValue()).toBe("Makers & Crafting");
  await page.getByLabel("Add a tag").fill("#diy no-hyphens");
  await page.keyboard.press("Enter");
  await page.getByText("A tag holds letters and digits.").waitFor();
  await page.getByLabel("Add a tag").fill("#diy");
  await page.keyboard.press("Enter");
  await button("Remove the tag synth").click();
  await page.getByLabel("Language").selectOption("de");
  await button("Save").click();
  await page.getByText("Saved. Viewers see it within seconds.").waitFor();
  expect(writes()).toEqual([
    ["PATCH", `/api/channels/${login}`, { title: "Soldering a filter", category: "7", tags: ["diy"], language: "de" }],
  ]);
  expect(await button("Save").isDisabled()).toBe(true);
});

test("content labels are checked by their words, and those that ask viewers first hold the switch", async () => {
  await open("/studio/details", 390);
  const labels = page.getByRole("group", { name: "Content labels" });
  const forGrownUps = page.getByRole("switch", { name: "For grown-ups" });
  await labels.getByLabel("A lot of swearing").check();
  expect([await forGrownUps.isChecked(), await forGrownUps.isDisabled()]).toEqual([false, false]);
  await labels.getByLabel("Gambling for money").check();
  expect([await forGrownUps.isChecked(), await forGrownUps.isDisabled()]).toEqual([true, true]);
  await button("Save").click();
  await page.getByText("Saved. Viewers see it within seconds.").waitFor();
  await labels.getByLabel("Gambling for money").uncheck();
  expect([await forGrownUps.isChecked(), await forGrownUps.isDisabled()]).toEqual([false, false]);
  await button("Save").click();
  await expect.poll(() => writes().length).toBe(2);
  const path = `/api/channels/${login}`;
  expect(writes()).toEqual([
    ["PATCH", path, { labels: ["Gambling", "ProfanityVulgarity"] }],
    ["PATCH", path, { labels: ["ProfanityVulgarity"] }],
  ]);
});

test("a title that is too long is said to be, and what the site refuses is told", async () => {
  await open("/studio/details");
  await page.getByLabel("Title", { exact: true }).fill("a".repeat(141));
  await page.getByText("A title has at most 140 characters.").waitFor();
  expect(await button("Save").isDisabled()).toBe(true);
  await page.getByLabel("Title", { exact: true }).fill("Short");
  site.refusals.set(`/api/channels/${login}`, 403);
  await button("Save").click();
  await page.getByText("No, says the test.").waitFor();
});
