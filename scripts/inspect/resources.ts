/** Every address that a playlist names is served: whole, in ranges, by HEAD, and the same under all its names. */
import type { MediaPlaylist, PlaylistSegment, SegmentTags } from "#media/playlist/playlist.ts";
import { checkMediaReply } from "./headers.ts";
import { concat, eachOf, type Fetcher, outcomeOf } from "./http.ts";
import type { Rendition } from "./rendition.ts";
import type { Findings } from "./report.ts";

/** Requests at a time. */
const AT_ONCE = 4;
/** Segments of a rendition that are fetched whole; the others are asked for by HEAD. */
const FETCHED_SEGMENTS = 4;
/** Segments of a rendition that are looked at, at most: a long recording is sampled. */
const MAX_LOOKED_AT = 200;

const SERVED = "RFC 8216bis 6.2.1";
const RANGE = "RFC 9110 14.2";

export type FetchedSegment = {
  readonly segment: PlaylistSegment;
  readonly bytes: Uint8Array;
  /** The bytes of its initialisation section, null when there is none. */
  readonly init: Uint8Array | null;
  readonly parts: readonly Uint8Array[];
};

export type FetchedRendition = {
  readonly segments: readonly FetchedSegment[];
  /** Parts of the segment that still grows. */
  readonly open: {
    readonly tags: SegmentTags;
    readonly init: Uint8Array | null;
    readonly parts: readonly Uint8Array[];
  } | null;
};

export async function fetchRendition(
  findings: Findings,
  get: Fetcher,
  rendition: Rendition,
): Promise<FetchedRendition> {
  const { name, url, playlist } = rendition;
  const bodies = new Map<string, Uint8Array>();
  const load = async (uri: string): Promise<void> => {
    const address = new URL(uri, url).href;
    if (bodies.has(address)) return;
    const reply = await get(address);
    if (checkMediaReply(findings, name, reply, uri)) bodies.set(address, reply.bytes);
  };
  const bodyOf = (uri: string | undefined): Uint8Array | null =>
    uri === undefined ? null : (bodies.get(new URL(uri, url).href) ?? null);

  const { whole, glanced } = choose(playlist);
  const named = new Set<string>();
  for (const segment of [...whole, ...(playlist.open === null ? [] : [playlist.open])]) {
    if (segment.map !== null && segment.map.byteRange === null) named.add(segment.map.uri);
    for (const part of segment.parts) if (!part.gap && part.byteRange === null) named.add(part.uri);
  }
  for (const segment of glanced) if (segment.map !== null && segment.map.byteRange === null) named.add(segment.map.uri);
  for (const segment of whole) if (segment.byteRange === null) named.add(segment.uri);
  await eachOf([...named], AT_ONCE, load);
  await eachOf(glanced, AT_ONCE, async ({ uri }) => {
    const reply = await get(new URL(uri, url).href, { method: "HEAD" });
    checkMediaReply(findings, name, reply, `HEAD ${uri}`);
  });

  const segments = whole.flatMap((segment): readonly FetchedSegment[] => {
    const bytes = bodyOf(segment.uri);
    if (bytes === null) return [];
    const parts = segment.parts.flatMap((part) => bodyOf(part.uri) ?? []);
    return [
      { segment, bytes, init: bodyOf(segment.map?.uri), parts: parts.length === segment.parts.length ? parts : [] },
    ];
  });
  for (const one of segments) checkConcatenation(findings, name, one);
  const [sample] = segments;
  if (sample !== undefined) await checkRanges(findings, get, rendition, sample);
  const { open } = playlist;
  const parts = open === null ? [] : open.parts.flatMap((part) => bodyOf(part.uri) ?? []);
  return { segments, open: open === null ? null : { tags: open, init: bodyOf(open.map?.uri), parts } };
}

/** The newest segments whole, and the first of each period in a recording; the rest at a glance. */
function choose(playlist: MediaPlaylist): {
  readonly whole: readonly PlaylistSegment[];
  readonly glanced: readonly PlaylistSegment[];
} {
  const there = playlist.segments.filter((segment) => !segment.gap);
  const step = Math.max(1, Math.ceil(there.length / MAX_LOOKED_AT));
  const looked = there.filter((_, index) => index % step === 0 || index >= there.length - FETCHED_SEGMENTS);
  const whole = new Set([
    ...looked.slice(-FETCHED_SEGMENTS),
    ...looked.filter((one) => one.discontinuity).slice(-FETCHED_SEGMENTS),
  ]);
  const first = looked[0];
  if (playlist.ended && first !== undefined) whole.add(first);
  return { whole: looked.filter((one) => whole.has(one)), glanced: looked.filter((one) => !whole.has(one)) };
}

function checkConcatenation(findings: Findings, where: string, { segment, bytes, parts }: FetchedSegment): void {
  if (parts.length === 0) return;
  const joined = concat(parts);
  findings.expect(
    where,
    "RFC 8216bis 4.4.4.9",
    Buffer.compare(joined, bytes) === 0,
    `the parts of segment ${segment.msn} (${joined.byteLength} bytes) are not its bytes (${bytes.byteLength})`,
  );
}

async function checkRanges(
  findings: Findings,
  get: Fetcher,
  { name, url }: Rendition,
  sample: FetchedSegment,
): Promise<void> {
  const { uri } = sample.segment;
  const address = new URL(uri, url).href;
  const size = sample.bytes.byteLength;
  const head = await get(address, { method: "HEAD" });
  if (checkMediaReply(findings, name, head, `HEAD ${uri}`)) {
    const length = head.headers.get("content-length");
    const right = length === null || Number(length) === size;
    findings.expect(name, "RFC 9110 9.3.2", right, `HEAD ${uri} says ${length} bytes and GET gives ${size}`);
  }
  const [from, to] = [Math.min(8, size - 1), Math.min(99, size - 1)];
  const part = await get(address, { range: `bytes=${from}-${to}` });
  if (!findings.expect(name, RANGE, part.status === 206, `a range of ${uri} gave ${outcomeOf(part)} instead of 206`))
    return;
  const label = part.headers.get("content-range");
  findings.expect(
    name,
    RANGE,
    label === `bytes ${from}-${to}/${size}`,
    `a range of ${uri} has Content-Range ${label ?? "(none)"}`,
  );
  const same = Buffer.compare(part.bytes, sample.bytes.subarray(from, to + 1)) === 0;
  findings.expect(name, SERVED, same, `a range of ${uri} gave other bytes than the whole`);
}

/** Highest bit rate of the fetched segments: those of half a target duration and more count (RFC 8216bis 4.4.6.2). */
export function peakOf(fetched: FetchedRendition, targetDuration: number): number {
  return fetched.segments
    .filter(({ segment }) => segment.duration >= targetDuration / 2)
    .reduce((most, { segment, bytes }) => Math.max(most, (bytes.byteLength * 8) / segment.duration), 0);
}
