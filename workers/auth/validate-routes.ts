/** `GET /oauth2/validate`, and `/auth/validate`: what an access token is good for, in Twitch's own shape, which its programs compare exactly. */
import { Hono } from "hono";
import { Fault } from "#protocol/errors.ts";
import type { App } from "../env.ts";
import { tokenShown } from "./access-token.ts";
import { identityOfToken } from "./identity.ts";

const NO_STORE = { "Cache-Control": "no-store" };

export const validateRoutes = new Hono<App>().get("/validate", async (c) => {
  const shown = tokenShown(c.req.header("Authorization"));
  if (shown.kind === "nothing") return c.json({ status: 401, message: "missing authorization token" }, 401, NO_STORE);
  if (shown.kind === "malformed") return c.json(INVALID, 401, NO_STORE);
  try {
    const identity = await identityOfToken(c, shown.token);
    if (identity === null) return c.json(INVALID, 401, NO_STORE);
    const { viewer, scopes, clientId, expiresAt } = identity;
    const answer = {
      client_id: clientId ?? "",
      login: viewer.login,
      scopes: scopes === "all" ? [] : [...scopes],
      user_id: viewer.userId,
      expires_in: Math.floor((expiresAt - Date.now()) / 1000),
    };
    return c.json(answer, 200, NO_STORE);
  } catch (fault) {
    if (!(fault instanceof Fault) || fault.code !== "rate_limited") throw fault;
    return c.json({ status: 429, message: "too many requests" }, 429, { ...NO_STORE, "Retry-After": "60" });
  }
});

const INVALID = { status: 401, message: "invalid access token" } as const;
