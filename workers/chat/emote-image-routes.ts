/**
 * The images of emotes: `GET /emotes/:id/:side`. Global ones are drawings among the pages' assets, a channel's are in R2, those of other sites
 * come from there. Whatever an image holds, no browser runs it: it is shown as what it is and may load nothing.
 */
import { type Context, Hono } from "hono";
import * as v from "valibot";
import { type EmoteSide, GLOBAL_EMOTES } from "#protocol/chat/emote.ts";
import { emoteIdSchema } from "#protocol/chat/event.ts";
import { EMOTE_SIDES } from "#protocol/chat/limits.ts";
import { Fault } from "#protocol/errors.ts";
import { emoteImageKey } from "#protocol/storage-keys.ts";
import type { App } from "../env.ts";
import { type Fetch, fetchThirdPartyImage, providersOf } from "./emote-third-party.ts";

const FOR_EVER = "public, max-age=31536000, immutable";
/** Drawings may change with a new version of Rill. */
const A_DAY = "public, max-age=86400";

const SAFE = {
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'; sandbox",
  "Cross-Origin-Resource-Policy": "cross-origin",
} as const;

/** At /emotes. */
export const emoteImageRoutesWith = (fetch: Fetch) =>
  new Hono<App>()
    .get("/:id/:side", async (c) => {
      const { id } = c.req.param();
      const side = EMOTE_SIDES.find((one) => String(one) === c.req.param("side"));
      if (side === undefined || !v.is(emoteIdSchema, id)) throw noImage();
      if (GLOBAL_EMOTES.some((emote) => emote.id === id)) return drawing(c, `${id}.svg`);
      return (await stored(c, id, side)) ?? (await fromProvider(c, fetch, id, side));
    })
    // The drawings by their own names: the Worker comes before the assets here.
    .get("/:file", (c) => drawing(c, c.req.param("file")));

export const emoteImageRoutes = emoteImageRoutesWith((url, init) => fetch(url, init));

const noImage = (): Fault => new Fault("not_found", "There is no such emote.");

async function drawing(c: Context<App>, file: string): Promise<Response> {
  if (!GLOBAL_EMOTES.some(({ id }) => `${id}.svg` === file)) throw noImage();
  const answer = await c.env.ASSETS.fetch(new URL(`/emotes/${file}`, c.req.url));
  const contentType = answer.headers.get("Content-Type") ?? "";
  // For a file that is missing the assets answer with the page.
  if (!answer.ok || !contentType.startsWith("image/svg+xml")) throw noImage();
  return new Response(answer.body, {
    headers: { ...SAFE, "Content-Type": "image/svg+xml", "Cache-Control": A_DAY },
  });
}

async function stored(c: Context<App>, id: string, side: EmoteSide): Promise<Response | null> {
  const found = await c.env.MEDIA.get(emoteImageKey(id, side), { onlyIf: c.req.raw.headers });
  if (found === null) return null;
  const headers = { ...SAFE, ETag: found.httpEtag, "Cache-Control": FOR_EVER };
  if (!("body" in found)) return new Response(null, { status: 304, headers });
  const contentType = found.httpMetadata?.contentType ?? "application/octet-stream";
  return new Response(found.body, { headers: { ...headers, "Content-Type": contentType } });
}

async function fromProvider(c: Context<App>, fetch: Fetch, id: string, side: EmoteSide): Promise<Response> {
  const image = await fetchThirdPartyImage(fetch, providersOf(c.env.THIRD_PARTY_EMOTES), id, side);
  if (image === null) throw noImage();
  const headers = { ...SAFE, "Content-Type": image.contentType, "Cache-Control": FOR_EVER };
  return new Response(image.bytes, { headers });
}
