/**
 * Durations as playlists write them: whole ticks of 10 microseconds, so that a segment's EXTINF is exactly the sum of its parts'
 * DURATIONs whatever the media's clock. Knows no tags.
 */

/** Ticks in a second: five decimals, as fine as any AAC or video frame needs. */
export const TICKS = 100_000;

export const ticksOf = (seconds: number): number => Math.round(seconds * TICKS);

/** At most five decimals, without trailing zeros. */
export const renderTicks = (ticks: number): string => String(ticks / TICKS);

/** A number of seconds, rounded to ticks. */
export const renderSeconds = (seconds: number): string => renderTicks(ticksOf(seconds));

/** Durations in ticks, each the distance between rounded ends, so that rounding never adds up. */
export function spreadTicks(durations: readonly number[]): readonly number[] {
  let end = 0;
  let endTicks = 0;
  return durations.map((duration) => {
    end += duration;
    const next = ticksOf(end);
    const ticks = next - endTicks;
    endTicks = next;
    return ticks;
  });
}
