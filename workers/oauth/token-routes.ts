/** `/oauth2/token`: an app exchanges what it has for tokens (RFC 6749 4.1.3, 4.4.2 and 6, RFC 8628 3.4), in Twitch's shape. */
import { type Context, Hono } from "hono";
import { APP_TOKEN_MS, REFRESH_TOKEN_LENGTH, USER_TOKEN_MS } from "#protocol/oauth/lifetimes.ts";
import { newAccessToken, newLowerCaseSecret } from "../auth/access-token.ts";
import { hashOf } from "../auth/secrets.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import type { App } from "../env.ts";
import { countCallers, guess, Refusal, refusalAnswer } from "./answers.ts";
import type { AppRow } from "./app-rows.ts";
import { insertAppToken } from "./app-token-rows.ts";
import { appOf, isPublicApp, proveApp } from "./client-secret.ts";
import { isPolledTooOften } from "./device-polls.ts";
import { deviceByHash, useDevice } from "./device-rows.ts";
import { endGrant } from "./ending.ts";
import { tellLetIn } from "./let-in.ts";
import { type Parameters, parametersOf } from "./parameters.ts";
import { isProven } from "./pkce.ts";
import { codeByHash, refreshAccess, refreshByHash, rotateRefresh, useCode } from "./token-rows.ts";

const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

const invalidCode = (): Refusal => guess(400, "Invalid authorization code");
const invalidRefresh = (): Refusal => guess(400, "Invalid refresh token");

export const tokenRoutes = new Hono<App>()
  .post("/token", countCallers, limitBody(MAX_JSON_BYTES), async (c) => {
    const parameters = await parametersOf(c);
    const app = await appOf(c.env.DB, parameters);
    const kind = parameters("grant_type");
    // A device has no secret to keep; its code is as good as one.
    if (kind !== DEVICE_GRANT || parameters("client_secret") !== null) await proveApp(app, parameters);
    switch (kind) {
      case "authorization_code":
        return exchangeCode(c, app, parameters);
      case "refresh_token":
        return refreshTokens(c, app, parameters);
      case "client_credentials":
        return appToken(c, app);
      case DEVICE_GRANT:
        return pollDevice(c, app, parameters);
      case null:
        throw new Refusal(400, "missing grant type");
      default:
        throw new Refusal(400, "invalid grant type");
    }
  })
  .onError(refusalAnswer);

type Fresh = { readonly access: string; readonly refresh: string };
const freshTokens = (): Fresh => ({ access: newAccessToken(), refresh: newLowerCaseSecret(REFRESH_TOKEN_LENGTH) });

async function newTokens(app: AppRow, tokens: Fresh) {
  const [access, refresh] = await Promise.all([hashOf(tokens.access), hashOf(tokens.refresh)]);
  return { access, refresh, isPublic: isPublicApp(app), now: Date.now() };
}

function tokensAnswer(c: Context<App>, { access, refresh }: Fresh, scope: readonly string[]): Response {
  return c.json(
    {
      access_token: access,
      expires_in: USER_TOKEN_MS / 1000,
      refresh_token: refresh,
      scope,
      token_type: "bearer",
    },
    200,
    { "Cache-Control": "no-store" },
  );
}

async function exchangeCode(c: Context<App>, app: AppRow, parameters: Parameters): Promise<Response> {
  const code = parameters("code");
  if (code === null) throw new Refusal(400, "missing code");
  const db = c.env.DB;
  const hash = await hashOf(code);
  const row = await codeByHash(db, hash);
  if (row === null || row.expires_at <= Date.now()) throw invalidCode();
  // Whoever comes with a right code and anything else wrong, or comes twice, may have stolen it: it is worth nothing from now on, and
  // neither is what it was exchanged for (RFC 6749 4.1.2).
  const isRedirect = parameters("redirect_uri") === row.redirect_uri;
  const isRight =
    row.used_for === null &&
    row.client_id === app.client_id &&
    isRedirect &&
    (await isProven(row.challenge, parameters("code_verifier")));
  const tokens = freshTokens();
  const { grant_id: grantId } = row;
  const scopes = isRight ? await useCode(db, { hash, grantId }, await newTokens(app, tokens)) : null;
  if (scopes !== null) {
    await tellLetIn(c.env, c.executionCtx, app, grantId);
    return tokensAnswer(c, tokens, scopes);
  }
  await endGrant(c.env, c.executionCtx, row.grant_id);
  if (!isRedirect) throw guess(400, "Parameter redirect_uri does not match registered URI");
  throw invalidCode();
}

async function refreshTokens(c: Context<App>, app: AppRow, parameters: Parameters): Promise<Response> {
  const token = parameters("refresh_token");
  if (token === null) throw new Refusal(400, "missing refresh token");
  const db = c.env.DB;
  const hash = await hashOf(token);
  const row = await refreshByHash(db, hash);
  if (row === null || row.client_id !== app.client_id || row.expires_at <= Date.now()) throw invalidRefresh();
  const key = { hash, grantId: row.grant_id };
  const tokens = freshTokens();
  if (!isPublicApp(app)) {
    const scopes = await refreshAccess(db, key, await newTokens(app, tokens));
    if (scopes === null) throw invalidRefresh();
    return tokensAnswer(c, { access: tokens.access, refresh: token }, scopes);
  }
  const scopes = row.replaced_by === null ? await rotateRefresh(db, key, await newTokens(app, tokens)) : null;
  if (scopes !== null) return tokensAnswer(c, tokens, scopes);
  // Used twice: one of the two has stolen it, and nobody knows which (RFC 9700 4.14.2).
  await endGrant(c.env, c.executionCtx, row.grant_id);
  throw invalidRefresh();
}

async function appToken(c: Context<App>, app: AppRow): Promise<Response> {
  if (isPublicApp(app)) throw new Refusal(403, "invalid client secret");
  const token = newAccessToken();
  const now = Date.now();
  const expiresAt = now + APP_TOKEN_MS;
  await insertAppToken(c.env.DB, { hash: await hashOf(token), clientId: app.client_id, now, expiresAt });
  const answer = { access_token: token, expires_in: APP_TOKEN_MS / 1000, token_type: "bearer" };
  return c.json(answer, 200, { "Cache-Control": "no-store" });
}

async function pollDevice(c: Context<App>, app: AppRow, parameters: Parameters): Promise<Response> {
  const code = parameters("device_code");
  if (code === null) throw new Refusal(400, "missing device code");
  const db = c.env.DB;
  const hash = await hashOf(code);
  const now = Date.now();
  if (isPolledTooOften(hash, now)) throw new Refusal(400, "slow_down");
  const row = await deviceByHash(db, hash);
  if (row === null || row.client_id !== app.client_id || row.expires_at <= now) throw guess(400, "invalid device code");
  if (row.denied) throw new Refusal(400, "access_denied");
  if (row.user_id === null) throw new Refusal(400, "authorization_pending");
  const tokens = freshTokens();
  const key = { hash, grantId: newAccessToken() };
  const scopes = await useDevice(db, key, await newTokens(app, tokens));
  if (scopes === null) throw guess(400, "invalid device code");
  await tellLetIn(c.env, c.executionCtx, app, key.grantId);
  return tokensAnswer(c, tokens, scopes);
}
