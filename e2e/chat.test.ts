/** Journey: two people talk beside a channel, one is made a moderator and moderates, the Worker restarts, and a small room grows over relays. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createWorld, until, type World } from "./world.ts";

let world: World;
const faults: string[] = [];

beforeAll(async () => {
  // From two sockets on, newcomers are placed on relays.
  world = await createWorld({ env: { CHAT_GROWTH: "2" } });
  await world.createKey("synth");
});
afterAll(async () => world?.end());

async function open(path: string, width = 390, height = 800): Promise<Page> {
  const context = await world.browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(`${path}: ${error.message}`));
  await page.goto(world.stack.url + path);
  return page;
}

async function join(page: Page, name: string): Promise<void> {
  await page.getByLabel("Your name in chat").fill(name);
  await page.getByRole("button", { name: "Join in" }).click();
  await page.getByRole("button", { name: new RegExp(`Chatting as ${name}`) }).waitFor();
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.keyboard.press("Enter");
}

const line = (page: Page, text: string) => page.locator(".chat-line", { hasText: text });

/** Carries out an action as the broadcaster, over HTTP. */
async function asBroadcaster(action: object): Promise<number> {
  const operator = { Authorization: `Bearer ${world.stack.operatorToken}`, "Content-Type": "application/json" };
  const made = await fetch(`${world.stack.url}/api/users/synth/token`, {
    method: "POST",
    headers: operator,
    body: JSON.stringify({ scopes: ["chat:edit", "channel:moderate"] }),
  });
  const { token } = (await made.json()) as { token: string };
  const answer = await fetch(`${world.stack.url}/chat/synth/moderation`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify(action),
  });
  return answer.status;
}

describe("chat", () => {
  it("is talked in, moderated by keys, survives a restart, and grows over relays", async () => {
    const kim = await open("/popout/synth/chat");
    await join(kim, "Kim");
    const bob = await open("/synth", 1440, 900);
    await join(bob, "Bob_b");
    await say(kim, "hello RillHype from kim");
    await line(bob, "from kim").waitFor();
    expect(await line(bob, "from kim").getByRole("img", { name: "RillHype" }).count()).toBe(1);
    await say(bob, "hi @Kim");
    await kim.locator(".chat-line[data-me=true]").waitFor();

    expect(await asBroadcaster({ kind: "mod", user: "bob_b" })).toBe(200);
    await bob.getByRole("button", { name: "Moderate this channel" }).click();
    await bob.getByLabel("AutoMod", { exact: true }).selectOption({ index: 4 });
    await until("AutoMod holds a line", 20_000, async () => {
      await say(kim, `you are a fucking idiot ${Math.random()}`);
      return (await kim.getByText("Waiting for a moderator").count()) > 0;
    });
    await bob.getByRole("button", { name: "Allow" }).first().waitFor();
    await bob.keyboard.press("q");
    await bob.keyboard.press("a");
    await line(kim, "idiot").first().waitFor();

    await bob.getByRole("log").focus();
    await bob.keyboard.press("ArrowUp");
    await bob.keyboard.press("d");
    await kim.getByText("Message deleted").first().waitFor();
    await bob.keyboard.press("t");
    await kim.getByText(/You are timed out/).waitFor();
    await bob.getByRole("button", { name: "Undo" }).click();
    await kim.getByLabel("Message", { exact: true }).waitFor();

    const overlay = await open("/overlay/synth/chat?fade=0");
    await say(bob, "/announce Raffle now");
    await Promise.all([kim, overlay].map((page) => page.getByText("Raffle now").waitFor()));

    // The room is over its two sockets: whoever comes now sits on a relay, and hears and is heard.
    const room = async () => JSON.parse(await world.text("/debug/channels/synth/chat")) as { links: unknown[] };
    await until("newcomers are placed on a relay", 30_000, async () => {
      const late = await open("/popout/synth/chat");
      await late.getByText("Raffle now").waitFor();
      return (await room()).links.length > 0;
    });
    const relayed = await open("/popout/synth/chat");
    await join(relayed, "Lia");
    await say(relayed, "heard through a relay");
    await line(kim, "heard through a relay").waitFor();

    await world.stack.restartWorker();
    await until("a line gets through after the restart", 30_000, async () => {
      if ((await kim.getByLabel("Message", { exact: true }).count()) === 0) return false;
      await say(kim, `after the restart ${Math.random()}`);
      return (await line(relayed, "after the restart").count()) > 0;
    });
    await line(bob, "after the restart").first().waitFor();
    await say(bob, "/clear");
    await kim.getByText("A moderator cleared the chat").waitFor();
    expect(faults).toEqual([]);
  });

  it("answers bytes that are no text, and nobody else sees anything of them", async () => {
    const url = `${world.stack.url.replace("http", "ws")}/chat/synth`;
    const [hostile, reader] = [new WebSocket(url), new WebSocket(url)];
    const heard: string[] = [];
    const answers: string[] = [];
    reader.on("message", (data) => heard.push(String(data)));
    hostile.on("message", (data) => answers.push(String(data)));
    const opened = [reader, hostile].map((socket) => new Promise((resolve) => socket.once("open", resolve)));
    await Promise.all(opened);
    for (const socket of [reader, hostile]) socket.send(JSON.stringify({ kind: "join" }));
    await until("both have joined", 10_000, () => heard.length > 0 && answers.length > 0);
    heard.length = 0;
    answers.length = 0;
    // As a text frame, which the client does not check on its way out.
    hostile.send(Buffer.from([0x7b, 0xff, 0xfe, 0xc0, 0x80, 0x7d]), { binary: false });
    hostile.send(Buffer.from([0, 1, 2, 3]));
    await until("both frames are answered", 10_000, () => answers.length === 2);
    for (const answer of answers) expect(JSON.parse(answer)).toMatchObject({ kind: "refused", code: "malformed" });
    // The room goes on: it answers the reader, who has heard nothing of it.
    reader.send("ping");
    await until("the reader is answered", 10_000, () => heard.length > 0);
    expect(heard.filter((frame) => !frame.includes('"presence"'))).toEqual(["pong"]);
    for (const socket of [hostile, reader]) socket.terminate();
  });
});
