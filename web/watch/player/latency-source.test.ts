import { expect, test } from "vitest";
import { seconds } from "#protocol/units.ts";
import { LATENCY_SOURCE_START, type LatencySource, measureLatency } from "./latency-source.ts";

/** The latency after this many equal pairs, and the state. */
function after(
  count: number,
  byClock: number | null,
  byPlaylist: number | null,
  from: LatencySource = LATENCY_SOURCE_START,
) {
  let result: ReturnType<typeof measureLatency> = { state: from, latency: null };
  for (let i = 0; i < count; i++) {
    result = measureLatency(
      result.state,
      byClock === null ? null : seconds(byClock),
      byPlaylist === null ? null : seconds(byPlaylist),
    );
  }
  return result;
}

test("a clock that agrees with the playlist is believed after half a second", () => {
  expect(after(4, 0.75, 0.7).latency).toBe(0.7);
  expect(after(5, 0.75, 0.7).latency).toBe(0.75);
});

test("a clock that is wrong by seconds is not believed", () => {
  expect(after(50, 12.7, 0.7).latency).toBe(0.7);
  expect(after(50, -3, 0.7).latency).toBe(0.7);
});

test("belief does not flutter at the border", () => {
  const believed = after(50, 0.9, 0.7);
  expect(after(50, 1.15, 0.7, believed.state).latency).toBe(1.15);
  expect(after(50, 1.5, 0.7, believed.state).latency).toBe(0.7);
  expect(after(50, 1.15, 0.7).latency).toBe(0.7);
});

test("without a programme date the playlist's reckoning is used, without either nothing is known", () => {
  expect(after(9, null, 0.8).latency).toBe(0.8);
  expect(after(9, null, null).latency).toBeNull();
});
