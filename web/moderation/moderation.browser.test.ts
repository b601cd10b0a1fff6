/** The moderation page in Chromium, on a room that the test plays by hand: deciding by key and by press, rules, lists, tabs, who may see it. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ChatStage } from "#testing/chat-stage.ts";
import type { ScriptedRoom } from "#testing/scripted-room.ts";

let stage: ChatStage;
let room: ScriptedRoom;
let login: string;
let page: Page;

beforeAll(async () => {
  stage = await ChatStage.open();
});

afterAll(async () => {
  await stage?.close();
});

beforeEach(() => {
  ({ room, login } = stage.newRoom());
  room.moderators = ["owner", "mia"];
});

afterEach(async () => {
  expect(await stage.leave()).toEqual([]);
});

async function open(name: string | null, width = 1440): Promise<void> {
  page = await stage.visit(`/mod/${login}`, name, { viewport: { width, height: 900 } });
}
const acts = () => room.heard.flatMap((up) => (up.kind === "act" ? [up.action] : []));
const user = (name: string) => ({ userId: "9", login: name.toLowerCase(), name });

test("what waits is decided by key, one after the other", async () => {
  room.hold("loud", "some damn words", [5, 8], "h1");
  room.hold("shop", "buy followers", [0, 12], "h2");
  room.hold("shop", "buy more", [0, 2], "h3");
  await open("mia");
  await page.getByRole("heading", { name: "Waiting for you" }).waitFor();
  expect(await page.locator("mark").allTextContents()).toEqual(["damn", "buy followers", "buy"]);
  await page.keyboard.press("q");
  await page.keyboard.press("a");
  await page.keyboard.press("d");
  await page.keyboard.press("d");
  await page.getByText("Nothing waits").waitFor();
  expect(acts()).toEqual([
    { kind: "allowHeld", id: "h1" },
    { kind: "denyHeld", id: "h2" },
    { kind: "denyHeld", id: "h3" },
  ]);
});

test("what comes to wait appears by itself, is said aloud, and is decided by a press", async () => {
  await open("mia");
  await page.getByText("Nothing waits").waitFor();
  room.hold("loud", "some damn words", [5, 8], "h1");
  await page.getByRole("alert").getByText("A message waits: loud: some damn words").waitFor({ state: "attached" });
  await expect.poll(() => page.title()).toContain("(1)");
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByText("Nothing waits").waitFor();
  expect(acts()).toEqual([{ kind: "allowHeld", id: "h1" }]);
});

test("a letter that is typed decides nothing", async () => {
  room.hold("loud", "some damn words", [5, 8], "h1");
  await open("mia");
  await page.getByLabel("Message", { exact: true }).fill("q a d");
  await page.getByRole("tab", { name: "Terms" }).click();
  await page.getByRole("textbox", { name: "Block a term" }).pressSequentially("qad");
  expect(acts()).toEqual([]);
});

test("the rules are set by switches and selects, and the shield says what it does", async () => {
  await open("mia");
  await page.getByRole("switch", { name: "Emotes only" }).click();
  await expect.poll(() => page.getByRole("switch", { name: "Emotes only" }).isChecked()).toBe(true);
  await page.getByLabel("Slow mode").selectOption("30 s");
  await page.getByRole("list", { name: "Rules of this chat" }).getByText("Slow mode: 30 s").waitFor();
  await page.getByLabel("Followers only").selectOption("Any follower");
  await page.getByRole("switch", { name: "Shield mode" }).click();
  await page.getByText("The shield is up: stricter rules hold than those set here.").waitFor();
  expect(acts()).toEqual([
    { kind: "modes", change: { emoteOnly: true } },
    { kind: "modes", change: { slowSeconds: 30 } },
    { kind: "modes", change: { followerMinutes: 0 } },
    { kind: "modes", change: { shield: true } },
  ]);
});

test("a rule that the room refuses goes back, with the reason", async () => {
  await open("mia");
  await page.getByRole("switch", { name: "Emotes only" }).waitFor();
  room.refuse = { code: "no_permission", message: "Only moderators may do this." };
  await page.getByRole("switch", { name: "Emotes only" }).click();
  await page.getByText("Only moderators may do this.").waitFor();
  await expect.poll(() => page.getByRole("switch", { name: "Emotes only" }).isChecked()).toBe(false);
});

test("bans are listed with who and why, ended and begun here", async () => {
  const by = user("mia");
  room.view = {
    ...room.view,
    bans: [{ user: user("Troll"), until: null, at: Date.now(), by, reason: "Sells followers" }],
  };
  await open("mia");
  await page.getByRole("tab", { name: "Bans" }).click();
  await page.getByText("Sells followers").waitFor();
  await page.getByRole("button", { name: "End the ban or timeout of Troll" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("not a login");
  await page.getByRole("button", { name: "Ban or time out" }).click();
  await page.getByText("Enter a login: 1 to 25 letters a-z, digits or _.").waitFor();
  await page.getByRole("textbox", { name: "Name" }).fill("@Spammer");
  await page.getByLabel("For how long").selectOption("1 h");
  await page.getByLabel("Reason").fill("spam");
  await page.keyboard.press("Enter");
  await expect.poll(acts).toEqual([
    { kind: "unban", user: "troll" },
    { kind: "timeout", user: "spammer", seconds: 3600, reason: "spam" },
  ]);
  await page.getByRole("tab", { name: "Log" }).click();
  await page.getByRole("tabpanel", { name: "Log" }).getByText("mia timed").waitFor();
});

test("roles are the broadcaster's to give, and a moderator reads them", async () => {
  room.view = { ...room.view, moderators: [{ user: user("Mia"), role: "moderator", at: Date.now() }] };
  await open("owner");
  await page.getByRole("tab", { name: "Roles" }).click();
  await page.getByRole("button", { name: "Take the role of Mia away" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("bella");
  await page.getByLabel("Role", { exact: true }).selectOption("VIP");
  await page.getByRole("button", { name: "Give" }).click();
  await expect.poll(acts).toEqual([
    { kind: "unmod", user: "mia" },
    { kind: "vip", user: "bella" },
  ]);
  await page.close();
  await open("mia");
  await page.getByRole("tab", { name: "Roles" }).click();
  await page.getByText("Only the broadcaster gives and takes roles.").waitFor();
  expect(await page.getByRole("button", { name: /^Take the role/ }).count()).toBe(0);
});

test("terms are blocked and allowed again, and what is no term is said to be none", async () => {
  room.view = { ...room.view, terms: [{ id: "t1", term: "free followers*", at: Date.now(), by: user("mia") }] };
  await open("mia");
  await page.getByRole("tab", { name: "Terms" }).click();
  await page.getByRole("button", { name: "Remove the term free followers*" }).click();
  const term = page.getByRole("textbox", { name: "Block a term" });
  await term.fill("a*b");
  await page.keyboard.press("Enter");
  await page.getByText("A * stands at the beginning or end of a word only.").waitFor();
  await term.fill("*spam");
  await page.keyboard.press("Enter");
  await expect.poll(acts).toEqual([
    { kind: "removeTerm", id: "t1" },
    { kind: "addTerm", term: "*spam" },
  ]);
  await expect.poll(() => term.inputValue()).toBe("");
});

test("on a phone everything is behind tabs that arrows walk, and the chat stays connected", async () => {
  room.hold("loud", "some damn words", [5, 8], "h1");
  room.say("bob", "still here");
  await open("mia", 390);
  await page.getByText("still here").waitFor();
  await page.getByRole("tab", { name: "Chat" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("button", { name: "Allow" }).waitFor();
  expect(await page.getByText("still here").isVisible()).toBe(false);
  await page.keyboard.press("End");
  await page.getByText("Nothing has been done yet").waitFor();
  await page.keyboard.press("Home");
  await page.getByText("still here").waitFor();
  expect(room.heard.filter((up) => up.kind === "join").length).toBe(1);
});

test("who does not moderate, or is nobody, is told so", async () => {
  await open("ada");
  await page.getByText(`You do not moderate ${login}`).waitFor();
  await page.close();
  await open(null);
  await page.getByText("You are not signed in").waitFor();
  expect(await page.getByRole("link", { name: "To the channel" }).getAttribute("href")).toBe(`/${login}`);
});
