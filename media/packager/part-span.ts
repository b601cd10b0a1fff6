/** How long parts are: the span D that a lead's frame rate gives. Pure arithmetic. */
import { PART_SPAN, PART_TARGET } from "#protocol/playback/constants.ts";
import { type Seconds, seconds } from "#protocol/units.ts";

/** Every part but a segment's last is at least this share of the part target (RFC 8216bis 4.4.4.9). */
const LEAST_SHARE = 0.85;
export const PART_MIN: Seconds = seconds(PART_TARGET * LEAST_SHARE);

/** From this rate on, a ladder has rungs of half the rate: parts then hold an even number of the lead's frames. */
export const HALVED_FROM = 47;

/**
 * The largest whole number of frames that is not longer than PART_SPAN: 10 at 30 fps, 8 at 24 and 25, 20 at 60, 16 at 48 and 50. Where
 * that is shorter than PART_MIN the largest that fits PART_TARGET is taken instead (6 at 17.5 fps). At 14, 11, 8, 7, 5 and 4 fps and
 * below 2.9 no whole number of frames fits: D is PART_SPAN then, and parts hold as many frames as PART_TARGET allows, fewer than
 * RFC 8216bis wants. With an unknown or varying rate (null) D is PART_SPAN.
 */
export function partSpan(frameRate: number | null): Seconds {
  if (frameRate === null) return PART_SPAN;
  const step = frameRate >= HALVED_FROM ? 2 : 1;
  for (const most of [PART_SPAN, PART_TARGET]) {
    const span = (Math.floor((most * frameRate) / step + 1e-6) * step) / frameRate;
    if (span >= PART_MIN && span <= PART_TARGET) return seconds(span);
  }
  return PART_SPAN;
}
