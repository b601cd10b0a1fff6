/** Takes stills from transcoder nodes: from the holder of the lease only, as nothing but a small JPEG, at a measured pace. */

import { type Context, Hono } from "hono";
import * as v from "valibot";
import { stillPath } from "#protocol/channel/images.ts";
import { Fault } from "#protocol/errors.ts";
import { idSchema } from "#protocol/ids.ts";
import {
  MAX_STILL_BYTES,
  STILL_HEIGHT,
  STILL_SPACING_MS,
  STILL_WIDTH,
  type StoredStill,
} from "#protocol/ingest/still.ts";
import { loggable } from "#protocol/loggable.ts";
import { stillKey } from "#protocol/storage-keys.ts";
import { limitBody } from "../body-limit.ts";
import type { App } from "../env.ts";
import { isJpeg, readJpeg } from "../images/jpeg.ts";
import { callObject } from "../object-calls.ts";
import { showStill, stillsOf } from "./rows.ts";

/** Below /api/ingest. */
export const stillUploadRoutes = new Hono<App>().put(
  "/channels/:channelId/broadcasts/:broadcastId/still",
  limitBody(MAX_STILL_BYTES),
  async (c) => {
    const { channelId, broadcastId } = c.req.param();
    if (!v.is(idSchema, channelId) || !v.is(idSchema, broadcastId))
      throw new Fault("not_found", "There is no such broadcast.");
    await requireLease(c, channelId, broadcastId);
    const bytes = readStill(new Uint8Array(await c.req.arrayBuffer()));
    const stored: StoredStill = { still: await store(c, channelId, broadcastId, bytes) };
    return c.json(stored, 200, { "Cache-Control": "no-store" });
  },
);

async function requireLease(c: Context<App>, channelId: string, broadcastId: string): Promise<void> {
  const token = /^Bearer (\S{1,128})$/.exec(c.req.header("Authorization") ?? "")?.[1];
  // Without a token no object is woken. One of a channel that never was holds no lease.
  const holds =
    token !== undefined &&
    (await callObject(c.env.LIVE_CHANNEL, channelId, (stub) => stub.holdsLease(broadcastId, token)));
  if (!holds) throw new Fault("unauthorized", "The upload token is not that of the current lease.");
}

function readStill(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (!isJpeg(bytes)) throw new Fault("bad_request", "A still is a JPEG.");
  const { width, height } = readJpeg(bytes);
  if (width <= STILL_WIDTH && height <= STILL_HEIGHT) return bytes;
  throw new Fault("bad_request", `A still is at most ${STILL_WIDTH} by ${STILL_HEIGHT} pixels.`);
}

/** The bytes first: a still is never shown without them. The one before the last is deleted, since nobody is told of it any more. */
async function store(
  c: Context<App>,
  channelId: string,
  broadcastId: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const { DB, MEDIA } = c.env;
  const shown = await stillsOf(DB, channelId, broadcastId);
  if (shown === null) throw new Fault("conflict", "The broadcast is not listed. Try again in a moment.");
  const at = Date.now();
  if (at - (shown.still ?? 0) < STILL_SPACING_MS)
    throw new Fault("rate_limited", "This broadcast has a still that is seconds old.");
  const key = stillKey(channelId, broadcastId, at);
  await MEDIA.put(key, bytes, { httpMetadata: { contentType: "image/jpeg" } });
  const isShown = await showStill(DB, channelId, broadcastId, { at, before: shown.still });
  const spare = isShown ? shown.still_before : at;
  if (spare !== null) {
    const old = stillKey(channelId, broadcastId, spare);
    c.executionCtx.waitUntil(
      MEDIA.delete(old).catch((cause: unknown) => console.error(`the old still ${old} stays`, loggable(cause))),
    );
  }
  if (!isShown) throw new Fault("conflict", "Another still came first, or the broadcast is over.");
  return stillPath(channelId, broadcastId, at);
}
