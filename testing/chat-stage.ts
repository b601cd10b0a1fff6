/** A browser on the built pages and a played room: what every test of the chat's pages sets up. Faults of a page are kept to be looked at. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { ChatSite } from "./chat-site.ts";
import { launchChromium } from "./chromium.ts";
import type { ScriptedRoom } from "./scripted-room.ts";

export class ChatStage {
  readonly site: ChatSite;
  /** Where the built pages are. */
  readonly folder: string;
  readonly #browser: Browser;
  readonly #pages: Page[] = [];
  #trouble: string[] = [];
  #rooms = 0;

  private constructor(folder: string, site: ChatSite, browser: Browser) {
    this.folder = folder;
    this.site = site;
    this.#browser = browser;
  }

  static async open(): Promise<ChatStage> {
    const folder = await mkdtemp(join(tmpdir(), "rill-chat-"));
    return new ChatStage(folder, await ChatSite.open(folder), await launchChromium());
  }

  /** A channel that no other test has used. */
  newRoom(): { readonly login: string; readonly room: ScriptedRoom } {
    this.#rooms += 1;
    const login = `room${this.#rooms}`;
    return { login, room: this.site.room(login) };
  }

  /** Opens a page as somebody, or as a reader. */
  async visit(path: string, name: string | null, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 390, height: 700 }, ...options });
    if (name !== null) await context.addCookies([{ name: "rill-test", value: name, url: this.site.origin }]);
    const page = await context.newPage();
    this.#pages.push(page);
    page.on("pageerror", (error) => this.#trouble.push(error.message));
    page.on("console", (line) => {
      if (line.text().includes("Content Security Policy")) this.#trouble.push(line.text());
    });
    await page.goto(this.site.origin + path);
    return page;
  }

  /** Closes the pages; answers the faults that they had, and what the policy refused. */
  async leave(): Promise<readonly string[]> {
    for (const page of this.#pages.splice(0)) await page.context().close();
    const trouble = this.#trouble;
    this.#trouble = [];
    return trouble;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.site.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
