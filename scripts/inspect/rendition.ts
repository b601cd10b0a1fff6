/** One rendition under inspection: its address, its playlists as they came, and the bytes that were fetched of it. */

import { parsePlaylist } from "#media/playlist/parse.ts";
import { lastPartOf, type MediaPlaylist, type MultivariantPlaylist, type Playlist } from "#media/playlist/playlist.ts";
import { folderOf } from "#media/playlist/rules/alignment.ts";
import { Fault } from "#protocol/errors.ts";
import type { Reply } from "./http.ts";
import type { Findings, RenditionSummary } from "./report.ts";

/** Renditions of one presentation that are looked at, at most. */
export const MAX_INSPECTED = 16;

export type Rendition = {
  readonly name: string;
  readonly kind: "video" | "audio";
  /** Absolute. */
  readonly url: string;
  /** As the multivariant playlist writes it. */
  readonly uri: string;
  /** The newest full playlist, deltas merged. */
  playlist: MediaPlaylist;
  reloads: number;
};

export type Named = Pick<Rendition, "name" | "kind" | "url" | "uri">;

/** Every media playlist that the multivariant playlist names, once. */
export function namedBy(playlist: MultivariantPlaylist, base: string): readonly Named[] {
  const audio = playlist.media.flatMap(({ uri }) => (uri === null ? [] : [{ uri, kind: "audio" as const }]));
  const video = playlist.variants.map(({ uri, codecs, resolution }) => {
    const silent = resolution === null && codecs.every((codec) => /^(mp4a|opus|ac-3|ec-3|fLaC)/.test(codec));
    return { uri, kind: silent && codecs.length > 0 ? ("audio" as const) : ("video" as const) };
  });
  const byUrl = new Map<string, Named>();
  for (const { uri, kind } of [...video, ...audio]) {
    const url = new URL(uri, base).href;
    if (!byUrl.has(url)) byUrl.set(url, { name: nameOf(url), kind, url, uri });
  }
  return [...byUrl.values()].slice(0, MAX_INSPECTED);
}

export const nameOf = (url: string): string => folderOf(new URL(url).pathname) || new URL(url).pathname;

/** The playlist in an answer, or null after saying what is wrong with it. */
export function readReply(findings: Findings, where: string, reply: Reply): Playlist | null {
  findings.checks += 1;
  try {
    return parsePlaylist(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(reply.bytes));
  } catch (cause) {
    const message = cause instanceof Fault ? cause.message : "the playlist is not UTF-8";
    findings.add(where, [{ rule: "RFC 8216bis 4.1", level: "error", message }], 0);
    return null;
  }
}

/** A place at the live edge; `part` is null where the playlist has no parts. */
export type Place = { readonly msn: number; readonly part: number | null };

/** What comes after the newest that is listed. */
export function nextPlace(playlist: MediaPlaylist): Place {
  const whole = playlist.segments.at(-1)?.msn ?? playlist.mediaSequence + playlist.skipped - 1;
  if (playlist.partTarget === null) return { msn: whole + 1, part: null };
  const open = playlist.open === null ? null : lastPartOf({ ...playlist, segments: [] });
  return open === null ? { msn: whole + 1, part: 0 } : { msn: open.msn, part: open.part + 1 };
}

/** Whether the playlist has got to the place or past it. */
export function reaches(playlist: MediaPlaylist, place: Place): boolean {
  const next = nextPlace(playlist);
  if (next.msn !== place.msn) return next.msn > place.msn;
  return place.part !== null && next.part !== null && next.part > place.part;
}

export function reloadUrl(url: string, place: Place, skip = false): string {
  const address = new URL(url);
  address.searchParams.set("_HLS_msn", String(place.msn));
  if (place.part !== null) address.searchParams.set("_HLS_part", String(place.part));
  if (skip) address.searchParams.set("_HLS_skip", "YES");
  return address.href;
}

export function summaryOf({ name, kind, uri, playlist, reloads }: Rendition): RenditionSummary {
  const last = playlist.segments.at(-1)?.msn;
  const span = last === undefined ? "no whole segment" : `segments ${playlist.mediaSequence} to ${last}`;
  return { id: name, kind, uri, seen: `${span}, ${reloads} reload${reloads === 1 ? "" : "s"}` };
}
