/** `/images/...`: avatars and banners of channels, box art of categories; drawn where there is none. */

import { type Context, Hono } from "hono";
import * as v from "valibot";
import { AVATAR_SIDES, DRAWN_AVATARS } from "#protocol/channel/images.ts";
import { idSchema } from "#protocol/ids.ts";
import { loggable } from "#protocol/loggable.ts";
import { avatarKey, bannerKey, boxArtKey } from "#protocol/storage-keys.ts";
import { coverSchema, coverUrl, type Fetch } from "../categories/igdb.ts";
import { readAtMost } from "../chat/emote-third-party.ts";
import type { App } from "../env.ts";
import { drawAvatar, drawBoxArt } from "./drawings.ts";
import { isJpeg, readJpeg } from "./jpeg.ts";
import { boxArtOf, versionSchema } from "./rows.ts";
import { noImage, PICTURE_HEADERS, storedPicture } from "./stored.ts";

/** Drawings may change with a new version of Rill. */
const A_DAY = "public, max-age=86400";
/** Time that the game data service's pictures have to come, milliseconds, and their bytes, at most. */
const COVER_MS = 5000;
const MAX_COVER_BYTES = 1024 * 1024;

/** At /images. */
export const imageRoutesWith = (fetch: Fetch) =>
  new Hono<App>()
    .get("/avatars/:file", (c) => {
      const number = /^([0-9]{1,2})\.svg$/.exec(c.req.param("file"))?.[1];
      if (number === undefined || Number(number) >= DRAWN_AVATARS) throw noImage();
      return drawing(drawAvatar(Number(number)));
    })
    .get("/channels/:id/avatar/:version/:side", async (c) => {
      const { id, version } = c.req.param();
      const side = AVATAR_SIDES.find((one) => String(one) === c.req.param("side"));
      if (side === undefined || !v.is(idSchema, id) || !v.is(versionSchema, version)) throw noImage();
      return stored(c, avatarKey(id, version, side));
    })
    .get("/channels/:id/banner/:version", async (c) => {
      const { id, version } = c.req.param();
      if (!v.is(idSchema, id) || !v.is(versionSchema, version)) throw noImage();
      return stored(c, bannerKey(id, version));
    })
    .get("/categories/:file", async (c) => {
      const id = /^(.*)\.svg$/.exec(c.req.param("file"))?.[1];
      if (!v.is(idSchema, id)) throw noImage();
      const category = await boxArtOf(c.env.DB, id);
      if (category === null) throw noImage();
      return drawing(drawBoxArt(id, category.name));
    })
    .get("/categories/:id/:version", async (c) => {
      const { id, version } = c.req.param();
      if (!v.is(idSchema, id) || !v.is(coverSchema, version)) throw noImage();
      const key = boxArtKey(id, version);
      const kept = await c.env.MEDIA.head(key);
      if (kept === null) {
        // Only what the category names is fetched: an address is no way to have others fetched.
        const category = await boxArtOf(c.env.DB, id);
        if (category?.box_art !== version) throw noImage();
        const bytes = await fetchCover(fetch, version);
        if (bytes === null) return drawing(drawBoxArt(id, category.name), "no-store");
        await c.env.MEDIA.put(key, bytes, { httpMetadata: { contentType: "image/jpeg" } });
      }
      return stored(c, key);
    });

export const imageRoutes = imageRoutesWith((url, init) => fetch(url, init));

const drawing = (svg: string, cacheControl = A_DAY): Response =>
  new Response(svg, {
    headers: { ...PICTURE_HEADERS, "Content-Type": "image/svg+xml", "Cache-Control": cacheControl },
  });

async function stored(c: Context<App>, key: string): Promise<Response> {
  const picture = await storedPicture(c, key);
  if (picture === null) throw noImage();
  return picture;
}

/** Null when the service does not give a whole JPEG of a sensible size in time. */
async function fetchCover(fetch: Fetch, version: string): Promise<Uint8Array | null> {
  try {
    const answer = await fetch(coverUrl(version), { redirect: "manual", signal: AbortSignal.timeout(COVER_MS) });
    if (!answer.ok || answer.body === null) return null;
    const bytes = await readAtMost(answer.body, MAX_COVER_BYTES);
    if (!isJpeg(bytes)) return null;
    readJpeg(bytes);
    return bytes;
  } catch (cause) {
    console.warn(`the picture ${version} of a category did not come`, loggable(cause));
    return null;
  }
}
