/** `/oauth2/revoke`: an app gives a token back (RFC 7009), in Twitch's words. */
import { type Context, Hono } from "hono";
import { hashOf } from "../auth/secrets.ts";
import { forgetToken } from "../auth/token-holder.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import type { App } from "../env.ts";
import { countCallers, guess, Refusal, refusalAnswer } from "./answers.ts";
import { appById } from "./app-rows.ts";
import { revokeAppToken } from "./app-token-rows.ts";
import { endAccess, endGrant } from "./ending.ts";
import { parametersOf } from "./parameters.ts";
import { refreshByHash } from "./token-rows.ts";

export const revokeRoutes = new Hono<App>()
  .post("/revoke", countCallers, limitBody(MAX_JSON_BYTES), async (c) => {
    const parameters = await parametersOf(c);
    const [clientId, token] = [parameters("client_id"), parameters("token")];
    if (clientId === null) throw new Refusal(400, "missing client id");
    if (token === null) throw new Refusal(400, "missing oauth token");
    const app = await appById(c.env.DB, clientId);
    if (app === null) throw guess(404, "client does not exist");
    if (!(await revoke(c, app.client_id, token))) throw guess(400, "Invalid token");
    return c.body(null, 200, { "Cache-Control": "no-store" });
  })
  .onError(refusalAnswer);

/** A refresh token takes everything along that it could bring. False when the app holds no such token. */
async function revoke(c: Context<App>, clientId: string, token: string): Promise<boolean> {
  const { env, executionCtx } = c;
  const hash = await hashOf(token.toLowerCase());
  forgetToken(hash);
  if ((await endAccess(env, executionCtx, hash, clientId)) || (await revokeAppToken(env.DB, hash, clientId)))
    return true;
  const refresh = await refreshByHash(env.DB, hash);
  if (refresh === null || refresh.client_id !== clientId) return false;
  await endGrant(env, executionCtx, refresh.grant_id);
  return true;
}
