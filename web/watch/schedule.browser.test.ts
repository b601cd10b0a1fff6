/** A channel's schedule on its page in Chromium, on canned answers: what comes next, in the reader's zone. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Planned, Schedule } from "#protocol/channel/schedule.ts";
import { DAY_MS } from "#protocol/time-zone.ts";
import { channelNamed, resting } from "#testing/page-answers.ts";
import { PageStage } from "#testing/page-stage.ts";

let stage: PageStage;
let page: Page;

beforeAll(async () => {
  stage = await PageStage.open();
});

afterAll(async () => {
  await stage?.close();
});

afterEach(async () => {
  expect(await stage.leave()).toEqual([]);
});

/** Tomorrow at 23:30 in UTC, which is the day after in Tokyo. */
const late = (): number => (Math.floor(Date.now() / DAY_MS) + 2) * DAY_MS - 30 * 60_000;
const planned = (change: Partial<Planned> = {}): Planned => ({
  ...{ segment: "11111111-1111-4111-8111-111111111111", week: "2026-W47", startAt: late(), endAt: late() + 3_600_000 },
  ...{
    title: "Boss fight",
    category: { id: "5", name: "Science", slug: "science" },
    weekly: true,
    standing: "planned",
  },
  ...change,
});
const scheduleOf = (upcoming: Planned[], vacation: Schedule["vacation"] = null): Schedule => ({
  segments: [],
  upcoming,
  vacation,
});

async function open(schedule: unknown, live = false, timezoneId = "UTC"): Promise<void> {
  const answers = {
    "/api/channels/ada": channelNamed("ada", live ? {} : resting),
    "/api/channels/ada/vods": { vods: [] },
    "/api/channels/ada/panels": { panels: [] },
    ...(schedule === null ? {} : { "/api/channels/ada/schedule": schedule }),
  };
  page = await stage.visit("/ada", answers, { timezoneId, locale: "en-GB" });
}
const list = () => page.getByRole("region", { name: "Schedule" });

test("who finds a channel offline reads what comes next, skipping what does not take place", async () => {
  const cancelled = planned({
    standing: "cancelled",
    week: "2026-W46",
    startAt: late() - DAY_MS,
    title: "Cancelled one",
  });
  await open(scheduleOf([cancelled, planned()]));
  const next = page.locator(".overlay-next");
  await next.getByText("Next: Tomorrow 23:30, Boss fight").waitFor();
  expect(await next.locator("time").getAttribute("title")).toContain("23:30");
  expect(await next.getByRole("link", { name: "Calendar file" }).getAttribute("href")).toBe(
    "/api/channels/ada/schedule.ics",
  );
  expect(await list().getByRole("listitem").allTextContents()).toEqual([
    expect.stringMatching(/Cancelled oneScienceCancelled$/),
    "Tomorrow 23:30Boss fightScience",
  ]);
});

test("times are the reader's own", async () => {
  await open(scheduleOf([planned()]), false, "Asia/Tokyo");
  await page.locator(".overlay-next time").waitFor();
  expect(await page.locator(".overlay-next time").textContent()).toMatch(/ 08:30$/);
});

test("a channel that is away says until when", async () => {
  const [startAt, endAt] = [Date.now() - DAY_MS, Date.now() + 30 * DAY_MS];
  await open(scheduleOf([planned({ standing: "vacation" })], { startAt, endAt, timeZone: "UTC" }));
  await list()
    .getByText(/^Away until /)
    .waitFor();
  expect(await page.locator(".overlay-next").count()).toBe(0);
});

test("a channel that plans nothing says nothing of it, and one whose schedule did not come neither", async () => {
  for (const schedule of [scheduleOf([]), null]) {
    await open(schedule);
    await page.getByText("No recordings yet.").waitFor();
    await expect.poll(() => stage.sent("GET", "/api/channels/ada/schedule").length).toBe(1);
    expect([await list().count(), await page.locator(".overlay-next").count()]).toEqual([0, 0]);
    await stage.leave();
  }
});
