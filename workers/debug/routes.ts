/** For development and benches: look into a channel's object, and throw it out of memory. In production these addresses do not exist. */
import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { Fault } from "#protocol/errors.ts";
import type { App } from "../env.ts";
import { keptMails } from "../mail/outbox.ts";
import { callObject } from "../object-calls.ts";
import { channelIdOf } from "../playback/channel-ids.ts";

const developmentOnly = createMiddleware<App>(async (c, next) => {
  if (c.env.DEVELOPMENT !== "1") throw new Fault("not_found", "There is nothing here.");
  await next();
});

export const debugRoutes = new Hono<App>()
  .use(developmentOnly)
  .get("/mails", (c) => c.json({ mails: keptMails() }))
  .get("/channels/:login/snapshot", async (c) => {
    const channelId = await channelIdOf(c.env.DB, c.req.param("login"));
    return c.json(await callObject(c.env.LIVE_CHANNEL, channelId, (stub) => stub.snapshot()));
  })
  .get("/channels/:login/chat", async (c) => {
    const channelId = await channelIdOf(c.env.DB, c.req.param("login"));
    return c.json(await callObject(c.env.CHAT_ROOM, channelId, async (stub) => await stub.snapshot()));
  })
  .post("/channels/:login/abort", async (c) => {
    const channelId = await channelIdOf(c.env.DB, c.req.param("login"));
    // The call itself dies with the object: that it fails is the success.
    await c.env.LIVE_CHANNEL.getByName(channelId)
      .abort()
      .catch(() => undefined);
    return c.json({ aborted: true });
  });
