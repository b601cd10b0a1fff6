/** Reads a playlist's text, strictly and within limits: whatever the bytes, it gives a typed value or throws a `bad_request` Fault. */
import { Fault } from "#protocol/errors.ts";
import { refuse } from "./attributes.ts";
import { readLines } from "./lines.ts";
import { isMediaTag, parseMediaLines } from "./parse-media.ts";
import { isMultivariantTag, parseMultivariantLines } from "./parse-multivariant.ts";
import type { MediaPlaylist, MultivariantPlaylist, Playlist } from "./playlist.ts";

/** Tags that both kinds of playlist may hold (RFC 8216bis 4.4.1, 4.4.2). */
const SHARED = new Set(["EXT-X-VERSION", "EXT-X-INDEPENDENT-SEGMENTS", "EXT-X-START", "EXT-X-DEFINE"]);

export function parsePlaylist(text: string): Playlist {
  const lines = readLines(text);
  const names = lines.flatMap((line) => (line.kind === "tag" && !SHARED.has(line.name) ? [line] : []));
  const multivariant = names.find((tag) => isMultivariantTag(tag.name));
  const media = names.find((tag) => isMediaTag(tag.name));
  if (multivariant !== undefined && media !== undefined) {
    refuse(multivariant.line, `${multivariant.name} and ${media.name} in one playlist (RFC 8216bis 4.1)`);
  }
  return multivariant === undefined ? parseMediaLines(lines) : parseMultivariantLines(lines);
}

export function parseMedia(text: string): MediaPlaylist {
  const playlist = parsePlaylist(text);
  if (playlist.kind !== "media") throw new Fault("bad_request", "playlist: a media playlist is expected");
  return playlist;
}

export function parseMultivariant(text: string): MultivariantPlaylist {
  const playlist = parsePlaylist(text);
  if (playlist.kind !== "multivariant") throw new Fault("bad_request", "playlist: a multivariant playlist is expected");
  return playlist;
}
