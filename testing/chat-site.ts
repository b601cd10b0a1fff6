/**
 * The built pages on a server of their own, with a chat that a test plays by hand: what the room says is the test's to decide, and what the
 * page sent is there to read. For what the pages do; what the room does is tested beside the room.
 */
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { WebSocketServer } from "ws";
import { GLOBAL_EMOTES } from "#protocol/chat/emote.ts";
import { ScriptedRoom } from "./scripted-room.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

export type Answer = { readonly status: number; readonly body: unknown };
export type Asked = { readonly method: string; readonly path: string; readonly search: string; readonly body: Buffer };
/** Answers a request in the site's place; null leaves it to the site. */
export type Script = (asked: Asked) => Answer | null;

export class ChatSite {
  readonly #dist: string;
  readonly #policy: string;
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #rooms = new Map<string, ScriptedRoom>();
  /** Names that are taken. */
  readonly taken = new Set<string>();
  /** Asked first, for what a test decides itself. */
  script: Script | null = null;

  private constructor(dist: string, policy: string) {
    this.#dist = dist;
    this.#policy = policy;
    this.#server.on("upgrade", (request, socket, head) => {
      const login = /^\/chat\/([a-z0-9_]+)$/.exec(request.url ?? "")?.[1];
      if (login === undefined || this.room(login).closed) {
        socket.destroy();
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (opened) => this.room(login).enter(opened, nameOf(request)));
    });
  }

  /** Builds the pages into a folder and serves them. */
  static async open(folder: string): Promise<ChatSite> {
    const dist = join(folder, "dist");
    const configFile = fileURLToPath(new URL("../web/vite.config.ts", import.meta.url));
    await build({ configFile, logLevel: "error", build: { outDir: dist } });
    const headers = await readFile(join(dist, "_headers"), "utf8");
    const site = new ChatSite(dist, /Content-Security-Policy: (.+)/.exec(headers)?.[1] ?? "");
    await new Promise<void>((resolve) => site.#server.listen(0, "127.0.0.1", resolve));
    return site;
  }

  get origin(): string {
    const address = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${address.port}`;
  }

  /** The room of a channel, made when it is first asked for. */
  room(login: string): ScriptedRoom {
    const known = this.#rooms.get(login);
    if (known !== undefined) return known;
    const made = new ScriptedRoom();
    this.#rooms.set(login, made);
    return made;
  }

  close(): void {
    for (const room of this.#rooms.values()) room.drop();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search } = new URL(request.url ?? "/", "http://site");
    const answer = (await this.#scripted(request, pathname, search)) ?? (await this.#api(request, response, pathname));
    if (answer !== null) {
      response.writeHead(answer.status, { "content-type": "application/json", "cache-control": "no-store" });
      response.end(JSON.stringify(answer.body));
      return;
    }
    const emote = /^\/emotes\/([a-z0-9-]+)\/\d+$/.exec(pathname)?.[1];
    const path = emote === undefined ? pathname : `/emotes/${emote}.svg`;
    const body = extname(path) === "" ? null : await readFile(join(this.#dist, path)).catch(() => null);
    response.writeHead(200, {
      "content-type": TYPES[body === null ? ".html" : extname(path)] ?? "application/octet-stream",
      "content-security-policy": this.#policy,
    });
    response.end(body ?? (await readFile(join(this.#dist, "index.html"))));
  }

  async #scripted(request: IncomingMessage, path: string, search: string): Promise<Answer | null> {
    const { script } = this;
    if (script === null) return null;
    const body = request.method === "GET" ? Buffer.alloc(0) : await bodyOf(request);
    return script({ method: request.method ?? "GET", path, search, body });
  }

  async #api(request: IncomingMessage, response: ServerResponse, path: string): Promise<Answer | null> {
    if (path === "/api/session") return this.#session(request, response);
    const chat = /^\/chat\/([a-z0-9_]+)\/(emotes|moderation)$/.exec(path);
    if (chat?.[2] === "emotes") return { status: 200, body: { global: GLOBAL_EMOTES, channel: [] } };
    if (chat?.[1] !== undefined) return moderationAnswer(this.room(chat[1]), nameOf(request));
    const user = /^\/api\/users\/([a-z0-9_]+)$/.exec(path)?.[1];
    if (user !== undefined) {
      const profile = { id: "9", login: user, displayName: user, colour: null, createdAt: 1_600_000_000_000 };
      return { status: 200, body: profile };
    }
    const channel = /^\/api\/channels\/([a-z0-9_]+)$/.exec(path)?.[1];
    if (channel !== undefined) return { status: 200, body: offline(channel) };
    if (path.endsWith("/vods")) return { status: 200, body: { vods: [] } };
    if (/^\/(api|live)\//.test(path)) return refusal(404, "not_found", "There is nothing at this address.");
    return null;
  }

  async #session(request: IncomingMessage, response: ServerResponse): Promise<Answer> {
    const taken = request.method === "POST" ? await bodyName(request) : null;
    if (taken !== null && this.taken.has(taken.toLowerCase())) {
      return refusal(409, "conflict", `The name ${taken.toLowerCase()} is taken.`);
    }
    const name = request.method === "DELETE" ? null : (taken ?? nameOf(request));
    response.setHeader("set-cookie", `rill-test=${name ?? ""}; Path=/`);
    const user = name === null ? null : accountOf(name);
    return { status: taken === null ? 200 : 201, body: { user } };
  }
}

function accountOf(name: string) {
  const { userId, login } = ScriptedRoom.personOf(name);
  return { id: userId, login, displayName: name, colour: null, staff: false, guest: true };
}

function moderationAnswer(room: ScriptedRoom, name: string | null): Answer {
  if (name === null) return refusal(401, "unauthorized", "Sign in first.");
  const view = room.viewFor(name);
  return view === null
    ? refusal(403, "forbidden", "Only those who moderate this channel see this.")
    : { status: 200, body: view };
}

const refusal = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message } },
});

const offline = (login: string) => ({
  ...{ id: "1", login, displayName: login, title: "", state: "offline", live: false, viewers: 0 },
  ...{ broadcastId: null, startedAt: null },
});

function nameOf(request: IncomingMessage): string | null {
  return /(?:^|;\s*)rill-test=([^;]+)/.exec(request.headers.cookie ?? "")?.[1] ?? null;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function bodyName(request: IncomingMessage): Promise<string> {
  const body: unknown = JSON.parse((await bodyOf(request)).toString("utf8"));
  return typeof body === "object" && body !== null && "name" in body ? String(body.name) : "";
}
