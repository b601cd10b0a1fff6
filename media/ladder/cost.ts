/**
 * What a ladder costs a node, in one unit: the work of encoding one pixel with x264 superfast. Pure. The weights are ratios
 * measured with ffmpeg 5.1 on synthetic pictures; 1080p60 comes out up to a fifth cheaper than they say, noise a fifth dearer.
 */
import type { Rung, Source, VideoRung } from "./rungs.ts";

/** Decoding one pixel of H.264 with one thread (measured 2.0 to 2.5 ns beside 5 ns for encoding one). */
export const DECODE_WEIGHT = 0.45;
/** Reading one source pixel in a bilinear scale (1.06 ns beside 5 ns); each scaled rung reads them all. */
export const SCALE_WEIGHT = 0.2;
/** Encoding sound: 0.03 of a core that encodes 200 million pixels a second. */
export const AUDIO_ENCODE_COST = 6_000_000;

/** Work a second of an encode, relative to superfast at the same size. */
export const PRESET_OVERHEAD = { ultrafast: 0.65, superfast: 1, veryfast: 1.85, faster: 2.6 } as const;
export type Preset = keyof typeof PRESET_OVERHEAD;

/** Decoding the source once; nothing when no rung needs the decoder. */
export function decodeCost(source: Source): number {
  return source.width * source.height * source.frameRate * DECODE_WEIGHT;
}

/** Scaling and encoding one rung. `encoderOverhead` is the preset's entry of PRESET_OVERHEAD. */
export function rungCost(source: Source, rung: VideoRung, encoderOverhead: number): number {
  if (rung.passthrough) return 0;
  const scaled = rung.width !== source.width || rung.height !== source.height;
  const read = scaled ? (source.width * source.height * source.frameRate * SCALE_WEIGHT) / rung.step : 0;
  return read + rung.width * rung.height * rung.frameRate * encoderOverhead;
}

/** The whole ladder, decoder and sound included. */
export function ladderCost(source: Source, rungs: readonly Rung[], encoderOverhead: number): number {
  const encoded = rungs.filter((rung) => !rung.passthrough);
  const video = encoded.filter((rung) => rung.kind === "video");
  const sound = encoded.some((rung) => rung.kind === "audio") ? AUDIO_ENCODE_COST : 0;
  const decode = video.length > 0 ? decodeCost(source) : 0;
  return video.reduce((sum, rung) => sum + rungCost(source, rung, encoderOverhead), decode + sound);
}
