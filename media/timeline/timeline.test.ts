import { describe, expect, test } from "vitest";
import { WINDOW_SEGMENTS } from "#protocol/playback/constants.ts";
import {
  evenSegments,
  randomSegments,
  SCRIPTED_LADDER,
  SCRIPTED_START,
  scriptedEvents,
  timelineOf,
} from "./scripted.ts";
import {
  applyEvent,
  emptyTimeline,
  KEPT_SEGMENTS,
  type TimelineEvent,
  trackDuration,
  trackOf,
  trackSize,
  wallClock,
  windowOf,
} from "./timeline.ts";

const part = (rendition: string, msn: number, index: number, last = false) => ({
  rendition,
  msn,
  part: index,
  init: 0,
  start: 10 + msn * 2 + index / 3,
  duration: 1 / 3,
  independent: index === 0,
  last,
  offset: 0,
  size: 100,
});

const bundle = (seq: number, parts: readonly ReturnType<typeof part>[], discontinuity?: number): TimelineEvent => ({
  kind: "bundle",
  header: { seq, epoch: 1, inits: [], parts: [...parts], ...(discontinuity === undefined ? {} : { discontinuity }) },
});

const stored = (msn: number): TimelineEvent => ({ kind: "stored", msn, ranges: { source: { offset: 0, size: 1 } } });

describe("the timeline", () => {
  test("begins empty, and a first bundle may carry any segment number", () => {
    const timeline = timelineOf([bundle(0, [part("source", 5, 0)])], emptyTimeline("1", "2", 1000));
    expect(timeline).toEqual({
      channelId: "1",
      broadcastId: "2",
      startedAt: 1000,
      version: 1,
      ladder: [],
      nextSeq: 1,
      segments: [
        {
          msn: 5,
          period: 0,
          tracks: {
            source: { init: 0, start: 20, parts: [{ duration: 1 / 3, independent: true, size: 100 }], done: false },
          },
          stored: null,
        },
      ],
      nextInit: 0,
      mediaEnd: 20 + 1 / 3,
      ended: false,
    });
  });

  test("word that a segment is whole closes it for that rendition alone, and takes no part", () => {
    const open = timelineOf([bundle(0, [part("source", 5, 0), part("audio", 5, 0)])], emptyTimeline("1", "2", 1000));
    const header = {
      seq: 1,
      epoch: 1,
      inits: [],
      parts: [],
      closes: [
        { rendition: "source", msn: 5 },
        { rendition: "constructor", msn: 5 },
      ],
    };
    const closed = timelineOf([{ kind: "bundle", header }], open);
    expect(trackOf(closed.segments[0], "source")).toEqual({ ...trackOf(open.segments[0], "source"), done: true });
    expect(trackOf(closed.segments[0], "audio")?.done).toBe(false);
    const late = applyEvent(closed, bundle(2, [part("source", 5, 1)]));
    expect(late).toMatchObject({ outcome: "invalid" });
  });

  test("a bundle seen before is a duplicate, and one too far ahead is a gap", () => {
    const timeline = timelineOf([bundle(0, [part("source", 0, 0)])]);
    expect(applyEvent(timeline, bundle(0, []))).toEqual({ outcome: "duplicate" });
    expect(applyEvent(timeline, bundle(2, []))).toEqual({ outcome: "gap", expected: 1 });
  });

  test.each([
    ["a part out of order", [part("source", 0, 2)], "part source 0.2 is out of order: 1 expected"],
    ["a segment too far ahead", [part("source", 2, 0)], "part source 2.0 skips segments: the newest is 0"],
    [
      "a part of a closed segment",
      [part("source", 0, 1, true), part("source", 0, 2)],
      "part source 0.2 comes after its segment was closed",
    ],
    [
      "a part before a later segment's",
      [part("source", 1, 0), part("audio", 1, 0), part("audio", 0, 0)],
      "part audio 0.0 comes after a later segment's",
    ],
  ])("%s is refused with a sentence and changes nothing", (_, parts, sentence) => {
    const timeline = timelineOf([bundle(0, [part("source", 0, 0)])]);
    const before = structuredClone(timeline);
    expect(applyEvent(timeline, bundle(1, parts))).toEqual({ outcome: "invalid", sentence });
    expect(timeline).toEqual(before);
  });

  test("a part older than everything kept is refused", () => {
    const timeline = timelineOf([bundle(0, [part("source", 5, 0)])]);
    expect(applyEvent(timeline, bundle(1, [part("audio", 4, 0)]))).toEqual({
      outcome: "invalid",
      sentence: "part audio 4.0 is older than the window",
    });
  });

  test("nothing is taken after the end", () => {
    const timeline = timelineOf([bundle(0, [part("source", 0, 0)]), { kind: "ended" }]);
    expect(applyEvent(timeline, bundle(1, [part("source", 1, 0)]))).toEqual({
      outcome: "invalid",
      sentence: "the broadcast has ended",
    });
  });

  test("a rendition's first part of a later segment closes its earlier one and no other rendition's", () => {
    const timeline = timelineOf([bundle(0, [part("source", 0, 0), part("audio", 0, 0), part("source", 1, 0)])]);
    expect(timeline.segments.map(({ tracks }) => Object.entries(tracks).map(([id, { done }]) => [id, done]))).toEqual([
      [
        ["source", true],
        ["audio", false],
      ],
      [["source", false]],
    ]);
  });

  test("an interruption and the end close what is open", () => {
    const open = [bundle(0, [part("source", 0, 0), part("audio", 0, 0)])];
    for (const kind of ["interrupted", "ended"] as const) {
      const { segments } = timelineOf([...open, { kind }]);
      expect(Object.values(segments[0]?.tracks ?? {}).map(({ done }) => done)).toEqual([true, true]);
    }
  });

  test("a period begins with the segment that the bundle names, in all renditions", () => {
    const timeline = timelineOf([
      bundle(0, [part("source", 0, 0, true)]),
      bundle(1, [part("source", 1, 0)], 1),
      bundle(2, [part("audio", 1, 0), part("source", 2, 0)]),
    ]);
    expect(timeline.segments.map(({ msn, period }) => [msn, period])).toEqual([
      [0, 0],
      [1, 1],
      [2, 1],
    ]);
  });

  test("a rendition named like a property of every object is a rendition like any other", () => {
    const timeline = timelineOf([bundle(0, [part("source", 0, 0)])]);
    expect(trackOf(timeline.segments[0], "constructor")).toBeUndefined();
    expect(windowOf(timeline, "constructor")).toEqual([]);
    const named = timelineOf([bundle(1, [part("constructor", 0, 0)])], timeline);
    expect(trackOf(named.segments[0], "constructor")?.parts).toHaveLength(1);
  });

  test("the next initialisation section is above every one seen, and the ladder is the last declared", () => {
    const header = { seq: 0, epoch: 1, ladder: [...SCRIPTED_LADDER], parts: [] };
    const init = { rendition: "source", version: 4, offset: 0, size: 1 };
    const timeline = timelineOf([{ kind: "bundle", header: { ...header, inits: [init] } }, bundle(1, [])]);
    expect([timeline.nextInit, timeline.ladder]).toEqual([5, SCRIPTED_LADDER]);
  });
});

describe("the window", () => {
  const count = KEPT_SEGMENTS + 8;
  const all = scriptedEvents(evenSegments(count));
  const storing = all.flatMap((event) =>
    event.kind === "bundle" && event.header.parts[0]?.last === true
      ? [event, stored(event.header.parts[0].msn)]
      : [event],
  );

  test("two segments that have left it are kept, since players may still ask for them", () => {
    const { segments } = timelineOf(storing);
    expect(segments.map(({ msn }) => msn)).toEqual(
      Array.from({ length: KEPT_SEGMENTS }, (_, i) => count - KEPT_SEGMENTS + i),
    );
    expect(windowOf(timelineOf(storing), "source").map(({ msn }) => msn)).toEqual(
      Array.from({ length: WINDOW_SEGMENTS }, (_, i) => count - WINDOW_SEGMENTS + i),
    );
  });

  test("segments that are not stored stay longer, up to one more window", () => {
    expect(timelineOf(all).segments[0]?.msn).toBe(0);
    const endless = timelineOf(scriptedEvents(evenSegments(60)));
    expect(endless.segments).toHaveLength(KEPT_SEGMENTS + WINDOW_SEGMENTS);
  });

  test("begins with the first segment that the rendition has", () => {
    const late = timelineOf(scriptedEvents([{ parts: [0.3], lacks: ["360p"] }, { parts: [0.3] }]));
    expect(windowOf(late, "360p").map(({ msn }) => msn)).toEqual([1]);
    expect(windowOf(late, "none")).toEqual([]);
  });

  test("numbers stay contiguous whatever happens (seeds 1 to 20)", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { segments } = timelineOf(scriptedEvents(randomSegments(seed, 50)));
      const first = segments[0]?.msn ?? 0;
      expect(
        segments.map(({ msn }) => msn),
        `seed ${seed}`,
      ).toEqual(segments.map((_, i) => first + i));
    }
  });
});

test("a segment's length and size are its parts'", () => {
  const track = trackOf(timelineOf(scriptedEvents(evenSegments(1))).segments[0], "source");
  expect(track === undefined ? null : [trackDuration(track).toFixed(6), trackSize(track)]).toEqual(["2.000000", 6000]);
});

test("media time 10 s is the broadcast's start on the wall clock", () => {
  expect([wallClock({ startedAt: timelineOf([]).startedAt }, 10), wallClock(timelineOf([]), 12.5)]).toEqual([
    SCRIPTED_START,
    SCRIPTED_START + 2500,
  ]);
});
