/** Everything about accounts in one place: `/auth/...` and `/me...`. Its writes come from this site's own pages alone. */
import { Hono } from "hono";
import { ownPageWrites } from "../auth/own-page.ts";
import type { App } from "../env.ts";
import type { Fetch } from "../mail/mail.ts";
import { leavingRoutes } from "./leaving-routes.ts";
import { logInRoutes } from "./log-in-routes.ts";
import { meRoutes } from "./me-routes.ts";
import { secondFactorRoutes } from "./second-factor-routes.ts";
import { securityRoutes } from "./security-routes.ts";
import { signUpRoutes } from "./sign-up-routes.ts";
import { socialRoutes } from "./social-routes.ts";

/** `fetch` reaches the mail provider and Turnstile. */
export const accountRoutes = (fetch: Fetch) =>
  new Hono<App>()
    .use("/auth/*", ownPageWrites)
    // Named one by one: programs with a token use other addresses below `/me`.
    .use("/me", ownPageWrites)
    .use("/me/login", ownPageWrites)
    .use("/me/stream-key", ownPageWrites)
    .use("/me/editors/*", ownPageWrites)
    .route("/auth", signUpRoutes(fetch))
    .route("/auth", logInRoutes(fetch))
    .route("/auth", secondFactorRoutes)
    .route("/auth", securityRoutes(fetch))
    .route("/auth", socialRoutes)
    .route("/", meRoutes)
    .route("/", leavingRoutes);
