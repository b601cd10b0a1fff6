import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { OauthWorld } from "#testing/oauth-world.ts";
import { LOOK_MS, MAX_GATEWAY_SOCKETS } from "./limits.ts";

const world = new EdgeWorld((request) => exports.default.fetch(request));
const MODERATES = ["chat:read", "chat:edit", "channel:moderate"];
const tokens: Record<string, string> = {};
let room1 = "";

beforeAll(async () => {
  await migrate(env.DB);
  room1 = (await world.createChannel("room1")).id;
  await world.createChannel("room2");
  for (const login of ["alice", "bob"]) await world.createUser(login);
  for (const [login, scopes] of [
    ["room1", MODERATES],
    ["alice", MODERATES],
    ["bob", undefined],
  ] as const) {
    tokens[login] = (await world.bearer(login, scopes)).Authorization.slice("Bearer ".length);
  }
});

/** A client, and the lines that came. */
class Client {
  readonly lines: string[] = [];
  closed: number | null = null;
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.accept();
    socket.addEventListener("message", ({ data }) => {
      this.lines.push(
        ...String(data)
          .split("\r\n")
          .filter((line) => line !== ""),
      );
    });
    socket.addEventListener("close", ({ code }) => {
      this.closed = code;
    });
  }

  say(frame: string | ArrayBuffer): void {
    this.#socket.send(frame);
  }

  /** The first line that holds this, and those before it are forgotten. */
  async hears(part: string): Promise<string> {
    return await until(
      () => {
        const index = this.lines.findIndex((line) => line.includes(part));
        return index < 0 ? undefined : this.lines.splice(0, index + 1)[index];
      },
      `a line with ${part}; there are ${JSON.stringify(this.lines)}`,
    );
  }

  close(): void {
    this.#socket.close(1000, "");
  }
}

async function until<T>(fact: () => T | undefined, what: string, withinMs = 5000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = fact();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`there never was ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function open(path = "/", protocol = "irc"): Promise<Client> {
  const { status, webSocket } = await world.request(path, {
    headers: { Upgrade: "websocket", ...(protocol === "" ? {} : { "Sec-WebSocket-Protocol": protocol }) },
  });
  if (status !== 101 || webSocket === null) throw new Error(`the upgrade was refused: ${status}`);
  return new Client(webSocket);
}

async function enter(login: string, ...channels: readonly string[]): Promise<Client> {
  return await enterWith(await open(), login, ...channels);
}

async function enterWith(client: Client, login: string, ...channels: readonly string[]): Promise<Client> {
  client.say("CAP REQ :twitch.tv/tags twitch.tv/commands");
  client.say(`PASS oauth:${tokens[login]}`);
  client.say(`NICK ${login}`);
  await client.hears(" 376 ");
  for (const channel of channels) {
    client.say(`JOIN ${channel}`);
    await client.hears("ROOMSTATE");
  }
  return client;
}

test.each([
  ["/", "irc", "irc"],
  ["/?x=1", "", null],
  ["/irc", "x, irc", "irc"],
  ["/irc?x=:80/", "other", null],
])("an upgrade at %s that offers %j is answered with the protocol %j", async (path, offered, answered) => {
  const response = await world.request(path, {
    headers: { Upgrade: "websocket", ...(offered === "" ? {} : { "Sec-WebSocket-Protocol": offered }) },
  });
  expect([response.status, response.headers.get("Sec-WebSocket-Protocol")]).toEqual([101, answered]);
  response.webSocket?.accept();
  response.webSocket?.close();
});

test("a plain request at /irc is told to upgrade", async () => {
  const response = await world.request("/irc");
  expect([response.status, response.headers.get("Upgrade")]).toEqual([426, "websocket"]);
});

test("clients with tokens talk to each other, and hear of what a moderator does", async () => {
  const owner = await enter("room1", "#room1");
  const bob = await enter("bob", "#room1");
  bob.say("PRIVMSG #room1 :hello 😂");
  const state = await bob.hears("USERSTATE");
  const heard = await owner.hears("PRIVMSG");
  const id = /;id=([^;]+)/.exec(heard)?.[1] ?? "";
  expect(state).toContain(`id=${id};`);
  expect(heard).toMatch(
    /^@badge-info=;badges=;color=[^;]*;display-name=bob;emotes=;first-msg=1;flags=;id=\d+-\d+;mod=0;/i,
  );
  expect(heard.split(" :").slice(-1)).toEqual(["hello 😂"]);
  owner.say(`PRIVMSG #room1 :/delete ${id}`);
  expect(await bob.hears("CLEARMSG")).toMatch(
    new RegExp(`^@login=bob;room-id=${room1};target-msg-id=${id};tmi-sent-ts=\\d+ .* :hello 😂$`),
  );
  await owner.hears("msg-id=delete_message_success");
  owner.say("PRIVMSG #room1 :/timeout bob 600 spam");
  expect(await bob.hears("CLEARCHAT")).toMatch(
    /^@ban-duration=600;room-id=\d+;target-user-id=\d+;tmi-sent-ts=\d+ :tmi\.twitch\.tv CLEARCHAT #room1 :bob$/,
  );
  await owner.hears("msg-id=timeout_success");
  bob.say("PRIVMSG #room1 :am I heard?");
  await bob.hears("msg-id=msg_timedout");
  owner.say("PRIVMSG #room1 :/unban bob");
  await owner.hears("msg-id=untimeout_success");
  // Its token may write and not moderate.
  bob.say("PRIVMSG #room1 :/clear");
  await bob.hears("msg-id=no_permission");
  owner.say("PRIVMSG #room1 :/slow 5");
  expect(await bob.hears("ROOMSTATE")).toBe(`@room-id=${room1};slow=5 :tmi.twitch.tv ROOMSTATE #room1`);
  await bob.hears("msg-id=slow_on");
  owner.say("PRIVMSG #room1 :/slowoff");
  await bob.hears("msg-id=slow_off");
});

test("who asked for membership is told who is in the room, on its page and on another gateway, and who leaves", async () => {
  await world.createChannel("room3");
  const { webSocket: page } = await world.request("/chat/room3", {
    headers: { Upgrade: "websocket", Authorization: `Bearer ${tokens["alice"]}` },
  });
  if (page === null) throw new Error("no socket came");
  page.accept();
  const answers: string[] = [];
  page.addEventListener("message", ({ data }) => {
    answers.push(String(data));
  });
  page.send(JSON.stringify({ kind: "join", moderation: false }));
  await until(() => answers.find((answer) => answer.includes("joined")), "an answer to the page");
  const { webSocket } = await env.IRC_GATEWAY.getByName("irc-7").fetch("https://gateway.invalid/", {
    headers: { Upgrade: "websocket" },
  });
  if (webSocket === null) throw new Error("no socket came");
  const bob = await enterWith(new Client(webSocket), "bob", "#room3");
  const reader = await open();
  reader.say("CAP REQ :twitch.tv/membership\r\nNICK justinfan5\r\nJOIN #room3\r\n");
  expect(await reader.hears("353")).toBe(":justinfan5.tmi.twitch.tv 353 justinfan5 = #room3 :justinfan5");
  expect(await reader.hears("353")).toBe(":justinfan5.tmi.twitch.tv 353 justinfan5 = #room3 :justinfan5 alice bob");
  await reader.hears("366");
  bob.close();
  page.close(1000, "");
  const parts = ["alice", "bob"].map((login) => `:${login}!${login}@${login}.tmi.twitch.tv PART #room3`);
  const areThere = () => (reader.lines.length >= parts.length ? [...reader.lines].sort() : undefined);
  expect(await until(areThere, "two PARTs", 3 * LOOK_MS)).toEqual(parts);
});

test("a wrong token is told in Twitch's words and closed", async () => {
  const client = await open();
  client.say(`PASS oauth:${"x".repeat(30)}\r\nNICK alice\r\n`);
  expect(await client.hears("NOTICE")).toBe(":tmi.twitch.tv NOTICE * :Login authentication failed");
  await until(() => client.closed ?? undefined, "a close");
});

test("an app's own token, which speaks for nobody, is no account", async () => {
  const oauth = new OauthWorld(world, env.DB);
  const app = await oauth.app(await oauth.person("app_owner"));
  const [, body] = await oauth.exchange(app, { grant_type: "client_credentials" });
  const client = await open();
  client.say(`PASS oauth:${(body as { access_token: string }).access_token}\r\nNICK app_owner\r\n`);
  expect(await client.hears("NOTICE")).toBe(":tmi.twitch.tv NOTICE * :Login authentication failed");
  await until(() => client.closed ?? undefined, "a close");
});

test("a reader without account hears, and cannot write", async () => {
  const alice = await enter("alice", "#room2");
  const reader = await open("/irc", "");
  reader.say("NICK justinfan123\r\nJOIN #room2\r\n");
  await reader.hears(" 366 ");
  alice.say("PRIVMSG #room2 :\x01ACTION waves\x01");
  expect(await reader.hears("PRIVMSG")).toBe(":alice!alice@alice.tmi.twitch.tv PRIVMSG #room2 :\x01ACTION waves\x01");
});

test("a bare PING is answered without prefix, and without waking the gateway", async () => {
  const client = await open();
  client.say("PING");
  expect(await client.hears("PONG")).toBe("PONG");
});

/** Five minutes pass, as seen by the gateway. */
async function passRound(gateway: typeof gatewayOf9): Promise<void> {
  await runInDurableObject(gateway, (_, { storage }) => storage.sql.exec("UPDATE alarms SET at = 0").toArray());
  await runDurableObjectAlarm(gateway);
}
const gatewayOf9 = env.IRC_GATEWAY.getByName("irc-9");

test("a gateway that sleeps wakes with its clients where they were, and asks them whether they are there", async () => {
  const { webSocket } = await gatewayOf9.fetch("https://gateway.invalid/", { headers: { Upgrade: "websocket" } });
  if (webSocket === null) throw new Error("no socket came");
  const sleeper = new Client(webSocket);
  sleeper.say("CAP REQ :twitch.tv/commands\r\nNICK justinfan6\r\n");
  await sleeper.hears(" 376 ");
  await evictDurableObject(gatewayOf9);
  sleeper.say("JOIN #room2\r\nPING :awake\r\n");
  await sleeper.hears("PONG");
  expect(await sleeper.hears("ROOMSTATE")).toContain("#room2");
  await passRound(gatewayOf9);
  expect(await sleeper.hears("PING")).toBe("PING :tmi.twitch.tv");
  await passRound(gatewayOf9);
  expect(await until(() => sleeper.closed ?? undefined, "a close")).toBe(1008);
});

test("a room that restarts is linked again, and its channel goes on", async () => {
  const alice = await enter("alice", "#room2");
  const reader = await open();
  reader.say("NICK justinfan8\r\nJOIN #room2\r\n");
  await reader.hears(" 366 ");
  const { id } = (await env.DB.prepare("SELECT id FROM channels WHERE login = 'room2'").first<{ id: number }>()) ?? {
    id: 0,
  };
  const room = env.CHAT_ROOM.getByName(String(id));
  await expect(Promise.resolve(room.abort())).rejects.toThrow("aborted for a test");
  alice.say("PRIVMSG #room2 :after the restart");
  expect(await reader.hears("PRIVMSG")).toContain(":after the restart");
  await alice.hears("USERSTATE");
  expect([...alice.lines, ...reader.lines].filter((line) => line.includes("PRIVMSG"))).toEqual([]);
});

test("a gateway takes so many clients, and one more is refused", async () => {
  const gateway = env.IRC_GATEWAY.getByName("irc-8");
  const upgrade = () => gateway.fetch("https://gateway.invalid/", { headers: { Upgrade: "websocket" } });
  const sockets: WebSocket[] = [];
  for (let opened = 0; opened < MAX_GATEWAY_SOCKETS; opened++) {
    const { webSocket } = await upgrade();
    if (webSocket === null) throw new Error(`only ${opened} were taken`);
    webSocket.accept();
    sockets.push(webSocket);
  }
  expect((await upgrade()).status).toBe(503);
  for (const socket of sockets) socket.close();
}, 20_000);

test("binary frames and frames that are too large close", async () => {
  const binary = await open();
  binary.say(new ArrayBuffer(4));
  expect(await until(() => binary.closed ?? undefined, "a close")).toBe(1008);
  const large = await open();
  large.say(`@a=${"x".repeat(1024 * 1024)} PING`);
  expect(await until(() => large.closed ?? undefined, "a close")).toBe(1009);
});
