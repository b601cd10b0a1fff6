/** One-shot ffmpeg jobs on finished media. Knows MP4 bytes and pictures, not where either is kept. */
import { MAX_STILL_BYTES, STILL_HEIGHT, STILL_WIDTH } from "#protocol/ingest/still.ts";
import { runJob } from "./command.ts";

/** Quality of the JPEG, 2 best to 31: about 40 KB at 640x360. */
const JPEG_QUALITY = 4;
/** A key frame is decoded and written in 0.1 s; a hanging job ends here. */
const STILL_TIMEOUT_SECONDS = 10;
/** Everything that is live goes first. */
const STILL_NICENESS = 15;

/** Shrinks a picture until it fits, and never enlarges it. */
const FIT = `scale=w='min(${STILL_WIDTH},iw)':h='min(${STILL_HEIGHT},ih)':force_original_aspect_ratio=decrease:force_divisible_by=2`;

/**
 * A JPEG of the first key frame, at most STILL_WIDTH by STILL_HEIGHT and MAX_STILL_BYTES. `media` is an initialisation section and the segment or
 * parts behind it, as one. Rejects with one sentence when no picture can be had.
 */
export async function makeStill(media: Uint8Array, ffmpegPath: string = "ffmpeg"): Promise<Uint8Array> {
  const jpeg = await runJob(media, {
    ffmpegPath,
    inputOptions: ["-hide_banner", "-loglevel", "error", "-threads", "1", "-skip_frame", "nokey", "-f", "mp4"],
    outputOptions: [
      ...["-frames:v", "1", "-an", "-vf", FIT, "-threads", "1"],
      ...["-c:v", "mjpeg", "-q:v", String(JPEG_QUALITY), "-f", "image2pipe"],
    ],
    timeoutSeconds: STILL_TIMEOUT_SECONDS,
    maxOutputBytes: MAX_STILL_BYTES,
    niceness: STILL_NICENESS,
  });
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) throw new Error("ffmpeg job failed: the media holds no key frame");
  return jpeg;
}
