/** Reads the lines of a multivariant playlist into its typed value. */
import { Attributes, readInteger, refuse } from "./attributes.ts";
import type { Line } from "./lines.ts";
import type { MediaEntry, MultivariantPlaylist, Tag, Variant } from "./playlist.ts";

/** Variants and renditions of one playlist, at most. */
const MAX_ENTRIES = 512;

const MULTIVARIANT_TAGS = new Set([
  "EXT-X-MEDIA",
  "EXT-X-STREAM-INF",
  "EXT-X-I-FRAME-STREAM-INF",
  "EXT-X-SESSION-DATA",
  "EXT-X-SESSION-KEY",
  "EXT-X-CONTENT-STEERING",
]);

export const isMultivariantTag = (name: string): boolean => MULTIVARIANT_TAGS.has(name);

export function parseMultivariantLines(lines: readonly Line[]): MultivariantPlaylist {
  let version: number | null = null;
  let independentSegments = false;
  const media: MediaEntry[] = [];
  const variants: Variant[] = [];
  const tags: Tag[] = [];
  let pending: Omit<Variant, "uri"> | null = null;
  for (const line of lines) {
    if (media.length + variants.length > MAX_ENTRIES) refuse(line.line, `more than ${MAX_ENTRIES} entries`);
    if (line.kind === "uri") {
      const variant: Omit<Variant, "uri"> = pending ?? refuse(line.line, "a URI without EXT-X-STREAM-INF");
      variants.push({ ...variant, uri: line.uri });
      pending = null;
      continue;
    }
    if (pending !== null) refuse(line.line, "EXT-X-STREAM-INF is not followed by a URI (RFC 8216bis 4.4.6.2)");
    if (line.name === "EXT-X-VERSION") {
      if (version !== null) refuse(line.line, "a second EXT-X-VERSION");
      version = readInteger(line.value, line.line, "EXT-X-VERSION");
    } else if (line.name === "EXT-X-INDEPENDENT-SEGMENTS") independentSegments = true;
    else if (line.name === "EXT-X-MEDIA") media.push(readMedia(line));
    else if (line.name === "EXT-X-STREAM-INF") pending = readVariant(line);
    else tags.push({ name: line.name, value: line.value, line: line.line });
  }
  if (pending !== null) refuse(pending.line, "EXT-X-STREAM-INF is not followed by a URI (RFC 8216bis 4.4.6.2)");
  return { kind: "multivariant", version: version ?? 1, independentSegments, media, variants, tags };
}

function readMedia({ value, line }: Tag): MediaEntry {
  const attributes = new Attributes(value, line);
  return {
    type: attributes.needBare("TYPE"),
    groupId: attributes.needQuoted("GROUP-ID"),
    name: attributes.needQuoted("NAME"),
    language: attributes.quoted("LANGUAGE"),
    isDefault: attributes.flag("DEFAULT"),
    autoselect: attributes.flag("AUTOSELECT"),
    channels: attributes.quoted("CHANNELS"),
    uri: attributes.quoted("URI"),
    line,
  };
}

function readVariant({ value, line }: Tag): Omit<Variant, "uri"> {
  const attributes = new Attributes(value, line);
  const codecs = attributes.quoted("CODECS");
  const resolution = attributes.bare("RESOLUTION");
  return {
    bandwidth: attributes.needInteger("BANDWIDTH"),
    averageBandwidth: attributes.integer("AVERAGE-BANDWIDTH"),
    codecs: codecs === null || codecs === "" ? [] : codecs.split(",").map((codec) => codec.trim()),
    resolution: resolution === null ? null : readResolution(resolution, line),
    frameRate: attributes.decimal("FRAME-RATE"),
    audio: attributes.quoted("AUDIO"),
    line,
  };
}

function readResolution(text: string, line: number): { readonly width: number; readonly height: number } {
  const [width = "", height = "", ...rest] = text.split("x");
  if (rest.length > 0) refuse(line, "RESOLUTION is <width>x<height>");
  return { width: readInteger(width, line, "the width"), height: readInteger(height, line, "the height") };
}
