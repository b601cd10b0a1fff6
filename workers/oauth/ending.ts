/**
 * The end of what a user lets an app do, whatever ends it: the app gives a token back or uses one twice, the person shuts the app out or has a
 * new password, its time is over, the account or the app goes. Its tokens are void at once. What the app was told by them (EventSub) ends in the
 * same transaction, so that nothing stays fed whatever happens afterwards.
 */
import * as v from "valibot";
import { idSchema } from "#protocol/ids.ts";
import { clientIdSchema } from "#protocol/oauth/app.ts";
import { doubtTokensOf } from "../auth/token-holder.ts";
import type { Env } from "../env.ts";
import { emit } from "../events/emit.ts";
import { type RevokeBindings, tellEnded } from "../eventsub/revoke.ts";
import { endedBy } from "../eventsub/rows.ts";
import { SUBSCRIPTION_SQL } from "../eventsub/subscription-sql.ts";
import { sweepSql } from "../sweep-sql.ts";
import { APP_SQL, type AppKey, appById } from "./app-rows.ts";
import { GRANT_SQL } from "./grant-sql.ts";
import { grantedTo } from "./grants.ts";

type Background = Parameters<typeof emit>[1];

/** Grants whose time is over that one round of the chore ends, and its rounds: what they let be is told in a few calls for each. */
export const EXPIRED_AT_ONCE = 50;
const MAX_ROUNDS = 5;

const ENDED = "RETURNING user_id, client_id";
const holds = (table: string): string =>
  `EXISTS (SELECT 1 FROM ${table} WHERE grant_id = app_grants.id AND expires_at > ?2)`;

/** Every statement, so that the tests can ask for their plans. */
export const ENDING_SQL = {
  userOf: "SELECT user_id, client_id FROM app_grants WHERE id = ?",
  grant: `DELETE FROM app_grants WHERE id = ? ${ENDED}`,
  ofApp: `DELETE FROM app_grants WHERE user_id = ? AND client_id = ? ${ENDED}`,
  ofUser: `DELETE FROM app_grants WHERE user_id = ? ${ENDED}`,
  tokensOfUser: "DELETE FROM access_tokens WHERE user_id = ?",
  access: "SELECT user_id, client_id, grant_id FROM access_tokens WHERE hash = ? AND client_id = ?",
  /** A grant by which an app holds nothing any more lets it do nothing: nobody can use it. */
  ifEmpty: `DELETE FROM app_grants WHERE id = ?1
    AND NOT ${holds("access_tokens")} AND NOT ${holds("refresh_tokens")} ${ENDED}`,
  tokensOfApps: "DELETE FROM app_tokens WHERE client_id IN (SELECT client_id FROM apps WHERE owner_id = ?)",
  apps: "DELETE FROM apps WHERE owner_id = ?",
  expired: sweepSql({ table: "app_grants", key: "id", end: "expires_at" }, EXPIRED_AT_ONCE),
} as const;

const holderRow = v.object({
  user_id: v.pipe(v.number(), v.transform(String), idSchema),
  client_id: clientIdSchema,
});
const accessRow = v.object({ ...holderRow.entries, grant_id: v.nullable(v.string()) });

/** Ends one grant; the app may have others of the same user. */
export async function endGrant(env: Env, ctx: Background, grantId: string): Promise<void> {
  const row = await env.DB.prepare(ENDING_SQL.userOf).bind(grantId).first();
  if (row === null) return;
  const { user_id, client_id } = v.parse(holderRow, row);
  await end(env, ctx, user_id, client_id, [env.DB.prepare(ENDING_SQL.grant).bind(grantId)]);
}

/** An app gives an access token back, and its grant ends when it holds nothing else by it. False when it holds no such token for anybody. */
export async function endAccess(env: Env, ctx: Background, hash: string, clientId: string): Promise<boolean> {
  const row = await env.DB.prepare(ENDING_SQL.access).bind(hash, clientId).first();
  if (row === null) return false;
  const { user_id, grant_id } = v.parse(accessRow, row);
  const statements = [env.DB.prepare(GRANT_SQL.revokeAccess).bind(hash, clientId)];
  if (grant_id !== null) statements.push(env.DB.prepare(ENDING_SQL.ifEmpty).bind(grant_id, Date.now()));
  await end(env, ctx, user_id, clientId, statements);
  return true;
}

/** Ends everything that a user lets an app do. False when there was nothing. */
export const endConnection = (env: Env, ctx: Background, userId: string, clientId: string): Promise<boolean> =>
  end(env, ctx, userId, clientId, [env.DB.prepare(ENDING_SQL.ofApp).bind(Number(userId), clientId)]);

/** Ends everything that a user lets any app do, and the tokens that the operator made for the user. */
export async function endConnections(env: Env, ctx: Background, userId: string): Promise<void> {
  const statements = [ENDING_SQL.tokensOfUser, ENDING_SQL.ofUser];
  await end(
    ...([env, ctx, userId, null] as const),
    statements.map((sql) => env.DB.prepare(sql).bind(Number(userId))),
  );
}

/** Deletes an app: what anybody let it do is void without it. False when the owner has no such app. */
export async function endApp(env: RevokeBindings, { clientId, ownerId }: AppKey): Promise<boolean> {
  const [deleted, ended] = await env.DB.batch([
    env.DB.prepare(APP_SQL.delete).bind(clientId, Number(ownerId)),
    env.DB.prepare(SUBSCRIPTION_SQL.endUnfoundedOfApp).bind(Date.now(), clientId),
  ]);
  await tellEnded(env, endedBy(ended));
  return (deleted?.meta.changes ?? 0) > 0;
}

/** Deletes all apps of an owner, with their own tokens. */
export async function endApps(env: RevokeBindings, ownerId: string): Promise<void> {
  const id = Number(ownerId);
  const [ended] = await env.DB.batch([
    env.DB.prepare(SUBSCRIPTION_SQL.endOfOwnersApps).bind(Date.now(), id),
    env.DB.prepare(ENDING_SQL.tokensOfApps).bind(id),
    env.DB.prepare(ENDING_SQL.apps).bind(id),
  ]);
  await tellEnded(env, endedBy(ended));
}

/** The chore for grants whose time is over: the rows go, and what was told by them ends. */
export async function endExpired(env: RevokeBindings, now: number): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const [ended, swept] = await env.DB.batch([
      env.DB.prepare(SUBSCRIPTION_SQL.endUnfoundedOfExpired).bind(now, EXPIRED_AT_ONCE),
      env.DB.prepare(ENDING_SQL.expired).bind(now),
    ]);
    await tellEnded(env, endedBy(ended));
    if ((swept?.meta.changes ?? 0) < EXPIRED_AT_ONCE) return;
  }
}

/** Takes grants away by statements; what the user lets the app do still is what it may be told by. False when no grant ended. */
async function end(
  env: Env,
  ctx: Background,
  userId: string,
  clientId: string | null,
  statements: readonly D1PreparedStatement[],
): Promise<boolean> {
  const now = Date.now();
  const results = await env.DB.batch([
    ...statements,
    env.DB.prepare(SUBSCRIPTION_SQL.endUnfoundedOfUser).bind(now, Number(userId), clientId),
  ]);
  doubtTokensOf(userId, Date.now());
  const clients = results.slice(0, -1).flatMap(({ results: rows }) => rows.map((row) => v.parse(holderRow, row)));
  for (const client of new Set(clients.map(({ client_id }) => client_id))) {
    const [{ connected }, app] = await Promise.all([grantedTo(env.DB, userId, client, now), appById(env.DB, client)]);
    if (connected || app === null) continue;
    emit(env, ctx, { type: "user.authorization.revoke", channelId: app.owner_id, userId, clientId: client });
  }
  await tellEnded(env, endedBy(results.at(-1)));
  return clients.length > 0;
}
