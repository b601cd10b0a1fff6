/** The staff page in Chromium on canned answers: who may be there, what is sent, what asks before it does. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { FlagHistory, FlagValue } from "#protocol/flags/flag.ts";
import { ada, channelNamed, nobody } from "#testing/page-answers.ts";
import { type Asked, answer, PageStage, refusal } from "#testing/page-stage.ts";

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

const on = { on: true, percent: 100, channels: [] };
const flag = (name: FlagHistory["name"], value: FlagValue | null = on) => ({
  ...{ name, about: `About ${name}.`, value, isDefault: true, default: value },
});
const change = (name: FlagHistory["name"], to: unknown, from: unknown = null) => ({
  ...{ name, at: 1_700_000_000_000, by: { id: "1", login: "ada" }, from, to },
});
const world = {
  "/api/session": { user: { ...ada, staff: true } },
  "/api/flags": {
    flags: [flag("sign_ups"), flag("broadcasts"), flag("third_party_emotes"), flag("chat_relay_sockets", null)],
    changes: [change("broadcasts", null, { on: false })],
  },
  "/api/me/notifications/recent": { notices: [] },
};
const set = (name: FlagHistory["name"]) => ({
  [`PUT /api/flags/${name}`]: ({ body }: Asked) =>
    answer({ ...flag(name), value: body, isDefault: false, changes: [change(name, body)] }),
});
const box = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const bodies = (name: string) => stage.sent("PUT", `/api/flags/${name}`).map(({ body }) => body);

test("stopping new accounts asks first, and is in the log afterwards", async () => {
  const page = await stage.visit("/staff", { ...world, ...set("sign_ups") });
  const signUps = box(page, "New accounts");
  await signUps.getByRole("switch").click();
  const question = page.getByRole("dialog", { name: "Stop new accounts for everyone?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await question.waitFor({ state: "detached" });
  expect(bodies("sign_ups")).toEqual([]);
  await signUps.getByRole("switch").click();
  await question.getByRole("button", { name: "Turn off" }).click();
  await signUps.getByText("Off for everyone.").waitFor();
  await signUps.getByText("Last changed by ada").waitFor();
  await box(page, "Changes").getByText("New accounts default → off").waitFor();
  await signUps.getByRole("switch").click();
  await signUps.getByText("Off for everyone.").waitFor({ state: "detached" });
  expect(bodies("sign_ups")).toEqual([{ ...on, on: false }, on]);
});

test("a feature by channel takes a share and channels by their login, and a share of nobody asks", async () => {
  const page = await stage.visit("/staff", {
    ...{ ...world, ...set("third_party_emotes") },
    "/api/channels/bob": channelNamed("bob", { id: "42" }),
  });
  const emotes = box(page, "Emotes of other sites");
  const share = emotes.getByLabel("Share of channels, percent");
  await share.fill("101");
  await emotes.getByRole("button", { name: "Save" }).click();
  await emotes.getByText("A share is a number from 0 to 100.").waitFor();
  await share.fill("0");
  await emotes.getByRole("button", { name: "Save" }).click();
  const question = page.getByRole("dialog", { name: "Turn off emotes of other sites for everyone?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await emotes.getByLabel("Add a channel").fill("nobody");
  await emotes.getByRole("button", { name: "Add", exact: true }).click();
  await emotes.getByText("There is no channel nobody.").waitFor();
  await emotes.getByLabel("Add a channel").fill("Bob");
  await emotes.getByRole("button", { name: "Add", exact: true }).click();
  await emotes.getByRole("button", { name: "Remove bob" }).waitFor();
  await emotes.getByRole("button", { name: "Save" }).click();
  await emotes.getByText("on for 0% and 1 channel", { exact: true }).waitFor();
  expect(bodies("third_party_emotes")).toEqual([{ on: true, percent: 0, channels: ["42"] }]);
});

test("one channel is left out of a feature that all others keep", async () => {
  const page = await stage.visit("/staff", {
    ...{ ...world, ...set("broadcasts") },
    "/api/channels/bob": channelNamed("bob", { id: "42" }),
  });
  const broadcasts = box(page, "New broadcasts");
  await broadcasts.getByLabel("Leave a channel out").fill("bob");
  await broadcasts.getByRole("button", { name: "Leave out", exact: true }).click();
  await broadcasts.getByRole("button", { name: "Remove bob" }).waitFor();
  await broadcasts.getByRole("button", { name: "Save" }).click();
  await broadcasts.getByText("on, not for 1 channel", { exact: true }).waitFor();
  expect(bodies("broadcasts")).toEqual([{ ...on, except: ["42"] }]);
});

test("a number is within its limits, goes back to none, and what the site refuses is said", async () => {
  const name = "chat_relay_sockets";
  const page = await stage.visit("/staff", {
    ...{ ...world, ...set(name) },
    [`DELETE /api/flags/${name}`]: () => refusal(503, "The settings cannot be reached right now."),
  });
  const relays = box(page, "Chat relays");
  await relays.getByRole("textbox").fill("99");
  await relays.getByRole("button", { name: "Save" }).click();
  await relays.getByText("It must be a whole number from 100 to 4,000.").waitFor();
  await relays.getByRole("textbox").fill("500");
  await relays.getByRole("button", { name: "Save" }).click();
  await relays.getByRole("button", { name: "Chat relays: back to default" }).click();
  await page.getByText("The settings cannot be reached right now.").waitFor();
  expect([bodies(name), stage.sent("DELETE", `/api/flags/${name}`).length]).toEqual([[{ value: 500 }], 1]);
});

test("staff have the way there in their menu, and nobody else is shown it or asked for", async () => {
  const page = await stage.visit("/staff", world);
  // What this page asks for is asked for before the other page's begins to count.
  await box(page, "Changes").waitFor();
  await page.getByRole("button", { name: "Account: Ada Lovelace" }).click();
  expect(await page.getByRole("menuitem", { name: "Site settings" }).getAttribute("href")).toBe("/staff");
  const other = await stage.visit("/staff", { ...world, "/api/session": { user: ada } });
  await other.getByText("Only staff of this site see and change its settings.").waitFor();
  await other.getByRole("button", { name: "Account: Ada Lovelace" }).click();
  await other.getByRole("menuitem", { name: "Settings", exact: true }).waitFor();
  expect(await other.getByRole("menuitem", { name: "Site settings" }).count()).toBe(0);
  expect(stage.sent("GET", "/api/flags")).toEqual([]);
});

test("nobody goes to sign in and comes back, and who was staff until now is refused by the site's own word", async () => {
  const page = await stage.visit("/staff", { "/api/session": { user: null }, "/api/auth/state": nobody });
  await page.waitForURL("**/login?next=%2Fstaff");
  const former = await stage.visit("/staff", { ...world, "/api/flags": () => refusal(403, "Only staff.") });
  await former.getByText("For staff only").waitFor();
});
