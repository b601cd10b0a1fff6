/**
 * The end of what a user lets an app do, whatever ends it: the app gives a refresh token back or uses one twice, the person shuts the app out or
 * has a new password, the account goes. Its tokens are void at once, and so is what the app was told by them (EventSub).
 */
import * as v from "valibot";
import { idSchema } from "#protocol/ids.ts";
import { clientIdSchema } from "#protocol/oauth/app.ts";
import { doubtTokensOf } from "../auth/token-holder.ts";
import type { Env } from "../env.ts";
import { emit } from "../events/emit.ts";
import { narrowConsent, revokeConsent } from "../eventsub/revoke.ts";
import { appById } from "./app-rows.ts";
import { grantedTo } from "./grants.ts";

type Background = Parameters<typeof emit>[1];

/** Every statement, so that the tests can ask for their plans. */
export const ENDING_SQL = {
  grant: "DELETE FROM app_grants WHERE id = ? RETURNING user_id, client_id",
  ofApp: "DELETE FROM app_grants WHERE user_id = ? AND client_id = ? RETURNING user_id, client_id",
  ofUser: "DELETE FROM app_grants WHERE user_id = ? RETURNING user_id, client_id",
  tokensOfUser: "DELETE FROM access_tokens WHERE user_id = ?",
} as const;

const endedRow = v.object({
  user_id: v.pipe(v.number(), v.transform(String), idSchema),
  client_id: clientIdSchema,
});

/** Ends one grant; the app may have others of the same user. */
export async function endGrant(env: Env, ctx: Background, grantId: string): Promise<void> {
  await end(env, ctx, env.DB.prepare(ENDING_SQL.grant).bind(grantId));
}

/** Ends everything that a user lets an app do. False when there was nothing. */
export const endConnection = (env: Env, ctx: Background, userId: string, clientId: string): Promise<boolean> =>
  end(env, ctx, env.DB.prepare(ENDING_SQL.ofApp).bind(Number(userId), clientId));

/** Ends everything that a user lets any app do, and the tokens that the operator made for the user. */
export async function endConnections(env: Env, ctx: Background, userId: string): Promise<void> {
  const id = Number(userId);
  await env.DB.prepare(ENDING_SQL.tokensOfUser).bind(id).run();
  doubtTokensOf(userId, Date.now());
  await end(env, ctx, env.DB.prepare(ENDING_SQL.ofUser).bind(id));
}

async function end(env: Env, ctx: Background, statement: D1PreparedStatement): Promise<boolean> {
  const { results } = await statement.all();
  const ended = new Map(results.map((row) => [JSON.stringify(row), v.parse(endedRow, row)]));
  for (const { user_id, client_id } of ended.values()) await settle(env, ctx, user_id, client_id);
  return ended.size > 0;
}

/** What the user lets the app do still is what it may be told by. */
async function settle(env: Env, ctx: Background, userId: string, clientId: string): Promise<void> {
  doubtTokensOf(userId, Date.now());
  const { connected, scopes } = await grantedTo(env.DB, userId, clientId, Date.now());
  if (connected) return narrowConsent(env, userId, clientId, scopes);
  await revokeConsent(env, userId, clientId);
  const app = await appById(env.DB, clientId);
  if (app === null) return;
  emit(env, ctx, { type: "user.authorization.revoke", channelId: app.owner_id, userId, clientId });
}
