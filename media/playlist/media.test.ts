import { describe, expect, test } from "vitest";
import { evenSegments, randomSegments, SCRIPTED_LADDER, scriptedEvents, timelineOf } from "#media/timeline/scripted.ts";
import { renderMedia } from "./media.ts";
import { merge } from "./merge.ts";
import { parseMedia } from "./parse.ts";
import { lastPartOf } from "./playlist.ts";
import { checkAlignment } from "./rules/alignment.ts";
import { checkDelta, contentOf } from "./rules/delta.ts";
import { checkMedia } from "./rules/media.ts";
import { checkSuccession } from "./rules/succession.ts";

const FULL = { skip: false } as const;
const DELTA = { skip: true } as const;

const HEADER = `#EXTM3U
#EXT-X-VERSION:9
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-TARGETDURATION:2
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12,HOLD-BACK=6,PART-HOLD-BACK=1.225
#EXT-X-PART-INF:PART-TARGET=0.35
`;

describe("a live media playlist", () => {
  test("lists periods, gaps, parts, the hint and the other renditions", () => {
    const segments = [
      ...evenSegments(1),
      { parts: [1 / 3, 0.2] },
      { parts: [1 / 3, 0.3], after: 5, init: 1 },
      { parts: [1 / 3], init: 1, lacks: ["360p"] },
      { parts: [1 / 3], init: 1 },
      { parts: [1 / 3, 1 / 3], init: 1 },
    ];
    const timeline = timelineOf(scriptedEvents(segments, { open: true, firstMsn: 30 }));
    expect(renderMedia(timeline, "360p", FULL)).toBe(`${HEADER}#EXT-X-MEDIA-SEQUENCE:30
#EXT-X-DISCONTINUITY-SEQUENCE:0
#EXT-X-MAP:URI="init-0.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.000Z
#EXTINF:2,
30.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:02.000Z
#EXTINF:0.53333,
31.m4s
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="init-1.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:07.533Z
#EXT-X-PART:DURATION=0.33333,URI="32.0.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.3,URI="32.1.m4s"
#EXTINF:0.63333,
32.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:08.167Z
#EXT-X-GAP
#EXTINF:0.33333,
33.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:08.500Z
#EXT-X-PART:DURATION=0.33333,URI="34.0.m4s",INDEPENDENT=YES
#EXTINF:0.33333,
34.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:08.833Z
#EXT-X-PART:DURATION=0.33333,URI="35.0.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.33334,URI="35.1.m4s"
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="35.2.m4s"
#EXT-X-RENDITION-REPORT:URI="../source/media.m3u8",LAST-MSN=35,LAST-PART=1
#EXT-X-RENDITION-REPORT:URI="../audio/media.m3u8",LAST-MSN=35,LAST-PART=1
`);
  });

  test("as a delta update says how many segments it leaves out, and keeps the rest word for word", () => {
    const timeline = timelineOf(scriptedEvents([...evenSegments(8), { parts: [1 / 3] }], { open: true }));
    const full = renderMedia(timeline, "source", FULL);
    const kept = full.slice(full.indexOf("#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:04.000Z"));
    expect(renderMedia(timeline, "source", DELTA)).toBe(
      `${HEADER}#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-DISCONTINUITY-SEQUENCE:0\n#EXT-X-SKIP:SKIPPED-SEGMENTS=2\n${kept}`,
    );
  });

  test("is given in full when nothing can be skipped", () => {
    const timeline = timelineOf(scriptedEvents(evenSegments(7)));
    expect(renderMedia(timeline, "source", DELTA)).toBe(renderMedia(timeline, "source", FULL));
    const longer = timelineOf(scriptedEvents([...evenSegments(7), { parts: [0.1] }], { open: true }));
    expect(parseMedia(renderMedia(longer, "source", DELTA)).skipped).toBe(1);
  });

  test("is given in full with EXT-X-ENDLIST, without hint and reports, once the broadcast has ended", () => {
    const timeline = timelineOf([...scriptedEvents(evenSegments(12)), { kind: "ended" }]);
    const text = renderMedia(timeline, "source", DELTA);
    expect(text).toBe(renderMedia(timeline, "source", FULL));
    expect(text.endsWith("11.m4s\n#EXT-X-ENDLIST\n")).toBe(true);
    expect(parseMedia(text).renditionReports).toEqual([]);
  });

  test("hints at part 0 of the next segment when the newest is whole", () => {
    const [hint] = parseMedia(renderMedia(timelineOf(scriptedEvents(evenSegments(2))), "audio", FULL)).preloadHints;
    expect(hint?.uri).toBe("2.0.m4s");
  });

  test("keeps a discontinuity's tag as long as its segment is listed, then counts it", () => {
    const around = (from: number): readonly (readonly [number, boolean | undefined, number | undefined])[] => {
      const segments = evenSegments(from + 20).map((one, i) => (i === 3 ? { ...one, after: 1 } : one));
      const events = scriptedEvents(segments).flatMap((event) => {
        const last = event.kind === "bundle" ? event.header.parts.find((part) => part.last) : undefined;
        return last === undefined ? [event] : [event, { kind: "stored" as const, msn: last.msn, ranges: {} }];
      });
      const playlist = parseMedia(renderMedia(timelineOf(events), "source", FULL));
      const [first] = playlist.segments;
      return [[playlist.discontinuitySequence, first?.discontinuity, first?.period]];
    };
    expect([2, 3, 4].map(around)).toEqual([[[0, false, 0]], [[0, true, 1]], [[1, false, 1]]]);
  });

  test("spreads segments missing in a row evenly over the hole", () => {
    const hole = { parts: [0.3], lacks: ["360p"] };
    const timeline = timelineOf(
      scriptedEvents([{ parts: [0.3] }, hole, { ...hole, parts: [0.3, 0.2] }, { parts: [0.3] }]),
    );
    const { segments } = parseMedia(renderMedia(timeline, "360p", FULL));
    const start = Date.UTC(2026, 0, 1);
    expect(
      segments.map(({ gap, duration, programDateTime }) => [gap, duration, (programDateTime ?? 0) - start]),
    ).toEqual([
      [false, 0.3, 0],
      [true, 0.4, 300],
      [true, 0.4, 700],
      [false, 0.3, 1100],
    ]);
  });

  test("of a rendition without media names nothing, and does not fall back in its numbers", () => {
    const timeline = timelineOf(scriptedEvents(evenSegments(2), { firstMsn: 8, ladder: SCRIPTED_LADDER.slice(0, 1) }));
    expect(renderMedia(timeline, "constructor", FULL)).toBe(
      `${HEADER}#EXT-X-MEDIA-SEQUENCE:10
#EXT-X-DISCONTINUITY-SEQUENCE:0
#EXT-X-RENDITION-REPORT:URI="../source/media.m3u8",LAST-MSN=9,LAST-PART=5
`,
    );
  });
});

describe("over random broadcasts", () => {
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

  test.each(seeds)(
    "every version of every rendition keeps every rule, and follows the one before (seed %i)",
    (seed) => {
      const events = scriptedEvents(randomSegments(seed, 32));
      let timeline = timelineOf([]);
      const latest = new Map<string, ReturnType<typeof parseMedia>>();
      for (const event of events) {
        timeline = timelineOf([event], timeline);
        if (timeline.version % 3 !== 0) continue;
        for (const { id, kind } of SCRIPTED_LADDER) {
          const playlist = parseMedia(renderMedia(timeline, id, FULL));
          const before = latest.get(id);
          latest.set(id, playlist);
          const faults = [...checkMedia(playlist), ...(before === undefined ? [] : checkSuccession(before, playlist))];
          expect(faults, `seed ${seed}, version ${timeline.version}, ${kind} ${id}`).toEqual([]);
        }
        const aligned = SCRIPTED_LADDER.flatMap(({ id: name, kind }) => {
          const playlist = latest.get(name);
          return playlist === undefined ? [] : [{ name, kind, playlist }];
        });
        expect(checkAlignment(aligned), `seed ${seed}, version ${timeline.version}`).toEqual([]);
      }
    },
  );

  test.each(seeds)("a delta update equals the full playlist minus what it skips (seed %i)", (seed) => {
    const events = scriptedEvents(randomSegments(100 + seed, 40));
    let timeline = timelineOf([]);
    let previous: ReturnType<typeof parseMedia> | null = null;
    let skipped = 0;
    for (const event of events) {
      timeline = timelineOf([event], timeline);
      const delta = parseMedia(renderMedia(timeline, "360p", DELTA));
      const full = parseMedia(renderMedia(timeline, "360p", FULL));
      if (previous !== null) {
        expect(checkDelta(previous, delta, full), `seed ${seed}, version ${timeline.version}`).toEqual([]);
        expect(contentOf(merge(previous, delta))).toBe(contentOf(full));
        expect(lastPartOf(delta)).toEqual(lastPartOf(full));
      }
      skipped += delta.skipped;
      previous = full;
    }
    expect(skipped).toBeGreaterThan(0);
  });
});
