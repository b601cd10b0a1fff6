/** Journey: Twitch's own chat client, pointed at Rill, joins, talks and moderates, and every promise of its comes true. */
import { connect, type Socket } from "node:net";
import tmi from "tmi.js";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createApi } from "#scripts/stack/api.ts";
import { IrcTcpGateway } from "#transcoder/irc-gateway/server.ts";
import { createWorld, until, type World } from "./world.ts";

const MODERATES = ["chat:read", "chat:edit", "channel:moderate"];
const WITHIN_MS = 5000;
/** Who comes and goes is told every 10 s. */
const TOLD_WITHIN_MS = 25_000;

/** A refused login is a case here, and no news for the log. */
const silent = (): void => undefined;
const QUIET = { info: silent, warn: silent, error: silent };

let world: World;
const tokens = new Map<string, string>();
const clients: tmi.Client[] = [];

beforeAll(async () => {
  world = await createWorld();
  await world.createKey("alpha");
  const api = createApi(world.stack.url, world.stack.operatorToken);
  for (const login of ["bob", "carol", "dave", "erin"]) await api.createUser({ login });
  tokens.set("alpha", (await api.createToken("alpha", { scopes: MODERATES })).token);
  for (const login of ["bob", "carol", "dave", "erin"]) tokens.set(login, (await api.createToken(login)).token);
});
afterEach(async () => {
  const open = clients.splice(0).filter((client) => client.readyState() === "OPEN");
  await Promise.all(open.map((client) => client.disconnect()));
});
afterAll(async () => world?.end());

/** A client of tmi.js; anonymous without a login. */
function clientOf(login: string | null, password = tokens.get(login ?? "")): tmi.Client {
  const { hostname, port } = new URL(world.stack.url);
  const client = new tmi.Client({
    connection: { server: hostname, port: Number(port), secure: false, reconnect: false },
    options: { skipUpdatingEmotesets: true },
    logger: QUIET,
    ...(login === null || password === undefined
      ? {}
      : { identity: { username: login, password: `oauth:${password}` } }),
  });
  clients.push(client);
  return client;
}

async function joined(login: string | null): Promise<tmi.Client> {
  const client = clientOf(login);
  await client.connect();
  await client.join("alpha");
  return client;
}

type Heard = { readonly text: string; readonly tags: tmi.ChatUserstate; readonly self: boolean };

function listen(client: tmi.Client): Heard[] {
  const heard: Heard[] = [];
  client.on("message", (_, tags, text, self) => heard.push({ text, tags: { ...tags }, self }));
  return heard;
}

describe("tmi.js", () => {
  it("joins, talks and hears others, its own words once", async () => {
    const [alpha, bob, reader] = [await joined("alpha"), await joined("bob"), await joined(null)];
    const [ofAlpha, ofBob, ofReader] = [listen(alpha), listen(bob), listen(reader)];
    await bob.say("alpha", "hello 😂");
    await until("the others hear it", WITHIN_MS, () => ofAlpha.length === 1 && ofReader.length === 1);
    await alpha.action("alpha", "waves");
    await until("bob hears the answer", WITHIN_MS, () => ofBob.some(({ self }) => !self));
    expect(ofAlpha.map(({ text, self }) => [text, self])).toEqual([
      ["hello 😂", false],
      ["waves", true],
    ]);
    expect(ofBob.map(({ text, self, tags }) => [text, self, tags["message-type"]])).toEqual([
      ["hello 😂", true, "chat"],
      ["waves", false, "action"],
    ]);
    await until("the reader hears both", WITHIN_MS, () => ofReader.length === 2);
    const [first, second] = ofReader;
    expect([first?.tags.username, first?.tags.mod, second?.tags.username, second?.tags.badges]).toEqual([
      "bob",
      false,
      "alpha",
      { broadcaster: "1" },
    ]);
    expect(await alpha.ping()).toEqual([expect.any(Number)]);
    await bob.part("alpha");
    expect(bob.getChannels()).toEqual([]);
  });

  it("moderates: every command's promise comes true, and everyone sees what it did", async () => {
    const [alpha, bob, reader] = [await joined("alpha"), await joined("bob"), await joined(null)];
    const dave = await joined("dave");
    const seen: unknown[] = [];
    reader.on("timeout", (_, user, __, seconds) => seen.push(["timeout", user, seconds]));
    reader.on("ban", (_, user) => seen.push(["ban", user]));
    reader.on("clearchat", () => seen.push("clear"));
    reader.on("messagedeleted", (_, user, text) => seen.push(["deleted", user, text]));
    reader.on("slowmode", (_, on, seconds) => seen.push(["slow", on, seconds]));
    reader.on("followersonly", (_, on, minutes) => seen.push(["followers", on, minutes]));
    reader.on("emoteonly", (_, on) => seen.push(["emotes", on]));
    reader.on("subscribers", (_, on) => seen.push(["subscribers", on]));
    reader.on("r9kbeta", (_, on) => seen.push(["unique", on]));

    const ofAlpha = listen(alpha);
    await dave.say("alpha", "a line to delete");
    await until("it is there", WITHIN_MS, () => ofAlpha.length === 1);
    await alpha.deletemessage("alpha", ofAlpha[0]?.tags.id ?? "");
    await alpha.timeout("alpha", "bob", 60, "a reason");
    await alpha.unban("alpha", "bob");
    await alpha.ban("alpha", "carol", "another");
    await alpha.unban("alpha", "carol");
    await alpha.slow("alpha", 15);
    await alpha.slow("alpha", 15);
    await alpha.slowoff("alpha");
    await alpha.followersonly("alpha", 30);
    await alpha.followersonlyoff("alpha");
    await alpha.emoteonly("alpha");
    await alpha.emoteonlyoff("alpha");
    await alpha.subscribers("alpha");
    await alpha.subscribersoff("alpha");
    await alpha.r9kbeta("alpha");
    await alpha.r9kbetaoff("alpha");
    expect(await alpha.mods("alpha")).toEqual([]);
    await alpha.mod("alpha", "bob");
    expect(await alpha.mods("alpha")).toEqual(["bob"]);
    await alpha.unmod("alpha", "bob");
    await alpha.vip("alpha", "carol");
    expect(await alpha.vips("alpha")).toEqual(["carol"]);
    await alpha.unvip("alpha", "carol");
    await alpha.color("#00FF00");
    await alpha.clear("alpha");
    await until("the reader saw the last of it", WITHIN_MS, () => seen.at(-1) === "clear");
    expect(seen).toEqual([
      ["deleted", "dave", "a line to delete"],
      ["timeout", "bob", 60],
      ["ban", "carol"],
      ["slow", true, 15],
      ["slow", false, 0],
      ["followers", true, 30],
      ["followers", false, 0],
      ["emotes", true],
      ["emotes", false],
      ["subscribers", true],
      ["subscribers", false],
      ["unique", true],
      ["unique", false],
      "clear",
    ]);
    await expect(bob.ban("alpha", "carol")).rejects.toBe("no_permission");
    await expect(alpha.ban("alpha", "alpha")).rejects.toBe("bad_ban_self");
  });

  it("is told who joins and who parts, and has a list of who is there", async () => {
    const reader = clientOf(null);
    const bob = await joined("bob");
    // Those of other cases may be on their way out.
    const ofCarol: unknown[] = [];
    const known = new Set<string>();
    // The list that comes with the JOIN; the library's types leave its own event for it out.
    reader.on("raw_message", ({ command, params }) => {
      if (command === "353") for (const user of params.at(-1)?.split(" ") ?? []) known.add(user);
    });
    reader.on("join", (channel, user, self) => {
      known.add(user);
      if (user === "carol") ofCarol.push(["join", channel, self]);
    });
    reader.on("part", (channel, user, self) => {
      if (user === "carol") ofCarol.push(["part", channel, self]);
    });
    await reader.connect();
    await reader.join("alpha");
    await until("the reader knows that bob is there", TOLD_WITHIN_MS, () => known.has("bob"));
    const carol = await joined("carol");
    await until("carol's coming is told", TOLD_WITHIN_MS, () => ofCarol.length === 1);
    await carol.part("alpha");
    await until("carol's going is told", TOLD_WITHIN_MS, () => ofCarol.length === 2);
    expect(ofCarol).toEqual([
      ["join", "#alpha", false],
      ["part", "#alpha", false],
    ]);
    expect(bob.getChannels()).toEqual(["#alpha"]);
  });

  it("is told that its token is wrong, and does not come back", async () => {
    const client = clientOf("bob", "x".repeat(30));
    await expect(client.connect()).rejects.toBe("Login authentication failed");
  });

  it("cannot join a channel that does not exist", async () => {
    const client = clientOf("bob");
    await client.connect();
    await expect(client.join("there_is_none")).rejects.toBe("msg_channel_suspended");
  });
});

describe("a client that speaks IRC over TCP", () => {
  it("talks to one that speaks it over WebSocket", async () => {
    const url = new URL("/irc", world.stack.url.replace("http", "ws")).href;
    const gateway = new IrcTcpGateway({
      url,
      host: "127.0.0.1",
      port: 0,
      tls: null,
      maxConnections: 5,
      log: () => undefined,
    });
    const socket: Socket = connect(await gateway.listen(), "127.0.0.1");
    let said = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    const bob = await joined("bob");
    const ofBob = listen(bob);
    socket.write(
      `CAP REQ :twitch.tv/tags twitch.tv/commands\r\nPASS :oauth:${tokens.get("erin")}\r\nNICK erin\r\nUSER erin 0 * :x\r\n`,
    );
    await until("it is in", WITHIN_MS, () => said.includes(" 376 erin "));
    socket.write("JOIN #alpha\r\n");
    await until("it has joined", WITHIN_MS, () => said.includes("ROOMSTATE #alpha"));
    socket.write("PRIVMSG #alpha :from afar\r\n");
    await until("the other hears it", WITHIN_MS, () => ofBob.some(({ text }) => text === "from afar"));
    await bob.say("alpha", "welcome");
    await until("it hears the other", WITHIN_MS, () => said.includes("PRIVMSG #alpha :welcome\r\n"));
    socket.end();
    await gateway.stop();
  });
});
