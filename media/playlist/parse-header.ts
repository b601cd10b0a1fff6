/** Reads the tags of a media playlist that apply to the whole of it, and those of its live edge. */
import { Attributes, readInteger, refuse } from "./attributes.ts";
import type { MediaPlaylist, PreloadHint, RenditionReport, ServerControl, Tag } from "./playlist.ts";

/** Reports or hints of one playlist, at most. */
const MAX_EDGE_TAGS = 256;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A media playlist under construction, without its segments. */
export type MediaHeader = Mutable<Omit<MediaPlaylist, "kind" | "segments" | "open" | "targetDuration">> & {
  targetDuration: number | null;
  tags: Tag[];
  preloadHints: PreloadHint[];
  renditionReports: RenditionReport[];
  seen: Set<string>;
};

export const newHeader = (): MediaHeader => ({
  version: 1,
  independentSegments: false,
  targetDuration: null,
  serverControl: null,
  partTarget: null,
  mediaSequence: 0,
  discontinuitySequence: 0,
  playlistType: null,
  iFramesOnly: false,
  skipped: 0,
  preloadHints: [],
  renditionReports: [],
  ended: false,
  tags: [],
  seen: new Set(),
});

type Reader = (header: MediaHeader, value: string, line: number) => void;

const integer =
  (field: "version" | "targetDuration" | "mediaSequence" | "discontinuitySequence", name: string): Reader =>
  (header, value, line) => {
    header[field] = readInteger(value, line, name);
  };

/** Tags that a playlist holds once at most. */
const ONCE: Readonly<Record<string, Reader>> = {
  "EXT-X-VERSION": integer("version", "EXT-X-VERSION"),
  "EXT-X-TARGETDURATION": integer("targetDuration", "EXT-X-TARGETDURATION"),
  "EXT-X-MEDIA-SEQUENCE": integer("mediaSequence", "EXT-X-MEDIA-SEQUENCE"),
  "EXT-X-DISCONTINUITY-SEQUENCE": integer("discontinuitySequence", "EXT-X-DISCONTINUITY-SEQUENCE"),
  "EXT-X-INDEPENDENT-SEGMENTS": (header) => {
    header.independentSegments = true;
  },
  "EXT-X-ENDLIST": (header) => {
    header.ended = true;
  },
  "EXT-X-I-FRAMES-ONLY": (header) => {
    header.iFramesOnly = true;
  },
  "EXT-X-PLAYLIST-TYPE": (header, value, line) => {
    header.playlistType =
      value === "VOD" || value === "EVENT" ? value : refuse(line, "EXT-X-PLAYLIST-TYPE is neither VOD nor EVENT");
  },
  "EXT-X-PART-INF": (header, value, line) => {
    header.partTarget = new Attributes(value, line).needDecimal("PART-TARGET");
  },
  "EXT-X-SERVER-CONTROL": (header, value, line) => {
    header.serverControl = readServerControl(value, line);
  },
  "EXT-X-SKIP": (header, value, line) => {
    header.skipped = new Attributes(value, line).needInteger("SKIPPED-SEGMENTS");
    if (header.skipped === 0) refuse(line, "EXT-X-SKIP skips nothing");
  },
};

const MANY: Readonly<Record<string, Reader>> = {
  "EXT-X-PRELOAD-HINT": (header, value, line) => {
    if (header.preloadHints.length >= MAX_EDGE_TAGS) refuse(line, `more than ${MAX_EDGE_TAGS} preload hints`);
    header.preloadHints.push(readHint(value, line));
  },
  "EXT-X-RENDITION-REPORT": (header, value, line) => {
    if (header.renditionReports.length >= MAX_EDGE_TAGS) refuse(line, `more than ${MAX_EDGE_TAGS} rendition reports`);
    header.renditionReports.push(readReport(value, line));
  },
};

export const MEDIA_HEADER_TAGS: ReadonlySet<string> = new Set([...Object.keys(ONCE), ...Object.keys(MANY)]);

export function readHeaderTag(header: MediaHeader, tag: Tag): void {
  const { name, value, line } = tag;
  const many = MANY[name];
  if (many !== undefined) {
    many(header, value, line);
    return;
  }
  if (header.seen.has(name)) refuse(line, `a second ${name}`);
  header.seen.add(name);
  ONCE[name]?.(header, value, line);
}

function readServerControl(value: string, line: number): ServerControl {
  const attributes = new Attributes(value, line);
  return {
    canBlockReload: attributes.flag("CAN-BLOCK-RELOAD"),
    canSkipUntil: attributes.decimal("CAN-SKIP-UNTIL"),
    canSkipDateRanges: attributes.flag("CAN-SKIP-DATERANGES"),
    holdBack: attributes.decimal("HOLD-BACK"),
    partHoldBack: attributes.decimal("PART-HOLD-BACK"),
  };
}

function readHint(value: string, line: number): PreloadHint {
  const attributes = new Attributes(value, line);
  const start = attributes.integer("BYTERANGE-START");
  const length = attributes.integer("BYTERANGE-LENGTH");
  return {
    type: attributes.needBare("TYPE"),
    uri: attributes.needQuoted("URI"),
    byteRange: start === null && length === null ? null : { start: start ?? 0, length },
    line,
  };
}

function readReport(value: string, line: number): RenditionReport {
  const attributes = new Attributes(value, line);
  return {
    uri: attributes.needQuoted("URI"),
    lastMsn: attributes.integer("LAST-MSN"),
    lastPart: attributes.integer("LAST-PART"),
    line,
  };
}
