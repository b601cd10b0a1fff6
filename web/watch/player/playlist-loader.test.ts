import { expect, test } from "vitest";
import { firstSegmentOf } from "./playlist-loader.ts";

const head = "#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:4\n";
const part = '#EXT-X-PART:DURATION=0.33333,URI="4.0.m4s",INDEPENDENT=YES\n';

test("a playlist of parts alone names the segment to wait for", () => {
  expect(firstSegmentOf(head + part)).toBe(4);
  expect(firstSegmentOf(`#EXTM3U\n${part}`)).toBe(0);
});

test("any other text is taken as it is", () => {
  expect(firstSegmentOf(`${head}${part}#EXTINF:2,\n4.m4s\n`)).toBeNull();
  expect(firstSegmentOf(head)).toBeNull();
  expect(firstSegmentOf("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n")).toBeNull();
  expect(firstSegmentOf(new ArrayBuffer(3))).toBeNull();
});
