import { describe, expect, it } from "vitest";
import { paintStrip, readStrip, STRIP_BLOCKS, STRIP_EPOCH_MS, stripBits } from "./strip.ts";

const at = Date.UTC(2026, 10, 20, 12, 0, 0, 123);
const brightness = (bits: readonly boolean[]) => bits.map((bit) => (bit ? 225 : 25));

describe("the timecode strip", () => {
  it("reads back the millisecond that was painted", () => {
    const width = 640;
    const frame = new Uint8Array((width * 360 * 3) / 2).fill(90);
    paintStrip(frame, width, 360, at);
    const block = width / STRIP_BLOCKS;
    const samples = Array.from({ length: STRIP_BLOCKS }, (_, i) => frame[8 * width + i * block + block / 2] ?? 0);
    expect(readStrip(samples, at + 700)).toBe(at);
    expect(frame[block * width]).toBe(90);
  });

  it("refuses a strip with a flipped bit", () => {
    const bits = [...stripBits(at)];
    bits[5] = !bits[5];
    expect(readStrip(brightness(bits), at)).toBeNull();
  });

  it("finds the value nearest now after the counter wrapped", () => {
    const wrapped = STRIP_EPOCH_MS + 2 ** 32 + 5000;
    expect(readStrip(brightness(stripBits(wrapped)), wrapped + 900)).toBe(wrapped);
  });
});
