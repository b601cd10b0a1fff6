import { describe, expect, it } from "vitest";
import { warmJobs } from "./command.ts";
import { thumbnail } from "./jobs.ts";
import { runOnce } from "./run-once.ts";

const BOUNDS = { timeoutMs: 30_000, maxOutputBytes: 64e6 };

async function fragmented(size: string): Promise<Uint8Array> {
  const picture = ["-v", "error", "-f", "lavfi", "-i", `testsrc2=size=${size}:duration=1`];
  const encode = ["-c:v", "libx264", "-preset", "ultrafast", "-f", "mp4", "-movflags", "+empty_moov+frag_keyframe"];
  const { stdout } = await runOnce("ffmpeg", [...picture, ...encode, "pipe:1"], BOUNDS);
  return stdout;
}

/** Height and width of the baseline frame header (SOF0: ITU-T T.81 B.2.2). */
function jpegSize(jpeg: Uint8Array): readonly [number, number] {
  const bytes = Buffer.from(jpeg);
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  return [bytes.readUInt16BE(frame + 7), bytes.readUInt16BE(frame + 5)];
}

describe("thumbnail", () => {
  it("makes a JPEG of a segment, no wider than a poster", async () => {
    await warmJobs("ffmpeg");
    const [large, small] = await Promise.all([
      thumbnail(await fragmented("1280x720")),
      thumbnail(await fragmented("284x160")),
    ]);
    expect([jpegSize(large), jpegSize(small)]).toEqual([
      [640, 360],
      [284, 160],
    ]);
  });

  it("says in one sentence why there is no picture", async () => {
    const media = await fragmented("320x180");
    await expect(thumbnail(new Uint8Array(64))).rejects.toThrow(/^ffmpeg job failed: [^\n]+$/);
    await expect(thumbnail(media.subarray(0, 700))).rejects.toThrow(/^ffmpeg job failed: [^\n]+$/);
    await expect(thumbnail(media, "/nonexistent/ffmpeg")).rejects.toThrow(
      'ffmpeg job failed: no ffmpeg at "/nonexistent/ffmpeg"',
    );
  });
});
