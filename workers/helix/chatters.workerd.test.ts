import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { relayObjectName } from "#protocol/chat/link.ts";
import { connectTo } from "#testing/chat-client.ts";
import { person } from "#testing/chat-people.ts";
import { openChat } from "#testing/chat-socket.ts";
import { HelixWorld } from "#testing/helix-world.ts";
import { migrate } from "#testing/migrations.ts";
import { gatewayName } from "../chat/irc/shards.ts";

const world = new HelixWorld((request) => exports.default.fetch(request), env.DB);
const SCOPES = ["moderator:read:chatters"];
let ada = "";
let bob = "";

beforeAll(async () => {
  await migrate(env.DB);
  ada = (await world.edge.createChannel("ada")).id;
  bob = (await world.edge.createChannel("bob")).id;
});

type Answer = {
  readonly data: readonly { readonly user_login: string }[];
  readonly pagination: { readonly cursor?: string };
  readonly total: number;
};

async function chatters(login: string, id: string, more = ""): Promise<Answer> {
  const query = `broadcaster_id=${id}&moderator_id=${id}${more}`;
  const { status, body } = await world.ask(`GET /chat/chatters?${query}`, { as: login, scopes: SCOPES });
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body as Answer;
}
const loginsOf = ({ data }: Answer): readonly string[] => data.map(({ user_login }) => user_login);

/** A client in a channel over IRC; resolves when it is in. */
async function enterIrc(login: string, channel: string): Promise<void> {
  const token = await world.token(login, ["chat:read"]);
  const { webSocket } = await env.IRC_GATEWAY.getByName(gatewayName(0)).fetch("https://irc-gateway.invalid/", {
    headers: { Upgrade: "websocket" },
  });
  if (webSocket === null) throw new Error("the gateway answered without a socket");
  webSocket.accept();
  const isIn = new Promise<void>((resolve) => {
    webSocket.addEventListener("message", ({ data }) => {
      if (String(data).includes(" 366 ")) resolve();
    });
  });
  webSocket.send(`PASS oauth:${token}\r\nNICK ${login}\r\nJOIN #${channel}\r\n`);
  await isIn;
}

test("whoever is in the room, at a relay or in IRC is named once, by login, and readers without account are not", async () => {
  await world.edge.createUser("zoe");
  const room = env.CHAT_ROOM.getByName(ada);
  const relay = env.CHAT_RELAY.getByName(relayObjectName(ada, 0));
  const [cyd, dan] = [person("cyd", "9003"), person("dan", "9004")];
  const sockets = [await openChat(room, cyd), await openChat(room, null), await openChat(relay, cyd)];
  for (const socket of [...sockets, await openChat(relay, dan)]) await socket.join();
  await openChat(room, person("not_joined", "9005"));
  await enterIrc("zoe", "ada");
  const all = await chatters("ada", ada);
  expect([all.data[0], loginsOf(all), all.total, all.pagination]).toEqual([
    { user_id: "9003", user_login: "cyd", user_name: cyd.name },
    ["cyd", "dan", "zoe"],
    3,
    {},
  ]);
  const first = await chatters("ada", ada, "&first=2");
  const second = await chatters("ada", ada, `&first=2&after=${first.pagination.cursor}`);
  expect([loginsOf(first), loginsOf(second), second.total, second.pagination]).toEqual([
    ["cyd", "dan"],
    ["zoe"],
    3,
    {},
  ]);
});

test("a page has a thousand people at most", async () => {
  expect((await chatters("ada", ada, "&first=1000")).total).toBe(3);
  const query = `broadcaster_id=${ada}&moderator_id=${ada}&first=1001`;
  expect(await world.refusal(`GET /chat/chatters?${query}`, { as: "ada", scopes: SCOPES })).toEqual([
    400,
    'The parameter "first" was malformed: the value must be less than or equal to 1000',
  ]);
});

test("all relays are asked, and the number is that of everybody, whatever a page holds", async () => {
  const room = env.CHAT_ROOM.getByName(bob);
  const numbers = Array.from({ length: 40 }, (_, number) => number);
  for (const number of numbers) {
    const link = await connectTo(room, null, "/link");
    link.send({ kind: "hello", channelId: bob, relay: `r${number}`, after: null, sockets: 1 });
    await link.nextOfLink();
  }
  for (const number of [3, 38, 39]) {
    const relay = env.CHAT_RELAY.getByName(relayObjectName(bob, number));
    await (await openChat(relay, person(`at${number}`, String(9100 + number)))).join();
  }
  const first = await chatters("bob", bob, "&first=2");
  const second = await chatters("bob", bob, `&first=2&after=${first.pagination.cursor}`);
  expect([loginsOf(first), first.total, loginsOf(second), second.total]).toEqual([["at3", "at38"], 3, ["at39"], 3]);
});
