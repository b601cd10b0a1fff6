import { describe, expect, it } from "vitest";
import { Fault } from "#protocol/errors.ts";
import { prng } from "#testing/prng.ts";
import { isIdr, parseAvcConfig } from "./config.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** Records that x264 wrote; the last two carry the JVT scaling lists, the third is interlaced 4:2:2. */
const RECORDS = {
  "baseline 320x180 30": "0142c00dffe100176742c00dda05067e7c0440000003004000000f03c50aa801000468ce0fc8",
  "1080p 59.94, cropped": "0142c02affe100176742c02ada01e0089f97011000003e90001d4c00f1832a01000468ce0fc8",
  "high 4:2:2 1080i 25, SAR, scaling lists":
    "017a0028ffe10019677a0028bce8078044fcb8708000000300800000190f8b175001000568de0fc40cfef8f800",
  "854x480 24, colours": "0142c01effe1001b6742c01eda0360f79bc05a808080a0000003002000000601e2c5d401000468ce0fc8",
  "high 4:4:4 10 bit 24, scaling lists":
    "01f4001effe1001b67f4001e90d9680a02ff89c044000003000400000300c03c58ba8001000768ce0f19100640fffafa00",
};

describe("an AVC configuration", () => {
  it("says what the pictures are", () => {
    const read = Object.values(RECORDS).map((text) => parseAvcConfig(hex(text)));
    const common = { interlaced: false, lengthSize: 4 };
    expect(read).toEqual([
      { ...common, codecs: "avc1.42c00d", width: 320, height: 180, frameRate: 30 },
      { ...common, codecs: "avc1.42c02a", width: 1920, height: 1080, frameRate: 60000 / 1001 },
      { ...common, codecs: "avc1.7a0028", width: 1920, height: 1080, frameRate: 25, interlaced: true },
      { ...common, codecs: "avc1.42c01e", width: 854, height: 480, frameRate: 24 },
      { ...common, codecs: "avc1.f4001e", width: 640, height: 360, frameRate: 24 },
    ]);
  });

  it("without VUI has no frame rate", () => {
    // 42 00 1e: id 0, frame_num 4, order count type 2, 1 reference, 20 x 15 blocks, frames only, no cropping, no VUI.
    const sps = hex("6742001ed8280f640".padEnd(18, "0"));
    const avcc = Uint8Array.from([1, 0x42, 0, 0x1e, 0xff, 0xe1, 0, sps.byteLength, ...sps, 1, 0, 1, 0x68]);
    expect(parseAvcConfig(avcc).frameRate).toBe(null);
  });

  it("is refused when it is cut short anywhere before its last set ends", () => {
    const whole = hex(RECORDS["baseline 320x180 30"]);
    for (let size = 0; size < whole.byteLength; size++) {
      expect(() => parseAvcConfig(whole.subarray(0, size))).toThrow(Fault);
    }
  });

  it("is refused with another version, 3-byte lengths, no SPS or no PPS", () => {
    const changed = (at: number, value: number) => {
      const avcc = hex(RECORDS["baseline 320x180 30"]);
      avcc[at] = value;
      return avcc;
    };
    expect(() => parseAvcConfig(changed(0, 0))).toThrow("version 0");
    expect(() => parseAvcConfig(changed(4, 0xfe))).toThrow("3-byte lengths");
    expect(() => parseAvcConfig(changed(5, 0xe0))).toThrow(Fault);
    expect(() => parseAvcConfig(changed(31, 0))).toThrow("without SPS or PPS");
    expect(() => parseAvcConfig(changed(8, 0x68))).toThrow("not an SPS");
  });

  it("throws nothing but its own fault on noise, and sizes stay within bounds", () => {
    const records = Object.values(RECORDS);
    for (let seed = 1; seed <= 3000; seed++) {
      const random = prng(seed);
      const avcc = hex(records[seed % records.length] ?? "");
      for (let i = 0; i < 3; i++) avcc[8 + Math.floor(random() * (avcc.byteLength - 8))] = random() * 256;
      try {
        const { width, height } = parseAvcConfig(avcc);
        expect(width > 0 && width <= 8192 && height > 0 && height <= 16384).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
      }
    }
  });
});

describe("an access unit", () => {
  const nals = (...types: number[]) => Uint8Array.from(types.flatMap((type) => [0, 0, 0, 2, 0x60 | type, 0]));

  it("is an IDR when it holds a slice of type 5", () => {
    expect([nals(9, 7, 8, 6, 5), nals(5), nals(9, 1), nals(6, 1, 1)].map((data) => isIdr(data, 4))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it("with broken lengths is none", () => {
    expect(isIdr(Uint8Array.from([255, 255, 255, 255, 1, 5]), 4)).toBe(false);
    expect(isIdr(Uint8Array.from([0, 0, 0]), 4)).toBe(false);
    expect(isIdr(new Uint8Array(64), 1)).toBe(false);
  });
});
