/**
 * The timeline of one broadcast: which parts and segments exist, in every rendition, and where their bytes lie. A pure reducer,
 * run by `live-channel` (the single writer) and mirrored by every Worker isolate and relay from the same events. Knows no clock
 * and no bytes.
 */
import { assertNever } from "#protocol/assert.ts";
import type { BundleHeader, PartEntry } from "#protocol/ingest/bundle.ts";
import { MEDIA_START, WINDOW_SEGMENTS } from "#protocol/playback/constants.ts";
import type { Ladder } from "#protocol/playback/rendition.ts";
import { type EpochMs, epochMs, type Seconds, seconds } from "#protocol/units.ts";

/**
 * Segments kept, at least: the window, and two that have just left it. A segment stays available for its own duration and the
 * longest playlist's after it first appeared (RFC 8216bis 6.2.2), and the one before the window tells whether the first listed
 * one began a period.
 */
export const KEPT_SEGMENTS = WINDOW_SEGMENTS + 2;

export type Part = { readonly duration: Seconds; readonly independent: boolean; readonly size: number };

/** One rendition's share of a segment. Its bytes are the concatenation of its parts. */
export type TrackSegment = {
  readonly init: number;
  /** Start on the media clock (tfdt of the first fragment). */
  readonly start: Seconds;
  readonly parts: readonly Part[];
  readonly done: boolean;
};

/** A byte range within the segment's object in R2. */
export type StoredRange = { readonly offset: number; readonly size: number };

export type Segment = {
  /** Media sequence number, the same in all renditions. */
  readonly msn: number;
  /** Grows by one at each discontinuity; EXT-X-DISCONTINUITY stands where it differs from the segment before. */
  readonly period: number;
  readonly tracks: Readonly<Record<string, TrackSegment>>;
  /** Where each rendition lies in the object `segmentKey(channel, broadcast, msn)`, or null while only memory has it. */
  readonly stored: Readonly<Record<string, StoredRange>> | null;
};

export type Timeline = {
  readonly channelId: string;
  readonly broadcastId: string;
  /** Wall clock of media time MEDIA_START. */
  readonly startedAt: EpochMs;
  /** Grows by one with each event applied. */
  readonly version: number;
  readonly ladder: Ladder;
  /** Sequence number that the next bundle must have. */
  readonly nextSeq: number;
  /** Oldest to newest, contiguous msn, at most KEPT_SEGMENTS (and those that a store still waits for). */
  readonly segments: readonly Segment[];
  /** Next free initialisation section version. */
  readonly nextInit: number;
  /** Latest end of any track, media clock. */
  readonly mediaEnd: Seconds;
  readonly ended: boolean;
};

export type TimelineEvent =
  | { readonly kind: "bundle"; readonly header: BundleHeader }
  /** The segment's object is in R2. */
  | { readonly kind: "stored"; readonly msn: number; readonly ranges: Readonly<Record<string, StoredRange>> }
  /** The publisher is gone: what is open closes short. */
  | { readonly kind: "interrupted" }
  /** The grace is over: the broadcast gets no more media. */
  | { readonly kind: "ended" };

export type Applied =
  | { readonly outcome: "applied"; readonly timeline: Timeline }
  /** The bundle was applied before (a replay). */
  | { readonly outcome: "duplicate" }
  /** A bundle in between is missing. */
  | { readonly outcome: "gap"; readonly expected: number }
  | { readonly outcome: "invalid"; readonly sentence: string };

export function emptyTimeline(channelId: string, broadcastId: string, startedAt: number): Timeline {
  return {
    channelId,
    broadcastId,
    startedAt: epochMs(startedAt),
    version: 0,
    ladder: [],
    nextSeq: 0,
    segments: [],
    nextInit: 0,
    mediaEnd: seconds(0),
    ended: false,
  };
}

/** Applies one event. Never throws on data from outside: a bundle that does not fit is an outcome. */
export function applyEvent(timeline: Timeline, event: TimelineEvent): Applied {
  switch (event.kind) {
    case "bundle":
      return applyBundle(timeline, event.header);
    case "stored": {
      const segments = timeline.segments.map((s) => (s.msn === event.msn ? { ...s, stored: event.ranges } : s));
      return applied(timeline, { segments: trim(segments) });
    }
    case "interrupted":
      return applied(timeline, { segments: closeAll(timeline.segments) });
    case "ended":
      return applied(timeline, { segments: closeAll(timeline.segments), ended: true });
    default:
      return assertNever(event, "unknown timeline event");
  }
}

function applied(timeline: Timeline, change: Partial<Timeline>): Applied {
  return { outcome: "applied", timeline: { ...timeline, ...change, version: timeline.version + 1 } };
}

function applyBundle(timeline: Timeline, header: BundleHeader): Applied {
  if (header.seq < timeline.nextSeq) return { outcome: "duplicate" };
  if (header.seq > timeline.nextSeq) return { outcome: "gap", expected: timeline.nextSeq };
  if (timeline.ended) return { outcome: "invalid", sentence: "the broadcast has ended" };
  const segments = [...timeline.segments];
  let mediaEnd: number = timeline.mediaEnd;
  for (const part of header.parts) {
    const sentence = addPart(segments, part, header.discontinuity);
    if (sentence !== null) return { outcome: "invalid", sentence };
    mediaEnd = Math.max(mediaEnd, part.start + part.duration);
  }
  for (const { rendition, msn } of header.closes ?? []) closeTrack(segments, rendition, msn);
  const nextInit = header.inits.reduce((next, init) => Math.max(next, init.version + 1), timeline.nextInit);
  return applied(timeline, {
    ladder: header.ladder ?? timeline.ladder,
    nextSeq: header.seq + 1,
    segments: trim(segments),
    nextInit,
    mediaEnd: seconds(mediaEnd),
  });
}

/** Adds the part in place; answers a sentence when it does not fit. */
function addPart(segments: Segment[], part: PartEntry, discontinuity: number | undefined): string | null {
  const name = `${part.rendition} ${part.msn}.${part.part}`;
  let newest = segments.at(-1);
  if (newest === undefined || part.msn === newest.msn + 1) {
    const period = newest === undefined ? 0 : newest.period + (discontinuity === part.msn ? 1 : 0);
    newest = { msn: part.msn, period, tracks: {}, stored: null };
    segments.push(newest);
  }
  const oldest = segments[0]?.msn ?? part.msn;
  if (part.msn > newest.msn) return `part ${name} skips segments: the newest is ${newest.msn}`;
  if (part.msn < oldest) return `part ${name} is older than the window`;
  const at = part.msn - oldest;
  const segment = segments[at];
  if (segment === undefined || segment.msn !== part.msn) return `part ${name} finds no segment`;
  const track = trackOf(segment, part.rendition);
  if (track?.done === true) return `part ${name} comes after its segment was closed`;
  if (part.part !== (track?.parts.length ?? 0))
    return `part ${name} is out of order: ${track?.parts.length ?? 0} expected`;
  if (segments.slice(at + 1).some((later) => trackOf(later, part.rendition) !== undefined)) {
    return `part ${name} comes after a later segment's`;
  }
  const added: Part = { duration: seconds(part.duration), independent: part.independent, size: part.size };
  const next: TrackSegment = {
    init: track?.init ?? part.init,
    start: track?.start ?? seconds(part.start),
    parts: [...(track?.parts ?? []), added],
    done: part.last,
  };
  segments[at] = withTrack(segment, part.rendition, next);
  closeBefore(segments, at, part.rendition);
  return null;
}

const withTrack = (segment: Segment, rendition: string, track: TrackSegment): Segment => ({
  ...segment,
  tracks: { ...segment.tracks, [rendition]: track },
});

/** A rendition's part in a segment closes its earlier ones. */
function closeBefore(segments: Segment[], at: number, rendition: string): void {
  for (let i = at - 1; i >= 0; i--) {
    const segment = segments[i];
    const track = trackOf(segment, rendition);
    if (segment === undefined || track === undefined) continue;
    if (track.done) return;
    segments[i] = withTrack(segment, rendition, { ...track, done: true });
  }
}

function closeTrack(segments: Segment[], rendition: string, msn: number): void {
  const at = segments.findIndex((segment) => segment.msn === msn);
  const segment = segments[at];
  const track = trackOf(segment, rendition);
  if (segment !== undefined && track !== undefined)
    segments[at] = withTrack(segment, rendition, { ...track, done: true });
}

function closeAll(segments: readonly Segment[]): Segment[] {
  return segments.map((segment) => {
    if (Object.values(segment.tracks).every((track) => track.done)) return segment;
    const tracks = Object.entries(segment.tracks).map(([id, track]) => [id, { ...track, done: true }] as const);
    return { ...segment, tracks: Object.fromEntries(tracks) };
  });
}

/** Drops the oldest segments past those kept. A segment that R2 does not have yet stays, up to one more window. */
function trim(segments: readonly Segment[]): readonly Segment[] {
  let drop = 0;
  while (
    segments.length - drop > KEPT_SEGMENTS &&
    (segments[drop]?.stored !== null || segments.length - drop > KEPT_SEGMENTS + WINDOW_SEGMENTS)
  ) {
    drop++;
  }
  return drop === 0 ? segments : segments.slice(drop);
}

/** A rendition's share of a segment. The name may come from a URL, so that only own properties count: `constructor` is a legal name. */
export function trackOf(segment: Segment | undefined, rendition: string): TrackSegment | undefined {
  return segment !== undefined && Object.hasOwn(segment.tracks, rendition) ? segment.tracks[rendition] : undefined;
}

/** Length of a rendition's share of a segment so far. */
export function trackDuration(track: TrackSegment): Seconds {
  return seconds(track.parts.reduce((sum, part) => sum + part.duration, 0));
}

/** Size in bytes of a rendition's share of a segment so far. */
export function trackSize(track: TrackSegment): number {
  return track.parts.reduce((sum, part) => sum + part.size, 0);
}

/** Wall clock of a moment on the media clock: EXT-X-PROGRAM-DATE-TIME. */
export function wallClock(timeline: Pick<Timeline, "startedAt">, mediaTime: number): EpochMs {
  return epochMs(timeline.startedAt + (mediaTime - MEDIA_START) * 1000);
}

/** The segments of the live window that carry this rendition, oldest first: what its playlist names. */
export function windowOf(timeline: Timeline, rendition: string): readonly Segment[] {
  const window = timeline.segments.slice(-WINDOW_SEGMENTS);
  const first = window.findIndex((segment) => trackOf(segment, rendition) !== undefined);
  return first === -1 ? [] : window.slice(first);
}
