import { describe, expect, test } from "vitest";
import { SCRIPTED_LADDER, SCRIPTED_START } from "#media/timeline/scripted.ts";
import type { VodIndex } from "#protocol/playback/vod-index.ts";
import { parseMedia, parseMultivariant } from "./parse.ts";
import { checkAlignment } from "./rules/alignment.ts";
import { checkMedia } from "./rules/media.ts";
import { renderVodMedia, renderVodMultivariant } from "./vod.ts";

const track = (start: number, duration: number, init = 0, size = 250_000) => ({
  init,
  start,
  duration,
  offset: 0,
  size,
});

const INDEX: VodIndex = {
  channelId: "7",
  broadcastId: "42",
  startedAt: SCRIPTED_START,
  ladder: [...SCRIPTED_LADDER],
  segments: [
    { msn: 0, period: 0, tracks: { source: track(10, 2), "360p": track(10, 2), audio: track(10, 2.0053) } },
    { msn: 1, period: 0, tracks: { source: track(12, 1.5), audio: track(12.0053, 1.4933) } },
    {
      msn: 2,
      period: 1,
      tracks: { source: track(20, 2.4, 1, 900_000), "360p": track(20, 2.4, 1), audio: track(20, 2.4) },
    },
    { msn: 3, period: 1, tracks: {} },
  ],
};

describe("a recording's media playlist", () => {
  test("names every segment, with a gap where the rendition has none", () => {
    expect(renderVodMedia(INDEX, "360p")).toBe(`#EXTM3U
#EXT-X-VERSION:6
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-TARGETDURATION:2
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-DISCONTINUITY-SEQUENCE:0
#EXT-X-MAP:URI="init-0.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.000Z
#EXTINF:2,
0.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:02.000Z
#EXT-X-GAP
#EXTINF:1.5,
1.m4s
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="init-1.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:10.000Z
#EXTINF:2.4,
2.m4s
#EXT-X-ENDLIST
`);
  });

  test("keeps every rule, alone and beside the other renditions", () => {
    const renditions = SCRIPTED_LADDER.map(({ id: name, kind }) => ({
      name,
      kind,
      playlist: parseMedia(renderVodMedia(INDEX, name)),
    }));
    expect([...renditions.flatMap(({ playlist }) => checkMedia(playlist)), ...checkAlignment(renditions)]).toEqual([]);
  });

  test("takes its target duration from the longest segment of any rendition", () => {
    const longer = {
      ...INDEX,
      segments: [{ msn: 0, period: 0, tracks: { source: track(10, 2), audio: track(10, 2.6) } }],
    };
    expect(parseMedia(renderVodMedia(longer, "source")).targetDuration).toBe(3);
    expect(parseMedia(renderVodMedia({ ...INDEX, segments: [] }, "source")).targetDuration).toBe(1);
  });
});

test("a recording's multivariant playlist names what was recorded, at the rates it was recorded at", () => {
  const [source, low, sound, ...others] = parseMultivariant(renderVodMultivariant(INDEX)).variants;
  expect(others).toEqual([]);
  expect([source, low, sound].map((one) => [one?.uri, one?.bandwidth, one?.averageBandwidth])).toEqual([
    ["source/media.m3u8", 6_000_000 + 1_339_316, 1_898_306 + 1_017_191],
    ["360p/media.m3u8", 1_000_000 + 1_339_316, 909_091 + 1_017_191],
    ["audio/media.m3u8", 1_339_316, 1_017_191],
  ]);
  const silent = { ...INDEX, segments: [{ msn: 0, period: 0, tracks: { source: track(10, 2) } }] };
  expect(parseMultivariant(renderVodMultivariant(silent)).variants.map(({ uri }) => uri)).toEqual([
    "source/media.m3u8",
  ]);
});
