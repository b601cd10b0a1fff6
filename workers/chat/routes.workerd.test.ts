import { env } from "cloudflare:workers";
import * as v from "valibot";
import { beforeAll, expect, test } from "vitest";
import { chatDownSchema } from "#protocol/chat/chat.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";

const ask = (path: string, headers: Record<string, string> = {}, bindings: object = env) =>
  Promise.resolve(app.request(`https://rill.test${path}`, { headers }, bindings));
const upgrade = { Upgrade: "websocket" };

async function errorOf(answer: Response) {
  return [answer.status, answer.headers.get("Cache-Control"), await answer.json()];
}

beforeAll(async () => {
  await migrate(env.DB);
  const insert = env.DB.prepare(
    "INSERT INTO channels (id, login, display_name, stream_key_hash, created_at) VALUES (?, ?, ?, ?, 0)",
  );
  await env.DB.batch([insert.bind(1001, "ada", "Ada", "a"), insert.bind(1002, "bob", "Bob", "b")]);
});

async function join(login: string, headers = {}): Promise<{ socket: WebSocket; joined: unknown }> {
  const { status, webSocket } = await ask(`/chat/${login}`, { ...upgrade, ...headers });
  expect(status).toBe(101);
  if (webSocket === null || webSocket === undefined) throw new Error("no socket came");
  webSocket.accept();
  const first = new Promise<unknown>((resolve) => {
    webSocket.addEventListener("message", ({ data }) => resolve(JSON.parse(String(data))), { once: true });
  });
  webSocket.send(JSON.stringify({ kind: "join", name: "reader" }));
  return { socket: webSocket, joined: v.parse(chatDownSchema, await first) };
}

test("an upgrade reaches the channel's own room", async () => {
  const ada = await join("ada", { Origin: "https://rill.test" });
  const stored = new Promise<unknown>((resolve) => {
    ada.socket.addEventListener("message", ({ data }) => resolve(JSON.parse(String(data))), { once: true });
  });
  ada.socket.send(JSON.stringify({ kind: "send", nonce: "n1", text: "hi" }));
  expect(await stored).toEqual({ kind: "sent", nonce: "n1", seq: 1 });
  expect((await join("ada")).joined).toMatchObject({ kind: "joined", seq: 1, messages: [{ text: "hi" }] });
  expect((await join("bob")).joined).toEqual({ kind: "joined", seq: 0, messages: [], complete: true });
});

test("a plain request is told to upgrade", async () => {
  const answer = await ask("/chat/ada");
  expect(answer.headers.get("Upgrade")).toBe("websocket");
  expect(await errorOf(answer)).toEqual([
    426,
    "no-store",
    { error: { code: "bad_request", message: "This address answers WebSocket connections only." } },
  ]);
});

test.each(["nobody", "NOT-A-LOGIN"])("a channel that does not exist is not found: %s", async (login) => {
  expect(await errorOf(await ask(`/chat/${login}`, upgrade))).toEqual([
    404,
    "no-store",
    { error: { code: "not_found", message: "There is no such channel." } },
  ]);
});

test("a page of another site is refused", async () => {
  expect(await errorOf(await ask("/chat/ada", { ...upgrade, Origin: "https://evil.example" }))).toEqual([
    403,
    "no-store",
    { error: { code: "forbidden", message: "Chat can be opened from this site's own pages only." } },
  ]);
});

test("a room that cannot be reached makes the chat unavailable, in words", async () => {
  const broken = {
    ...env,
    DB: env.DB,
    CHAT_ROOM: { getByName: () => ({ fetch: () => Promise.reject(new Error("gone")) }) },
  };
  expect(await errorOf(await ask("/chat/ada", upgrade, broken))).toEqual([
    503,
    "no-store",
    { error: { code: "unavailable", message: "The chat cannot be reached right now. Try again in a moment." } },
  ]);
});
