import { describe, expect, it } from "vitest";
import { Bug } from "#protocol/assert.ts";
import { Fault } from "#protocol/errors.ts";
import { prng } from "#testing/prng.ts";
import { box, fullBox, u32 } from "./box.ts";
import { type Box, MAX_BOX_BYTES, MAX_BOX_DEPTH, readBoxes } from "./boxes.ts";
import { fragment } from "./fragment.ts";
import { audioInit, videoInit } from "./init.ts";

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const outline = (boxes: readonly Box[]): unknown[] =>
  boxes.map((b) => (b.children.length === 0 ? b.type : { [b.type]: outline(b.children) }));

const SAMPLES = [
  { duration: 3000, compositionOffset: 0, key: true, data: new Uint8Array([1, 2, 3]) },
  { duration: 3003, compositionOffset: -1500, key: false, data: new Uint8Array([4]) },
];

describe("a fragment", () => {
  it("is the bytes that the specification says", () => {
    const bytes = fragment({ sequence: 7, decodeTime: 2 ** 33 + 5, samples: SAMPLES });
    expect(hexOf(bytes)).toBe(
      [
        "00000078" + "6d6f6f66",
        "00000010" + "6d666864" + "00000000" + "00000007",
        "00000060" + "74726166",
        "00000010" + "74666864" + "00020000" + "00000001",
        "00000014" + "74666474" + "01000000" + "0000000200000005",
        "00000034" + "7472756e" + "01000f01" + "00000002" + "00000080",
        "00000bb8" + "00000003" + "02000000" + "00000000",
        "00000bbb" + "00000001" + "01010000" + "fffffa24",
        "0000000c" + "6d646174" + "01020304",
      ].join(""),
    );
  });

  it("has no composition offsets when all are 0", () => {
    const [moof] = readBoxes(fragment({ sequence: 1, decodeTime: 0, samples: SAMPLES.slice(0, 1) }));
    const trun = moof?.children[1]?.children[2]?.fields;
    expect(trun).toEqual({
      kind: "trun",
      dataOffset: 108,
      sampleCount: 1,
      samples: [{ duration: 3000, size: 3, flags: 0x02000000, compositionOffset: null }],
    });
  });

  it("is read back with its fields and places", () => {
    const boxes = readBoxes(fragment({ sequence: 7, decodeTime: 2 ** 33 + 5, samples: SAMPLES }));
    expect(outline(boxes)).toEqual([{ moof: ["mfhd", { traf: ["tfhd", "tfdt", "trun"] }] }, "mdat"]);
    const fields = (all: readonly Box[]): unknown[] =>
      all.flatMap((b) => [...(b.fields === null ? [] : [b.fields]), ...fields(b.children)]);
    expect(fields(boxes)).toEqual([
      { kind: "mfhd", sequence: 7 },
      { kind: "tfhd", trackId: 1, flags: 0x020000 },
      { kind: "tfdt", decodeTime: 2 ** 33 + 5 },
      {
        kind: "trun",
        dataOffset: 128,
        sampleCount: 2,
        samples: [
          { duration: 3000, size: 3, flags: 0x02000000, compositionOffset: 0 },
          { duration: 3003, size: 1, flags: 0x01010000, compositionOffset: -1500 },
        ],
      },
    ]);
    expect(boxes.map(({ offset, size }) => [offset, size])).toEqual([
      [0, 120],
      [120, 12],
    ]);
  });

  it("cannot have a decode time below 0", () => {
    expect(() => fragment({ sequence: 1, decodeTime: -1, samples: SAMPLES })).toThrow(Bug);
  });
});

describe("an initialisation section", () => {
  const tables = ["stts", "stsc", "stsz", "stco"];
  const moov = (media: string, entry: unknown) => ({
    moov: [
      "mvhd",
      {
        trak: [
          "tkhd",
          {
            mdia: [
              "mdhd",
              "hdlr",
              { minf: [media, { dinf: [{ dref: ["url "] }] }, { stbl: [{ stsd: [entry] }, ...tables] }] },
            ],
          },
        ],
      },
      { mvex: ["trex"] },
    ],
  });

  it("of video holds one track at 90 kHz with the configuration as it came", () => {
    const bytes = videoInit({ avcc: new Uint8Array([1, 0x42, 0, 0x1e]), width: 1280, height: 720 });
    expect(outline(readBoxes(bytes))).toEqual(["ftyp", moov("vmhd", { avc1: ["avcC"] })]);
    expect(hexOf(bytes)).toContain("0000000c61766343" + "0142001e");
    expect(hexOf(bytes.subarray(0, 28))).toBe("0000001c66747970" + "69736f3600000000" + "69736f36636d66636d703431");
  });

  it("of audio holds one track at its sample rate", () => {
    const bytes = audioInit({ asc: new Uint8Array([0x11, 0x90]), sampleRate: 48_000, channels: 2 });
    expect(outline(readBoxes(bytes))).toEqual(["ftyp", moov("smhd", { mp4a: ["esds"] })]);
    expect(hexOf(bytes)).toContain("0000bb80" + "00000000" + "55c40000");
    expect(hexOf(bytes)).toContain("058080800" + "21190");
  });
});

describe("reading boxes", () => {
  it("takes 64-bit sizes and a last box that runs to the end", () => {
    const large = Uint8Array.from([...u32(1), 0x66, 0x72, 0x65, 0x65, ...u32(0), ...u32(18), 0, 0]);
    const open = Uint8Array.from([...u32(0), 0x6d, 0x64, 0x61, 0x74, 1, 2, 3]);
    const boxes = readBoxes(Uint8Array.from([...large, ...open]));
    expect(boxes.map(({ type, offset, size }) => ({ type, offset, size }))).toEqual([
      { type: "free", offset: 0, size: 18 },
      { type: "mdat", offset: 18, size: 11 },
    ]);
  });

  it("refuses sizes that do not fit, boxes that are too large and nesting that is too deep", () => {
    const claims = (size: number) => Uint8Array.from([...u32(size), 0x66, 0x72, 0x65, 0x65]);
    expect(() => readBoxes(claims(7))).toThrow("claims 7 bytes");
    expect(() => readBoxes(claims(9))).toThrow("claims 9 bytes");
    expect(() => readBoxes(claims(MAX_BOX_BYTES + 1))).toThrow("is over");
    expect(() => readBoxes(new Uint8Array(3))).toThrow("are no box");
    const deep = (depth: number): Uint8Array => (depth === 0 ? box("free") : box("moov", deep(depth - 1)));
    expect(readBoxes(deep(MAX_BOX_DEPTH))).toHaveLength(1);
    expect(() => readBoxes(deep(MAX_BOX_DEPTH + 1))).toThrow("nested deeper");
  });

  it("builds no samples that cost no bytes", () => {
    const [trun] = readBoxes(fullBox("trun", 0, 0, u32(0xffffffff)));
    expect(trun?.fields).toEqual({ kind: "trun", dataOffset: null, sampleCount: 0xffffffff, samples: [] });
    expect(() => readBoxes(fullBox("trun", 0, 0x100, u32(2), u32(1)))).toThrow("does not fit");
  });

  it("throws nothing but its own fault on damaged files", () => {
    const init = videoInit({ avcc: new Uint8Array(30), width: 640, height: 360 });
    const part = fragment({ sequence: 1, decodeTime: 90_000, samples: SAMPLES });
    for (let seed = 1; seed <= 3000; seed++) {
      const random = prng(seed);
      const bytes = Uint8Array.from([...init, ...part]).subarray(0, 40 + Math.floor(random() * 800));
      for (let i = 0; i < 3; i++) bytes[Math.floor(random() * bytes.byteLength)] = random() * 256;
      try {
        readBoxes(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
      }
    }
  });
});
