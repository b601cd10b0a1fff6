/** The studio in Chromium, on an origin that the test plays by hand: going live, health in words, each part, who may be here, keys and phones. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ChatStage } from "#testing/chat-stage.ts";
import type { ScriptedRoom } from "#testing/scripted-room.ts";
import { StudioSite } from "#testing/studio-site.ts";

let stage: ChatStage;
let room: ScriptedRoom;
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
  ({ room, login } = stage.newRoom());
  room.moderators = [login];
  site = new StudioSite(login);
  stage.site.script = site.script;
});

afterEach(async () => {
  expect(await stage.leave()).toEqual([]);
});

async function open(path = "/studio", width = 1440): Promise<void> {
  page = await stage.visit(path, login, { viewport: { width, height: 900 } });
}
const status = () => page.getByRole("region", { name: "Your channel now" });
const word = (text: string) => status().getByText(text, { exact: true });
const button = (name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });
const writes = () => site.writes.map(({ method, path, body }) => [method, path, body]);

test("who is not signed in is sent to sign in, and comes back afterwards", async () => {
  site.account = null;
  await open("/studio/emotes");
  await page.waitForURL("**/login?next=%2Fstudio%2Femotes");
});

test("a guest is told that a name alone has no channel", async () => {
  site.account = { login, guest: true };
  await open();
  await page.getByText("This account has no channel").waitFor();
  expect(await page.getByRole("link", { name: "Sign up" }).getAttribute("href")).toBe("/signup");
});

test("the guide gives server, key and settings; the key is shown once, hidden until asked", async () => {
  await open();
  await word("Offline").waitFor();
  await page.getByRole("heading", { name: "Go live" }).waitFor();
  expect(await page.getByLabel("Server", { exact: true }).inputValue()).toBe("rtmp://127.0.0.1:1935/live");
  await button("Make a stream key").click();
  const key = page.getByLabel("Stream key", { exact: true });
  await key.waitFor();
  expect([await key.getAttribute("type"), await key.inputValue()]).toEqual(["password", `rill_${"k".repeat(32)}`]);
  await button("Show: Stream key").click();
  expect(await key.getAttribute("type")).toBe("text");
  await page.getByRole("row", { name: /Keyframe Interval 2 s/ }).waitFor();
  await page.getByLabel("Picture").selectOption("720p, 30 frames a second");
  await page.getByRole("row", { name: /Bitrate 3000 Kbps/ }).waitFor();
  await page.getByText("Waiting for your encoder").waitFor();
  await page.reload();
  await page.getByText("Your key was made just now").waitFor();
  expect(await page.getByLabel("Stream key", { exact: true }).count()).toBe(0);
});

test("what is to be copied is copied, and the button says so", async () => {
  await open();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await button("Copy: Server").click();
  await button("Copied: Server").waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("rtmp://127.0.0.1:1935/live");
});

test("a new key is asked for once, in words that say what happens, and the old one stays when one thinks again", async () => {
  site.madeAt = Date.now() - 86_400_000;
  site.goLive();
  await open();
  await button("Server, key and settings").click();
  await button("Make a new key").click();
  const dialog = page.getByRole("dialog", { name: "Make a new stream key?" });
  await dialog.getByText("The old key stops working at once.").waitFor();
  await dialog.getByText("You are live: OBS is cut off within seconds.").waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Keep the old one");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  expect(writes()).toEqual([]);
  await button("Make a new key").click();
  await dialog.getByRole("button", { name: "Make a new key" }).click();
  await page.getByLabel("Stream key", { exact: true }).waitFor();
  expect(writes()).toEqual([["POST", "/api/me/stream-key", null]]);
});

test("the page turns live by itself, and says in words, numbers and lines how it goes", async () => {
  await open();
  await page.getByText("Waiting for your encoder").waitFor();
  site.state = "starting";
  await word("Starting").waitFor();
  site.viewers = 1234;
  site.goLive();
  await word("Live").waitFor();
  await word("Healthy").waitFor();
  await status().getByText("1,234 viewers").waitFor({ state: "attached" });
  await expect.poll(() => page.title()).toBe("Live, healthy · Studio · Rill");
  const figures = page.getByRole("region", { name: "Figures of the last two minutes" });
  await figures.getByRole("img", { name: /^Frames a second over the last two minutes: from 30 to 30$/ }).waitFor();
  expect(await page.getByRole("heading", { name: "Go live" }).count()).toBe(0);
});

test("trouble is told in a sentence with what to do, and again when it is over", async () => {
  site.goLive({ fps: 3 });
  await open();
  await word("Trouble").waitFor();
  await word("Only 3 frames a second arrive: look at the encoder and at your upload.").waitFor();
  site.state = "reconnecting";
  await word("Reconnecting").waitFor();
  site.goLive();
  await word("Live").waitFor();
});

test("the chat is beside the stream, and its pace is in the bar", async () => {
  site.goLive();
  await open();
  for (const text of ["one", "two", "three"]) room.say("bob", text);
  await page.getByRole("complementary", { name: "Chat" }).getByText("three").waitFor();
  await status().getByText("3 messages a minute").waitFor({ state: "attached" });
});

test("a site that stops answering is said to, and what was known stays", async () => {
  site.goLive();
  await open();
  await word("Healthy").waitFor();
  site.refusals.set(`/api/channels/${login}/health`, 503);
  await word("No word from the site for a while. What is shown here may be old; we keep asking.").waitFor({
    timeout: 20_000,
  });
  site.refusals.clear();
  site.goLive();
  await word("Picture and sound arrive as they should.").waitFor();
});

const panel = (place: number) => page.getByRole("group", { name: `Panel ${place}` });
const panelTitles = () =>
  page
    .locator(".studio-panel input[type=text], .studio-panel input:not([type])")
    .evaluateAll((fields) => fields.map((field) => (field instanceof HTMLInputElement ? field.value : "")));

test("panels are added, worded, put in order by key, removed and saved as one", async () => {
  site.panels = [
    { title: "Gear", text: "A small synth", link: null },
    { title: "Rules", text: "Be kind", link: "https://rules.example/" },
  ];
  await open("/studio/about");
  await panel(2).waitFor();
  expect(await page.getByRole("link", { name: "Change them in your profile" }).getAttribute("href")).toBe(
    "/settings/profile",
  );
  expect(await button("Save").isDisabled()).toBe(true);
  await button("Add a panel").click();
  await page.keyboard.type("Elsewhere");
  await panel(3).getByLabel("Link").fill("elsewhere.example");
  await button("Save").click();
  await page.getByText("A link begins with https:// or http://.").waitFor();
  await panel(3).getByLabel("Link").fill("https://elsewhere.example");
  await button("Move panel 3 up").press("Enter");
  await button("Move panel 2 up").press("Enter");
  expect(await panelTitles()).toEqual(["Elsewhere", "Gear", "Rules"]);
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Move panel 1 up");
  await button("Remove panel 2").press("Enter");
  await button("Save").click();
  await page.getByText("Saved. Viewers see it within seconds.").waitFor();
  const panels = [
    { title: "Elsewhere", text: "", link: "https://elsewhere.example" },
    { title: "Rules", text: "Be kind", link: "https://rules.example/" },
  ];
  expect(writes()).toEqual([["PUT", `/api/channels/${login}/panels`, { panels }]]);
});

test("a panel is dragged to its place, and undone", async () => {
  site.panels = ["One", "Two", "Three"].map((title) => ({ title, text: "", link: null }));
  await open("/studio/about");
  await panel(3).waitFor();
  const handle = page.locator(".studio-panel-handle").first();
  await handle.hover();
  await page.mouse.down();
  const box = await panel(2).boundingBox();
  await page.mouse.move(box?.x ?? 0, (box?.y ?? 0) + (box?.height ?? 0) * 0.75, { steps: 5 });
  await page.mouse.up();
  expect(await panelTitles()).toEqual(["Two", "One", "Three"]);
  await button("Undo changes").click();
  expect(await panelTitles()).toEqual(["One", "Two", "Three"]);
});

test("panels that the site refuses stay as they were typed", async () => {
  await open("/studio/about");
  await button("Add a panel").click();
  await button("Save").click();
  await page.getByText("Write a title, a text or a link, or remove this panel.").waitFor();
  await page.keyboard.type("Gear");
  site.refusals.set(`/api/channels/${login}/panels`, 403);
  await button("Save").click();
  await page.getByText("No, says the test.").waitFor();
  expect([await panelTitles(), await button("Save").isDisabled()]).toEqual([["Gear"], false]);
});

test("moderators, VIPs and editors are named and taken away", async () => {
  const mia = { userId: "9", login: "mia", name: "Mia" };
  room.view = { ...room.view, moderators: [{ user: mia, role: "moderator", at: Date.now() }] };
  await open("/studio/community");
  await button("Take the role of Mia away").click();
  await expect.poll(() => room.heard.some((up) => up.kind === "act" && up.action.kind === "unmod")).toBe(true);
  const editors = page.getByRole("region", { name: "Editors" });
  await editors.getByRole("textbox", { name: "Name" }).fill("@Eddie");
  await editors.getByRole("button", { name: "Add an editor" }).click();
  await page.getByText("eddie edits your channel.").waitFor();
  await button("Remove the editor eddie").click();
  await page.getByText("eddie edits your channel no longer.").waitFor();
  await editors.getByText("None yet.").waitFor();
  expect(writes()).toEqual([
    ["PUT", "/api/me/editors/eddie", null],
    ["DELETE", "/api/me/editors/eddie", null],
  ]);
});

test("the chat's rules are set as on the moderators' page", async () => {
  await open("/studio/moderation");
  await page.getByRole("switch", { name: "Emotes only" }).click();
  await expect.poll(() => page.getByRole("switch", { name: "Emotes only" }).isChecked()).toBe(true);
  await page.getByRole("link", { name: "Moderators' page" }).click();
  await page.waitForURL(`**/mod/${login}`);
});

test("an emote is drawn in its sizes before it is sent", async () => {
  await open("/studio/emotes");
  await button("Add an emote").click();
  await page.getByText("Choose a picture.").waitFor();
  const drawing = await page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [200, 100];
    canvas.getContext("2d")?.fillRect(0, 0, 200, 100);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
    return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))];
  });
  const file = { name: "cat JAM.png", mimeType: "image/png", buffer: Buffer.from(drawing) };
  await page.getByLabel("Picture").setInputFiles(file);
  await page.getByRole("img", { name: "The emote in its three sizes, on dark and on light" }).waitFor();
  expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("catJAM");
  await page.getByLabel("Picture").setInputFiles({ ...file, buffer: Buffer.from("no picture") });
  await page.getByText("This browser cannot read the picture. Try a PNG.").waitFor();
  await page.getByLabel("Picture").setInputFiles(file);
  await page.getByRole("img", { name: /three sizes/ }).waitFor();
  await button("Add an emote").click();
  await page.getByText("catJAM is in your chat now.").waitFor();
  await button("Remove the emote catJAM").click();
  await page.getByRole("dialog", { name: "Remove catJAM?" }).getByRole("button", { name: "Remove" }).click();
  await page.getByText("No emotes yet").waitFor();
  expect(writes().map(([method, path]) => `${method} ${path}`)).toEqual([
    `POST /chat/${login}/emotes`,
    `DELETE /chat/${login}/emotes/1-5`,
  ]);
});

test("an app is made, its secret shown once, changed and deleted", async () => {
  await open("/studio/apps");
  await page.getByText("No apps yet").waitFor();
  await button("Make an app").click();
  await page.getByLabel("Redirect addresses").fill("http://bot.example");
  await button("Make an app").click();
  await page.getByText("Enter a name.").waitFor();
  await page.getByLabel("Name", { exact: true }).fill("My bot");
  await page.getByLabel("Redirect addresses").fill("https://bot.example/back\nhttp://localhost:3000");
  await button("Make an app").click();
  const secret = page.getByLabel("Client secret of My bot", { exact: true });
  await secret.waitFor();
  expect(await secret.inputValue()).toBe("s".repeat(30));
  await button("I have it").click();
  await secret.waitFor({ state: "detached" });
  await button("Change My bot").click();
  await page.getByLabel("Name", { exact: true }).fill("Our bot");
  await button("Save").click();
  await button("Delete Our bot").click();
  await page.getByRole("dialog", { name: "Delete Our bot?" }).getByRole("button", { name: "Delete" }).click();
  await page.getByText("No apps yet").waitFor();
  const redirectUris = ["https://bot.example/back", "http://localhost:3000"];
  const id = "c".repeat(30);
  expect(writes()).toEqual([
    ["POST", "/api/apps", { kind: "confidential", name: "My bot", redirectUris }],
    ["PATCH", `/api/apps/${id}`, { name: "Our bot", redirectUris }],
    ["DELETE", `/api/apps/${id}`, null],
  ]);
});

test("the overlay's address carries the chosen looks", async () => {
  await open("/studio/links");
  const address = page.getByLabel("Address of the overlay", { exact: true });
  const plain = await address.inputValue();
  expect(new URL(plain).pathname).toBe(`/overlay/${login}/chat`);
  await page.getByLabel("Size of the words").selectOption("36 pixels");
  await page.getByLabel("Lines go after").selectOption("15 seconds");
  expect(await address.inputValue()).toBe(`${plain}?size=36&fade=15`);
});

test("an editor sees how the stream runs and changes its details, and nothing that is the broadcaster's", async () => {
  site.account = { login: "eddie", guest: false };
  await open(`/studio?channel=${login}`);
  await page.getByText(`${login} is offline`).waitFor();
  expect(await page.getByRole("heading", { name: "Go live" }).count()).toBe(0);
  await page.getByRole("link", { name: "API apps" }).click();
  await page.getByText("Only the broadcaster changes this").waitFor();
  await page.getByRole("link", { name: "Title and category" }).click();
  await page.getByLabel("Title", { exact: true }).fill("Eddie was here");
  await button("Save").click();
  await page.getByText("Saved. Viewers see it within seconds.").waitFor();
  expect(writes()).toEqual([["PATCH", `/api/channels/${login}`, { title: "Eddie was here" }]]);
});

test("a channel that is somebody else's is said to be", async () => {
  await open("/studio?channel=someoneelse");
  await page.getByText("You do not run someoneelse").waitFor();
  expect(await page.getByRole("link", { name: "To your own studio" }).getAttribute("href")).toBe("/studio");
});

test.each([390, 834, 1440])("nothing is wider than the window, %i pixels", async (width) => {
  site.goLive({
    message: "Key frames come every 8.0 s: set the keyframe interval to 2 s to pass the picture through untouched.",
  });
  await open("/studio", width);
  await word("Look at this").waitFor();
  const names = await page.getByRole("navigation", { name: "Parts of the studio" }).getByRole("link").allTextContents();
  for (const name of names) {
    await page
      .getByRole("navigation", { name: "Parts of the studio" })
      .getByRole("link", { name, exact: true })
      .click();
    await expect.poll(() => page.locator(".studio-section .ui-skeleton").count()).toBe(0);
    expect([name, await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)]).toEqual([name, 0]);
  }
});

test("the parts are walked by key, and the chat stays connected", async () => {
  await open();
  await page.getByRole("link", { name: "Title and category" }).focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Title", { exact: true }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: "Go live" }).waitFor();
  expect(room.heard.filter((up) => up.kind === "join").length).toBe(1);
});
