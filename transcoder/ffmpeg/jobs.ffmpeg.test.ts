import { describe, expect, it } from "vitest";
import { MAX_STILL_BYTES } from "#protocol/ingest/still.ts";
import { isJpeg, readJpeg } from "#workers/images/jpeg.ts";
import { warmJobs } from "./command.ts";
import { makeStill } from "./jobs.ts";
import { runOnce } from "./run-once.ts";

const BOUNDS = { timeoutMs: 30_000, maxOutputBytes: 64e6 };

async function fragmented(size: string, shown = `testsrc2=size=${size}:duration=1`): Promise<Uint8Array> {
  const picture = ["-v", "error", "-f", "lavfi", "-i", shown];
  const encode = ["-c:v", "libx264", "-preset", "ultrafast", "-f", "mp4", "-movflags", "+empty_moov+frag_keyframe"];
  const { stdout } = await runOnce("ffmpeg", [...picture, ...encode, "pipe:1"], BOUNDS);
  return stdout;
}

describe("a still", () => {
  it("is a JPEG of a segment that fits into its place with the picture's own ratio, and is never larger than the picture", async () => {
    await warmJobs("ffmpeg");
    const sizes = ["1280x720", "640x480", "360x640", "284x160"];
    const stills = await Promise.all(sizes.map(async (size) => makeStill(await fragmented(size))));
    // As the Worker reads it: to its end.
    expect(stills.map((jpeg) => isJpeg(jpeg) && readJpeg(jpeg))).toEqual([
      { width: 640, height: 360 },
      { width: 480, height: 360 },
      { width: 202, height: 360 },
      { width: 284, height: 160 },
    ]);
  });

  it("of a picture that cannot be compressed is within its bytes", async () => {
    const noise = await fragmented("1280x720", "nullsrc=size=1280x720:duration=1,geq=random(1)*255:128:128");
    expect((await makeStill(noise)).byteLength).toBeLessThan(MAX_STILL_BYTES);
  });

  it("says in one sentence why there is no picture", async () => {
    const media = await fragmented("320x180");
    await expect(makeStill(new Uint8Array(64))).rejects.toThrow(/^ffmpeg job failed: [^\n]+$/);
    await expect(makeStill(media.subarray(0, 700))).rejects.toThrow(/^ffmpeg job failed: [^\n]+$/);
    await expect(makeStill(media, "/nonexistent/ffmpeg")).rejects.toThrow(
      'ffmpeg job failed: no ffmpeg at "/nonexistent/ffmpeg"',
    );
  });
});
