import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { migrate } from "#testing/migrations.ts";
import { planOf, scansTable } from "#testing/query-plan.ts";
import { changeUser, insertSession, insertToken, insertUser, USER_SQL, userBySession, userByToken } from "./rows.ts";

beforeAll(() => migrate(env.DB));

const newUser = (login: string) => insertUser(env.DB, { login, name: login, staff: false, guest: false, now: 1 });

test("no statement reads a whole table", async () => {
  const plans = await Promise.all(Object.values(USER_SQL).map((sql) => planOf(env.DB, sql)));
  expect(plans.filter(scansTable)).toEqual([]);
});

test("ids begin at 1001, only grow, and a login is given once", async () => {
  const made = [await newUser("first"), await newUser("second"), await newUser("first")];
  expect(made.map((user) => user?.id ?? null)).toEqual(["1001", "1002", null]);
});

test("a user that is renamed takes its channel along, or neither is changed", async () => {
  await newUser("rename_me");
  await newUser("in_the_way");
  await env.DB.prepare(
    `INSERT INTO channels (id, login, display_name, stream_key_hash, created_at)
     SELECT id, login, display_name, 'k', 0 FROM users WHERE login = 'rename_me'`,
  ).run();
  expect(await changeUser(env.DB, "rename_me", { login: "in_the_way" })).toEqual({ kind: "taken" });
  const changed = await changeUser(env.DB, "rename_me", { login: "renamed" });
  expect(changed).toMatchObject({ kind: "changed", user: { login: "renamed", display_name: "renamed" } });
  const channel = await env.DB.prepare("SELECT login, display_name FROM channels WHERE stream_key_hash = 'k'").first();
  expect(channel).toEqual({ login: "renamed", display_name: "renamed" });
  expect(await changeUser(env.DB, "rename_me", { staff: true })).toEqual({ kind: "unknown" });
});

test("sessions and tokens that are over are swept when new ones come", async () => {
  const user = await newUser("swept");
  const userId = user?.id ?? "";
  for (const hash of ["a", "b"]) {
    await insertSession(env.DB, { hash, userId, now: 0, expiresAt: 10 });
    await insertToken(env.DB, { hash, userId, clientId: "c", scopes: ["chat:read"], now: 0, expiresAt: 10 });
  }
  await insertSession(env.DB, { hash: "c", userId, now: 10, expiresAt: 20 });
  await insertToken(env.DB, { hash: "c", userId, clientId: "c", scopes: ["chat:read"], now: 10, expiresAt: 20 });
  const sessions = await Promise.all(["a", "b", "c"].map((hash) => userBySession(env.DB, hash)));
  const tokens = await Promise.all(["a", "b", "c"].map((hash) => userByToken(env.DB, hash)));
  expect([sessions, tokens].map((rows) => rows.map((row) => row?.expires_at ?? null))).toEqual([
    [null, null, 20],
    [null, null, 20],
  ]);
});
