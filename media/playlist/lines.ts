/** Cuts a playlist's text into tags and URIs, within limits. Knows the lines' grammar (RFC 8216bis 4.1), not what a tag means. */
import { refuse } from "./attributes.ts";
import type { Tag } from "./playlist.ts";

/** Characters of a playlist, at most: 24 h of 2 s segments at 150 characters each, doubled. */
export const MAX_PLAYLIST_LENGTH = 16 * 1024 * 1024;
/** Lines of a playlist, at most. */
export const MAX_PLAYLIST_LINES = 400_000;
/** Characters of one line, at most. */
const MAX_LINE_LENGTH = 16 * 1024;

export type Line =
  | ({ readonly kind: "tag" } & Tag)
  | { readonly kind: "uri"; readonly uri: string; readonly line: number };

/** Blank lines and comments are dropped; the first line must be EXTM3U and is dropped too. */
export function readLines(text: string): readonly Line[] {
  if (text.length > MAX_PLAYLIST_LENGTH) refuse(1, `the playlist is longer than ${MAX_PLAYLIST_LENGTH} characters`);
  const lines = text.split("\n");
  if (lines.length > MAX_PLAYLIST_LINES) refuse(1, `the playlist has more than ${MAX_PLAYLIST_LINES} lines`);
  const read = lines.flatMap((raw, index) => readLine(raw.endsWith("\r") ? raw.slice(0, -1) : raw, index + 1));
  const [first, ...rest] = read;
  if (first?.kind !== "tag" || first.name !== "EXTM3U" || first.line !== 1) {
    refuse(1, "the first line is not #EXTM3U (RFC 8216bis 4.4.1.1)");
  }
  return rest;
}

function readLine(text: string, line: number): readonly Line[] {
  if (text.length > MAX_LINE_LENGTH) refuse(line, `longer than ${MAX_LINE_LENGTH} characters`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 8216bis 4 forbids them in a playlist
  if (/[\u0000-\u001f\u007f-\u009f]/.test(text)) refuse(line, "a control character (RFC 8216bis 4)");
  if (text === "") return [];
  if (!text.startsWith("#")) {
    return /\s/.test(text) ? refuse(line, "a URI with white space") : [{ kind: "uri", uri: text, line }];
  }
  if (!text.startsWith("#EXT")) return [];
  const colon = text.indexOf(":");
  const name = text.slice(1, colon === -1 ? undefined : colon);
  if (/\s/.test(name)) refuse(line, "a tag's name with white space");
  return [{ kind: "tag", name, value: colon === -1 ? "" : text.slice(colon + 1), line }];
}
