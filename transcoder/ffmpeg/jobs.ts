/** One-shot ffmpeg jobs on finished media. Knows MP4 bytes and pictures, not where either is kept. */
import { runJob } from "./command.ts";

/** Width of a poster, pixels; a narrower source keeps its own. */
export const POSTER_WIDTH = 640;
/** Quality of the JPEG, 2 best to 31: about 40 KB at 640x360. */
const JPEG_QUALITY = 4;
/** A key frame is decoded and written in 0.2 s; a hanging job ends here. */
const THUMBNAIL_TIMEOUT_SECONDS = 10;
/** A 640x1138 poster of pure noise is about 0.5 MB. */
const MAX_JPEG_BYTES = 2 * 1024 * 1024;

/**
 * A JPEG of the first key frame. `media` is an initialisation section and the segment or parts behind it, as one. Rejects with
 * one sentence when no picture can be had.
 */
export async function thumbnail(media: Uint8Array, ffmpegPath: string = "ffmpeg"): Promise<Uint8Array> {
  const jpeg = await runJob(media, {
    ffmpegPath,
    inputOptions: ["-hide_banner", "-loglevel", "error", "-threads", "1", "-skip_frame", "nokey", "-f", "mp4"],
    outputOptions: [
      ...["-frames:v", "1", "-an", "-vf", `scale='min(${POSTER_WIDTH},iw)':-2`],
      ...["-c:v", "mjpeg", "-q:v", String(JPEG_QUALITY), "-f", "image2pipe"],
    ],
    timeoutSeconds: THUMBNAIL_TIMEOUT_SECONDS,
    maxOutputBytes: MAX_JPEG_BYTES,
  });
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) throw new Error("ffmpeg job failed: the media holds no key frame");
  return jpeg;
}
