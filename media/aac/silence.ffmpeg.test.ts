import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { silentFrame } from "./silence.ts";

/** One second of frames at 48 kHz, and some more. */
const FRAMES = 50;

/** An ADTS header (ISO/IEC 13818-7 6.2) for a frame of AAC LC at 48 kHz, so that bare frames can be piped. */
function withAdts(frame: Uint8Array, channels: number): number[] {
  const size = frame.byteLength + 7;
  const rest = [(channels << 6) | (size >> 11), (size >> 3) & 0xff, ((size & 7) << 5) | 0x1f, 0xfc];
  return [0xff, 0xf1, (1 << 6) | (3 << 2), ...rest, ...frame];
}

describe("silence", () => {
  it.each([1, 2])("of %i channels is decoded by ffmpeg to zeros without a complaint", (channels) => {
    const frame = silentFrame(channels) ?? new Uint8Array();
    const input = Uint8Array.from(new Array(FRAMES).fill(withAdts(frame, channels)).flat());
    const args = ["-hide_banner", "-loglevel", "warning", "-err_detect", "explode", "-f", "aac", "-i", "pipe:0"];
    const { stdout, stderr, status } = spawnSync("ffmpeg", [...args, "-f", "s16le", "pipe:1"], { input });
    const warnings = stderr.toString().replace(/^.*Estimating duration from bitrate.*\n/m, "");
    expect({ status, warnings }).toEqual({ status: 0, warnings: "" });
    expect(stdout.byteLength).toBe(FRAMES * 1024 * channels * 2);
    expect(stdout.every((byte) => byte === 0)).toBe(true);
  });

  it("is not made for more than two channels", () => {
    expect(silentFrame(6)).toBe(null);
  });
});
