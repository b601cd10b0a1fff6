/**
 * `/images/stills/...`: what broadcasts show and showed. A still's own address is for ever; those by login and recording lead to the newest, or to
 * the channel's own picture when there is none, so that no list anywhere has a hole.
 */
import { type Context, Hono } from "hono";
import * as v from "valibot";
import { avatarPath, bannerPath } from "#protocol/channel/images.ts";
import { idSchema, loginSchema } from "#protocol/ids.ts";
import { STILL_EVERY_MS, stillTimeSchema } from "#protocol/ingest/still.ts";
import { stillKey } from "#protocol/storage-keys.ts";
import type { App } from "../env.ts";
import { FOR_EVER, noImage, storedPicture } from "../images/stored.ts";
import { type Pictured, picturedLogin, picturedVod } from "./rows.ts";

/** Half as long as a still is the newest. */
const WHILE_NEW = `public, max-age=${STILL_EVERY_MS / 2000}, stale-if-error=0`;
const AN_HOUR = "public, max-age=3600";
/** Somebody who just went live has a still in a moment. */
const FEW_SECONDS = "public, max-age=5, stale-if-error=0";

/** `<name>-640x360.jpg`, whatever the size; also when a program left the template as it was. */
const SIZED = /^([a-z0-9_]{1,25})-(?:[0-9]{1,5}x[0-9]{1,5}|%?\{width\}x%?\{height\})\.jpg$/;
const timeParameter = v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,12}$/), v.transform(Number), stillTimeSchema);

/** At /images/stills. */
export const stillRoutes = new Hono<App>()
  .get("/live/:file", async (c) => {
    const login = SIZED.exec(c.req.param("file"))?.[1];
    return newest(c, v.is(loginSchema, login) ? await picturedLogin(c.env.DB, login) : null, WHILE_NEW);
  })
  .get("/vods/:file", async (c) => {
    const id = SIZED.exec(c.req.param("file"))?.[1];
    return newest(c, v.is(idSchema, id) ? await picturedVod(c.env.DB, id) : null, AN_HOUR);
  })
  .get("/:channelId/:broadcastId/:at", async (c) => {
    const { channelId, broadcastId } = c.req.param();
    const at = v.safeParse(timeParameter, c.req.param("at"));
    if (!v.is(idSchema, channelId) || !v.is(idSchema, broadcastId) || !at.success) throw noImage();
    const picture = await storedPicture(c, stillKey(channelId, broadcastId, at.output), FOR_EVER);
    if (picture === null) throw noImage();
    return picture;
  });

async function newest(c: Context<App>, of: Pictured | null, cacheControl: string): Promise<Response> {
  if (of === null) throw noImage();
  const { id, broadcast_id, still, banner, avatar } = of;
  const picture =
    broadcast_id === null || still === null
      ? null
      : await storedPicture(c, stillKey(id, broadcast_id, still), cacheControl);
  if (picture !== null) return picture;
  c.header("Cache-Control", FEW_SECONDS);
  return c.redirect(bannerPath(id, banner) ?? avatarPath(id, avatar, 300));
}
