/** `/vods/...`: recordings. The address of a recording answers its JSON to programs and the page to people. */
import { type Context, Hono } from "hono";
import { createMiddleware } from "hono/factory";
import * as v from "valibot";
import { renderVodMultivariant } from "#media/playlist/vod.ts";
import { Fault } from "#protocol/errors.ts";
import { idSchema, renditionIdSchema } from "#protocol/ids.ts";
import { MASTER_NAME, MEDIA_NAME, parseMediaFile } from "#protocol/playback/addresses.ts";
import { type VodRow, vodById } from "../channels/rows.ts";
import { vodOf } from "../channels/shapes.ts";
import type { App } from "../env.ts";
import { Lru } from "../lru.ts";
import { pageWithPreview } from "../previews/page.ts";
import { endedFile, vodMedia } from "./ended.ts";
import { acceptedEncodings, CACHE, playlistAnswer } from "./media-answers.ts";
import { readVodIndex, vodPlaylist } from "./vod-indexes.ts";

/** Recordings whose row an isolate remembers, and for how long, milliseconds: a title may change. */
const MAX_ROWS = 1000;
const ROW_MS = 60_000;

const rows = new Lru<{ readonly row: VodRow; readonly at: number }>(MAX_ROWS);

const NEGOTIATED = { Vary: "Accept" };
/** What a browser asks for when a person goes there. */
const pageForPeople = createMiddleware<App>(async (c, next) => {
  if (isPage(c)) return pageWithPreview(c.env, new URL(c.req.url), NEGOTIATED);
  return next();
});

export const vodRoutes = new Hono<App>().get("/:id", pageForPeople, async (c) => {
  const headers = { "Cache-Control": "public, max-age=60, stale-if-error=0", ...NEGOTIATED };
  return c.json(vodOf(await rowOf(c, c.req.param("id"))), 200, headers);
});

export const vodMediaRoutes = new Hono<App>()
  .get(`/:id/${MASTER_NAME}`, async (c) => {
    const { id, channel_id: channelId } = await rowOf(c, c.req.param("id"));
    const index = await readVodIndex(c.env.MEDIA, keepAliveOf(c), channelId, id);
    if (index === null) throw new Fault("not_found", "There is no such recording.");
    const playlist = vodPlaylist(index, MASTER_NAME, () => renderVodMultivariant(index));
    return playlistAnswer(playlist, CACHE.recording, acceptedEncodings(c.req.raw));
  })
  .get("/:id/:rendition/:file", async (c) => {
    const { rendition, file } = c.req.param();
    const name = file === MEDIA_NAME ? MEDIA_NAME : parseMediaFile(file);
    if (!v.is(renditionIdSchema, rendition) || name === null) throw new Fault("not_found", "There is no such file.");
    const { id, channel_id: channelId } = await rowOf(c, c.req.param("id"));
    const asked = { channelId, broadcastId: id, rendition, visit: { keepAlive: keepAliveOf(c) } };
    return name === MEDIA_NAME ? vodMedia(c, asked) : endedFile(c, asked, name);
  });

const keepAliveOf =
  (c: Context<App>) =>
  (work: Promise<unknown>): void =>
    c.executionCtx.waitUntil(work);

const isPage = (c: Context<App>): boolean => {
  const accepted = c.req.header("Accept") ?? "";
  return accepted.includes("text/html") && !accepted.startsWith("application/json");
};

async function rowOf(c: Context<App>, id: string): Promise<VodRow> {
  const known = rows.get(id);
  if (known !== undefined && Date.now() - known.at < ROW_MS) return known.row;
  const row = v.is(idSchema, id) ? await vodById(c.env.DB, id) : null;
  if (row === null) throw new Fault("not_found", "There is no such recording.");
  rows.set(id, { row, at: Date.now() });
  return row;
}
