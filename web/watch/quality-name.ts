/** What a rung of the ladder is called. */
import { bitrateText } from "../format.ts";
import type { Quality } from "./player/engine.ts";

/** `1080p60`, `720p`; by bitrate where the playlist names no height. */
export function qualityName(quality: Quality): string {
  if (quality.height === 0) return bitrateText(quality.bitrate);
  // 30 frames and fewer are not worth a word.
  const frames = quality.frameRate > 31 ? String(Math.round(quality.frameRate)) : "";
  return `${quality.height}p${frames}`;
}
