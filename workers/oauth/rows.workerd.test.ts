import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { migrate } from "#testing/migrations.ts";
import { planOf, scansTable } from "#testing/query-plan.ts";
import { insertUser } from "../users/rows.ts";
import { APP_SQL, insertApp } from "./app-rows.ts";
import { APP_TOKEN_SQL, appTokenByHash, insertAppToken, MAX_APP_TOKENS } from "./app-token-rows.ts";
import { DEVICE_SQL } from "./device-rows.ts";
import { ENDING_SQL, endConnection } from "./ending.ts";
import { GRANT_SQL, MAX_GRANT_TOKENS, MAX_GRANTS } from "./grant-sql.ts";
import { grantByCode, grantByToken, grantedTo } from "./grants.ts";
import { LET_IN_SQL } from "./let-in.ts";
import { refreshAccess, useCode } from "./token-rows.ts";

beforeAll(() => migrate(env.DB));

test("no statement reads a whole table", async () => {
  const statements = [APP_SQL, APP_TOKEN_SQL, GRANT_SQL, DEVICE_SQL, ENDING_SQL, LET_IN_SQL].flatMap((sql) =>
    Object.values(sql),
  );
  const plans = await Promise.all(statements.map((sql) => planOf(env.DB, sql)));
  expect(plans.filter(scansTable)).toEqual([]);
});

async function userAndApp(login: string): Promise<{ userId: string; clientId: string }> {
  const user = await insertUser(env.DB, { login, name: login, staff: false, guest: false, now: 1 });
  const userId = user?.id ?? "";
  const clientId = login.padEnd(30, "0");
  await insertApp(env.DB, { clientId, ownerId: userId, name: login, secretHash: "h", redirectUris: [], now: 1 });
  return { userId, clientId };
}

const countOf = async (table: string, column: string, value: string): Promise<number> => {
  const row = await env.DB.prepare(`SELECT count(*) AS count FROM ${table} WHERE ${column} = ?`).bind(value).first();
  return Number(row?.["count"]);
};

test("an app holds so many grants of one user and no more: the one that would end first goes", async () => {
  const { userId, clientId } = await userAndApp("hoarder");
  const grant = (id: number, now: number) => ({ id: `g${id}`, userId, clientId, scopes: ["chat:read"], now });
  for (let id = 0; id < MAX_GRANTS; id++) await grantByToken(env.DB, grant(id, 1000 + id), `h${id}`);
  expect(await countOf("app_grants", "client_id", clientId)).toBe(MAX_GRANTS);
  // A code that is not exchanged ends nobody's grant: a link may be followed again and again.
  const code = { hash: "code", redirectUri: "", challenge: null };
  await grantByCode(env.DB, grant(MAX_GRANTS, 2000), code);
  expect([await countOf("app_grants", "client_id", clientId), await countOf("app_grants", "id", "g0")]).toEqual([
    MAX_GRANTS + 1,
    1,
  ]);
  await grantByToken(env.DB, grant(MAX_GRANTS + 1, 3000), "newest");
  expect([await countOf("app_grants", "client_id", clientId), await countOf("app_grants", "id", "g0")]).toEqual([
    MAX_GRANTS,
    0,
  ]);
});

test("a grant holds so many access tokens and no more", async () => {
  const { userId, clientId } = await userAndApp("refresher");
  const now = Date.now();
  await grantByCode(
    env.DB,
    { id: "many", userId, clientId, scopes: ["chat:read"], now },
    { hash: "many code", redirectUri: "", challenge: null },
  );
  const key = { hash: "many code", grantId: "many" };
  await useCode(env.DB, key, { access: "a0", refresh: "many refresh", isPublic: false, now });
  for (let index = 1; index <= MAX_GRANT_TOKENS; index++) {
    const refresh = { hash: "many refresh", grantId: "many" };
    await refreshAccess(env.DB, refresh, { access: `a${index}`, isPublic: false, now: now + index });
  }
  expect([await countOf("access_tokens", "grant_id", "many"), await countOf("access_tokens", "hash", "a0")]).toEqual([
    MAX_GRANT_TOKENS,
    0,
  ]);
});

test("an app holds so many tokens of its own and no more, and none without the app", async () => {
  const { clientId } = await userAndApp("minter");
  for (let index = 0; index <= MAX_APP_TOKENS; index++) {
    await insertAppToken(env.DB, { hash: `own${index}`, clientId, now: index, expiresAt: 1e15 });
  }
  expect(await countOf("app_tokens", "client_id", clientId)).toBe(MAX_APP_TOKENS);
  const kept = [await appTokenByHash(env.DB, "own0"), await appTokenByHash(env.DB, "own1")];
  expect(kept).toEqual([null, { client_id: clientId, expires_at: 1e15 }]);
  await env.DB.prepare("DELETE FROM apps WHERE client_id = ?").bind(clientId).run();
  expect(await appTokenByHash(env.DB, "own1")).toBeNull();
});

test("what a user lets an app do is told while it holds", async () => {
  const { userId, clientId } = await userAndApp("trusting");
  const grant = { userId, clientId, now: 1000 };
  await grantByToken(env.DB, { ...grant, id: "t1", scopes: ["user:bot"] }, "t1");
  await grantByToken(env.DB, { ...grant, id: "t2", scopes: ["chat:read", "user:bot"] }, "t2");
  expect(await grantedTo(env.DB, userId, clientId, 2000)).toEqual({
    connected: true,
    scopes: new Set(["user:bot", "chat:read"]),
  });
  const nothing = { connected: false, scopes: new Set() };
  expect(await grantedTo(env.DB, userId, clientId, 1e15)).toEqual(nothing);
  expect(await grantedTo(env.DB, userId, "x".repeat(30), 2000)).toEqual(nothing);
  await endConnection(env, createExecutionContext(), userId, clientId);
  expect(await grantedTo(env.DB, userId, clientId, 2000)).toEqual(nothing);
});

test("what is over is swept when new comes", async () => {
  const { userId, clientId } = await userAndApp("sweeper");
  const old = { userId, clientId, scopes: [], now: -1e12 };
  await grantByCode(env.DB, { ...old, id: "old" }, { hash: "old code", redirectUri: "", challenge: null });
  await insertAppToken(env.DB, { hash: "old own", clientId, now: -2, expiresAt: -1 });
  await grantByCode(env.DB, { ...old, id: "new", now: 5e12 }, { hash: "new code", redirectUri: "", challenge: null });
  await insertAppToken(env.DB, { hash: "new own", clientId, now: 1, expiresAt: 1e15 });
  const left = await Promise.all([
    countOf("authorization_codes", "hash", "old code"),
    countOf("app_tokens", "hash", "old own"),
    countOf("app_tokens", "hash", "new own"),
  ]);
  expect(left).toEqual([0, 0, 1]);
});
