import { describe, expect, test } from "vitest";
import { evenSegments, scriptedEvents, timelineOf } from "#media/timeline/scripted.ts";
import { renderMedia } from "../media.ts";
import { parseMedia } from "../parse.ts";
import { checkMedia } from "./media.ts";

const segments = [...evenSegments(8), { parts: [1 / 3, 1 / 3] }];
const TEXT = renderMedia(timelineOf(scriptedEvents(segments, { open: true })), "source", { skip: false });

/** The faults of the sound playlist after one change, as `level clause: message`. */
const faultsAfter = (change: (text: string) => string): readonly string[] => {
  const text = change(TEXT);
  expect(text).not.toBe(TEXT);
  return checkMedia(parseMedia(text)).map(({ level, rule, message }) => `${level} ${rule.slice(12)}: ${message}`);
};

const swap = (from: string | RegExp, to: string) => (text: string) => text.replace(from, to);

test("a sound playlist has no fault, and neither has its delta update", () => {
  expect(checkMedia(parseMedia(TEXT))).toEqual([]);
  const delta = renderMedia(timelineOf(scriptedEvents(segments, { open: true })), "source", { skip: true });
  expect(checkMedia(parseMedia(delta))).toEqual([]);
});

test("a fault names its line", () => {
  const [fault] = checkMedia(parseMedia(TEXT.replace("#EXTINF:2,\n3.m4s", "#EXTINF:2.6,\n3.m4s")));
  expect(fault).toEqual({
    rule: "RFC 8216bis 4.4.3.1",
    level: "error",
    message: "segment 3 is 2.6 s and EXT-X-TARGETDURATION is 2",
    line: 19,
  });
});

describe("each rule finds its fault", () => {
  test.each<readonly [string, (text: string) => string, readonly string[]]>([
    [
      "versionIsEnough: EXT-X-MAP",
      swap("VERSION:9", "VERSION:5"),
      ["error 8: EXT-X-MAP needs version 6, and EXT-X-VERSION is 5"],
    ],
    [
      "versionIsEnough: EXT-X-SKIP",
      (text) =>
        text
          .replace("VERSION:9", "VERSION:8")
          .replace("#EXT-X-MAP", "#EXT-X-SKIP:SKIPPED-SEGMENTS=1\n#EXT-X-MAP")
          .replaceAll(/LAST-MSN=8/g, "LAST-MSN=9")
          .replace("8.2.m4s", "9.2.m4s"),
      ["error 8: EXT-X-SKIP needs version 9, and EXT-X-VERSION is 8"],
    ],
    [
      "holdBackIsThreeTargets",
      swap("HOLD-BACK=6", "HOLD-BACK=5.9"),
      ["error 4.4.3.8: HOLD-BACK is 5.9 s, below three target durations (6 s)"],
    ],
    [
      "partHoldBackIsEnough: must",
      swap("=1.225", "=0.69"),
      ["error 4.4.3.8: PART-HOLD-BACK is 0.69 s, below twice PART-TARGET (0.35 s)"],
    ],
    [
      "partHoldBackIsEnough: should",
      swap("=1.225", "=1"),
      ["warning 4.4.3.8: PART-HOLD-BACK is 1 s, below three times PART-TARGET (0.35 s)"],
    ],
    [
      "partHoldBackIsEnough: absent",
      swap(",PART-HOLD-BACK=1.225", ""),
      ["error 4.4.3.8: EXT-X-PART-INF without PART-HOLD-BACK"],
    ],
    [
      "skipBoundaryIsSixTargets",
      swap("UNTIL=12", "UNTIL=11"),
      ["error 4.4.3.8: CAN-SKIP-UNTIL is 11 s, below six target durations (12 s)"],
    ],
    [
      "skipBoundaryIsSixTargets: date ranges",
      swap("CAN-SKIP-UNTIL=12", "CAN-SKIP-DATERANGES=YES"),
      ["error 4.4.3.8: CAN-SKIP-DATERANGES without CAN-SKIP-UNTIL"],
    ],
    ["partsComeWithPartInf", swap(/#EXT-X-PART-INF.*\n/, ""), ["error 4.4.3.7: EXT-X-PART without EXT-X-PART-INF"]],
    [
      "typeFitsTheEnd",
      swap("#EXT-X-MEDIA-S", "#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-MEDIA-S"),
      ["error 6.2.1: EXT-X-PLAYLIST-TYPE:VOD without EXT-X-ENDLIST: the playlist must not change any more"],
    ],
    [
      "fragmentsHaveMap",
      swap(/#EXT-X-MAP.*\n/, ""),
      [0, 1, 2, 3, 4, 5, 6, 7].map((n) => `error 4.4.4.5: segment ${n} (${n}.m4s) has no EXT-X-MAP`),
    ],
    [
      "datesFollowDurations",
      swap("00:00:08.000Z", "00:00:08.200Z"),
      [
        "error 4.4.4.6: segment 4 starts 200 ms off the end of the one before it",
        "error 4.4.4.6: segment 5 starts -200 ms off the end of the one before it",
      ],
    ],
    [
      "datesAreUnambiguous",
      swap(
        "#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:16.000Z",
        "#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:14.500Z",
      ),
      ["error 6.2.1: segment 8 overlaps the one before it by 1500 ms"],
    ],
    [
      "discontinuitiesHaveDates",
      swap("#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:08.000Z", "#EXT-X-DISCONTINUITY"),
      ["warning 6.2.1: segment 4 has EXT-X-DISCONTINUITY and no date"],
    ],
    [
      "durationsArePositive",
      swap("#EXTINF:2,\n7.m4s", "#EXTINF:0,\n7.m4s"),
      [
        "error 4.4.4.6: segment 8 starts 2000 ms off the end of the one before it",
        "error 4.4.4.1: segment 7 lasts 0 s",
        "error 4.4.4.9: the parts of segment 7 last 2.00000 s and EXTINF is 0 s",
      ],
    ],
    [
      "partsAddUp",
      swap("#EXTINF:2,\n6.m4s", "#EXTINF:2.01,\n6.m4s"),
      ["error 4.4.4.9: the parts of segment 6 last 2.00000 s and EXTINF is 2.01 s"],
    ],
    [
      "partsStayWithinTarget",
      swap('=0.33334,URI="8.1', '=0.3502,URI="8.1'),
      ["error 4.4.3.7: part 8.1 lasts 0.3502 s, above PART-TARGET (0.35 s)"],
    ],
    [
      "partsAreLongEnough",
      swap('=0.33333,URI="8.0', '=0.297,URI="8.0'),
      ["error 4.4.3.7: part 8.0 lasts 0.297 s, below 85 % of PART-TARGET (0.35 s)"],
    ],
    [
      "firstPartsAreIndependent",
      swap('URI="7.0.m4s",INDEPENDENT=YES', 'URI="7.0.m4s"'),
      ["error 4.4.2.1: part 7.0 opens its segment and is not INDEPENDENT=YES"],
    ],
    [
      "somePartIsIndependent",
      (text) => text.replaceAll(",INDEPENDENT=YES", "").replace("#EXT-X-INDEPENDENT-SEGMENTS\n", ""),
      ["error 4.4.4.9: no listed part is INDEPENDENT=YES"],
    ],
    ["partsHaveOwnUris", swap("7.3.m4s", "7.2.m4s"), ["error 4.4.4.9: part 7.3 has the URI of another part"]],
    [
      "oldPartsAreGone",
      swap("#EXTINF:2,\n2.m4s", '#EXT-X-PART:DURATION=2,URI="x",INDEPENDENT=YES\n#EXTINF:2,\n2.m4s'),
      [
        "error 4.4.3.7: part 2.0 lasts 2 s, above PART-TARGET (0.35 s)",
        "warning 6.2.2: segment 2 ends 10.67 s before the playlist's end and still lists parts",
      ],
    ],
    ["lowLatencyCanBlock", swap("CAN-BLOCK-RELOAD=YES,", ""), ["error B.1: parts without CAN-BLOCK-RELOAD=YES"]],
    [
      "hintNamesTheNextPart: none",
      swap(/#EXT-X-PRELOAD-HINT.*\n/, ""),
      ["error B.1: no EXT-X-PRELOAD-HINT names the next part"],
    ],
    [
      "hintNamesTheNextPart: listed",
      swap('URI="8.2.m4s"', 'URI="8.1.m4s"'),
      ["error 4.4.5.3: the hint names 8.1.m4s, which is already listed"],
    ],
    [
      "hintNamesTheNextPart: too far",
      swap('URI="8.2.m4s"', 'URI="8.3.m4s"'),
      ["error 4.4.5.3: the hint names 8.3.m4s, and 8.2 is next"],
    ],
    [
      "hintNamesTheNextPart: two",
      swap(/(#EXT-X-PRELOAD-HINT.*\n)/, "$1$1"),
      ["warning 6.2.6: more than one EXT-X-PRELOAD-HINT of TYPE=PART"],
    ],
    [
      "hintNamesTheNextPart: ended",
      (text) => `${text}#EXT-X-ENDLIST\n`,
      ["error 4.4.5.3: EXT-X-PRELOAD-HINT in a playlist that has ended"],
    ],
    [
      "reportsAreWhole: msn",
      swap("LAST-MSN=8,", ""),
      ["error 4.4.5.4: the report on ../360p/media.m3u8 has no LAST-MSN"],
    ],
    [
      "reportsAreWhole: part",
      swap(",LAST-PART=1", ""),
      ["error 4.4.5.4: the report on ../360p/media.m3u8 has no LAST-PART"],
    ],
    [
      "reportsArePlausible",
      swap("LAST-MSN=8", "LAST-MSN=11"),
      ["error 4.4.5.4: the report on ../360p/media.m3u8 says LAST-MSN=11, and this playlist is at 8"],
    ],
    ["reportsAreUnique", swap("../audio/", "../360p/"), ["error 4.4.5.4: a second report on ../360p/media.m3u8"]],
  ])("%s", (_, change, expected) => {
    expect(faultsAfter(change)).toEqual(expected);
  });
});
