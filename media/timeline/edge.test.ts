import { describe, expect, test } from "vitest";
import { ADVANCE_PART_LIMIT, answerReload, edgeOf, locate, nextPart, trackAt } from "./edge.ts";
import { evenSegments, scriptedEvents, timelineOf } from "./scripted.ts";

/** Segments 0 and 1 whole, 2 with two of its parts. */
const OPEN = timelineOf(scriptedEvents([...evenSegments(2), { parts: [1 / 3, 1 / 3] }], { open: true }));
/** Segments 0 to 2 whole. */
const WHOLE = timelineOf(scriptedEvents(evenSegments(3)));
const EMPTY = timelineOf([]);

describe("the edge", () => {
  test("is the newest part, and the part after it comes next", () => {
    expect(edgeOf(OPEN, "source")).toEqual({ msn: 2, part: 1, done: false });
    expect(nextPart({ msn: 2, part: 1, done: false })).toEqual({ msn: 2, part: 2 });
  });

  test("of a whole segment is followed by part 0 of the next", () => {
    expect(edgeOf(WHOLE, "audio")).toEqual({ msn: 2, part: 5, done: true });
    expect(nextPart({ msn: 2, part: 5, done: true })).toEqual({ msn: 3, part: 0 });
  });

  test("does not exist for a rendition without media, whatever its name", () => {
    expect([edgeOf(EMPTY, "source"), edgeOf(OPEN, "none"), edgeOf(OPEN, "constructor")]).toEqual([null, null, null]);
  });
});

describe("a blocking reload", () => {
  test.each([
    [2, 1, "ready"],
    [2, 2, "wait"],
    [2, 1 + Math.floor(ADVANCE_PART_LIMIT), "wait"],
    [2, 2 + Math.floor(ADVANCE_PART_LIMIT), "reject"],
    [3, 0, "wait"],
    [3, Math.floor(ADVANCE_PART_LIMIT) + 1, "reject"],
    [4, 0, "reject"],
    [1, 5, "ready"],
    [1, 6, "ready"],
    [0, 99, "ready"],
    [1, null, "ready"],
    [2, null, "wait"],
    [3, null, "wait"],
    [4, null, "reject"],
  ] as const)("with an open segment 2 at part 1, _HLS_msn=%s and _HLS_part=%s is answered: %s", (msn, part, answer) => {
    expect(answerReload(OPEN, "source", msn, part)).toBe(answer);
  });

  test.each([
    [2, 5, "ready"],
    [2, 6, "wait"],
    [2, 500, "wait"],
    [3, 0, "wait"],
    [4, 0, "wait"],
    [5, 0, "reject"],
    [2, null, "ready"],
    [3, null, "wait"],
    [4, null, "wait"],
    [5, null, "reject"],
  ] as const)("with segment 2 whole, _HLS_msn=%s and _HLS_part=%s is answered: %s", (msn, part, answer) => {
    expect(answerReload(WHOLE, "source", msn, part)).toBe(answer);
  });

  test("waits while the rendition has nothing, and is answered at once after the end", () => {
    expect(answerReload(EMPTY, "source", 9, 9)).toBe("wait");
    expect(answerReload(timelineOf([{ kind: "ended" }], OPEN), "source", 99, 9)).toBe("ready");
  });

  test("the Advance Part Limit is three seconds of parts", () => {
    expect(Math.floor(ADVANCE_PART_LIMIT)).toBe(8);
  });
});

describe("locating bytes", () => {
  const here = (size: number) => ({ at: "here", size, range: null });

  test("a part and a whole segment in memory are here", () => {
    expect([locate(OPEN, "source", 1, 3), locate(OPEN, "source", 1, null)]).toEqual([here(1000), here(6000)]);
  });

  test("stored ones have their range in the segment's object", () => {
    const ranges = { source: { offset: 500, size: 6000 } };
    const timeline = timelineOf([{ kind: "stored", msn: 1, ranges }], OPEN);
    expect(locate(timeline, "source", 1, 2)).toEqual({ at: "here", size: 1000, range: { offset: 2500, size: 1000 } });
    expect(locate(timeline, "source", 1, null)).toEqual({ at: "here", size: 6000, range: { offset: 500, size: 6000 } });
    expect(locate(timeline, "audio", 1, 2)).toEqual(here(1000));
  });

  test.each([
    ["the next part", 2, 2, "next"],
    ["the open segment", 2, null, "next"],
    ["the part after the next", 2, 3, "nowhere"],
    ["the segment after an open one", 3, 0, "nowhere"],
    ["a part past a whole segment", 1, 6, "nowhere"],
  ] as const)("%s is %s.%s: %s", (_, msn, part, at) => {
    expect(locate(OPEN, "source", msn, part)).toEqual({ at });
  });

  test("after a whole segment the next segment and its first part are next, and nothing once it has ended", () => {
    expect([locate(WHOLE, "source", 3, 0), locate(WHOLE, "source", 3, null), locate(WHOLE, "source", 3, 1)]).toEqual([
      { at: "next" },
      { at: "next" },
      { at: "nowhere" },
    ]);
    const ended = timelineOf([{ kind: "ended" }], WHOLE);
    expect([locate(ended, "source", 3, 0), locate(ended, "source", 3, null)]).toEqual([
      { at: "nowhere" },
      { at: "nowhere" },
    ]);
  });

  test("nothing is found before the window, in a hole, or for a name that every object has", () => {
    const hole = timelineOf(scriptedEvents([{ parts: [0.3] }, { parts: [0.3], lacks: ["360p"] }, { parts: [0.3] }]));
    expect([locate(hole, "360p", 1, 0), locate(hole, "360p", -1, 0), locate(hole, "constructor", 1, 0)]).toEqual([
      { at: "nowhere" },
      { at: "nowhere" },
      { at: "nowhere" },
    ]);
    expect([trackAt(hole, "360p", 1), trackAt(EMPTY, "360p", 0)]).toEqual([undefined, undefined]);
  });
});
