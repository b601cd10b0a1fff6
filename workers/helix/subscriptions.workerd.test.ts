import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { HelixWorld } from "#testing/helix-world.ts";
import { migrate } from "#testing/migrations.ts";

const world = new HelixWorld((request) => exports.default.fetch(request), env.DB);
const ids: string[] = [];
let ada = "";

beforeAll(async () => {
  await migrate(env.DB);
  ada = (await world.edge.createChannel("ada")).id;
  for (const login of ["bob", "cyd", "dan", "eve"]) ids.push(await world.edge.createUser(login));
  const room = env.CHAT_ROOM.getByName(ada);
  const months = [3, null, 0, 12];
  for (const [at, id] of ids.entries())
    await room.setStanding(id, { subscribedMonths: months[at] ?? null, followedAt: 1 });
});

async function page(more = "") {
  const asked = { as: "ada", scopes: ["channel:read:subscriptions"] };
  const { body } = await world.ask(`GET /subscriptions?broadcaster_id=${ada}${more}`, asked);
  return body as {
    readonly data: readonly { readonly user_login: string }[];
    readonly pagination: { cursor?: string };
  };
}
const logins = async (more: string): Promise<readonly string[]> => (await page(more)).data.map((one) => one.user_login);

test("subscribers are those with months in the room, and none is a gift", async () => {
  const answer = await page();
  expect(answer).toMatchObject({ pagination: {}, total: 3, points: 3 });
  expect(answer.data.map(({ user_login }) => user_login)).toEqual(["bob", "dan", "eve"]);
  expect(answer.data[0]).toEqual({
    ...{ broadcaster_id: ada, broadcaster_login: "ada", broadcaster_name: "ada" },
    ...{ gifter_id: "", gifter_login: "", gifter_name: "", is_gift: false },
    ...{ plan_name: "Channel Subscription (ada)", tier: "1000" },
    ...{ user_id: ids[0], user_login: "bob", user_name: "bob" },
  });
});

test("pages go on and back, and whoever is named is there if subscribed", async () => {
  const first = await page("&first=2");
  const second = await page(`&first=2&after=${first.pagination.cursor}`);
  expect([first, second].map(({ data }) => data.map(({ user_login }) => user_login))).toEqual([
    ["bob", "dan"],
    ["eve"],
  ]);
  expect(second.pagination).toEqual({});
  const one = await page("&first=1");
  const two = await page(`&first=1&after=${one.pagination.cursor}`);
  expect(await logins(`&first=1&before=${two.pagination.cursor}`)).toEqual(["bob"]);
  expect(await logins(`&user_id=${ids[1]}&user_id=${ids[3]}&user_id=x`)).toEqual(["eve"]);
});

test("an account that is gone is not named", async () => {
  await env.DB.prepare("UPDATE users SET deleted_at = 1 WHERE id = ?").bind(Number(ids[3])).run();
  expect(await logins("")).toEqual(["bob", "dan"]);
});
