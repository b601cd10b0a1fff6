/**
 * Inspects what an address serves: a live presentation is followed for a while, a recording is read once. The same inspection
 * stands behind `npm run inspect` and the end-to-end tests.
 */

import type { MultivariantPlaylist } from "#media/playlist/playlist.ts";
import { ALIGNMENT_RULES, type AlignedRendition, checkAlignment } from "#media/playlist/rules/alignment.ts";
import { checkMedia, MEDIA_RULES } from "#media/playlist/rules/media.ts";
import { checkMultivariant, MULTIVARIANT_RULES } from "#media/playlist/rules/multivariant.ts";
import { checkBehaviour } from "./behaviour.ts";
import { decode, hasFfmpeg } from "./decode.ts";
import { follow } from "./follow.ts";
import { checkFragments, checkMappings, type DateOffsets } from "./fragments.ts";
import { checkPlaylistReply } from "./headers.ts";
import { type Fetcher, fetcherFor } from "./http.ts";
import { type Named, namedBy, nameOf, type Rendition, readReply, summaryOf } from "./rendition.ts";
import { Findings, type Report } from "./report.ts";
import { type FetchedRendition, fetchRendition, peakOf } from "./resources.ts";

/** How long a live presentation is followed when nobody says, seconds: three segments. */
export const FOLLOW_SECONDS = 6;
/** At most, seconds: an hour of reloads. */
export const MAX_FOLLOW_SECONDS = 3600;

export type LiveOptions = { readonly seconds?: number; readonly signal?: AbortSignal };

export async function inspectLive(target: string, options: LiveOptions = {}): Promise<Report> {
  const signal = options.signal ?? new AbortController().signal;
  const get = fetcherFor(signal);
  const findings = new Findings();
  const opened = await open(findings, get, target);
  if (opened === null) return findings.report(target, "unreadable");
  const renditions = await firstPlaylists(findings, get, opened.named);
  const live = renditions.filter((rendition) => !rendition.playlist.ended);
  if (live.length > 0) {
    const seconds = Math.min(options.seconds ?? FOLLOW_SECONDS, MAX_FOLLOW_SECONDS);
    const until = performance.now() + seconds * 1000;
    const probed = [live.find((one) => one.kind === "video"), live.find((one) => one.kind === "audio")];
    await Promise.all([
      ...live.map((rendition) => follow(findings, get, rendition, until, signal)),
      ...probed.flatMap((rendition) =>
        rendition === undefined ? [] : [checkBehaviour(findings, get, { ...rendition })],
      ),
    ]);
  }
  checkTogether(findings, renditions);
  const peaks = await checkBytes(findings, get, renditions, signal);
  if (opened.multivariant !== null) await checkMaster(findings, get, target, peaks);
  return findings.report(target, live.length > 0 ? "live" : "vod", renditions.map(summaryOf));
}

type Opened = { readonly multivariant: MultivariantPlaylist | null; readonly named: readonly Named[] };

async function open(findings: Findings, get: Fetcher, target: string): Promise<Opened | null> {
  const reply = await get(target);
  if (!checkPlaylistReply(findings, "target", reply, target)) return null;
  const playlist = readReply(findings, "target", reply);
  if (playlist === null) return null;
  if (playlist.kind === "multivariant") return { multivariant: playlist, named: namedBy(playlist, target) };
  return { multivariant: null, named: [{ name: nameOf(target), kind: "video", url: target, uri: target }] };
}

async function firstPlaylists(findings: Findings, get: Fetcher, named: readonly Named[]): Promise<Rendition[]> {
  const found = await Promise.all(
    named.map(async (one): Promise<readonly Rendition[]> => {
      const reply = await get(one.url);
      if (!checkPlaylistReply(findings, one.name, reply, one.uri)) return [];
      const playlist = readReply(findings, one.name, reply);
      if (playlist === null) return [];
      const isMedia = playlist.kind === "media" && playlist.skipped === 0;
      if (!findings.expect(one.name, "RFC 8216bis 4.4.6.2", isMedia, `${one.uri} is no full media playlist`)) return [];
      if (playlist.kind !== "media") return [];
      findings.add(one.name, checkMedia(playlist), MEDIA_RULES.length);
      return [{ ...one, playlist, reloads: 0 }];
    }),
  );
  return found.flat();
}

function checkTogether(findings: Findings, renditions: readonly Rendition[]): void {
  if (renditions.length < 2) return;
  const aligned = renditions.map(({ name, kind, playlist }): AlignedRendition => ({ name, kind, playlist }));
  findings.add("all renditions", checkAlignment(aligned), ALIGNMENT_RULES.length * renditions.length);
}

/** Fetches what the playlists name; the peak bit rates that it has, by URI. */
async function checkBytes(
  findings: Findings,
  get: Fetcher,
  renditions: readonly Rendition[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const peaks = new Map<string, number>();
  const offsets = new Map<string, DateOffsets>();
  const decoder = await hasFfmpeg(signal);
  if (!decoder) findings.details.push("no ffmpeg here: nothing was decoded");
  for (const rendition of renditions) {
    const fetched = await fetchRendition(findings, get, rendition);
    offsets.set(rendition.name, checkFragments(findings, rendition.name, rendition.kind, fetched));
    peaks.set(rendition.uri, peakOf(fetched, rendition.playlist.targetDuration));
    if (decoder) await checkDecoding(findings, rendition, fetched, signal);
  }
  checkMappings(findings, offsets);
  return peaks;
}

async function checkDecoding(
  findings: Findings,
  rendition: Rendition,
  fetched: FetchedRendition,
  signal: AbortSignal,
): Promise<void> {
  const newest = fetched.segments.findLast((one) => one.init !== null);
  if (newest === undefined || newest.init === null) return;
  const decoded = await decode(newest.init, newest.bytes, signal);
  const sentence = decoded.outcome === "complaint" ? decoded.sentence : "";
  findings.expect(
    rendition.name,
    "ffmpeg",
    sentence === "",
    `segment ${newest.segment.msn} does not decode: ${sentence}`,
  );
}

/** The multivariant playlist as it is now, since measured bit rates may have changed it meanwhile. */
async function checkMaster(
  findings: Findings,
  get: Fetcher,
  target: string,
  peaks: ReadonlyMap<string, number>,
): Promise<void> {
  const reply = await get(target);
  if (!checkPlaylistReply(findings, "master", reply, target)) return;
  const playlist = readReply(findings, "master", reply);
  if (playlist?.kind === "multivariant") {
    findings.add("master", checkMultivariant(playlist, peaks), MULTIVARIANT_RULES.length);
  }
}
