/** What a channel says of itself: changed by those who run it, its panels read by everybody. */
import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { changeChannelSchema, MAX_PANELS_BYTES, type Panels, panelsSchema } from "#protocol/channel/about.ts";
import type { ChannelState } from "#protocol/channel/channel.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import type { App } from "../env.ts";
import { channelIdOf } from "../playback/channel-ids.ts";
import { badRequest, sValidator } from "../validation.ts";
import { editedChannelId } from "./access.ts";
import { changeChannel } from "./change.ts";
import { panelsOf, replacePanels } from "./panel-rows.ts";
import { channelState } from "./shapes.ts";
import { standingOf } from "./standings.ts";

const PUBLIC_FEW_SECONDS = "public, max-age=3, stale-if-error=0";

/** Before the body is looked at: who may not change the channel learns nothing of what is wrong with a change. */
const editor = createMiddleware<App>(async (c, next) => {
  await editedChannelId(c, c.req.param("login") ?? "");
  await next();
});

/** Below /api. */
export const aboutRoutes = new Hono<App>()
  .patch(
    "/channels/:login",
    editor,
    limitBody(MAX_JSON_BYTES),
    sValidator("json", changeChannelSchema, badRequest),
    async (c) => {
      const channelId = await channelIdOf(c.env.DB, c.req.param("login"));
      const row = await changeChannel(c.env, c.executionCtx, channelId, c.req.valid("json"));
      const state: ChannelState = channelState(row, await standingOf(c, channelId));
      return c.json(state, 200, { "Cache-Control": "no-store" });
    },
  )
  .get("/channels/:login/panels", async (c) => {
    const channelId = await channelIdOf(c.env.DB, c.req.param("login"));
    const answer: Panels = { panels: await panelsOf(c.env.DB, channelId) };
    return c.json(answer, 200, { "Cache-Control": PUBLIC_FEW_SECONDS });
  })
  .put(
    "/channels/:login/panels",
    editor,
    limitBody(MAX_PANELS_BYTES),
    sValidator("json", panelsSchema, badRequest),
    async (c) => {
      const answer: Panels = c.req.valid("json");
      await replacePanels(c.env.DB, await channelIdOf(c.env.DB, c.req.param("login")), answer.panels);
      return c.json(answer, 200, { "Cache-Control": "no-store" });
    },
  );
