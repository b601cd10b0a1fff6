/** `/oauth2/device`: a device that nobody can type on well begins to sign somebody in (RFC 8628 3.1), in Twitch's shape. */
import { Hono } from "hono";
import {
  DEVICE_CODE_LENGTH,
  DEVICE_CODE_MS,
  DEVICE_INTERVAL_MS,
  USER_CODE_ALPHABET,
  USER_CODE_LENGTH,
} from "#protocol/oauth/lifetimes.ts";
import { readScopes } from "#protocol/oauth/scopes.ts";
import { newLowerCaseSecret, randomLetters } from "../auth/access-token.ts";
import { callerOf } from "../auth/caller-limit.ts";
import { hashOf } from "../auth/secrets.ts";
import { SharedLimit } from "../auth/shared-limit.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import type { App } from "../env.ts";
import { areAppsLetIn, NO_NEW_APPS } from "../flags/apps.ts";
import { countCallers, Refusal, refusalAnswer } from "./answers.ts";
import { appOf } from "./client-secret.ts";
import { insertDevice } from "./device-rows.ts";
import { parametersOf } from "./parameters.ts";

/** Codes are tried until one is free: twice the same by chance is less likely than a fault of ours. */
const MAX_TRIES = 3;
/** Codes that one address may ask for in a window: each stands in the database for half an hour. */
export const MAX_DEVICES = 30;

const devices = new SharedLimit({ name: "device codes", most: MAX_DEVICES });

export const deviceRoutes = new Hono<App>()
  .post("/device", countCallers, limitBody(MAX_JSON_BYTES), async (c) => {
    const parameters = await parametersOf(c);
    const app = await appOf(c.env.DB, parameters);
    const asked = readScopes(parameters("scopes") ?? parameters("scope") ?? "");
    if (asked.kind === "unknown") throw new Refusal(400, `invalid scope requested: '${asked.scope}'`);
    if (!(await areAppsLetIn(c))) throw new Refusal(503, NO_NEW_APPS);
    await devices.take(c, callerOf(c.req.header("CF-Connecting-IP")));
    const deviceCode = newLowerCaseSecret(DEVICE_CODE_LENGTH);
    const hash = await hashOf(deviceCode);
    const userCode = await register(c.env.DB, { hash, clientId: app.client_id, scopes: asked.scopes });
    const page = new URL("/activate", c.req.url);
    page.searchParams.set("device-code", userCode);
    const answer = {
      device_code: deviceCode,
      expires_in: DEVICE_CODE_MS / 1000,
      interval: DEVICE_INTERVAL_MS / 1000,
      user_code: userCode,
      verification_uri: page.href,
    };
    return c.json(answer, 200, { "Cache-Control": "no-store" });
  })
  .onError(refusalAnswer);

async function register(
  db: D1Database,
  device: { readonly hash: string; readonly clientId: string; readonly scopes: readonly string[] },
): Promise<string> {
  const now = Date.now();
  for (let tried = 0; tried < MAX_TRIES; tried++) {
    const userCode = randomLetters(USER_CODE_ALPHABET, USER_CODE_LENGTH);
    if (await insertDevice(db, { ...device, userCode, now, expiresAt: now + DEVICE_CODE_MS })) return userCode;
  }
  throw new Error(`no code for a person was free in ${MAX_TRIES} tries`);
}
