/** Where a live request goes: the channel, the isolate's mirror of it, and how long the request may be held. */
import type { Context } from "hono";
import * as v from "valibot";
import { TARGET_DURATION } from "#protocol/playback/constants.ts";
import type { Ladder } from "#protocol/playback/rendition.ts";
import type { App } from "../env.ts";
import { Lru } from "../lru.ts";
import { channelIdOf } from "./channel-ids.ts";
import { Mirror, type Visit } from "./mirror.ts";

/** Mirrors of one isolate; a timeline takes about 100 KB. */
const MAX_MIRRORS = 100;
/** A request is held for three target durations, milliseconds (RFC 8216bis 6.2.5.2). */
const HOLD_MS = 3 * TARGET_DURATION * 1000;

const mirrors = new Lru<Mirror>(MAX_MIRRORS);
const holdSchema = v.fallback(v.pipe(v.string(), v.toNumber(), v.integer(), v.minValue(1)), HOLD_MS);

export type Place = { readonly channelId: string; readonly mirror: Mirror; readonly visit: Visit };

/** Throws a `not_found` Fault when there is no such channel. */
export async function placeOf(c: Context<App>, login: string): Promise<Place> {
  const channelId = await channelIdOf(c.env.DB, login);
  let mirror = mirrors.get(channelId);
  if (mirror === undefined) {
    mirror = new Mirror(channelId);
    mirrors.set(channelId, mirror);
  }
  const visit: Visit = {
    objects: c.env.LIVE_CHANNEL,
    keepAlive: (work) => c.executionCtx.waitUntil(work),
    signal: c.req.raw.signal,
    deadline: Date.now() + v.parse(holdSchema, c.env.HOLD_MS),
  };
  return { channelId, mirror, visit };
}

export function contentTypeOf(ladder: Ladder, rendition: string): string {
  return ladder.find(({ id }) => id === rendition)?.kind === "audio" ? "audio/mp4" : "video/mp4";
}
