/** How a picture is answered: whatever it holds, no browser runs it, and it may load nothing. Knows no subject, only keys in the bucket. */
import type { Context } from "hono";
import { Fault } from "#protocol/errors.ts";
import type { App } from "../env.ts";

/** For addresses whose bytes never change. */
export const FOR_EVER = "public, max-age=31536000, immutable";

export const PICTURE_HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  "Cross-Origin-Resource-Policy": "cross-origin",
} as const;

export const noImage = (): Fault => new Fault("not_found", "There is no such picture.");

/** A picture of the bucket; null when it is not there. */
export async function storedPicture(c: Context<App>, key: string, cacheControl = FOR_EVER): Promise<Response | null> {
  const found = await c.env.MEDIA.get(key, { onlyIf: c.req.raw.headers });
  if (found === null) return null;
  const headers = { ...PICTURE_HEADERS, ETag: found.httpEtag, "Cache-Control": cacheControl };
  if (!("body" in found)) return new Response(null, { status: 304, headers });
  const contentType = found.httpMetadata?.contentType ?? "application/octet-stream";
  return new Response(found.body, { headers: { ...headers, "Content-Type": contentType } });
}
