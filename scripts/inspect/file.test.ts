import { describe, expect, test } from "vitest";
import { fragment } from "#media/fmp4/fragment.ts";
import { renderMedia } from "#media/playlist/media.ts";
import { renderMultivariant } from "#media/playlist/multivariant.ts";
import { evenSegments, SCRIPTED_LADDER, scriptedEvents, timelineOf } from "#media/timeline/scripted.ts";
import { encodeBundle } from "#protocol/ingest/bundle.ts";
import { inspectBytes } from "./file.ts";
import { concat } from "./http.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const sample = { duration: 3000, compositionOffset: 0, key: true, data: new Uint8Array(5) };
const FRAGMENT = fragment({ sequence: 3, decodeTime: 900_000, samples: [sample, sample] });
const BUNDLE = encodeBundle(
  {
    seq: 8,
    epoch: 2,
    discontinuity: 4,
    ladder: SCRIPTED_LADDER.slice(0, 1),
    inits: [{ rendition: "source", version: 1, offset: 0, size: 2 }],
    parts: [
      {
        ...{ rendition: "source", msn: 4, part: 0, init: 1, start: 18, duration: 0.33333 },
        ...{ independent: true, last: false, offset: 2, size: 3 },
      },
    ],
  },
  [new Uint8Array(5)],
);
const BUNDLE_LINES = [
  "bundle 8, epoch 2, payload 5 bytes, period begins at 4, ladder source",
  "  init source 1: 2 bytes at 0",
  "  part source 4.0: 18.00000 s + 0.33333 s, init 1, 3 bytes at 2, independent",
];

const lengthBefore = (frame: Uint8Array): Uint8Array => {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, frame.byteLength);
  return concat([length, frame]);
};

describe("a file", () => {
  test("of fragments is shown box by box", () => {
    const report = inspectBytes("dir/4.m4s", FRAGMENT);
    expect([report.kind, report.faults, report.details]).toEqual([
      "boxes",
      [],
      [
        "moof 112 bytes at 0",
        "  mfhd 16 bytes at 8: sequence 3",
        "  traf 88 bytes at 24",
        "    tfhd 16 bytes at 32: track 1",
        "    tfdt 20 bytes at 48: decode time 900000",
        "    trun 44 bytes at 68: 2 samples, 6000 ticks",
        "mdat 18 bytes at 112",
      ],
    ]);
  });

  test("of one bundle, or of several with their lengths, is shown with header and parts", () => {
    expect(inspectBytes("x.bundle", BUNDLE).details).toEqual(BUNDLE_LINES);
    const two = inspectBytes("x.bundles", concat([lengthBefore(BUNDLE), lengthBefore(BUNDLE)]));
    expect([two.kind, two.faults, two.details]).toEqual(["bundle", [], [...BUNDLE_LINES, ...BUNDLE_LINES]]);
  });

  test("with a playlist is held to the rules", () => {
    const text = renderMedia(timelineOf(scriptedEvents(evenSegments(4))), "source", { skip: false });
    const sound = inspectBytes("media.m3u8", utf8(text));
    expect([sound.kind, sound.faults, sound.details]).toEqual(["playlist", [], ["4 segments from 0"]]);
    expect(inspectBytes("media.m3u8", utf8(text.replace("HOLD-BACK=6", "HOLD-BACK=1"))).faults).toEqual([
      {
        where: "media.m3u8",
        rule: "RFC 8216bis 4.4.3.8",
        level: "error",
        message: "HOLD-BACK is 1 s, below three target durations (6 s)",
      },
    ]);
    const master = renderMultivariant({ ladder: SCRIPTED_LADDER, mediaPath: (id) => id });
    expect(inspectBytes("master.m3u8", utf8(master)).details).toEqual(["3 variants, 1 other renditions"]);
  });

  test.each([
    ["an empty one", new Uint8Array(0), "unreadable", ["the file is empty"]],
    ["a cut bundle", lengthBefore(BUNDLE).subarray(0, 40), "unreadable", ["the bundle at 0 claims"]],
    ["a cut fragment", FRAGMENT.subarray(0, 120), "unreadable", ["box mdat at 112 claims 18 bytes, 8 are there"]],
    ["a broken playlist", utf8("#EXTM3U\n"), "unreadable", ["EXT-X-TARGETDURATION is missing"]],
    ["noise", new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9]), "unreadable", ["the bundle at 0 claims"]],
  ] as const)("%s is answered with a fault, never a crash", (_, bytes, kind, messages) => {
    const report = inspectBytes("x", bytes);
    expect(report.kind).toBe(kind);
    expect(report.faults.map(({ message }) => message)).toEqual(messages.map((text) => expect.stringContaining(text)));
  });
});
