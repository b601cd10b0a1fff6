import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { beforeAll, expect, test } from "vitest";
import { type Down, downSchema } from "#protocol/chat/frames.ts";
import { CHAT_PROTOCOL } from "#protocol/chat/http.ts";
import { VIEWER_HEADER, type Viewer, writeViewer } from "#protocol/chat/viewer.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";
import { signTicket } from "../auth/tickets.ts";

const worldWith = (bindings: object = {}) =>
  new EdgeWorld(async (request) => app.fetch(request, { ...env, ...bindings }, createExecutionContext()));
const world = worldWith();
const SITE = "https://rill.test";
const EVIL = "https://evil.example";
const SECRET = "test-chat-secret-of-more-than-32-characters";

beforeAll(async () => {
  await migrate(env.DB);
  for (const login of ["ada", "bob"]) await world.createChannel(login);
});

const upgrade = (login: string, headers: Record<string, string> = {}, at = world) =>
  at.request(`/chat/${login}`, { headers: { Upgrade: "websocket", ...headers } });

async function errorOf(answer: Response) {
  return [answer.status, answer.headers.get("Cache-Control"), await answer.json()];
}

class Socket {
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;
  readonly #frames: Down[] = [];
  readonly #watchers = new Set<() => void>();

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.addEventListener("close", ({ code }) => resolve(code));
    });
    socket.addEventListener("message", ({ data }) => {
      if (typeof data !== "string") return;
      this.#frames.push(v.parse(downSchema, JSON.parse(data)));
      for (const watch of [...this.#watchers]) watch();
    });
    socket.accept();
  }

  say(up: object): void {
    this.#socket.send(JSON.stringify(up));
  }

  async until<K extends Down["kind"]>(kind: K): Promise<Extract<Down, { kind: K }>> {
    for (;;) {
      const found = this.#frames.find((frame): frame is Extract<Down, { kind: K }> => frame.kind === kind);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        const watch = (): void => {
          this.#watchers.delete(watch);
          resolve();
        };
        this.#watchers.add(watch);
      });
    }
  }
}

async function open(login: string, headers: Record<string, string> = {}): Promise<Socket> {
  const { status, webSocket } = await upgrade(login, headers);
  expect(status).toBe(101);
  if (webSocket === null) throw new Error("no socket came");
  return new Socket(webSocket);
}

async function join(login: string, headers: Record<string, string> = {}) {
  const socket = await open(login, headers);
  socket.say({ kind: "join" });
  return { socket, joined: await socket.until("joined") };
}

/** Whom the room takes the socket for. */
const selfOn = async (login: string, headers: Record<string, string>) =>
  (await join(login, headers)).joined.self?.login ?? null;

async function ticketFor(channel: string, headers: Record<string, string>): Promise<string> {
  const answer = await world.request("/api/chat/ticket", {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify({ channel }),
  });
  const { ticket, expiresAt } = await answer.json<{ ticket: string; expiresAt: number }>();
  expect([answer.status, Math.abs(expiresAt - Date.now() - 60_000) < 5000]).toEqual([200, true]);
  return ticket;
}

const offering = (ticket: string) => ({ "Sec-WebSocket-Protocol": `${CHAT_PROTOCOL}, ${ticket}` });

test("an upgrade reaches the channel's own room", async () => {
  const { socket } = await join("ada", await world.guest("speaker"));
  socket.say({ kind: "send", nonce: "n1", text: "hi" });
  const { seq } = await socket.until("sent");
  const ada = (await join("ada")).joined;
  expect([ada.seq, ada.events.length, ada.self]).toEqual([seq, 1, null]);
  expect((await join("bob")).joined).toMatchObject({ kind: "joined", events: [], complete: true, self: null });
});

test("a plain request is told to upgrade", async () => {
  const answer = await world.request("/chat/ada");
  expect(answer.headers.get("Upgrade")).toBe("websocket");
  expect(await errorOf(answer)).toEqual([
    426,
    "no-store",
    { error: { code: "bad_request", message: "This address answers WebSocket connections only." } },
  ]);
});

test.each(["nobody", "NOT-A-LOGIN"])("a channel that does not exist is not found: %s", async (login) => {
  expect(await errorOf(await upgrade(login))).toEqual([
    404,
    "no-store",
    { error: { code: "not_found", message: "There is no such channel." } },
  ]);
});

test("a room that cannot be reached makes the chat unavailable, in words", async () => {
  const gone = { fetch: () => Promise.reject(new Error("gone")), plan: () => Promise.reject(new Error("gone")) };
  const broken = worldWith({ CHAT_ROOM: { getByName: () => gone } });
  expect(await errorOf(await upgrade("bob", {}, broken))).toEqual([
    503,
    "no-store",
    { error: { code: "unavailable", message: "The chat cannot be reached right now. Try again in a moment." } },
  ]);
});

test("the cookie of this site's page says who somebody is; without one, one reads", async () => {
  const guest = await world.guest("page_guest");
  expect([await selfOn("ada", guest), await selfOn("ada", { Origin: SITE }), await selfOn("ada", {})]).toEqual([
    "page_guest",
    null,
    null,
  ]);
});

test("a page of another site is refused, cookie or not, unless it shows a ticket", async () => {
  const guest = await world.guest("traveller");
  for (const headers of [{ Origin: EVIL }, { ...guest, Origin: EVIL }]) {
    expect(await errorOf(await upgrade("ada", headers))).toEqual([
      403,
      "no-store",
      { error: { code: "forbidden", message: "A page of another site needs a ticket to open this chat." } },
    ]);
  }
  const ticket = await ticketFor("ada", guest);
  const answer = await upgrade("ada", { Origin: EVIL, ...offering(ticket) });
  expect([answer.status, answer.headers.get("Sec-WebSocket-Protocol")]).toEqual([101, CHAT_PROTOCOL]);
  expect(await selfOn("ada", { Origin: EVIL, ...offering(ticket) })).toBe("traveller");
});

test("a ticket comes before the cookie", async () => {
  const other = await world.guest("other_guest");
  const ticket = await ticketFor("ada", await world.guest("ticket_guest"));
  expect(await selfOn("ada", { ...other, ...offering(ticket) })).toBe("ticket_guest");
});

test("a protocol without a ticket is answered, and one that was not offered is not named", async () => {
  const named = await upgrade("ada", { "Sec-WebSocket-Protocol": CHAT_PROTOCOL });
  const none = await upgrade("ada");
  expect([named, none].map(({ headers }) => headers.get("Sec-WebSocket-Protocol"))).toEqual([CHAT_PROTOCOL, null]);
});

test("a ticket that is forged, over or for another channel is closed with a code that a page can read", async () => {
  const viewer: Viewer = { userId: "1001", login: "ada", name: "Ada", colour: null, createdAt: 0, staff: true };
  const later = Date.now() + 60_000;
  const bad = [
    "nonsense",
    await signTicket({ viewer, channelId: "1001", expiresAt: later }, "a secret of somebody else, long enough"),
    await signTicket({ viewer, channelId: "1001", expiresAt: Date.now() - 1 }, SECRET),
    await ticketFor("bob", await world.guest("wrong_door")),
    "x".repeat(4000),
  ];
  for (const ticket of bad) expect(await (await open("ada", offering(ticket))).closed).toBe(4401);
});

test("without a secret no ticket is given, and none is good", async () => {
  const bare = worldWith({ CHAT_SECRET: "too short" });
  const guest = await world.guest("no_secret");
  const init = { method: "POST", headers: { ...guest, "Content-Type": "application/json" }, body: '{"channel":"ada"}' };
  expect((await bare.request("/api/chat/ticket", init)).status).toBe(503);
  const ticket = await ticketFor("ada", guest);
  const { webSocket } = await upgrade("ada", offering(ticket), bare);
  expect(webSocket === null ? null : await new Socket(webSocket).closed).toBe(4401);
});

test("a token says who a program is; one that may not write only reads; a wrong one is told", async () => {
  await world.createUser("robot");
  expect(await selfOn("ada", await world.bearer("robot"))).toBe("robot");
  expect(await selfOn("ada", await world.bearer("robot", ["chat:read"]))).toBeNull();
  const wrong = await upgrade("ada", { Authorization: `Bearer ${"0".repeat(30)}` });
  expect(wrong.status).toBe(401);
});

test("a token that was taken back opens no socket, even where it was known", async () => {
  const id = await world.createUser("revoked");
  const bearer = await world.bearer("revoked");
  expect((await world.request("/api/session", { headers: bearer })).status).toBe(200);
  await env.DB.prepare("DELETE FROM access_tokens WHERE user_id = ?").bind(Number(id)).run();
  expect((await upgrade("ada", bearer)).status).toBe(401);
});

test("what a client says of itself in our own header counts for nothing", async () => {
  const viewer: Viewer = { userId: "1001", login: "ada", name: "Ada", colour: null, createdAt: 0, staff: true };
  expect(await selfOn("ada", { [VIEWER_HEADER]: writeViewer(viewer) })).toBeNull();
  const guest = await world.guest("honest");
  expect(await selfOn("ada", { ...guest, [VIEWER_HEADER.toLowerCase()]: writeViewer(viewer) })).toBe("honest");
});

test("one address opens so many sockets in a minute and no more", async () => {
  const live = worldWith({ DEVELOPMENT: "0" });
  const from = (address: string) =>
    live.request("/chat/nobody", { headers: { Upgrade: "websocket", "CF-Connecting-IP": address } });
  const statuses: number[] = [];
  for (let i = 0; i <= 600; i++) statuses.push((await from(`2001:db8::${i.toString(16)}`)).status);
  expect([statuses[0], statuses[599], statuses[600], (await from("2001:db8:1::1")).status]).toEqual([
    404, 404, 429, 404,
  ]);
});

test("a ticket is for those who are signed in, for a channel that is there", async () => {
  const ask = (headers: Record<string, string>, body: unknown) =>
    world.request("/api/chat/ticket", {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const guest = await world.guest("asks_ticket");
  await world.createUser("reader");
  const answers = [
    await ask({}, { channel: "ada" }),
    await ask({ ...guest, Origin: EVIL }, { channel: "ada" }),
    await ask(await world.bearer("reader", ["chat:read"]), { channel: "ada" }),
    await ask(guest, { channel: "nobody" }),
    await ask(guest, { channel: "Not A Login" }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 403, 404, 400]);
  expect(answers.map(({ headers }) => headers.get("Cache-Control"))).toEqual(answers.map(() => "no-store"));
});
