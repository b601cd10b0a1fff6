/** `/oauth2/validate`: what an access token is good for, in Twitch's own shape, which its programs compare exactly. */
import { Hono } from "hono";
import type { App } from "../env.ts";
import { TooOften } from "../too-often.ts";
import { tokenShown } from "./access-token.ts";
import { holderOfToken, type TokenHolder } from "./token-holder.ts";

const NO_STORE = { "Cache-Control": "no-store" };

export const validateRoutes = new Hono<App>().get("/validate", async (c) => {
  const shown = tokenShown(c.req.header("Authorization"));
  if (shown.kind === "nothing") return c.json({ status: 401, message: "missing authorization token" }, 401, NO_STORE);
  if (shown.kind === "malformed") return c.json(INVALID, 401, NO_STORE);
  try {
    // Who asks wants to know whether it was revoked.
    const holder = await holderOfToken(c, shown.token, { fresh: true });
    return holder === null ? c.json(INVALID, 401, NO_STORE) : c.json(answerOf(holder, Date.now()), 200, NO_STORE);
  } catch (fault) {
    if (!(fault instanceof TooOften)) throw fault;
    const headers = { ...NO_STORE, "Retry-After": String(fault.retryS) };
    return c.json({ status: 429, message: "too many requests" }, 429, headers);
  }
});

const INVALID = { status: 401, message: "invalid access token" } as const;

/** An app's own token speaks for nobody: neither login nor user. */
function answerOf(holder: TokenHolder, now: number) {
  const expires_in = Math.floor((holder.expiresAt - now) / 1000);
  if (holder.via === "app") return { client_id: holder.clientId, scopes: [], expires_in };
  const { viewer, scopes, clientId } = holder;
  return {
    client_id: clientId,
    login: viewer.login,
    scopes: scopes === "all" ? [] : [...scopes],
    user_id: viewer.userId,
    expires_in,
  };
}
