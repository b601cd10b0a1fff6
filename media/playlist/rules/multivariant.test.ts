import { describe, expect, test } from "vitest";
import { SCRIPTED_LADDER } from "#media/timeline/scripted.ts";
import { renderMultivariant } from "../multivariant.ts";
import { parseMultivariant } from "../parse.ts";
import { checkMultivariant } from "./multivariant.ts";

const TEXT = renderMultivariant({ ladder: SCRIPTED_LADDER, mediaPath: (id) => `${id}/media.m3u8` });
const brief = ({ level, rule, message }: { level: string; rule: string; message: string }): string =>
  `${level} ${rule.slice(12)}: ${message}`;

describe("the multivariant playlist", () => {
  const faultsOf = (text: string, peaks?: ReadonlyMap<string, number>) =>
    checkMultivariant(parseMultivariant(text), peaks).map(brief);

  test("covers the measured peaks of video and audio together", () => {
    const at = new Map([
      ["source/media.m3u8", 6_000_000],
      ["audio/media.m3u8", 160_000],
    ]);
    expect(faultsOf(TEXT, at)).toEqual([]);
    expect(faultsOf(TEXT, new Map([...at, ["source/media.m3u8", 6_000_001]]))).toEqual([
      "error 4.4.6.2: source/media.m3u8: BANDWIDTH is 6160000, a segment has 6160001 bit/s",
    ]);
  });

  test.each<readonly [string, (text: string) => string, readonly string[]]>([
    [
      "somethingToPlay",
      () => '#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="A",CHANNELS="2"\n',
      ["error 4.4.6.2: no EXT-X-STREAM-INF"],
    ],
    [
      "averageIsBelowPeak",
      (t) => t.replace("AVERAGE-BANDWIDTH=960000", "AVERAGE-BANDWIDTH=960001"),
      ["error 4.4.6.2: 360p/media.m3u8: AVERAGE-BANDWIDTH is above BANDWIDTH"],
    ],
    [
      "variantsAreDescribed: codecs",
      (t) => t.replace(',CODECS="mp4a.40.2"', ""),
      ["warning 4.4.6.2: audio/media.m3u8: no CODECS"],
    ],
    [
      "variantsAreDescribed: picture",
      (t) => t.replace(",RESOLUTION=640x360,FRAME-RATE=30.000", ""),
      ["warning 4.4.6.2: 360p/media.m3u8: no RESOLUTION", "warning 4.4.6.2: 360p/media.m3u8: no FRAME-RATE"],
    ],
    [
      "variantsAreDescribed: bandwidth",
      (t) => t.replaceAll("BANDWIDTH=160000", "BANDWIDTH=0"),
      ["error 4.4.6.2: audio/media.m3u8: BANDWIDTH is 0"],
    ],
    [
      "codecsIncludeAudio",
      (t) => t.replace("avc1.640028,mp4a.40.2", "avc1.640028"),
      ["error 6.2.4: source/media.m3u8: CODECS leaves out its audio group"],
    ],
    [
      "groupsExist",
      (t) => t.replace('30.000,AUDIO="audio"\n360p', '30.000,AUDIO="other"\n360p'),
      ["error 4.4.6.2: 360p/media.m3u8: no EXT-X-MEDIA of group other"],
    ],
    [
      "groupsAreSound: twice",
      (t) => t.replace(/(#EXT-X-MEDIA.*\n)/, "$1$1"),
      [
        "error 4.4.6.1.1: group AUDIO audio: two named Audio",
        "error 4.4.6.1.1: group AUDIO audio: two with DEFAULT=YES",
      ],
    ],
    [
      "groupsAreSound: default",
      (t) => t.replace("AUTOSELECT=YES", "AUTOSELECT=NO"),
      ["error 4.4.6.1: Audio: DEFAULT=YES without AUTOSELECT=YES"],
    ],
    ["groupsAreSound: channels", (t) => t.replace(',CHANNELS="2"', ""), ["warning 4.4.6.1: Audio: no CHANNELS"]],
    [
      "segmentsAreIndependent",
      (t) => t.replace("#EXT-X-INDEPENDENT-SEGMENTS\n", ""),
      ["warning 4.4.2.1: several variants, and no EXT-X-INDEPENDENT-SEGMENTS to switch by"],
    ],
  ])("%s", (_, change, expected) => {
    expect(faultsOf(change(TEXT))).toEqual(expected);
  });
});
