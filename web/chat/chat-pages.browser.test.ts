/** The chat's pages in Chromium: speed, what an overlay lets through, widths, and what the watch page loads. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ChatStage } from "#testing/chat-stage.ts";
import type { ScriptedRoom } from "#testing/scripted-room.ts";

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

const line = (page: Page, text: string) => page.locator(".chat-line", { hasText: text }).first();
const fromFoot = (page: Page) =>
  page.getByRole("log").evaluate((box) => Math.round(box.scrollHeight - box.scrollTop - box.clientHeight));

test("a list of 100 lines a second leaves nearly every picture its time", async () => {
  /** Pictures drawn in this time. */
  const count = (page: Page, ms: number) =>
    page.evaluate(
      (length) =>
        new Promise<number>((resolve) => {
          const end = performance.now() + length;
          let frames = 0;
          const frame = (now: number) => {
            frames += 1;
            if (now < end) requestAnimationFrame(frame);
            else resolve(frames);
          };
          requestAnimationFrame(frame);
        }),
      ms,
    );
  const idle = await stage.visit("/favicon.svg", null);
  const most = await count(idle, 2000);
  await idle.close();

  const page = await stage.visit(`/popout/${login}/chat`, null);
  await page.getByText("No messages yet").waitFor();
  let said = 0;
  const timer = setInterval(() => {
    for (let more = 0; more < 5; more++) {
      said += 1;
      room.say(`viewer${said % 50}`, `message ${said} ${"words ".repeat(said % 12)}`);
    }
  }, 50);
  const drawn = await count(page, 4000);
  clearInterval(timer);
  await line(page, `message ${said} `).waitFor();
  expect(said).toBeGreaterThan(300);
  expect(await page.locator(".chat-line").count()).toBeLessThan(60);
  expect(await fromFoot(page)).toBeLessThanOrEqual(1);
  expect(drawn / 2 / most).toBeGreaterThan(0.8);
});

test("an overlay is transparent, has nothing to press, obeys its address, and shows nothing that was deleted", async () => {
  room.say("bob", "for the picture");
  const gone = room.say("troll", "not for the picture");
  room.emit([{ kind: "delete", at: 0, target: gone, login: "troll" }]);
  const page = await stage.visit(`/overlay/${login}/chat?size=40`, null, { colorScheme: "dark" });
  const said = page.locator(".chat-overlay-line");
  await said.first().waitFor();
  expect(await said.allInnerTexts()).toEqual(["bob: for the picture"]);
  expect(await said.first().evaluate((element) => getComputedStyle(element).fontSize)).toBe("40px");
  expect(await page.locator("button, a, input, textarea, header").count()).toBe(0);
  const image = (await page.screenshot({ omitBackground: true })).toString("base64");
  const alpha = await page.evaluate(async (base64) => {
    const picture = new Image();
    picture.src = `data:image/png;base64,${base64}`;
    await picture.decode();
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const drawing = canvas.getContext("2d");
    drawing?.drawImage(picture, 0, 0);
    const { data } = drawing?.getImageData(0, 0, picture.width, picture.height) ?? { data: [] };
    const values = Array.from(data).filter((_, at) => at % 4 === 3);
    return {
      corner: values[0],
      clear: values.filter((value) => value === 0).length / values.length,
      most: Math.max(...values.slice(-40_000)),
    };
  }, image);
  expect([alpha.corner, alpha.clear > 0.7, alpha.most]).toEqual([0, true, 255]);
});

test("lines of an overlay fade when it is asked to", async () => {
  const page = await stage.visit(`/overlay/${login}/chat?fade=1`, null);
  await expect.poll(() => room.sockets).toBe(1);
  room.say("bob", "here and gone");
  const said = page.getByText("here and gone");
  await said.waitFor();
  await said.waitFor({ state: "detached" });
});

test.each([390, 834, 1440])(
  "nothing is wider than the window, whatever the names and words, %i pixels wide",
  async (width) => {
    room.moderators = ["owner"];
    room.say("a_very_long_login_name_25", "x".repeat(500), { from: { name: "W".repeat(25) } });
    room.hold("a_very_long_login_name_25", "y".repeat(300), [0, 5]);
    room.view = { ...room.view, modes: { ...room.view.modes, shield: true } };
    for (const path of [`/popout/${login}/chat`, `/mod/${login}`]) {
      const page = await stage.visit(path, "owner", { viewport: { width, height: 800 } });
      await line(page, "xxxx").waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
  },
);

test("the watch page's own code and style are within their budget, and moderation is not among them", async () => {
  const page = await stage.visit(`/${login}`, "ada", { viewport: { width: 1280, height: 800 } });
  await page.getByLabel("Message", { exact: true }).waitFor();
  const names = await page.evaluate(() =>
    performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname),
  );
  const own = [...new Set(names.filter((name) => /^\/assets\/.*\.(js|css)$/.test(name) && !/\/hls-/.test(name)))];
  const sizes = await Promise.all(
    own.map(async (name) => gzipSync(await readFile(join(stage.folder, "dist", name))).length),
  );
  expect(own.some((name) => name.includes("chat-"))).toBe(true);
  expect(own.filter((name) => /(?:moderation|overlay)-page|use-moderation/.test(name))).toEqual([]);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(120_000);
});
