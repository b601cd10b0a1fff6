import { describe, expect, it } from "vitest";
import { Fault } from "#protocol/errors.ts";
import { prng } from "#testing/prng.ts";
import { parseAudioConfig } from "./config.ts";
import { SILENCE_CONFIG } from "./silence.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const lc = (sampleRate: number, channels: number) => ({
  codecs: "mp4a.40.2",
  sampleRate,
  channels,
  frameSamples: 1024,
});

describe("an AAC configuration", () => {
  it("of LC is read with and without the trailing SBR announcement", () => {
    expect(parseAudioConfig(hex("1190"))).toEqual(lc(48_000, 2));
    expect(parseAudioConfig(hex("119056e500"))).toEqual(lc(48_000, 2));
    expect(parseAudioConfig(hex("120856e500"))).toEqual(lc(44_100, 1));
    expect(parseAudioConfig(hex("11b0"))).toEqual(lc(48_000, 6));
    expect(parseAudioConfig(SILENCE_CONFIG)).toEqual(lc(48_000, 2));
  });

  it("of HE-AAC counts at the core coder's rate", () => {
    expect(parseAudioConfig(hex("2b118800"))).toEqual({ ...lc(24_000, 2), codecs: "mp4a.40.5" });
    expect(parseAudioConfig(hex("eb098800"))).toEqual({ ...lc(24_000, 1), codecs: "mp4a.40.29" });
    expect(parseAudioConfig(hex("131056e598"))).toEqual({ ...lc(24_000, 2), codecs: "mp4a.40.5" });
    expect(parseAudioConfig(hex("130856e59d4880"))).toEqual({ ...lc(24_000, 1), codecs: "mp4a.40.29" });
  });

  it("with 960 samples a frame, and with a rate spelt out", () => {
    expect(parseAudioConfig(hex("1194")).frameSamples).toBe(960);
    expect(parseAudioConfig(hex("17805dc010"))).toEqual(lc(48_000, 2));
  });

  it("of channels described by a program config element counts them", () => {
    // Configuration 0, then: tag 0, LC, index 3, one front pair, no others, no mixdowns.
    expect(parseAudioConfig(hex("11800" + "4c4000020" + "00")).channels).toBe(2);
  });

  it("is refused for other kinds of audio and when cut short", () => {
    for (const text of ["", "11", "f8e85000", "1f", "1790", "11f8"])
      expect(() => parseAudioConfig(hex(text))).toThrow(Fault);
  });

  it("throws nothing but its own fault on noise", () => {
    for (let seed = 1; seed <= 3000; seed++) {
      const random = prng(seed);
      const asc = Uint8Array.from({ length: 1 + Math.floor(random() * 20) }, () => random() * 256);
      try {
        const { channels, sampleRate } = parseAudioConfig(asc);
        expect(channels >= 1 && channels <= 8 && sampleRate >= 7350 && sampleRate <= 96_000).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
      }
    }
  });
});
