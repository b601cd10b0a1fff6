/** Reads the lines of a media playlist into its typed value. Knows what the tags mean, not what the rules ask of them. */
import { Attributes, readByteRange, readDate, readDecimal, refuse } from "./attributes.ts";
import type { Line } from "./lines.ts";
import { MEDIA_HEADER_TAGS, type MediaHeader, newHeader, readHeaderTag } from "./parse-header.ts";
import type {
  ByteRange,
  MediaPlaylist,
  PlaylistMap,
  PlaylistPart,
  PlaylistSegment,
  SegmentTags,
  Tag,
} from "./playlist.ts";

/** Parts of one segment, at most. */
const MAX_PARTS = 10_000;

type Pending = {
  line: number | null;
  discontinuity: boolean;
  map: PlaylistMap | null;
  programDateTime: SegmentTags["programDateTime"];
  gap: boolean;
  parts: PlaylistPart[];
  tags: Tag[];
  extinf: { duration: number; title: string } | null;
  byteRange: ByteRange | null;
};

const nothing = (map: PlaylistMap | null): Pending => ({
  line: null,
  discontinuity: false,
  map,
  programDateTime: null,
  gap: false,
  parts: [],
  tags: [],
  extinf: null,
  byteRange: null,
});

export function parseMediaLines(lines: readonly Line[]): MediaPlaylist {
  const header = newHeader();
  const segments: PlaylistSegment[] = [];
  let pending = nothing(null);
  let period = 0;
  for (const line of lines) {
    if (line.kind === "uri") {
      const { duration, title } = pending.extinf ?? refuse(line.line, "a URI without EXTINF (RFC 8216bis 4.4.4.1)");
      period += pending.discontinuity ? 1 : 0;
      const whole = { uri: line.uri, duration, title, byteRange: pending.byteRange };
      const msn = header.mediaSequence + header.skipped + segments.length;
      segments.push({ ...settle(pending, msn, period, line.line), ...whole });
      pending = nothing(pending.map);
    } else if (MEDIA_HEADER_TAGS.has(line.name)) {
      if (BEFORE_SEGMENTS.has(line.name) && (segments.length > 0 || pending.line !== null)) {
        refuse(line.line, `${line.name} comes after the first segment`);
      }
      readHeaderTag(header, line);
    } else if (SEGMENT_TAGS.has(line.name)) {
      pending.line ??= line.line;
      readSegmentTag(pending, line);
    } else {
      header.tags.push({ name: line.name, value: line.value, line: line.line });
    }
  }
  if (pending.extinf !== null) refuse(pending.line ?? 1, "EXTINF without a URI (RFC 8216bis 4.4.4.1)");
  const msn = header.mediaSequence + header.skipped + segments.length;
  const last = pending.line ?? 0;
  const open = pending.line === null ? null : settle(pending, msn, period + (pending.discontinuity ? 1 : 0), last);
  return finish(header, segments, open);
}

/** Tags that must come before the first segment (RFC 8216bis 4.4.3.2, 4.4.3.3). */
const BEFORE_SEGMENTS = new Set(["EXT-X-MEDIA-SEQUENCE", "EXT-X-DISCONTINUITY-SEQUENCE", "EXT-X-SKIP"]);

const SEGMENT_TAGS = new Set([
  "EXTINF",
  "EXT-X-BYTERANGE",
  "EXT-X-DISCONTINUITY",
  "EXT-X-KEY",
  "EXT-X-MAP",
  "EXT-X-PROGRAM-DATE-TIME",
  "EXT-X-GAP",
  "EXT-X-BITRATE",
  "EXT-X-PART",
]);

export const isMediaTag = (name: string): boolean => SEGMENT_TAGS.has(name) || MEDIA_HEADER_TAGS.has(name);

/** A later discontinuity sequence shifts every number, and it may stand anywhere before the segments: added at the end. */
function finish(header: MediaHeader, segments: readonly PlaylistSegment[], open: SegmentTags | null): MediaPlaylist {
  const { targetDuration, seen: _, ...rest } = header;
  const from = header.discontinuitySequence;
  return {
    kind: "media",
    ...rest,
    targetDuration: targetDuration ?? refuse(1, "EXT-X-TARGETDURATION is missing (RFC 8216bis 4.4.3.1)"),
    segments: segments.map((segment) => ({ ...segment, period: segment.period + from })),
    open: open === null ? null : { ...open, period: open.period + from },
  };
}

function settle(pending: Pending, msn: number, period: number, line: number): SegmentTags {
  const { discontinuity, map, programDateTime, gap, parts, tags } = pending;
  return { msn, period, discontinuity, map, programDateTime, gap, parts, tags, line: pending.line ?? line };
}

function readSegmentTag(pending: Pending, tag: Tag): void {
  const { name, value, line } = tag;
  switch (name) {
    case "EXTINF":
      if (pending.extinf !== null) refuse(line, "a second EXTINF for one segment");
      pending.extinf = readExtinf(value, line);
      return;
    case "EXT-X-BYTERANGE":
      pending.byteRange = readByteRange(value, line);
      return;
    case "EXT-X-DISCONTINUITY":
      if (pending.discontinuity) refuse(line, "a second EXT-X-DISCONTINUITY for one segment");
      if (pending.parts.length > 0) refuse(line, "EXT-X-DISCONTINUITY after the segment's parts");
      pending.discontinuity = true;
      return;
    case "EXT-X-MAP":
      if (pending.parts.length > 0) refuse(line, "EXT-X-MAP after the segment's parts");
      pending.map = readMap(value, line);
      return;
    case "EXT-X-PROGRAM-DATE-TIME":
      pending.programDateTime = readDate(value, line);
      return;
    case "EXT-X-GAP":
      pending.gap = true;
      return;
    case "EXT-X-PART":
      if (pending.parts.length >= MAX_PARTS) refuse(line, `more than ${MAX_PARTS} parts in a segment`);
      pending.parts.push(readPart(value, line));
      return;
    default:
      pending.tags.push({ name, value, line });
  }
}

function readExtinf(value: string, line: number): { duration: number; title: string } {
  const comma = value.indexOf(",");
  if (comma === -1) refuse(line, "EXTINF has no comma (RFC 8216bis 4.4.4.1)");
  return { duration: readDecimal(value.slice(0, comma), line, "EXTINF"), title: value.slice(comma + 1) };
}

function readMap(value: string, line: number): PlaylistMap {
  const attributes = new Attributes(value, line);
  const range = attributes.quoted("BYTERANGE");
  return { uri: attributes.needQuoted("URI"), byteRange: range === null ? null : readByteRange(range, line) };
}

function readPart(value: string, line: number): PlaylistPart {
  const attributes = new Attributes(value, line);
  const range = attributes.quoted("BYTERANGE");
  return {
    uri: attributes.needQuoted("URI"),
    duration: attributes.needDecimal("DURATION"),
    independent: attributes.flag("INDEPENDENT"),
    gap: attributes.flag("GAP"),
    byteRange: range === null ? null : readByteRange(range, line),
    line,
  };
}
