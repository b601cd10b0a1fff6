import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { HelixWorld } from "#testing/helix-world.ts";
import { migrate } from "#testing/migrations.ts";
import { grantByToken } from "../oauth/grants.ts";

const world = new HelixWorld((request) => exports.default.fetch(request), env.DB);
const REFUSED = {
  sender: [401, "The sender must have authorized the app with the user:write:chat and user:bot scopes."],
  channel: [
    403,
    "The broadcaster must have authorized the app with the channel:bot scope, or the sender must be a moderator of the chat room.",
  ],
};
let [ada, bob, eve] = ["", "", ""];
let program: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  await migrate(env.DB);
  ada = (await world.edge.createChannel("ada")).id;
  bob = await world.edge.createUser("bob");
  eve = await world.edge.createUser("eve");
  program = await world.program(eve);
});

let grants = 0;
async function lets(userId: string, scopes: readonly string[]): Promise<void> {
  const [id, hash] = [`g${++grants}`, `h${grants}`];
  await grantByToken(env.DB, { id, userId, clientId: program["Client-Id"] ?? "", scopes, now: Date.now() }, hash);
}

const say = (sender: string, message: string, more: object = {}) =>
  world.refusal("POST /chat/messages", {
    headers: program,
    body: { broadcaster_id: ada, sender_id: sender, message, ...more },
  });

test("a program writes in the name of who lets it be a bot, where the broadcaster lets it in", async () => {
  expect(await say(bob, "nobody asked")).toEqual(REFUSED.sender);
  await lets(bob, ["user:write:chat"]);
  expect(await say(bob, "not as a bot")).toEqual(REFUSED.sender);
  await lets(bob, ["user:bot"]);
  expect(await say(bob, "not in this chat")).toEqual(REFUSED.channel);
  await lets(ada, ["channel:bot"]);
  expect(await say(bob, "a line", { for_source_only: true })).toEqual([
    200,
    { data: [{ message_id: expect.stringMatching(`^${ada}-`), is_sent: true }] },
  ]);
});

test("a moderator's bot needs no leave of the broadcaster, nor does one's own chat", async () => {
  await env.DB.prepare("DELETE FROM app_grants").run();
  await lets(bob, ["user:write:chat", "user:bot"]);
  await lets(ada, ["user:write:chat", "user:bot"]);
  expect((await say(ada, "in my own chat"))[0]).toBe(200);
  expect(await say(bob, "not yet")).toEqual(REFUSED.channel);
  const scopes = ["channel:manage:moderators"];
  await world.ask(`POST /moderation/moderators?broadcaster_id=${ada}&user_id=${bob}`, { as: "ada", scopes });
  expect((await say(bob, "as a moderator"))[0]).toBe(200);
});

test("who is nobody cannot be spoken for, and a banned sender stays banned", async () => {
  expect(await say("99999", "hello")).toEqual([400, "The ID in sender_id was not found."]);
  expect(await say("bob", "hello")).toEqual([400, "The ID in sender_id was not found."]);
  const query = `broadcaster_id=${ada}&moderator_id=${ada}`;
  const scopes = ["moderator:manage:banned_users"];
  await lets(eve, ["user:write:chat", "user:bot"]);
  await lets(ada, ["channel:bot"]);
  await world.ask(`POST /moderation/bans?${query}`, { as: "ada", scopes, body: { data: { user_id: eve } } });
  expect((await say(eve, "let me in"))[0]).toBe(403);
});
