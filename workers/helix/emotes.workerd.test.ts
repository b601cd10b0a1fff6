import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { GLOBAL_EMOTES } from "#protocol/chat/emote.ts";
import { MAX_EMOTE_SETS } from "#protocol/helix/envelope.ts";
import { HelixWorld } from "#testing/helix-world.ts";
import { migrate } from "#testing/migrations.ts";

const world = new HelixWorld((request) => exports.default.fetch(request), env.DB);
let ada = "";
let bob = "";
let cyd = "";

beforeAll(async () => {
  await migrate(env.DB);
  ada = (await world.edge.createChannel("ada")).id;
  cyd = (await world.edge.createChannel("cyd")).id;
  bob = await world.edge.createUser("bob");
  for (const channelId of [ada, cyd]) {
    const room = env.CHAT_ROOM.getByName(channelId);
    const emote = (id: string, tier: "everyone" | "subscribers") =>
      room.putEmote({ id: `${channelId}-${id}`, channelId, name: `wave${id}`, tier, format: "png", at: 0 });
    await emote("1", "everyone");
    await emote("2", "subscribers");
  }
});

type Emote = {
  readonly id: string;
  readonly emote_type: string;
  readonly emote_set_id: string;
  readonly owner_id: string;
};

async function emotes(request: string, as = "bob"): Promise<readonly Emote[]> {
  const { status, body } = await world.ask(request, { as, scopes: ["user:read:emotes"] });
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return (body as { readonly data: readonly Emote[] }).data;
}
const idsOf = (found: readonly Emote[]): readonly string[] => found.map(({ id }) => id);
const everybodys = GLOBAL_EMOTES.map(({ id }) => id);

test("sets of emotes come by their ids, each once, and unknown ones not at all", async () => {
  const found = await emotes(`GET /chat/emotes/set?emote_set_id=${cyd}-subscribers&emote_set_id=${ada}-everyone`);
  expect(found.map(({ id, emote_type, emote_set_id, owner_id }) => [id, emote_type, emote_set_id, owner_id])).toEqual([
    [`${cyd}-2`, "subscriptions", `${cyd}-subscribers`, cyd],
    [`${ada}-1`, "follower", `${ada}-everyone`, ada],
  ]);
  const odd = ["0", "0", "999999-everyone", `${ada}-partners`, `${ada}-everyone-1`, "x"];
  expect(idsOf(await emotes(`GET /chat/emotes/set?${odd.map((id) => `emote_set_id=${id}`).join("&")}`))).toEqual(
    everybodys,
  );
});

test("so many sets are asked for and no more", async () => {
  const many = (count: number): string =>
    `GET /chat/emotes/set?${Array.from({ length: count }, (_, at) => `emote_set_id=x${at}`).join("&")}`;
  expect(await emotes(many(MAX_EMOTE_SETS))).toEqual([]);
  expect(await world.refusal(many(MAX_EMOTE_SETS + 1), { as: "bob" })).toEqual([
    400,
    'The parameter "emote_set_id" was malformed: the number of values must be less than or equal to 25',
  ]);
  expect(await world.refusal("GET /chat/emotes/set", { as: "bob" })).toEqual([
    400,
    'Missing required parameter "emote_set_id"',
  ]);
});

test("a user writes everybody's emotes, its own channel's, and those of a channel that it may use there", async () => {
  expect(idsOf(await emotes(`GET /chat/emotes/user?user_id=${bob}`))).toEqual(everybodys);
  expect(idsOf(await emotes(`GET /chat/emotes/user?user_id=${bob}&broadcaster_id=${ada}`))).toEqual([
    ...everybodys,
    `${ada}-1`,
  ]);
  await env.CHAT_ROOM.getByName(ada).setStanding(bob, { subscribedMonths: 0, followedAt: null });
  expect(idsOf(await emotes(`GET /chat/emotes/user?user_id=${bob}&broadcaster_id=${ada}`))).toEqual([
    ...everybodys,
    ...[`${ada}-1`, `${ada}-2`],
  ]);
  expect(idsOf(await emotes(`GET /chat/emotes/user?user_id=${cyd}&broadcaster_id=${ada}`, "cyd"))).toEqual([
    ...everybodys,
    ...[`${cyd}-1`, `${cyd}-2`, `${ada}-1`],
  ]);
  expect(idsOf(await emotes(`GET /chat/emotes/user?user_id=${cyd}&broadcaster_id=${cyd}`, "cyd"))).toEqual([
    ...everybodys,
    ...[`${cyd}-1`, `${cyd}-2`],
  ]);
});

test("somebody learns of its own subscription, and that there is none", async () => {
  const asked = { as: "bob", scopes: ["user:read:subscriptions"] };
  expect((await world.ask(`GET /subscriptions/user?broadcaster_id=${ada}&user_id=${bob}`, asked)).body).toEqual({
    data: [{ broadcaster_id: ada, broadcaster_login: "ada", broadcaster_name: "ada", is_gift: false, tier: "1000" }],
  });
  expect(await world.refusal(`GET /subscriptions/user?broadcaster_id=${cyd}&user_id=${bob}`, asked)).toEqual([
    404,
    "The user in user_id does not subscribe to the broadcaster in broadcaster_id.",
  ]);
});
