/** The bell in Chromium on canned answers: what it counts, what it shows, how it is reached, and what it remembers. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { ada } from "#testing/page-answers.ts";
import { type Answers, PageStage, refusal } from "#testing/page-stage.ts";

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

const PATH = "/api/me/notifications/recent";
const MINUTE = 60_000;
const notice = (login: string, minutesAgo: number, title: string | null = null) => ({
  ...{
    channelId: "7",
    login,
    name: login,
    broadcastId: String(1000 - Math.ceil(minutesAgo)),
    at: Date.now() - minutesAgo * MINUTE,
  },
  ...{ live: title !== null, title },
});
const world: Answers = {
  "/api/session": { user: ada },
  "/api/live": { channels: [], cursor: null },
  "/api/categories": { categories: [], cursor: null },
  "/api/me/following": { channels: [], cursor: null },
};
const recent = { notices: [notice("bob", 3.5, "Engines of brass"), notice("eve", 200)] };
const bell = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const panel = (page: Page) => page.getByRole("dialog", { name: "Notifications" });

test("the bell counts what is unseen, shows it, and remembers that it was seen", async () => {
  const page = await stage.visit("/", { ...world, [PATH]: recent });
  await bell(page, "Notifications, 2 new").click();
  const links = panel(page).getByRole("listitem").getByRole("link");
  await links.first().waitFor();
  expect(await links.allInnerTexts()).toEqual([
    expect.stringMatching(/bob is live\s+Engines of brass\s+3 minutes ago\s+New/),
    expect.stringMatching(/eve was live\s+3 hours ago\s+New/),
  ]);
  await bell(page, "Notifications").waitFor();
  await links.first().click();
  await panel(page).waitFor({ state: "detached" });
  expect(new URL(page.url()).pathname).toBe("/bob");
  stage.answers = { ...stage.answers, [PATH]: { notices: [notice("zoe", 0, ""), ...recent.notices] } };
  await page.goto(`${stage.origin}/`);
  await bell(page, "Notifications, 1 new").click();
  await panel(page).getByRole("link", { name: "zoe is live Untitled broadcast just now New" }).waitFor();
  expect(await panel(page).getByText("New", { exact: true }).count()).toBe(1);
  await page.reload();
  await bell(page, "Notifications").waitFor();
});

test("opening asks anew; nothing yet and no answer are said in words, with a way to ask again", async () => {
  const page = await stage.visit("/", { ...world, [PATH]: () => refusal(503, "Later.") });
  await bell(page, "Notifications").click();
  await panel(page).getByText("The notifications did not load").waitFor();
  stage.answers = { ...stage.answers, [PATH]: { notices: [] } };
  await panel(page).getByRole("button", { name: "Try again" }).click();
  await panel(page).getByText("Nothing yet").waitFor();
  await page.keyboard.press("Escape");
  stage.answers = { ...stage.answers, [PATH]: recent };
  await bell(page, "Notifications").click();
  await panel(page)
    .getByRole("link", { name: /^bob is live/ })
    .waitFor();
});

test("it is worked by keys alone: open, up and down, out with Escape or Tab", async () => {
  const page = await stage.visit("/", { ...world, [PATH]: recent });
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  await bell(page, "Notifications, 2 new").press("Enter");
  await panel(page).getByRole("link", { name: /^bob/ }).waitFor();
  await page.keyboard.press("ArrowDown");
  expect(await focused()).toContain("bob is live");
  await page.keyboard.press("End");
  expect(await focused()).toContain("eve was live");
  await page.keyboard.press("Escape");
  await panel(page).waitFor({ state: "detached" });
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-expanded"))).toBe("false");
  await page.keyboard.press("Enter");
  await panel(page).waitFor();
  await page.keyboard.press("End");
  await page.keyboard.press("Tab");
  await panel(page).waitFor({ state: "detached" });
});

test("a page that is looked at asks again after a minute, a hidden one does not", async () => {
  const page = await stage.visit("/", { ...world, [PATH]: { notices: [] } });
  await bell(page, "Notifications").waitFor();
  await page.clock.install();
  await page.reload();
  await expect.poll(() => stage.sent("GET", PATH).length).toBe(2);
  stage.answers = { ...stage.answers, [PATH]: recent };
  await page.clock.runFor(MINUTE + 1000);
  await bell(page, "Notifications, 2 new").waitFor();
  expect(stage.sent("GET", PATH)).toHaveLength(3);
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { configurable: true, value: "hidden" });
  });
  await page.clock.runFor(5 * MINUTE);
  expect(stage.sent("GET", PATH)).toHaveLength(3);
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { configurable: true, value: "visible" });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await expect.poll(() => stage.sent("GET", PATH).length).toBe(4);
});

test("nobody and guests have no bell, and nothing is asked for them", async () => {
  for (const user of [null, { ...ada, guest: true }]) {
    const page = await stage.visit("/", { ...world, "/api/session": { user }, [PATH]: recent });
    await (user === null ? page.getByRole("link", { name: "Log in" }) : bell(page, "Account: Ada Lovelace")).waitFor();
    expect(await page.getByRole("button", { name: /^Notifications/ }).count()).toBe(0);
    expect(stage.sent("GET", PATH)).toEqual([]);
  }
});

test.each([390, 834, 1440])(
  "the panel fits the window and is big enough for fingers, %i pixels wide",
  async (width) => {
    const long = notice("w".repeat(25), 5, "W".repeat(140));
    const many = Array.from({ length: 20 }, (_, at) => ({ ...long, broadcastId: String(100 + at) }));
    const options = { viewport: { width, height: 844 }, hasTouch: true, isMobile: true };
    const page = await stage.visit("/", { ...world, [PATH]: { notices: many } }, options);
    await bell(page, "Notifications, 9+ new").click();
    const box = await panel(page).boundingBox();
    expect([(box?.x ?? -1) >= 0, (box?.x ?? 0) + (box?.width ?? width) <= width]).toEqual([true, true]);
    const sides = await page
      .locator(".bell .ui-icon-button, .bell-settings, a.bell-line")
      .evaluateAll((all) =>
        all.map((one) => Math.min(one.getBoundingClientRect().width, one.getBoundingClientRect().height)),
      );
    expect(sides.filter((side) => side < 44)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  },
);
