/**
 * A browser on the built pages, whose requests a test answers by hand: what the site says is the test's to decide, and what the pages sent is
 * there to read. Faults of a page, and whatever its policy refused, are kept to be looked at.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { build } from "vite";
import { launchChromium } from "./chromium.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** A picture for every address of one: what is in it is no test's business here. */
const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 4"><rect width="3" height="4" fill="#456"/></svg>`;

export type Asked = {
  readonly method: string;
  readonly path: string;
  readonly search: string;
  /** Parsed where it was JSON, else as text. */
  readonly body: unknown;
};
export type Answer = { readonly status: number; readonly body: unknown };
/** By `METHOD /path`, or `/path` for GET. What is not named is not found. */
export type Answers = Readonly<Record<string, unknown | ((asked: Asked) => Answer)>>;

export const refusal = (status: number, message: string, code = "x"): Answer => ({
  status,
  body: { error: { code, message } },
});
export const answer = (body: unknown, status = 200): Answer => ({ status, body });

export class PageStage {
  /** Where the built pages are. */
  readonly folder: string;
  answers: Answers = {};
  readonly asked: Asked[] = [];
  readonly #browser: Browser;
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #pages: Page[] = [];
  #headers: readonly (readonly [RegExp, string])[] = [];
  #trouble: string[] = [];

  private constructor(folder: string, browser: Browser) {
    this.folder = folder;
    this.#browser = browser;
  }

  static async open(): Promise<PageStage> {
    const folder = await mkdtemp(join(tmpdir(), "rill-stage-"));
    const configFile = fileURLToPath(new URL("../web/vite.config.ts", import.meta.url));
    await build({ configFile, logLevel: "error", build: { outDir: join(folder, "dist") } });
    const stage = new PageStage(folder, await launchChromium());
    stage.#headers = policiesOf(await readFile(join(folder, "dist/_headers"), "utf8"));
    await new Promise<void>((resolve) => stage.#server.listen(0, "127.0.0.1", resolve));
    return stage;
  }

  get origin(): string {
    const address = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${address.port}`;
  }

  /** What the pages have sent of this kind. */
  sent(method: string, path: string): readonly Asked[] {
    return this.asked.filter((one) => one.method === method && one.path === path);
  }

  async visit(path: string, answers: Answers, options: BrowserContextOptions = {}): Promise<Page> {
    this.answers = answers;
    this.asked.length = 0;
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    this.#pages.push(page);
    page.on("pageerror", (error) => this.#trouble.push(error.message));
    page.on("console", (line) => {
      if (line.text().includes("Content Security Policy")) this.#trouble.push(line.text());
    });
    await page.goto(this.origin + path);
    return page;
  }

  /** Closes the pages; answers the faults that they had. */
  async leave(): Promise<readonly string[]> {
    for (const page of this.#pages.splice(0)) await page.context().close();
    const trouble = this.#trouble;
    this.#trouble = [];
    return trouble;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#server.closeAllConnections();
    this.#server.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, search } = new URL(request.url ?? "/", "http://site");
    const method = request.method ?? "GET";
    if (/^\/(api|live|chat)\//.test(path) || (path.startsWith("/vods/") && asksForJson(request))) {
      const asked = { method, path, search, body: await bodyOf(request) };
      this.asked.push(asked);
      const given = this.answers[method === "GET" ? path : `${method} ${path}`];
      const { status, body } = answerOf(given, asked);
      response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
      response.end(body === null ? "" : JSON.stringify(body));
      return;
    }
    if (path.startsWith("/images/")) {
      response.writeHead(200, { "content-type": "image/svg+xml" });
      response.end(PICTURE);
      return;
    }
    const file = join(this.folder, "dist", path);
    const found = extname(file) === "" ? null : await readFile(file).catch(() => null);
    response.writeHead(200, {
      "content-type": TYPES[found === null ? ".html" : extname(file)] ?? "application/octet-stream",
      "content-security-policy": this.#headers.findLast(([pattern]) => pattern.test(path))?.[1] ?? "",
    });
    response.end(found ?? (await readFile(join(this.folder, "dist/index.html"))));
  }
}

const asksForJson = (request: IncomingMessage): boolean => request.headers.accept === "application/json";

function answerOf(given: unknown, asked: Asked): Answer {
  if (given === undefined) return refusal(404, "There is nothing at this address.");
  return typeof given === "function" ? given(asked) : answer(given);
}

/** The policies of a headers file, by the addresses that they are for; the last one that fits counts. */
function policiesOf(headers: string): readonly (readonly [RegExp, string])[] {
  return headers.split("\n\n").flatMap((block) => {
    const [path = "", ...lines] = block.split("\n");
    const policy = lines.map((line) => /^ {2}Content-Security-Policy: (.+)/.exec(line)?.[1]).find((one) => one);
    return policy === undefined ? [] : [[new RegExp(`^${path.replaceAll("*", ".*")}$`), policy] as const];
  });
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const isJson = request.headers["content-type"]?.startsWith("application/json") === true;
  return isJson ? JSON.parse(bytes.toString("utf8")) : bytes.toString("latin1");
}
