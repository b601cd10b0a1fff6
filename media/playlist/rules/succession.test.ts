import { describe, expect, test } from "vitest";
import { evenSegments, scriptedEvents, timelineOf } from "#media/timeline/scripted.ts";
import { renderMedia } from "../media.ts";
import { parseMedia } from "../parse.ts";
import { checkDelta } from "./delta.ts";
import { checkSuccession } from "./succession.ts";

const FULL = { skip: false } as const;
const two = { parts: [1 / 3, 1 / 3] };
const at = (count: number) => timelineOf(scriptedEvents([...evenSegments(count), two], { open: true }));
const BEFORE = renderMedia(at(9), "source", FULL);
const AFTER = renderMedia(at(10), "source", FULL);

const faults = (before: string, after: string): readonly string[] =>
  checkSuccession(parseMedia(before), parseMedia(after)).map(
    ({ level, rule, message }) => `${level} ${rule.slice(12)}: ${message}`,
  );

describe("two versions of a playlist", () => {
  test("may differ by a segment more, by parts that went, and not at all", () => {
    expect([...faults(BEFORE, AFTER), ...faults(BEFORE, BEFORE)]).toEqual([]);
  });

  test.each<readonly [string, string, readonly string[]]>([
    [
      "constantsStay: part target",
      AFTER.replace("TARGET=0.35", "TARGET=0.36"),
      ["error 6.2.1: EXT-X-PART-INF was 0.35 and is 0.36"],
    ],
    [
      "constantsStay: target duration",
      AFTER.replace("TARGETDURATION:2", "TARGETDURATION:3"),
      ["error 6.2.1: EXT-X-TARGETDURATION was 2 and is 3"],
    ],
    [
      "segmentsStay",
      AFTER.replace("#EXTINF:2,\n4.m4s", "#EXTINF:2,\n4b.m4s"),
      [
        `error 6.2.1: segment 4 changed: 4.m4s (2 s, period 0, init init-0.mp4, ${Date.UTC(2026, 0, 1, 0, 0, 8)}) is now 4b.m4s (2 s, period 0, init init-0.mp4, ${Date.UTC(2026, 0, 1, 0, 0, 8)})`,
      ],
    ],
    ["partsStay", AFTER.replace("9.1.m4s", "9.1b.m4s"), ["error 6.2.1: the parts of segment 9 changed or went"]],
    ["theEndIsFinal", `${BEFORE.slice(0, BEFORE.indexOf("#EXT-X-PRELOAD"))}#EXT-X-ENDLIST\n`, []],
  ])("%s", (_, after, expected) => {
    expect(faults(BEFORE, after)).toEqual(expected);
  });

  test("never go back in number", () => {
    expect(
      faults(
        BEFORE.replace("MEDIA-SEQUENCE:0", "MEDIA-SEQUENCE:1").replace(
          "DISCONTINUITY-SEQUENCE:0",
          "DISCONTINUITY-SEQUENCE:2",
        ),
        BEFORE,
      ),
    ).toEqual(
      expect.arrayContaining([
        "error 6.2.2: EXT-X-MEDIA-SEQUENCE fell from 1 to 0",
        "error 6.2.2: EXT-X-DISCONTINUITY-SEQUENCE fell from 2 to 0",
        "error 6.2.1: the newest segment or part is gone again",
      ]),
    );
  });

  test("never lose what is within the window", () => {
    expect(faults(AFTER, BEFORE)).toEqual([
      "error 6.2.1: the newest segment or part is gone again",
      "error 6.2.1: the parts of segment 9 changed or went",
      "error 6.2.1: segment 10 vanished from the playlist",
    ]);
  });

  test("keep three target durations when segments are removed", () => {
    const short = BEFORE.replace("MEDIA-SEQUENCE:0", "MEDIA-SEQUENCE:7").replace(
      /#EXT-X-PROGRAM-DATE-TIME[\s\S]*?6\.m4s\n(?=#)/,
      "",
    );
    expect(faults(BEFORE, short)).toEqual(["error 6.2.2: segments were removed and 4.67 s are left, below 6 s"]);
  });

  test("stay ended", () => {
    const ended = `${BEFORE.slice(0, BEFORE.indexOf("#EXT-X-PRELOAD"))}#EXT-X-ENDLIST\n`;
    expect(faults(ended, BEFORE)).toEqual(["error 4.4.3.4: EXT-X-ENDLIST is gone again"]);
    const more = `${AFTER.slice(0, AFTER.indexOf("#EXT-X-PRELOAD"))}#EXT-X-ENDLIST\n`;
    expect(faults(ended, more)).toEqual(["error 4.4.3.4: segments came after EXT-X-ENDLIST: the last was 8 and is 9"]);
  });
});

describe("a delta update", () => {
  const full = parseMedia(AFTER);
  const text = renderMedia(at(10), "source", { skip: true });
  const check = (delta: string): readonly string[] =>
    checkDelta(parseMedia(BEFORE), parseMedia(delta), full).map(({ message }) => message);

  test("that skips what is beyond the boundary has no fault", () => {
    expect(check(text)).toEqual([]);
  });

  test("must not skip within the boundary", () => {
    const greedy = text
      .replace("SEGMENTS=4", "SEGMENTS=5")
      .replace(/#EXT-X-PROGRAM-DATE-TIME:[^#]*#EXTINF:2,\n4\.m4s\n/, "");
    expect(check(greedy)).toEqual([]);
    const greedier = greedy
      .replace("SEGMENTS=5", "SEGMENTS=6")
      .replace(/#EXT-X-PROGRAM-DATE-TIME:[^#]*#EXTINF:2,\n5\.m4s\n/, "");
    expect(check(greedier)).toEqual(["segment 5 is skipped 10.67 s from the end, within CAN-SKIP-UNTIL=12"]);
  });

  test("must skip when there is something to skip", () => {
    expect(check(AFTER)).toEqual(["_HLS_skip gave no delta update, and 4 segments can be skipped"]);
  });

  test("must not say anything else than the full playlist", () => {
    expect(check(text.replace("7.m4s", "7b.m4s"))).toEqual([
      'the delta update gives "uri": "7b.m4s", where the full playlist has "uri": "7.m4s",',
    ]);
    expect(check(text.replace("MEDIA-SEQUENCE:0", "MEDIA-SEQUENCE:8"))).toEqual([
      "playlist: segment 9 is skipped, and the previous playlist lacks it",
    ]);
  });

  test("is refused by a playlist that has ended or cannot skip", () => {
    const without = (change: object) =>
      checkDelta(parseMedia(BEFORE), parseMedia(text), { ...full, ...change }).map(({ message }) => message);
    expect(without({ ended: true })[0]).toBe("EXT-X-SKIP in a playlist with EXT-X-ENDLIST");
    expect(without({ serverControl: null })[0]).toBe("EXT-X-SKIP, and the playlist has no CAN-SKIP-UNTIL");
  });
});
