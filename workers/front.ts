/** `/`: the front page. */
import { Hono } from "hono";
import type { App } from "./env.ts";

export const frontRoutes = new Hono<App>().all("/", (c) => c.env.ASSETS.fetch(c.req.raw));
