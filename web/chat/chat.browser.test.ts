/** The chat in Chromium against the real room in workerd: two people, each with a page of their own. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import preact from "@preact/preset-vite";
import { convertV4MiniflareOptions, Miniflare, type MiniflareOptions } from "miniflare";
import type { Browser, Page } from "playwright-core";
import { build, type Plugin } from "vite";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { launchChromium } from "#testing/chromium.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const PAGE = `
  import "#web/ui/base.css";
  import { h, render } from "preact";
  import { Chat } from "#web/chat/chat.tsx";
  const login = location.pathname.slice(1);
  document.body.style.cssText = "height:100dvh;max-width:" + (new URLSearchParams(location.search).get("width") ?? "100%");
  render(h(Chat, { login }), document.body);`;

const WORKER = `
  import { Hono } from "hono";
  import { chatRoutes } from "#workers/chat/routes.ts";
  export { ChatRoom } from "#durable-objects/chat-room/durable-object.ts";
  const page = (env) => '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Chat</title>' +
    '<style>' + env.STYLE + '</style><body><script type="module">' + env.SCRIPT + '</script>';
  export default new Hono().route("/chat", chatRoutes)
    .get("/:login", (c) => c.html(page(c.env)));`;

/** Bundles a module that exists in this test alone, as if it lay beside it. */
async function bundle(name: string, source: string, external: string[]): Promise<{ script: string; style: string }> {
  const id = `${ROOT}web/chat/${name}`;
  const here: Plugin = {
    name: "test-entry",
    resolveId: (asked) => (asked === id ? id : null),
    load: (asked) => (asked === id ? source : null),
  };
  const built = await build({
    configFile: false,
    root: ROOT,
    logLevel: "error",
    plugins: [here, preact()],
    build: {
      write: false,
      minify: name === "page.js",
      rolldownOptions: { input: id, external, preserveEntrySignatures: "strict" },
    },
  });
  const outputs = [built].flat().flatMap((one) => ("output" in one ? one.output : []));
  const script = outputs.flatMap((one) => (one.type === "chunk" ? [one.code] : [])).join("\n");
  const style = outputs.flatMap((one) => (one.type === "asset" ? [String(one.source)] : [])).join("\n");
  return { script, style };
}

let options: MiniflareOptions;
let server: Miniflare;
let browser: Browser;
let origin: string;

beforeAll(async () => {
  const page = await bundle("page.js", PAGE, []);
  const worker = await bundle("worker.js", WORKER, ["cloudflare:workers"]);
  options = convertV4MiniflareOptions({
    host: "127.0.0.1",
    port: 0,
    cf: false,
    telemetry: { enabled: false },
    workers: [
      {
        name: "chat",
        modules: [{ type: "ESModule", path: "main.js", contents: worker.script }],
        compatibilityDate: "2026-10-20",
        durableObjects: { CHAT_ROOM: { className: "ChatRoom", useSQLite: true } },
        d1Databases: ["DB"],
        bindings: { SCRIPT: page.script.replaceAll("</script", "<\\/script"), STYLE: page.style },
      },
    ],
  });
  server = new Miniflare(options);
  origin = (await server.ready).origin;
  const db = await server.getD1Database("DB");
  const schema = readFileSync(`${ROOT}workers/migrations/0001_channels.sql`, "utf8").replaceAll(/--.*$/gm, "");
  for (const statement of schema.split(";")) if (statement.trim() !== "") await db.prepare(statement).run();
  for (const login of ["talk", "quiet", "links", "busy", "away", "long"]) {
    const row = "INSERT INTO channels (login, display_name, stream_key_hash, created_at) VALUES (?1, ?1, ?1, 0)";
    await db.prepare(row).bind(login).run();
  }
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});

const pages: Page[] = [];
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
});

async function visit(login: string, name?: string, options = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 390, height: 700 }, ...options });
  const page = await context.newPage();
  pages.push(page);
  await page.goto(`${origin}/${login}`);
  if (name !== undefined) await takeName(page, name);
  return page;
}

async function takeName(page: Page, name: string): Promise<void> {
  await page.getByLabel("Your name in chat").fill(name);
  await page.getByRole("button", { name: "Join in" }).click();
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.keyboard.press("Enter");
}

/** Waits until the log holds a line, confirmed by the room. */
const line = (page: Page, text: string) => page.locator('[role="log"] > .chat-line', { hasText: text }).waitFor();

test("two people talk, and a reader without a name sees it", async () => {
  const ada = await visit("talk", "ada");
  const bob = await visit("talk", "bob");
  await say(ada, "hello bob");
  await line(bob, "ada: hello bob");
  await say(bob, "hello ada");
  await line(ada, "bob: hello ada");
  const reader = await visit("talk");
  await line(reader, "hello ada");
  expect(await reader.getByRole("log").locator(".chat-line").allInnerTexts()).toEqual([
    "ada: hello bob",
    "bob: hello ada",
  ]);
});

test("an empty room says so, and the name is asked for in words and kept", async () => {
  const page = await visit("quiet");
  await page.getByText("No messages yet").waitFor();
  await takeName(page, "not a name");
  await page.getByText("Use 1 to 25 letters, digits or _, starting with a letter or digit.").waitFor();
  await takeName(page, "eve");
  await page.reload();
  await page.getByRole("button", { name: "Chatting as eve. Change your name" }).click();
  expect(await page.getByLabel("Your name in chat").inputValue()).toBe("eve");
  await page.keyboard.press("Escape");
  await page.getByLabel("Message", { exact: true }).waitFor();
});

test("markup in a message stays text, and an https address becomes a link", async () => {
  const page = await visit("links", "ada");
  const sly = '<img src=x onerror="document.title=1"> see https://a.example/x.';
  await say(page, sly);
  await line(page, sly);
  const link = page.getByRole("log").getByRole("link");
  expect(await link.getAttribute("href")).toBe("https://a.example/x");
  expect(await link.getAttribute("rel")).toBe("noopener noreferrer nofollow ugc");
  expect([await page.locator("img").count(), await page.title()]).toEqual([0, "Chat"]);
});

test("the list follows the newest line, and stands still while the reader looks up", async () => {
  const page = await visit("busy", "ada");
  const other = await visit("busy", "bob");
  for (let at = 1; at <= 18; at++) await say(page, `line ${at} ${"long ".repeat(20)}`);
  await line(page, "line 18");
  const log = page.getByRole("log");
  const fromFoot = () => log.evaluate((box) => Math.round(box.scrollHeight - box.scrollTop - box.clientHeight));
  expect(await fromFoot()).toBeLessThanOrEqual(1);
  await log.evaluate((box) => box.scrollTo({ top: 0 }));
  await page.getByRole("button", { name: "Go to newest" }).waitFor();
  await say(other, "one more");
  await say(other, "and another");
  await page.getByRole("button", { name: "2 new messages" }).click();
  await page.getByRole("button", { name: "2 new messages" }).waitFor({ state: "detached" });
  expect(await fromFoot()).toBeLessThanOrEqual(1);
});

test("a message that is too long cannot be sent, and the counter says by how much", async () => {
  const page = await visit("long", "ada");
  const field = page.getByLabel("Message", { exact: true });
  await field.fill("a".repeat(450));
  await page.getByText("50 characters left").waitFor();
  await field.fill("a".repeat(502));
  await page.getByText("2 characters too many").waitFor();
  expect(await page.getByRole("button", { name: "Send" }).isDisabled()).toBe(true);
});

test("when the room restarts, the page comes back by itself and sends what was written meanwhile", async () => {
  const page = await visit("away", "ada");
  await say(page, "before");
  await line(page, "before");
  const restarted = server.setOptions(options);
  await page.getByText("The connection to the chat is lost. We keep trying.").waitFor();
  await say(page, "meanwhile");
  await restarted;
  await line(page, "meanwhile");
  expect(await page.getByRole("log").locator(".chat-line").allInnerTexts()).toEqual(["ada: before", "ada: meanwhile"]);
});
