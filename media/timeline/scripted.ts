/**
 * Broadcasts for tests, rehearsals and the inspector's own trial: the bundles that a node would send, from a script or from a seed.
 * Knows neither bytes nor clock.
 */

import { assert } from "#protocol/assert.ts";
import type { BundleHeader, PartEntry } from "#protocol/ingest/bundle.ts";
import { MEDIA_START, PART_TARGET } from "#protocol/playback/constants.ts";
import type { Ladder } from "#protocol/playback/rendition.ts";
import { applyEvent, emptyTimeline, type Timeline, type TimelineEvent } from "./timeline.ts";

export const SCRIPTED_LADDER: Ladder = [
  {
    kind: "video",
    id: "source",
    codecs: "avc1.640028",
    width: 1920,
    height: 1080,
    frameRate: 30,
    bandwidth: 6_000_000,
  },
  { kind: "video", id: "360p", codecs: "avc1.4d401e", width: 640, height: 360, frameRate: 30, bandwidth: 800_000 },
  { kind: "audio", id: "audio", codecs: "mp4a.40.2", channels: 2, sampleRate: 48_000, bandwidth: 160_000 },
];

/** 2026-01-01T00:00:00Z. */
export const SCRIPTED_START = 1_767_225_600_000;

/** One segment of a script. Renditions share the parts' durations; `lacks` names those that skip the segment. */
export type ScriptedSegment = {
  /** Seconds, part by part. */
  readonly parts: readonly number[];
  readonly lacks?: readonly string[];
  /** A new publisher connection: seconds of silence before the segment, which begins a period. */
  readonly after?: number;
  readonly init?: number;
};

/** The events of a script: a bundle a part interval. The last segment stays open when `open` is set. */
export function scriptedEvents(
  segments: readonly ScriptedSegment[],
  options: { readonly ladder?: Ladder; readonly firstMsn?: number; readonly open?: boolean } = {},
): readonly TimelineEvent[] {
  const ladder = options.ladder ?? SCRIPTED_LADDER;
  const events: TimelineEvent[] = [];
  let at: number = MEDIA_START;
  let seq = 0;
  for (const [index, segment] of segments.entries()) {
    const msn = (options.firstMsn ?? 0) + index;
    if (segment.after !== undefined) {
      events.push({ kind: "interrupted" });
      at += segment.after;
    }
    for (const [part, duration] of segment.parts.entries()) {
      const last = part === segment.parts.length - 1 && !(options.open === true && index === segments.length - 1);
      const entries = ladder
        .filter(({ id }) => segment.lacks?.includes(id) !== true)
        .map(({ id, kind }) =>
          entry(id, kind === "audio", { msn, part, last, start: at, duration, init: segment.init ?? 0 }),
        );
      const header: BundleHeader = {
        seq,
        epoch: 1,
        ...(seq === 0 ? { ladder: [...ladder] } : {}),
        ...(segment.after !== undefined && part === 0 ? { discontinuity: msn } : {}),
        inits: [],
        parts: entries,
      };
      events.push({ kind: "bundle", header });
      seq += 1;
      at += duration;
    }
  }
  return events;
}

type Placed = Pick<PartEntry, "msn" | "part" | "last" | "start" | "duration" | "init">;

const entry = (rendition: string, always: boolean, placed: Placed): PartEntry => ({
  rendition,
  ...placed,
  independent: always || placed.part === 0,
  offset: 0,
  size: 1000,
});

/** Applies the events in order; a script that does not apply is a bug of the script. */
export function timelineOf(events: readonly TimelineEvent[], from?: Timeline): Timeline {
  return events.reduce(
    (timeline, event) => {
      const applied = applyEvent(timeline, event);
      assert(applied.outcome === "applied", `a scripted event applies: ${JSON.stringify(applied)}`);
      return applied.timeline;
    },
    from ?? emptyTimeline("7", "42", SCRIPTED_START),
  );
}

/** `count` alike segments of six parts of a third of a second. */
export const evenSegments = (count: number): readonly ScriptedSegment[] =>
  Array.from({ length: count }, () => ({ parts: Array.from({ length: 6 }, () => 1 / 3) }));

/** A small seeded generator (mulberry32): the same seed gives the same numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A broadcast with uneven parts, short segments, dropped renditions, reconnects and new initialisation sections. */
export function randomSegments(seed: number, count: number): readonly ScriptedSegment[] {
  const random = seeded(seed);
  let init = 0;
  let lacked = false;
  return Array.from({ length: count }, (_, index): ScriptedSegment => {
    const length = random() < 0.15 ? 1 + Math.floor(random() * 3) : 5 + Math.floor(random() * 3);
    const parts = Array.from({ length }, (_part, at) => {
      const least = at === length - 1 ? 0.1 : 0.86;
      return PART_TARGET * (least + (1 - least) * random());
    });
    const begins = index > 0 && random() < 0.08;
    if (begins && random() < 0.5) init += 1;
    // A rendition is missed for one segment at a time, never across a reconnect, as a node does it.
    lacked = index > 0 && !begins && !lacked && random() < 0.08;
    return {
      parts,
      init,
      ...(lacked ? { lacks: ["360p"] } : {}),
      ...(begins ? { after: 0.1 + random() * 20 } : {}),
    };
  });
}
