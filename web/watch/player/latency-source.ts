/**
 * Which measure of latency to believe: the wall clock against the programme's date (exact when this machine's clock is right), or the
 * library's own reckoning from the playlist's age (always honest, a little low on slow networks). Pure.
 */
import { type Seconds, seconds } from "#protocol/units.ts";

/** The clock is believed while both measures agree this well, and no longer once they differ by the second value. */
export const AGREE_WITHIN: Seconds = seconds(0.3);
export const DISAGREE_BEYOND: Seconds = seconds(0.6);
/** Weight of the newest difference in the running mean. */
const WEIGHT = 0.1;
/** Samples before the clock is believed at all: half a second of them. */
const SAMPLES_NEEDED = 5;

export type LatencySource = {
  readonly trusted: boolean;
  readonly difference: number;
  readonly samples: number;
};

export const LATENCY_SOURCE_START: LatencySource = { trusted: false, difference: 0, samples: 0 };

/** Takes one pair of measures and answers with the latency to steer by. */
export function measureLatency(
  state: LatencySource,
  byClock: Seconds | null,
  byPlaylist: Seconds | null,
): { readonly state: LatencySource; readonly latency: Seconds | null } {
  if (byClock === null || byPlaylist === null) return { state, latency: byPlaylist };
  const difference =
    state.samples === 0 ? byClock - byPlaylist : state.difference + WEIGHT * (byClock - byPlaylist - state.difference);
  const samples = state.samples + 1;
  const limit = state.trusted ? DISAGREE_BEYOND : AGREE_WITHIN;
  const trusted = samples >= SAMPLES_NEEDED && Math.abs(difference) < limit;
  const latency = trusted ? Math.max(0, byClock) : byPlaylist;
  return { state: { trusted, difference, samples }, latency: seconds(latency) };
}
