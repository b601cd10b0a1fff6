/** What a parsed playlist is. Data only: every tag that Rill reads has a field, every other one is kept as it stood. */
import type { EpochMs } from "#protocol/units.ts";

/** A tag with its text after the colon, and its line, from 1. */
export type Tag = { readonly name: string; readonly value: string; readonly line: number };

export type ByteRange = { readonly length: number; readonly offset: number | null };
export type PlaylistMap = { readonly uri: string; readonly byteRange: ByteRange | null };

export type PlaylistPart = {
  readonly uri: string;
  /** Seconds. */
  readonly duration: number;
  readonly independent: boolean;
  readonly gap: boolean;
  readonly byteRange: ByteRange | null;
  readonly line: number;
};

/** What applies to a segment whether it is whole or still growing. */
export type SegmentTags = {
  readonly msn: number;
  /** Discontinuity sequence number. In a delta update it counts from what is listed only. */
  readonly period: number;
  readonly discontinuity: boolean;
  readonly map: PlaylistMap | null;
  readonly programDateTime: EpochMs | null;
  readonly gap: boolean;
  readonly parts: readonly PlaylistPart[];
  readonly tags: readonly Tag[];
  /** Line of its first tag. */
  readonly line: number;
};

export type PlaylistSegment = SegmentTags & {
  readonly uri: string;
  /** Seconds, EXTINF. */
  readonly duration: number;
  readonly title: string;
  readonly byteRange: ByteRange | null;
};

export type ServerControl = {
  readonly canBlockReload: boolean;
  readonly canSkipUntil: number | null;
  readonly canSkipDateRanges: boolean;
  readonly holdBack: number | null;
  readonly partHoldBack: number | null;
};

export type PreloadHint = {
  readonly type: string;
  readonly uri: string;
  readonly byteRange: { readonly start: number; readonly length: number | null } | null;
  readonly line: number;
};

export type RenditionReport = {
  readonly uri: string;
  readonly lastMsn: number | null;
  readonly lastPart: number | null;
  readonly line: number;
};

export type MediaPlaylist = {
  readonly kind: "media";
  readonly version: number;
  readonly independentSegments: boolean;
  readonly targetDuration: number;
  readonly serverControl: ServerControl | null;
  /** Seconds, EXT-X-PART-INF. */
  readonly partTarget: number | null;
  readonly mediaSequence: number;
  readonly discontinuitySequence: number;
  readonly playlistType: "EVENT" | "VOD" | null;
  readonly iFramesOnly: boolean;
  /** Segments that EXT-X-SKIP stands for; 0 in a full playlist. */
  readonly skipped: number;
  readonly segments: readonly PlaylistSegment[];
  /** The segment that still grows: parts listed after the last whole one. */
  readonly open: SegmentTags | null;
  readonly preloadHints: readonly PreloadHint[];
  readonly renditionReports: readonly RenditionReport[];
  readonly ended: boolean;
  /** Tags of the whole playlist that have no field here. */
  readonly tags: readonly Tag[];
};

export type MediaEntry = {
  readonly type: string;
  readonly groupId: string;
  readonly name: string;
  readonly language: string | null;
  readonly isDefault: boolean;
  readonly autoselect: boolean;
  readonly channels: string | null;
  readonly uri: string | null;
  readonly line: number;
};

export type Variant = {
  readonly uri: string;
  readonly bandwidth: number;
  readonly averageBandwidth: number | null;
  readonly codecs: readonly string[];
  readonly resolution: { readonly width: number; readonly height: number } | null;
  readonly frameRate: number | null;
  readonly audio: string | null;
  readonly line: number;
};

export type MultivariantPlaylist = {
  readonly kind: "multivariant";
  readonly version: number;
  readonly independentSegments: boolean;
  readonly media: readonly MediaEntry[];
  readonly variants: readonly Variant[];
  readonly tags: readonly Tag[];
};

export type Playlist = MediaPlaylist | MultivariantPlaylist;

/** Seconds of media that the playlist names, parts of the open segment included, without what a delta update skips. */
export function playlistDuration(playlist: MediaPlaylist): number {
  const whole = playlist.segments.reduce((sum, segment) => sum + segment.duration, 0);
  return whole + (playlist.open?.parts ?? []).reduce((sum, part) => sum + part.duration, 0);
}

/** The newest part: its segment's number and its index; null when the playlist lists no part. */
export function lastPartOf(playlist: MediaPlaylist): { readonly msn: number; readonly part: number } | null {
  if (playlist.open !== null && playlist.open.parts.length > 0) {
    return { msn: playlist.open.msn, part: playlist.open.parts.length - 1 };
  }
  const last = playlist.segments.at(-1);
  return last === undefined || last.parts.length === 0 ? null : { msn: last.msn, part: last.parts.length - 1 };
}
