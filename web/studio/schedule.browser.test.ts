/** The studio's schedule in Chromium, on an origin that the test plays by hand: planning, changing, cancelling, deleting, being away. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { DAY_MS } from "#protocol/time-zone.ts";
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
  const { login: made, room } = stage.newRoom();
  login = made;
  room.moderators = [login];
  site = new StudioSite(login);
  stage.site.script = site.script;
});

afterEach(async () => {
  expect(await stage.leave()).toEqual([]);
});

async function open(width = 1440, timezoneId = "Europe/Berlin"): Promise<void> {
  const options = { viewport: { width, height: 900 }, timezoneId, locale: "en-GB" };
  page = await stage.visit("/studio/schedule", login, options);
}
const button = (name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });
const region = (name: string) => page.getByRole("region", { name });
const writes = () => site.writes.map(({ method, path, body }) => [method, path, body]);

/** Tomorrow at noon in UTC. */
const noon = (): number => (Math.floor(Date.now() / DAY_MS) + 1) * DAY_MS + DAY_MS / 2;
const series = (title = "Boss fight") =>
  site.schedule.plan({ startAt: noon(), timeZone: "UTC", minutes: 90, title, weekly: true });

test("a broadcast is planned by keys alone, in the browser's zone unless another is chosen", async () => {
  await open();
  await page.getByText("Nothing is planned yet.").waitFor();
  await button("Plan a broadcast").focus();
  await page.keyboard.press("Enter");
  const title = page.getByLabel("Title", { exact: true });
  await expect.poll(() => title.evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.type("Night shift");
  expect(await page.getByLabel("Time zone").inputValue()).toBe("Europe/Berlin");
  const date = new Date(noon() + DAY_MS).toISOString().slice(0, 10);
  await page.getByLabel("Date", { exact: true }).fill(date);
  await page.getByLabel("Time", { exact: true }).fill("20:30");
  await page.getByLabel("Length").selectOption("1 h 30 min");
  await page.getByLabel("Time zone").selectOption("UTC");
  await page.getByRole("switch", { name: "Every week" }).focus();
  await page.keyboard.press("Space");
  await title.focus();
  await page.keyboard.press("Enter");
  await region("Planned broadcasts").getByText("Night shift").waitFor();
  await expect.poll(() => button("Plan a broadcast").evaluate((one) => one === document.activeElement)).toBe(true);
  const startAt = Date.parse(`${date}T20:30Z`);
  const segment = { title: "Night shift", category: null, startAt, minutes: 90, timeZone: "UTC", weekly: false };
  expect(writes()).toEqual([["POST", `/api/channels/${login}/schedule/segments`, segment]]);
});

test("a change names only what was changed", async () => {
  const { id } = series();
  await open();
  await button("Change Boss fight").click();
  await expect.poll(() => button("Save").isDisabled()).toBe(true);
  await page.getByLabel("Length").selectOption("1 h");
  await button("Save").click();
  await page.getByText("Saved. All its broadcasts to come are changed.").waitFor();
  expect(writes()).toEqual([["PATCH", `/api/channels/${login}/schedule/segments/${id}`, { minutes: 60 }]]);
});

test("one broadcast of a series is cancelled and brought back", async () => {
  series();
  await open();
  const rows = region("Coming up").getByRole("listitem");
  await rows
    .nth(1)
    .getByRole("button", { name: /^Cancel Boss fight/ })
    .click();
  await rows.nth(1).getByText("Cancelled").waitFor();
  expect(await rows.nth(0).getByText("Cancelled").count()).toBe(0);
  await rows
    .nth(1)
    .getByRole("button", { name: /^Bring back Boss fight/ })
    .click();
  await page.getByText("It takes place after all.").waitFor();
  expect(await region("Coming up").getByText("Cancelled").count()).toBe(0);
  expect(writes().map(([method]) => method)).toEqual(["PUT", "DELETE"]);
});

test("deleting a series asks once, in words that say what goes", async () => {
  series();
  await open();
  await button("Delete Boss fight").click();
  const dialog = page.getByRole("dialog", { name: "Delete Boss fight?" });
  await dialog.getByText("All its broadcasts go from your schedule, this week's and every later one.").waitFor();
  await dialog.getByRole("button", { name: "Keep it" }).click();
  expect(writes()).toEqual([]);
  await button("Delete Boss fight").click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByText("Nothing is planned yet.").waitFor();
});

test("a vacation is whole days of the browser's zone, and can be ended", async () => {
  series();
  await open();
  const day = new Date(noon()).toISOString().slice(0, 10);
  const form = region("Vacation");
  await form.getByLabel("First day").fill(day);
  await form.getByLabel("Last day").fill(new Date(noon() - 2 * DAY_MS).toISOString().slice(0, 10));
  await form.getByText("The last day is not before the first.").waitFor();
  await form.getByLabel("Last day").fill(day);
  await form.getByRole("button", { name: "Save the vacation" }).click();
  await region("Coming up").getByRole("listitem").nth(0).getByText("Vacation").waitFor();
  await form.getByRole("button", { name: "End the vacation" }).click();
  await page.getByText("Your vacation is off the schedule.").waitFor();
  expect(await form.getByLabel("First day").inputValue()).toBe("");
  expect(writes().map(([method, path]) => [method, path])).toEqual([
    ["PUT", `/api/channels/${login}/schedule/vacation`],
    ["DELETE", `/api/channels/${login}/schedule/vacation`],
  ]);
});

test.each([390, 834, 1440])("nothing is wider than the window, %i pixels", async (width) => {
  series("A very long title without a single space: ".concat("x".repeat(90)));
  await open(width);
  await region("Coming up").waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  await button("Plan a broadcast").click();
  await page.getByLabel("Time zone").waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
});
