/** The chat in Chromium, on a room that the test plays by hand: what is shown and said, keys, moderating from a line. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ChatStage } from "#testing/chat-stage.ts";
import { ScriptedRoom } from "#testing/scripted-room.ts";

let stage: ChatStage;
let room: ScriptedRoom;
let login: string;

beforeAll(async () => {
  stage = await ChatStage.open();
});

afterAll(async () => {
  await stage?.close();
});

beforeEach(() => {
  ({ room, login } = stage.newRoom());
});

afterEach(async () => {
  expect(await stage.leave()).toEqual([]);
});

const chat = (name: string | null) => stage.visit(`/popout/${login}/chat`, name);

/** Waits until the list holds a line, confirmed by the room. */
const line = (page: Page, text: string) => page.locator(".chat-line", { hasText: text }).first();
const field = (page: Page) => page.getByLabel("Message", { exact: true });

async function say(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await page.keyboard.press("Enter");
}
const fromFoot = (page: Page) =>
  page.getByRole("log").evaluate((box) => Math.round(box.scrollHeight - box.scrollTop - box.clientHeight));
const sends = () => room.heard.flatMap((up) => (up.kind === "send" ? [up.text] : []));

test("two people talk, and a reader without a name sees it", async () => {
  const [ada, bob] = [await chat("ada"), await chat("bob")];
  await say(ada, "hello bob");
  await line(bob, "hello bob").waitFor();
  await say(bob, "hello ada");
  await line(ada, "hello ada").waitFor();
  const reader = await chat(null);
  await line(reader, "hello ada").waitFor();
  expect(await reader.locator(".chat-said").allInnerTexts()).toEqual(["ada: hello bob", "bob: hello ada"]);
});

test("an empty room says so, a name is asked for in words, and what the site says of one is shown", async () => {
  stage.site.taken.add("taken_one");
  const page = await chat(null);
  await page.getByText("No messages yet").waitFor();
  const name = page.getByLabel("Your name in chat");
  const take = async (text: string) => {
    await name.fill(text);
    await page.getByRole("button", { name: "Join in" }).click();
  };
  await take("not a name");
  await page.getByText("Use 3 to 25 letters a-z, digits or _, starting with a letter or digit.").waitFor();
  await take("admin");
  await page.getByText("This name is reserved. Choose another one.").waitFor();
  await take("taken_one");
  await page.getByText("The name taken_one is taken.").waitFor();
  await take("Eve");
  await say(page, "here I am");
  await line(page, "Eve: here I am").waitFor();
});

test("a name is given up only after it is said what that means", async () => {
  const page = await chat("eve");
  await page.getByRole("button", { name: /^Chatting as eve/ }).click();
  await page.getByText(/nobody can have it again/).waitFor();
  await page.keyboard.press("Escape");
  await field(page).waitFor();
  await page.getByRole("button", { name: /^Chatting as eve/ }).click();
  await page.getByRole("button", { name: "Give up this name" }).click();
  await page.getByLabel("Your name in chat").waitFor();
  // The room hears of it by a new connection, at the place where the old one was.
  await expect
    .poll(() => room.heard.filter((up) => up.kind === "join").map((up) => up.after))
    .toEqual([undefined, 100]);
});

test("markup stays text, an https address becomes a link, an emote an image, a mention of me stands out", async () => {
  const page = await chat("ada");
  await page.getByText("No messages yet").waitFor();
  const sly = '<img src=x onerror="document.title=1"> see https://a.example/x. @ada RillGG';
  const start = sly.indexOf("RillGG");
  room.say("bob", sly, { emotes: [{ id: "rillgg", start, end: start + 5 }] });
  await line(page, "<img src=x").waitFor();
  const link = page.getByRole("log").getByRole("link");
  expect(await link.getAttribute("href")).toBe("https://a.example/x");
  expect(await link.getAttribute("rel")).toBe("noopener noreferrer nofollow ugc");
  const emote = page.getByRole("log").getByRole("img", { name: "RillGG" });
  expect(await emote.evaluate((image: HTMLImageElement) => image.decode().then(() => image.width))).toBe(28);
  expect(await page.locator(".chat-line").getAttribute("data-me")).toBe("true");
  expect(await page.locator("[data-me=true]").count()).toBe(2);
});

test("batches, large and small, come in their order, and only what is near the eye is drawn", async () => {
  const page = await chat(null);
  await page.getByText("No messages yet").waitFor();
  const from = ScriptedRoom.personOf("bob");
  const said = (at: number) => ({
    ...{ kind: "message" as const, at: 0, from, text: `number ${at}`, emotes: [] },
    ...{ action: false, first: false, reply: null },
  });
  for (let at = 0; at < 400; at += 100) {
    room.emit(Array.from({ length: 99 }, (_, more) => said(at + more)));
    room.emit([said(at + 99)]);
  }
  await line(page, "number 399").waitFor();
  expect(await fromFoot(page)).toBeLessThanOrEqual(1);
  expect(await page.locator(".chat-line").count()).toBeLessThan(60);
  // Every line is there for who looks, in its order.
  const seen = new Set<string>();
  for (let step = 0; step < 80 && !seen.has("bob: number 0"); step++) {
    for (const text of await page.locator(".chat-said").allInnerTexts()) seen.add(text);
    await page.getByRole("log").evaluate((box) => box.scrollBy({ top: -400 }));
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
  expect(seen.size).toBe(400);
});

test("the list follows the newest line, and what the reader looks at stands still while more comes", async () => {
  for (let at = 1; at <= 60; at++) room.say("bob", `line ${at} ${"long ".repeat(at % 20)}`);
  const page = await chat("ada");
  await line(page, "line 60").waitFor();
  expect(await fromFoot(page)).toBeLessThanOrEqual(1);
  await page.getByRole("log").evaluate((box) => box.scrollBy({ top: -700 }));
  await page.getByRole("button", { name: "Go to newest" }).waitFor();
  const placeOf = async () => {
    const box = await page.locator(".chat-line", { hasText: "line 45 " }).boundingBox();
    return box === null ? null : Math.round(box.y);
  };
  const before = await placeOf();
  room.say("bob", "one more");
  room.say("bob", "and another");
  await page.getByRole("button", { name: "2 new messages" }).waitFor();
  expect([before === null, await placeOf()]).toEqual([false, before]);
  await page.getByRole("button", { name: "2 new messages" }).click();
  await page.getByRole("button", { name: "2 new messages" }).waitFor({ state: "detached" });
  expect(await fromFoot(page)).toBeLessThanOrEqual(1);
});

test("a message that is too long cannot be sent, and the counter says by how much", async () => {
  const page = await chat("ada");
  await field(page).fill("a".repeat(450));
  await page.getByText("50 characters left").waitFor();
  await field(page).fill("a".repeat(502));
  await page.getByText("2 characters too many").waitFor();
  expect(await page.getByRole("button", { name: "Send", exact: true }).isDisabled()).toBe(true);
});

test("a lost connection is said, and what was written meanwhile is sent once it is back", async () => {
  const page = await chat("ada");
  await say(page, "before");
  await line(page, "before").waitFor();
  room.closed = true;
  room.drop();
  await page.getByText("The connection to the chat is lost. We keep trying.").waitFor();
  await field(page).fill("meanwhile");
  await page.getByText(/write again in/).waitFor({ state: "detached" });
  await page.keyboard.press("Enter");
  room.say("bob", "missed");
  room.closed = false;
  await page.getByRole("button", { name: "Try now" }).click();
  await line(page, "meanwhile").waitFor();
  expect(await page.locator(".chat-said").allInnerTexts()).toEqual(["ada: before", "bob: missed", "ada: meanwhile"]);
  expect(sends()).toEqual(["before", "meanwhile"]);
});

test("an own message is there at once, and a refused one says why, with the wait counted down", async () => {
  const page = await chat("ada");
  room.answer = ({ nonce }) => ({
    ...{ kind: "refused", nonce, code: "msg_slowmode", message: "Slow mode is on.", retryMs: 30_000 },
  });
  await say(page, "too soon");
  await page.getByText("Not sent. Slow mode is on.").waitFor();
  await field(page).fill("again");
  await page.getByText(/You can write again in (30|29) s/).waitFor();
  expect(await page.getByRole("button", { name: "Send", exact: true }).isDisabled()).toBe(true);
  await page.getByRole("button", { name: "Delete" }).click();
  await page.locator(".chat-own").waitFor({ state: "detached" });
});

test("a held message waits for a moderator, and a no is said", async () => {
  const page = await chat("ada");
  room.answer = ({ nonce }) => ({ kind: "refused", nonce, code: "msg_rejected", message: "Held.", retryMs: null });
  await say(page, "maybe rude");
  await page.getByText("Waiting for a moderator").waitFor();
  const message = "The moderators did not allow it.";
  room.tell({ kind: "refused", nonce: null, code: "msg_rejected_mandatory", message, retryMs: null }, "ada");
  await page.getByText(`Not sent. ${message}`).waitFor();
});

test("who is banned or timed out reads why there is nowhere to write", async () => {
  room.self = { banned: true };
  const page = await chat("ada");
  await page.getByText("You are banned from this chat. You can still read it.").waitFor();
  room.self = { timedOutUntil: Date.now() + 90_000 };
  await page.reload();
  await page.getByText(/You are timed out. You can write again in 1 min/).waitFor();
});

test("the rules of the room stand above the field, in words", async () => {
  room.view = { ...room.view, modes: { ...room.view.modes, slowSeconds: 30 } };
  const page = await chat("ada");
  const rules = page.getByRole("list", { name: "Rules of this chat" });
  await rules.getByText("Slow mode: 30 s").waitFor();
  room.emit([{ kind: "modes", at: 0, changed: { followerMinutes: 10, slowSeconds: 0 } }]);
  await rules.getByText("Followers only (10 min)").waitFor();
  expect(await rules.getByRole("listitem").count()).toBe(1);
  await page.getByText("Slow mode is over").waitFor();
});

test("names, commands and emotes are completed by key", async () => {
  room.say("Bella", "hi");
  room.say("bob", "hi");
  const page = await chat("ada");
  await line(page, "bob: hi").waitFor();
  await field(page).pressSequentially("@");
  const options = page.getByRole("option");
  expect(await options.allInnerTexts()).toEqual(["bob", "Bella"]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  await expect.poll(() => field(page).inputValue()).toBe("@Bella ");
  await field(page).pressSequentially(":hyp");
  await page.keyboard.press("Enter");
  await expect.poll(() => field(page).inputValue()).toBe("@Bella RillHype ");
  await field(page).fill("");
  await field(page).pressSequentially("/mo");
  await options.first().waitFor();
  expect(await options.allTextContents()).toEqual(["/modsWho moderates here"]);
  await page.keyboard.press("Escape");
  expect(await options.count()).toBe(0);
  expect(sends()).toEqual([]);
  await field(page).pressSequentially("ds");
  await options.first().waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(sends).toEqual(["/mods"]);
});

test("emotes are picked from a list, found by a search, and Escape closes it", async () => {
  const page = await chat("ada");
  await page.getByRole("button", { name: "Emotes" }).click();
  await page.getByLabel("Search emotes").fill("wav");
  await page.keyboard.press("Enter");
  await expect.poll(() => field(page).inputValue()).toBe("RillWave ");
  await page.getByRole("button", { name: "Emotes" }).click();
  await page.keyboard.press("Escape");
  expect(await page.getByLabel("Search emotes").count()).toBe(0);
});

test("a line is reached and answered by key, and an answer leads back to what it answers", async () => {
  for (let at = 1; at <= 40; at++) room.say("bob", `line ${at}`);
  const page = await chat("ada");
  await line(page, "line 40").waitFor();
  await page.getByRole("log").focus();
  for (let press = 0; press < 3; press++) await page.keyboard.press("ArrowUp");
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain("line 38");
  await page.keyboard.press("r");
  await page.getByText("Replying to bob").waitFor();
  await page.keyboard.type("indeed");
  await page.keyboard.press("Enter");
  await line(page, "indeed").waitFor();
  expect(room.heard.at(-1)).toMatchObject({ kind: "send", text: "indeed", replyTo: 138 });
  for (let at = 1; at <= 60; at++) room.say("bob", `later ${at}`);
  await line(page, "later 60").waitFor();
  await page.getByRole("log").evaluate((box) => box.scrollBy({ top: -1200 }));
  await page.getByRole("button", { name: "Go to the message of bob: line 38" }).click();
  await page.locator("[data-found=true]", { hasText: "line 38" }).waitFor();
});

test("a name opens the card of its person, and Escape goes back", async () => {
  room.say("Bella", "first words");
  const page = await chat("ada");
  await page.getByRole("button", { name: "Bella:" }).click();
  const card = page.getByRole("dialog", { name: "About Bella" });
  await card.getByText("first words").waitFor();
  await card.getByText(/Account made/).waitFor();
  await card.getByRole("button", { name: "Mention" }).click();
  await expect.poll(() => field(page).inputValue()).toBe("@Bella ");
  expect(await card.count()).toBe(0);
});

test("what is deleted is gone for viewers and stays readable for moderators, whose keys delete and ban with an undo", async () => {
  room.moderators = ["owner", "mia"];
  room.say("troll", "nasty words");
  const [viewer, mia] = [await chat("ada"), await chat("mia")];
  await line(viewer, "nasty words").waitFor();
  await line(mia, "nasty words").waitFor();
  await mia.getByRole("log").focus();
  await mia.keyboard.press("ArrowUp");
  await mia.keyboard.press("d");
  await line(viewer, "Message deleted").waitFor();
  expect(await viewer.getByText("nasty words").count()).toBe(0);
  await line(mia, "nasty words").waitFor();
  await mia.keyboard.press("b");
  await mia.getByText("troll is banned.").waitFor();
  await mia.getByRole("button", { name: "Undo" }).click();
  await expect
    .poll(() => room.heard.flatMap((up) => (up.kind === "act" ? [up.action] : [])))
    .toEqual([
      { kind: "delete", target: 101 },
      { kind: "ban", user: "troll", reason: "" },
      { kind: "unban", user: "troll" },
    ]);
});

test("new lines are read out politely, and history is not", async () => {
  room.say("bob", "old");
  const page = await chat(null);
  await line(page, "old").waitFor();
  room.say("bob", "brand new");
  await page.locator("p[aria-live=polite]", { hasText: "bob: brand new" }).waitFor({ state: "attached" });
  expect(await page.locator("p[aria-live=polite]").textContent()).toBe("bob: brand new");
});

test("whoever is blocked is read no more, and neither is what is quoted of them, until the block is ended", async () => {
  const bob = ScriptedRoom.personOf("bob");
  const sent: string[] = [];
  let blocked = false;
  stage.site.script = ({ method, path }) => {
    if (!path.startsWith("/api/me/blocks")) return null;
    if (method !== "GET") sent.push(`${method} ${path}`);
    if (method !== "GET") blocked = method === "PUT";
    const entry = { id: bob.userId, login: "bob", displayName: "bob", since: 1 };
    return { status: 200, body: { blocks: blocked ? [entry] : [] } };
  };
  const seq = room.say("bob", "something rude");
  room.say("eve", "not so", { reply: { seq, userId: bob.userId, login: "bob", name: "bob", text: "something rude" } });
  const page = await chat("ada");
  await line(page, "something rude").waitFor();
  await line(page, "something rude").getByRole("button", { name: "bob:" }).click();
  await page.getByRole("button", { name: "Block", exact: true }).click();
  await page.getByText("You do not see messages of bob any more.").waitFor();
  await expect.poll(() => page.locator(".chat-said").allInnerTexts()).toEqual(["eve: not so"]);
  expect(await page.getByRole("log").textContent()).not.toContain("rude");
  room.say("bob", "more of it");
  room.say("eve", "well");
  await line(page, "well").waitFor();
  expect(await page.locator(".chat-said").allInnerTexts()).toEqual(["eve: not so", "eve: well"]);
  await page.reload();
  await line(page, "well").waitFor();
  await expect.poll(() => page.locator(".chat-said").allInnerTexts()).toEqual(["eve: not so", "eve: well"]);
  blocked = false;
  await page.reload();
  await line(page, "more of it").waitFor();
  expect(sent).toEqual(["PUT /api/me/blocks/bob"]);
});
