/** The answers of playback: playlists, plain or packed, and bytes, whole or in part. Exact headers; knows no channel. */
import { gzipSync } from "node:zlib";
import { errorAnswer } from "../answers.ts";
import { readRange } from "./range.ts";

/** RFC 8216bis B.1: a blocking answer never changes, others live a moment; an error must never freeze a live stream. */
export const CACHE = {
  blocking: "public, max-age=6, stale-if-error=0",
  moment: "public, max-age=1, stale-if-error=0",
  multivariant: "public, max-age=2, stale-if-error=0",
  ended: "public, max-age=3600, stale-if-error=0",
  recording: "public, max-age=86400, stale-if-error=0",
  immutable: "public, max-age=31536000, immutable",
} as const;

export type Playlist = { readonly plain: Uint8Array; readonly packed: Uint8Array };

export function packPlaylist(text: string): Playlist {
  const plain = new TextEncoder().encode(text);
  return { plain, packed: gzipSync(plain) };
}

/**
 * What the client takes. Cloudflare puts its own `Accept-Encoding` on the request and keeps the client's in `cf`
 * (developers.cloudflare.com/workers/runtime-apis/request, 2026-11).
 */
export function acceptedEncodings(request: Request): string | undefined {
  const given: unknown = request.cf?.["clientAcceptEncoding"];
  return typeof given === "string" ? given : (request.headers.get("Accept-Encoding") ?? undefined);
}

/** Whether `Accept-Encoding` takes gzip (RFC 9110 12.5.3). */
export function takesGzip(header: string | undefined): boolean {
  const codings = (header ?? "").split(",").map((coding) => coding.trim().toLowerCase());
  return codings.some((coding) => /^(gzip|x-gzip|\*)(\s*;\s*q=(1(\.0*)?|0?\.0*[1-9][0-9]*))?$/.test(coding));
}

export function playlistAnswer(playlist: Playlist, cache: string, acceptEncoding: string | undefined): Response {
  const headers = new Headers({
    "Content-Type": "application/vnd.apple.mpegurl",
    "Cache-Control": cache,
    Vary: "Accept-Encoding",
  });
  const isPacked = takesGzip(acceptEncoding);
  const body = isPacked ? playlist.packed : playlist.plain;
  headers.set("Content-Length", String(body.byteLength));
  if (!isPacked) return new Response(body, { headers });
  headers.set("Content-Encoding", "gzip");
  return new Response(body, { headers, encodeBody: "manual" });
}

/** Bytes whose name never changes its content. */
export function bytesAnswer(bytes: Uint8Array, contentType: string, range: string | undefined): Response {
  const headers = new Headers({
    "Content-Type": contentType,
    "Cache-Control": CACHE.immutable,
    "Accept-Ranges": "bytes",
  });
  const wanted = readRange(range, bytes.byteLength);
  if (wanted === "unsatisfiable") {
    const refused = errorAnswer("bad_request", "The range lies outside of the file.");
    refused.headers.set("Content-Range", `bytes */${bytes.byteLength}`);
    return new Response(refused.body, { status: 416, headers: refused.headers });
  }
  const { start, end } = wanted ?? { start: 0, end: bytes.byteLength };
  headers.set("Content-Length", String(end - start));
  if (wanted === null) return new Response(bytes, { headers });
  headers.set("Content-Range", `bytes ${start}-${end - 1}/${bytes.byteLength}`);
  return new Response(bytes.subarray(start, end), { status: 206, headers });
}
