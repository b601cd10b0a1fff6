/** The built pages in a real browser, on canned answers: what is said in each situation, keys, focus, layout that does not jump, the policy. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { ChannelState, Vod } from "#protocol/channel/channel.ts";
import { launchChromium } from "#testing/chromium.ts";
import { channelNamed, resting } from "#testing/page-answers.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".m3u8": "application/vnd.apple.mpegurl",
  ".mp4": "video/mp4",
  ".m4s": "video/iso.segment",
};

const channel = (login: string, change: Partial<ChannelState> = {}): ChannelState =>
  channelNamed(login, {
    ...{ id: "1", title: "Building a synthesizer from scrap", broadcastId: "7", followers: 0 },
    ...change,
  });
const vod: Vod = {
  id: "3",
  channelId: "1",
  login: "ada",
  title: "Yesterday's build",
  startedAt: "2026-11-19T09:00:00Z",
  duration: 6,
  playlist: "/vods/3/master.m3u8",
  still: null,
};

/** Answers by path; null is 404, a number is that status. */
let answers: Record<string, unknown> = {};
let work: string;
let site: ReturnType<typeof createServer>;
let address: string;
let browser: Browser;
let policy: string;
let page: Page;
const trouble: string[] = [];

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? "/", "http://site").pathname;
  const wantsJson =
    /^\/(api|live)\//.test(path) || (path.startsWith("/vods/") && request.headers.accept === "application/json");
  if (wantsJson) {
    const found = answers[path] ?? null;
    const status = typeof found === "number" ? found : found === null ? 404 : 200;
    response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
    response.end(
      JSON.stringify(typeof found === "object" && found !== null ? found : { error: { code: "x", message: "x" } }),
    );
    return;
  }
  const media = /^\/vods\/3\/(.+)$/.exec(path)?.[1];
  const file = media === undefined ? join(work, "dist", path) : join(work, media);
  const body = extname(file) === "" ? null : await readFile(file).catch(() => null);
  const type = TYPES[body === null ? ".html" : extname(file)] ?? "application/octet-stream";
  response.writeHead(200, { "content-type": type, "content-security-policy": policy });
  response.end(body ?? (await readFile(join(work, "dist/index.html"))));
}

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "rill-pages-"));
  const configFile = fileURLToPath(new URL("./vite.config.ts", import.meta.url));
  await build({ configFile, logLevel: "error", build: { outDir: join(work, "dist") } });
  policy = /Content-Security-Policy: (.+)/.exec(await readFile(join(work, "dist/_headers"), "utf8"))?.[1] ?? "";
  const input = [
    "-f",
    "lavfi",
    "-i",
    "testsrc=size=320x180:rate=30:duration=6",
    "-f",
    "lavfi",
    "-i",
    "sine=duration=6",
  ];
  const code = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "30", "-pix_fmt", "yuv420p", "-c:a", "aac"];
  const hls = [
    "-hls_time",
    "2",
    "-hls_segment_type",
    "fmp4",
    "-hls_playlist_type",
    "vod",
    "-master_pl_name",
    "master.m3u8",
  ];
  await promisify(execFile)("ffmpeg", ["-v", "error", ...input, ...code, ...hls, join(work, "media.m3u8")], {
    cwd: work,
  });
  site = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  site?.closeAllConnections();
  site?.close();
  await rm(work, { recursive: true, force: true });
});

afterEach(async () => {
  await page?.context().close();
  expect(trouble.splice(0)).toEqual([]);
});

/** Opens an address on these answers. Faults of the page, and whatever the policy refused, fail the test. */
async function open(path: string, given: Record<string, unknown>, width = 1280): Promise<Page> {
  answers = given;
  const context = await browser.newContext({ viewport: { width, height: 800 } });
  page = await context.newPage();
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("console", (line) => line.text().includes("Content Security Policy") && trouble.push(line.text()));
  await page.goto(address + path);
  return page;
}
const role = (name: Parameters<Page["getByRole"]>[0], label: string | RegExp) => page.getByRole(name, { name: label });

test("the home page shows who is live, in the order that the site gives, and leads to the channel and back", async () => {
  const channels = [channel("ada"), channel("bob", { id: "2", viewers: 3 })];
  await open("/", {
    "/api/live": { channels },
    "/api/channels/ada": channel("ada", resting),
    "/api/channels/ada/vods": { vods: [] },
  });
  await role("heading", "Live now").waitFor();
  const cards = role("link", /^Watch /);
  await cards.first().waitFor();
  expect(await cards.evaluateAll((all) => all.map((card) => card.getAttribute("href")))).toEqual(["/ada", "/bob"]);
  expect(await cards.first().textContent()).toContain("12.3K");
  await cards.first().click();
  await page.getByText("ada is offline").waitFor();
  expect(new URL(page.url()).pathname).toBe("/ada");
  await page.goBack();
  await role("heading", "Live now").waitFor();
});

test("with nobody live the home page says how to go live", async () => {
  await open("/", { "/api/live": { channels: [] } });
  await page.getByText("Nobody is live right now").waitFor();
  await page.getByText(/stream key/).waitFor();
});

test("when the list does not load, the home page says so and asks again on a press", async () => {
  await open("/", { "/api/live": 503 });
  await page.getByText("The list of live channels did not load").waitFor();
  answers = { "/api/live": { channels: [channel("ada")] } };
  await role("region", "Live now").getByRole("button", { name: "Try again" }).click();
  await role("link", /^Watch ada/).waitFor();
});

test("an offline channel offers its recordings", async () => {
  await open("/ada", { "/api/channels/ada": channel("ada", resting), "/api/channels/ada/vods": { vods: [vod] } });
  await page.getByText("ada is offline").waitFor();
  await role("link", /Yesterday's build/).waitFor();
});

test("a channel that starts says so, and goes on without a reload when it is offline again", async () => {
  const starting = channel("ada", { state: "starting", live: false });
  await open("/ada", { "/api/channels/ada": starting, "/api/channels/ada/vods": { vods: [] } });
  await page.getByText("ada is about to start").waitFor();
  answers = { ...answers, "/api/channels/ada": channel("ada", resting) };
  await page.getByText("ada is offline").waitFor();
});

test("a login that is no channel is said to be none, with a way on", async () => {
  await open("/nobody", {});
  await page.getByText("There is no channel named nobody").first().waitFor();
  await role("link", "See who is live").waitFor();
});

test("an address that is no page says so", async () => {
  await open("/a/b/c", {});
  await page.getByText("There is no such page").first().waitFor();
});

test("a channel that does not answer is said not to, and recovers", async () => {
  await open("/ada", { "/api/channels/ada": 503 });
  await page.getByText("The channel does not answer").waitFor();
  answers = { "/api/channels/ada": channel("ada", resting), "/api/channels/ada/vods": { vods: [] } };
  await page.getByText("ada is offline").waitFor();
});

test("a recording plays, seeks by its slider, and its controls answer to keys", async () => {
  await open("/vods/3", { "/vods/3": vod });
  await page.waitForFunction(() => (document.querySelector("video")?.currentTime ?? 0) > 0.5);
  const slider = role("slider", "Position");
  await slider.fill("4");
  await page.waitForFunction(() => (document.querySelector("video")?.currentTime ?? 0) > 4.2);
  await page.keyboard.press("k");
  await role("button", "Play").waitFor();
  await page.locator("body").press("m");
  await role("button", "Unmute").waitFor();
  await page.locator("body").press("Home");
  await page.waitForFunction(() => (document.querySelector("video")?.currentTime ?? 9) < 0.5);
  expect(await page.evaluate(() => window.rill?.player?.stalls)).toBe(0);
});

test("the list of keys opens with ?, closes with Escape, and keys pause meanwhile", async () => {
  await open("/vods/3", { "/vods/3": vod });
  await role("group", "Player controls").waitFor();
  await page.keyboard.press("?");
  await role("dialog", "Keys of the player").waitFor();
  await page.keyboard.press("m");
  await page.keyboard.press("Escape");
  await role("dialog", "Keys of the player").waitFor({ state: "detached" });
  expect(await page.evaluate(() => document.querySelector("video")?.muted)).toBe(false);
});

test("the statistics open and close by key", async () => {
  await open("/vods/3", { "/vods/3": vod });
  await role("group", "Player controls").waitFor();
  await page.keyboard.press("s");
  await role("region", "Statistics").waitFor();
  await page.keyboard.press("Escape");
  await role("region", "Statistics").waitFor({ state: "detached" });
});

test.each([390, 834, 1440])("nothing jumps while the channel's page fills, %i pixels wide", async (width) => {
  const given = { "/api/channels/ada": channel("ada", { title: "A long title ".repeat(10) }) };
  await open("/ada", given, width);
  await page.getByText("12.3K").waitFor();
  const shift = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          resolve(list.getEntries().reduce((sum, entry) => sum + ("value" in entry ? Number(entry.value) : 0), 0));
        }).observe({ type: "layout-shift", buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(0)));
      }),
  );
  expect(shift).toBeLessThan(0.02);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test("what the page needs is asked for before the application has booted", async () => {
  answers = { "/api/channels/ada": channel("ada", resting), "/api/channels/ada/vods": { vods: [] } };
  page = await (await browser.newContext()).newPage();
  const asked = Promise.all([
    page.waitForRequest("**/live/ada/master.m3u8"),
    page.waitForRequest("**/api/channels/ada"),
  ]);
  // The application's code comes only once both were asked for.
  await page.route("**/assets/index-*.js", async (route) => {
    await asked;
    await route.continue();
  });
  await page.goto(`${address}/ada`);
  await page.getByText("ada is offline").waitFor();
});
