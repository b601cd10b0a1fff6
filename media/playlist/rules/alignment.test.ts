import { describe, expect, test } from "vitest";
import { evenSegments, SCRIPTED_LADDER, scriptedEvents, timelineOf } from "#media/timeline/scripted.ts";
import { renderMedia } from "../media.ts";
import { parseMedia } from "../parse.ts";
import { checkAlignment, folderOf } from "./alignment.ts";

const brief = ({ level, rule, message }: { level: string; rule: string; message: string }): string =>
  `${level} ${rule.slice(12)}: ${message}`;

describe("the renditions of a presentation", () => {
  const timeline = timelineOf(scriptedEvents([...evenSegments(4), { parts: [1 / 3] }], { open: true }));
  const texts = new Map(SCRIPTED_LADDER.map(({ id }) => [id, renderMedia(timeline, id, { skip: false })]));
  const faultsAfter = (rendition: string, change: (text: string) => string) =>
    checkAlignment(
      SCRIPTED_LADDER.map(({ id: name, kind }) => {
        const text = texts.get(name) ?? "";
        return { name, kind, playlist: parseMedia(name === rendition ? change(text) : text) };
      }),
    ).map(brief);

  test("agree", () => {
    expect(faultsAfter("source", (text) => text)).toEqual([]);
  });

  test.each<readonly [string, string, (text: string) => string, readonly string[]]>([
    [
      "headersAgree: target",
      "audio",
      (t) => t.replace("TARGETDURATION:2", "TARGETDURATION:3"),
      ["error 6.2.4: audio: EXT-X-TARGETDURATION differs from source's"],
    ],
    [
      "headersAgree: control",
      "360p",
      (t) => t.replace("HOLD-BACK=6", "HOLD-BACK=7"),
      ["error 6.2.4: 360p: EXT-X-SERVER-CONTROL differs from source's"],
    ],
    [
      "headersAgree: parts",
      "360p",
      (t) => t.replace("TARGET=0.35", "TARGET=0.4"),
      ["warning 4.4.3.8: 360p: PART-TARGET differs from source's"],
    ],
    [
      "headersAgree: type",
      "360p",
      (t) => t.replace("#EXT-X-MEDIA-S", "#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-MEDIA-S"),
      ["error 6.2.4: 360p: EXT-X-PLAYLIST-TYPE differs from source's"],
    ],
    [
      "datesAgree: video",
      "360p",
      (t) => t.replace("00:00:04.000Z", "00:00:04.003Z"),
      ["error 6.2.4: 360p: segment 2 starts 3 ms off the leading rendition's"],
    ],
    ["datesAgree: audio may be a little off", "audio", (t) => t.replace("00:00:04.000Z", "00:00:04.021Z"), []],
    [
      "datesAgree: audio",
      "audio",
      (t) => t.replace("00:00:04.000Z", "00:00:04.500Z"),
      ["error 6.2.4: audio: segment 2 starts 500 ms off the leading rendition's"],
    ],
    [
      "datesAgree: missing",
      "audio",
      (t) => t.replace("#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:04.000Z\n", ""),
      ["error 6.2.4: audio: segment 2 has a date in one rendition and none in another"],
    ],
    [
      "durationsAgree",
      "360p",
      (t) => t.replace("#EXTINF:2,\n1.", "#EXTINF:1.9,\n1."),
      ["error 6.2.4: 360p: segment 1 lasts 1.9 s, the leading rendition's 2 s"],
    ],
    [
      "periodsAgree",
      "audio",
      (t) => t.replace("DISCONTINUITY-SEQUENCE:0", "DISCONTINUITY-SEQUENCE:1"),
      [0, 1, 2, 3].map((n) => `error 6.2.4: audio: segment ${n} has discontinuity number 1, elsewhere 0`),
    ],
    [
      "partsAgree",
      "360p",
      (t) => t.replace(/#EXT-X-PART:.*"2\.5\.m4s"\n/, ""),
      ["error 6.2.4: 360p: segment 2 has other parts than the leading rendition's"],
    ],
    [
      "edgesAreNear",
      "audio",
      (t) => t.replace(/#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:04[\s\S]*(?=#EXT-X-PRELOAD)/, ""),
      ["error 6.2.4: audio stands at segment 1, and another rendition at 4"],
    ],
    [
      "everyOtherIsReported",
      "source",
      (t) => t.replace(/#EXT-X-RENDITION-REPORT:URI="..\/audio.*\n/, ""),
      ["warning 4.4.5.4: source has no EXT-X-RENDITION-REPORT on audio"],
    ],
  ])("%s", (_, rendition, change, expected) => {
    expect(faultsAfter(rendition, change)).toEqual(expected);
  });

  test("are told apart by the folder of their playlists", () => {
    expect([
      folderOf("../720p/media.m3u8"),
      folderOf("https://h/live/x/42/audio/media.m3u8?a=/b/c"),
      folderOf("media.m3u8"),
    ]).toEqual(["720p", "audio", ""]);
  });
});
