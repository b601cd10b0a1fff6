import { describe, expect, test } from "vitest";
import { SCRIPTED_LADDER } from "#media/timeline/scripted.ts";
import { renderMultivariant } from "./multivariant.ts";
import { parseMultivariant } from "./parse.ts";
import { checkMultivariant } from "./rules/multivariant.ts";

const mediaPath = (rendition: string): string => `42/${rendition}/media.m3u8`;
const video = SCRIPTED_LADDER.filter((one) => one.kind === "video");
const audio = SCRIPTED_LADDER.filter((one) => one.kind === "audio");

describe("the multivariant playlist", () => {
  test("names the video renditions best first, each with its audio, and audio by itself last", () => {
    const text = renderMultivariant({ ladder: [...audio, ...video.toReversed()], mediaPath });
    expect(text).toBe(`#EXTM3U
#EXT-X-VERSION:9
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Audio",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="42/audio/media.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=6160000,AVERAGE-BANDWIDTH=6160000,CODECS="avc1.640028,mp4a.40.2",RESOLUTION=1920x1080,FRAME-RATE=30.000,AUDIO="audio"
42/source/media.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=960000,AVERAGE-BANDWIDTH=960000,CODECS="avc1.4d401e,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=30.000,AUDIO="audio"
42/360p/media.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=160000,AVERAGE-BANDWIDTH=160000,CODECS="mp4a.40.2",AUDIO="audio"
42/audio/media.m3u8
`);
    expect(checkMultivariant(parseMultivariant(text))).toEqual([]);
  });

  test("takes a measured peak only when it is above the declared one, and a measured average always", () => {
    const bandwidths = { source: { peak: 7_000_000.5, average: 5_000_000 }, audio: { peak: 100, average: 90 } };
    const [source, low, sound] = parseMultivariant(
      renderMultivariant({ ladder: SCRIPTED_LADDER, mediaPath, bandwidths }),
    ).variants;
    expect([source, low, sound].map((one) => [one?.bandwidth, one?.averageBandwidth])).toEqual([
      [7_160_001, 5_000_090],
      [960_000, 800_090],
      [160_000, 90],
    ]);
  });

  test("without audio has no group, and without video only the audio variant", () => {
    expect(renderMultivariant({ ladder: video.slice(1), mediaPath })).toBe(`#EXTM3U
#EXT-X-VERSION:9
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:BANDWIDTH=800000,AVERAGE-BANDWIDTH=800000,CODECS="avc1.4d401e",RESOLUTION=640x360,FRAME-RATE=30.000
42/360p/media.m3u8
`);
    expect(renderMultivariant({ ladder: audio, mediaPath })).toBe(`#EXTM3U
#EXT-X-VERSION:9
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Audio",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="42/audio/media.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=160000,AVERAGE-BANDWIDTH=160000,CODECS="mp4a.40.2",AUDIO="audio"
42/audio/media.m3u8
`);
  });

  test("gives several languages their own names, one of them the default", () => {
    const [first] = audio;
    const ladder = first === undefined ? [] : [first, { ...first, id: "commentary", channels: 6 }];
    const labels = { commentary: { name: "Kommentar", language: "de" } };
    expect(parseMultivariant(renderMultivariant({ ladder, labels, mediaPath })).media).toMatchObject([
      { name: "Audio", language: null, isDefault: true, channels: "2" },
      { name: "Kommentar", language: "de", isDefault: false, channels: "6" },
    ]);
  });

  test("refuses a label that would break out of its quotes", () => {
    const labels = { audio: { name: 'a",URI="evil' } };
    expect(() => renderMultivariant({ ladder: audio, labels, mediaPath })).toThrow("a quoted string holds no quote");
  });
});
