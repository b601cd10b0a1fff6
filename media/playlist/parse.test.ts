import { describe, expect, test } from "vitest";
import {
  evenSegments,
  randomSegments,
  SCRIPTED_LADDER,
  scriptedEvents,
  seeded,
  timelineOf,
} from "#media/timeline/scripted.ts";
import { Fault } from "#protocol/errors.ts";
import { MAX_PLAYLIST_LENGTH, MAX_PLAYLIST_LINES } from "./lines.ts";
import { renderMedia } from "./media.ts";
import { merge } from "./merge.ts";
import { renderMultivariant } from "./multivariant.ts";
import { parseMedia, parseMultivariant, parsePlaylist } from "./parse.ts";
import { playlistDuration } from "./playlist.ts";

const HEAD = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n";
const sentence = (text: string): string => {
  try {
    parsePlaylist(text);
    return "parsed";
  } catch (cause) {
    expect(cause).toBeInstanceOf(Fault);
    return cause instanceof Fault ? cause.message : "";
  }
};

describe("parsing a media playlist", () => {
  test("reads every tag of a low-latency playlist", () => {
    const playlist = parseMedia(`#EXTM3U\r
#EXT-X-VERSION:9
#EXT-X-TARGETDURATION:2

# a comment
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12.0,HOLD-BACK=6,PART-HOLD-BACK=1.2,CAN-SKIP-DATERANGES=YES
#EXT-X-PART-INF:PART-TARGET=0.35
#EXT-X-MEDIA-SEQUENCE:7
#EXT-X-DISCONTINUITY-SEQUENCE:3
#EXT-X-DATERANGE:ID="ad, one",START-DATE="2026-01-01T00:00:00Z"
#EXT-X-MAP:URI="init.mp4",BYTERANGE="700@0"
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T01:00:00.250+01:00
#EXT-X-BYTERANGE:900@700
#EXT-X-BITRATE:4000
#EXTINF:1.5,A, title
7.m4s
#EXT-X-DISCONTINUITY
#EXT-X-GAP
#EXTINF:2,
8.m4s
#EXT-X-PART:DURATION=0.3,URI="9.0.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.25,URI="9.1.m4s",GAP=YES,BYTERANGE="10@20"
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="9.2.m4s",BYTERANGE-START=30
#EXT-X-RENDITION-REPORT:URI="../audio/media.m3u8",LAST-MSN=9,LAST-PART=0`);
    const map = { uri: "init.mp4", byteRange: { length: 700, offset: 0 } };
    const plain = {
      discontinuity: false,
      map,
      programDateTime: null,
      gap: false,
      parts: [],
      tags: [],
      byteRange: null,
    };
    expect(playlist).toEqual({
      kind: "media",
      version: 9,
      independentSegments: false,
      targetDuration: 2,
      serverControl: {
        canBlockReload: true,
        canSkipUntil: 12,
        canSkipDateRanges: true,
        holdBack: 6,
        partHoldBack: 1.2,
      },
      partTarget: 0.35,
      mediaSequence: 7,
      discontinuitySequence: 3,
      playlistType: null,
      iFramesOnly: false,
      skipped: 0,
      segments: [
        {
          ...plain,
          msn: 7,
          period: 3,
          programDateTime: Date.UTC(2026, 0, 1, 0, 0, 0, 250),
          tags: [{ name: "EXT-X-BITRATE", value: "4000", line: 14 }],
          uri: "7.m4s",
          duration: 1.5,
          title: "A, title",
          byteRange: { length: 900, offset: 700 },
          line: 11,
        },
        { ...plain, msn: 8, period: 4, discontinuity: true, gap: true, uri: "8.m4s", duration: 2, title: "", line: 17 },
      ],
      open: {
        msn: 9,
        period: 4,
        discontinuity: false,
        map,
        programDateTime: null,
        gap: false,
        tags: [],
        line: 21,
        parts: [
          { uri: "9.0.m4s", duration: 0.3, independent: true, gap: false, byteRange: null, line: 21 },
          {
            uri: "9.1.m4s",
            duration: 0.25,
            independent: false,
            gap: true,
            byteRange: { length: 10, offset: 20 },
            line: 22,
          },
        ],
      },
      preloadHints: [{ type: "PART", uri: "9.2.m4s", byteRange: { start: 30, length: null }, line: 23 }],
      renditionReports: [{ uri: "../audio/media.m3u8", lastMsn: 9, lastPart: 0, line: 24 }],
      ended: false,
      tags: [{ name: "EXT-X-DATERANGE", value: 'ID="ad, one",START-DATE="2026-01-01T00:00:00Z"', line: 10 }],
    });
    expect(playlistDuration(playlist)).toBeCloseTo(4.05, 9);
  });

  test.each([
    ["", "playlist line 1: the first line is not #EXTM3U (RFC 8216bis 4.4.1.1)"],
    ["\ufeff#EXTM3U\n", "playlist line 1: a URI with white space"],
    ["\n#EXTM3U\n", "playlist line 1: the first line is not #EXTM3U (RFC 8216bis 4.4.1.1)"],
    ["#EXTM3U\n", "playlist line 1: EXT-X-TARGETDURATION is missing (RFC 8216bis 4.4.3.1)"],
    [`${HEAD}a.ts\n`, "playlist line 3: a URI without EXTINF (RFC 8216bis 4.4.4.1)"],
    [`${HEAD}#EXTINF:2,\n`, "playlist line 3: EXTINF without a URI (RFC 8216bis 4.4.4.1)"],
    [`${HEAD}#EXTINF:2\na.ts\n`, "playlist line 3: EXTINF has no comma (RFC 8216bis 4.4.4.1)"],
    [`${HEAD}#EXTINF:-2,\na.ts\n`, "playlist line 3: EXTINF is not a decimal number"],
    [`${HEAD}#EXTINF:2e3,\na.ts\n`, "playlist line 3: EXTINF is not a decimal number"],
    [`${HEAD}#EXTINF:2,\n#EXTINF:2,\na.ts\n`, "playlist line 4: a second EXTINF for one segment"],
    [`${HEAD}#EXTINF:2,\na b.ts\n`, "playlist line 4: a URI with white space"],
    [`${HEAD}#EXTINF:2,\u0007\na.ts\n`, "playlist line 3: a control character (RFC 8216bis 4)"],
    [`${HEAD}#EXT-X-TARGETDURATION:2\n`, "playlist line 3: a second EXT-X-TARGETDURATION"],
    [
      `${HEAD}#EXT-X-MEDIA-SEQUENCE:99999999999999999999\n`,
      "playlist line 3: EXT-X-MEDIA-SEQUENCE is not a decimal integer",
    ],
    [
      `${HEAD}#EXTINF:2,\na.ts\n#EXT-X-MEDIA-SEQUENCE:1\n`,
      "playlist line 5: EXT-X-MEDIA-SEQUENCE comes after the first segment",
    ],
    [
      `${HEAD}#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00\n`,
      "playlist line 3: EXT-X-PROGRAM-DATE-TIME is not an ISO 8601 date with a time zone",
    ],
    [
      `${HEAD}#EXT-X-PROGRAM-DATE-TIME:2026-13-01T00:00:00Z\n`,
      "playlist line 3: EXT-X-PROGRAM-DATE-TIME is not an ISO 8601 date with a time zone",
    ],
    [`${HEAD}#EXT-X-PLAYLIST-TYPE:LIVE\n`, "playlist line 3: EXT-X-PLAYLIST-TYPE is neither VOD nor EVENT"],
    [`${HEAD}#EXT-X-PART-INF:\n`, "playlist line 3: no attribute name at column 1"],
    [`${HEAD}#EXT-X-PART-INF:PART-TARGET\n`, "playlist line 3: no = after PART-TARGET"],
    [`${HEAD}#EXT-X-PART-INF:PART-TARGET=\n`, "playlist line 3: PART-TARGET has no value"],
    [`${HEAD}#EXT-X-PART-INF:PART-TARGET="1"\n`, "playlist line 3: PART-TARGET is quoted"],
    [`${HEAD}#EXT-X-PART-INF:PART-TARGET=1,\n`, "playlist line 3: no attribute name at column 15"],
    [`${HEAD}#EXT-X-PART-INF:PART-TARGET=1,PART-TARGET=1\n`, "playlist line 3: PART-TARGET stands twice"],
    [`${HEAD}#EXT-X-PART-INF:OTHER=1\n`, "playlist line 3: PART-TARGET is missing"],
    [`${HEAD}#EXT-X-MAP:URI="a\n`, "playlist line 3: URI has no value"],
    [`${HEAD}#EXT-X-MAP:URI="a"b\n`, "playlist line 3: no comma after the value of URI"],
    [`${HEAD}#EXT-X-MAP:URI=a\n`, "playlist line 3: URI is not a quoted string"],
    [`${HEAD}#EXT-X-PART:URI="a",DURATION=1,INDEPENDENT=MAYBE\n`, "playlist line 3: INDEPENDENT is neither YES nor NO"],
    [`${HEAD}#EXT-X-SKIP:SKIPPED-SEGMENTS=0\n`, "playlist line 3: EXT-X-SKIP skips nothing"],
    [`${HEAD}#EXT-X-BYTERANGE:1@2@3\n`, "playlist line 3: a byte range is <n>[@<o>]"],
    [
      `${HEAD}#EXT-X-DISCONTINUITY\n#EXT-X-DISCONTINUITY\n`,
      "playlist line 4: a second EXT-X-DISCONTINUITY for one segment",
    ],
    [
      `${HEAD}#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n`,
      "playlist line 3: EXT-X-STREAM-INF and EXT-X-TARGETDURATION in one playlist (RFC 8216bis 4.1)",
    ],
    [
      "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n",
      "playlist line 2: EXT-X-STREAM-INF is not followed by a URI (RFC 8216bis 4.4.6.2)",
    ],
    [
      "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n#EXT-X-MEDIA:TYPE=AUDIO\n",
      "playlist line 3: EXT-X-STREAM-INF is not followed by a URI (RFC 8216bis 4.4.6.2)",
    ],
    ["#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO\na.m3u8\n", "playlist line 2: GROUP-ID is missing"],
  ])("refuses %j", (text, message) => {
    expect(sentence(text)).toBe(message);
  });

  test("refuses what is beyond its limits, and takes what is at them", () => {
    expect(sentence(`#EXTM3U\n${"#".repeat(MAX_PLAYLIST_LENGTH)}`)).toContain("longer than");
    expect(sentence(HEAD + "\n".repeat(MAX_PLAYLIST_LINES - 2))).toContain("lines");
    expect(sentence(HEAD + "\n".repeat(MAX_PLAYLIST_LINES - 3))).toBe("parsed");
  });

  test("says which kind of playlist it wanted", () => {
    expect(() => parseMultivariant(HEAD)).toThrow("a multivariant playlist is expected");
    expect(() => parseMedia("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n")).toThrow(
      "a media playlist is expected",
    );
  });
});

describe("merging a delta update", () => {
  const timeline = timelineOf(scriptedEvents(evenSegments(12)));
  const full = parseMedia(renderMedia(timeline, "source", { skip: false }));
  const delta = parseMedia(renderMedia(timeline, "source", { skip: true }));

  test("leaves a full playlist as it is", () => {
    expect(merge(full, full)).toBe(full);
  });

  test("refuses a previous playlist that is too old, or a delta itself", () => {
    expect(() => merge({ ...full, segments: full.segments.slice(3) }, delta)).toThrow("segment 0 is skipped");
    expect(() => merge(delta, delta)).toThrow("a delta update is merged into a full playlist");
  });
});

describe("hostile text", () => {
  const timeline = timelineOf(scriptedEvents(randomSegments(5, 24)));
  const corpus = [
    renderMedia(timeline, "360p", { skip: false }),
    renderMedia(timeline, "source", { skip: true }),
    renderMultivariant({ ladder: SCRIPTED_LADDER, mediaPath: (id) => `${id}/media.m3u8` }),
  ];
  const pieces = [
    '"',
    ",",
    "=",
    "\n",
    "#EXT",
    "#EXTINF:",
    "\0",
    "é",
    "0",
    "-1",
    "99999999999999999999",
    ":",
    "@",
    "URI=",
  ];

  test.each([1, 2, 3, 4])("never does more than refuse, whatever was changed (seed %i)", (seed) => {
    const random = seeded(seed);
    const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
    let parsed = 0;
    for (let round = 0; round < 400; round++) {
      let text = pick(corpus) ?? "";
      for (let cuts = 1 + Math.floor(random() * 4); cuts > 0; cuts--) {
        const at = Math.floor(random() * text.length);
        const end = at + Math.floor(random() ** 3 * 60);
        text = text.slice(0, at) + (random() < 0.7 ? pick(pieces) : "") + text.slice(random() < 0.5 ? at : end);
      }
      const said = sentence(text);
      if (said === "parsed") parsed += 1;
      else expect(said, `seed ${seed}, round ${round}`).toMatch(/^playlist line \d+: /);
    }
    expect(parsed).toBeGreaterThan(0);
    expect(parsed).toBeLessThan(400);
  });
});
