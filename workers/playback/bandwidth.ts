/** The measured bit rates of the live window, for an honest BANDWIDTH. Pure. */

import type { MeasuredBandwidth } from "#media/playlist/multivariant.ts";
import { type Timeline, trackDuration, trackSize } from "#media/timeline/timeline.ts";

/** Peak and average of the finished segments of each rendition, bits per second. */
export function measuredBandwidths(timeline: Timeline): Readonly<Record<string, MeasuredBandwidth>> {
  const measured: Record<string, MeasuredBandwidth> = {};
  for (const { id } of timeline.ladder) {
    let peak = 0;
    let bits = 0;
    let length = 0;
    for (const segment of timeline.segments) {
      const track = segment.tracks[id];
      const duration = track === undefined ? 0 : trackDuration(track);
      if (track?.done !== true || duration < MIN_MEASURED_SECONDS) continue;
      const size = trackSize(track) * 8;
      peak = Math.max(peak, size / duration);
      bits += size;
      length += duration;
    }
    if (length > 0) measured[id] = { peak: Math.ceil(peak), average: Math.ceil(bits / length) };
  }
  return measured;
}

/** RFC 8216bis 4.4.6.2: the peak is of segments of at least half a target duration; a shorter one is mostly its key frame. */
const MIN_MEASURED_SECONDS = 1;
