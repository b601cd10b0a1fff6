/** What the studio asks that nobody else does: how a channel's broadcast runs. For those who make it. */
import { Hono } from "hono";
import { type HealthFeed, healthQuerySchema } from "#protocol/channel/health.ts";
import { has, type Scopes } from "#protocol/users/scopes.ts";
import type { App } from "../env.ts";
import { callObject } from "../object-calls.ts";
import { badRequest, sValidator } from "../validation.ts";
import { runChannelId } from "./access.ts";

/** Twitch shows health to no program; these are its scopes for what is nearest. */
const mayReadHealth = (scopes: Scopes): boolean => has(scopes, "user:read:broadcast", "channel:manage:broadcast");

/** Below /api. */
export const studioRoutes = new Hono<App>().get(
  "/channels/:login/health",
  sValidator("query", healthQuerySchema, badRequest),
  async (c) => {
    const channelId = await runChannelId(c, c.req.param("login"), mayReadHealth);
    const { after } = c.req.valid("query");
    const { startedAt, readings, ...news } = await callObject(c.env.LIVE_CHANNEL, channelId, (stub) =>
      stub.health(after),
    );
    const feed: HealthFeed = {
      ...news,
      startedAt: startedAt === null ? null : new Date(startedAt).toISOString(),
      readings: [...readings],
    };
    return c.json(feed, 200, { "Cache-Control": "no-store" });
  },
);
