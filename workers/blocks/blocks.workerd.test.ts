import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { type Blocks, MAX_BLOCKS } from "#protocol/users/block.ts";
import { HelixWorld } from "#testing/helix-world.ts";
import { migrate } from "#testing/migrations.ts";
import { planOf, scansTable } from "#testing/query-plan.ts";
import { BLOCK_SQL } from "./rows.ts";

const world = new HelixWorld((request) => exports.default.fetch(request), env.DB);
const MANAGE = "user:manage:blocked_users";
const READ = "user:read:blocked_users";
let ada = "";
let bob = "";
let eve = "";

beforeAll(async () => {
  await migrate(env.DB);
  ada = (await world.edge.createChannel("ada")).id;
  bob = await world.edge.createUser("bob");
  eve = await world.edge.createUser("eve");
});

type Answered = { readonly status: number; readonly body: unknown };

async function ask(method: string, path: string, as: string, scopes = [MANAGE]): Promise<Answered> {
  const headers = { Authorization: `Bearer ${await world.token(as, scopes)}` };
  const answer = await world.edge.request(path, { method, headers });
  expect(answer.headers.get("Cache-Control")).toBe("no-store");
  return { status: answer.status, body: await answer.json() };
}
const loginsOf = ({ body }: Answered): readonly string[] => (body as Blocks).blocks.map(({ login }) => login);

test.each(Object.entries(BLOCK_SQL))("%s uses an index", async (_, sql) => {
  expect(scansTable(await planOf(env.DB, sql))).toBe(false);
});

test("somebody is blocked, once, and let go again", async () => {
  const blocked = await ask("PUT", "/api/me/blocks/eve", "ada");
  expect(blocked).toEqual({
    status: 200,
    body: { blocks: [{ id: eve, login: "eve", displayName: "eve", since: expect.any(Number) }] },
  });
  await ask("PUT", "/api/me/blocks/bob", "ada");
  await env.DB.prepare("UPDATE user_blocks SET created_at = 1 WHERE blocked_id = ?").bind(Number(eve)).run();
  expect(loginsOf(await ask("PUT", "/api/me/blocks/eve", "ada"))).toEqual(["bob", "eve"]);
  expect(loginsOf(await ask("GET", "/api/me/blocks", "ada", [READ]))).toEqual(["bob", "eve"]);
  expect(loginsOf(await ask("GET", "/api/me/blocks", "bob", [READ]))).toEqual([]);
  expect(loginsOf(await ask("DELETE", "/api/me/blocks/bob", "ada"))).toEqual(["eve"]);
  expect(loginsOf(await ask("DELETE", "/api/me/blocks/bob", "ada"))).toEqual(["eve"]);
});

test("nobody blocks themselves, or somebody who is not there; a token needs its scope", async () => {
  expect((await ask("PUT", "/api/me/blocks/ada", "ada")).status).toBe(400);
  expect((await ask("PUT", "/api/me/blocks/nobody_here", "ada")).status).toBe(404);
  expect((await ask("PUT", "/api/me/blocks/No-Login", "ada")).status).toBe(404);
  expect((await ask("PUT", "/api/me/blocks/bob", "ada", [READ])).status).toBe(403);
  expect((await ask("GET", "/api/me/blocks", "ada", ["chat:read"])).status).toBe(403);
});

test("a guest blocks too", async () => {
  const headers = await world.edge.guest("somebody_new");
  const answer = await world.edge.request("/api/me/blocks/eve", { method: "PUT", headers });
  expect([answer.status, (await answer.json<Blocks>()).blocks.map(({ login }) => login)]).toEqual([200, ["eve"]]);
});

async function blockMany(userId: string, count: number): Promise<void> {
  const made = Array.from({ length: count }, (_, at) => 70_000 + at);
  await env.DB.batch(
    made.flatMap((id) => [
      env.DB.prepare("INSERT OR IGNORE INTO users (id, login, display_name, created_at) VALUES (?, ?, ?, 0)").bind(
        id,
        `many${id}`,
        `many${id}`,
      ),
      env.DB.prepare("INSERT INTO user_blocks (user_id, blocked_id, created_at) VALUES (?, ?, ?)").bind(
        Number(userId),
        id,
        id,
      ),
    ]),
  );
}

test("an account blocks so many and no more, and reads all of them", async () => {
  await blockMany(bob, MAX_BLOCKS - 1);
  const full = await ask("PUT", "/api/me/blocks/ada", "bob");
  expect([full.status, loginsOf(full).length]).toEqual([200, MAX_BLOCKS]);
  expect((await ask("PUT", "/api/me/blocks/eve", "bob")).status).toBe(409);
  expect((await ask("PUT", "/api/me/blocks/ada", "bob")).status).toBe(200);
  expect(await world.refusal(`PUT /users/blocks?target_user_id=${eve}`, { as: "bob", scopes: [MANAGE] })).toEqual([
    400,
    `A user blocks at most ${MAX_BLOCKS} others.`,
  ]);
});

type Page = {
  readonly data: readonly { readonly user_id: string; readonly user_login: string; readonly display_name: string }[];
  readonly pagination: { readonly cursor?: string };
};

test("programs block by id, and read in pages, newest first", async () => {
  const page = async (more: string): Promise<Page> =>
    (
      await world.ask(`GET /users/blocks?broadcaster_id=${bob}&first=100${more}`, {
        as: "bob",
        scopes: [READ],
      })
    ).body as Page;
  const first = await page("");
  expect([first.data.length, first.data[0]]).toEqual([100, { user_id: ada, user_login: "ada", display_name: "ada" }]);
  const second = await page(`&after=${first.pagination.cursor}`);
  const back = await page(`&before=${second.pagination.cursor}`);
  expect(back.data).toEqual(first.data);
  expect(new Set([...first.data, ...second.data].map(({ user_id }) => user_id)).size).toBe(200);
});

test.each([
  [
    "PUT /users/blocks?target_user_id=:ada",
    "The ID in target_user_id cannot be the same as the user ID in the access token.",
  ],
  ["PUT /users/blocks?target_user_id=999999", "The ID in target_user_id was not found."],
  [
    "PUT /users/blocks?target_user_id=:bob&reason=envy",
    'The parameter "reason" was malformed: the value must be one of harassment, spam, other',
  ],
  [
    "PUT /users/blocks?target_user_id=:bob&source_context=mail",
    'The parameter "source_context" was malformed: the value must be one of chat, whisper',
  ],
  ["PUT /users/blocks", 'Missing required parameter "target_user_id"'],
  ["DELETE /users/blocks", 'Missing required parameter "target_user_id"'],
])("%s is refused", async (request, message) => {
  const filled = request.replace(":ada", ada).replace(":bob", bob);
  expect(await world.refusal(filled, { as: "ada", scopes: [MANAGE] })).toEqual([400, message]);
});

test("a program blocks again and lets go of nobody without a word", async () => {
  const asked = { as: "ada", scopes: [MANAGE] };
  const put = `PUT /users/blocks?target_user_id=${bob}&reason=spam&source_context=chat`;
  const statuses = [await world.ask(put, asked), await world.ask(put, asked)].map(({ status }) => status);
  const gone = `DELETE /users/blocks?target_user_id=${bob}`;
  const removed = [await world.ask(gone, asked), await world.ask(gone, asked)].map(({ status }) => status);
  expect([statuses, removed]).toEqual([
    [204, 204],
    [204, 204],
  ]);
});
