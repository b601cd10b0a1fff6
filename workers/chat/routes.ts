/** Chat, below /chat: messages, moderation and emotes over HTTP, and beside them a viewer's socket. What is said is the room's business. */
import { Hono } from "hono";
import type { App } from "../env.ts";
import { channelIdOf } from "../playback/channel-ids.ts";
import { emoteRoutes } from "./emote-routes.ts";
import { messageRoutes } from "./message-routes.ts";
import { moderationRoutes } from "./moderation-routes.ts";
import { countUpgrade, openSocket } from "./socket.ts";
import { isUpgrade, upgradeRequired } from "./upgrade-required.ts";

export const chatRoutes = new Hono<App>()
  .route("/", emoteRoutes)
  .route("/", messageRoutes)
  .route("/", moderationRoutes);

export const chatSocketRoutes = new Hono<App>().get("/:login", async (c) => {
  if (!isUpgrade(c.req.header("Upgrade"))) return upgradeRequired();
  countUpgrade(c);
  return openSocket(c, await channelIdOf(c.env.DB, c.req.param("login")));
});
