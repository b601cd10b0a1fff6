import { expect, test } from "vitest";
import { emptyTimeline, type Segment } from "#media/timeline/timeline.ts";
import { seconds } from "#protocol/units.ts";
import { TEST_LADDER } from "#testing/bundles.ts";
import { measuredBandwidths } from "./bandwidth.ts";

const segment = (msn: number, size: number, duration: number, done = true): Segment => ({
  msn,
  period: 0,
  tracks: {
    audio: { init: 0, start: seconds(10), done, parts: [{ duration: seconds(duration), independent: true, size }] },
  },
  stored: null,
});

test("the peak and the average are those of the finished segments that are long enough to tell", () => {
  const timeline = {
    ...emptyTimeline("1001", "7", 0),
    ladder: TEST_LADDER,
    segments: [segment(0, 1000, 2), segment(1, 3000, 2), segment(2, 9000, 0.5), segment(3, 9000, 2, false)],
  };
  expect(measuredBandwidths(timeline)).toEqual({ audio: { peak: 12_000, average: 8000 } });
});
