/** The authorization server's addresses, below `/oauth2` and, as Twitch's own test server has them, below `/auth`. */
import { Hono } from "hono";
import { validateRoutes } from "../auth/validate-routes.ts";
import type { App } from "../env.ts";
import { authorizeRoutes } from "./authorize-routes.ts";
import { deviceRoutes } from "./device-routes.ts";
import { revokeRoutes } from "./revoke-routes.ts";
import { tokenRoutes } from "./token-routes.ts";

export const oauthRoutes = new Hono<App>()
  .route("/", authorizeRoutes)
  .route("/", tokenRoutes)
  .route("/", deviceRoutes)
  .route("/", revokeRoutes)
  .route("/", validateRoutes);
