import { expect, test } from "vitest";
import { applyEvent, emptyTimeline, type Timeline } from "#media/timeline/timeline.ts";
import { BundleMaker } from "#testing/bundles.ts";
import { decodeTimeline, encodeTimeline } from "./checkpoint.ts";

test("a timeline comes back from its row as it was", () => {
  let timeline: Timeline = emptyTimeline("1001", "77", 1_800_000_000_000);
  const maker = new BundleMaker({ epoch: 1, nextSeq: 0, nextMsn: 0, mediaEnd: 0, nextInit: 0 });
  for (const { header } of maker.take(8)) {
    const applied = applyEvent(timeline, { kind: "bundle", header });
    if (applied.outcome === "applied") timeline = applied.timeline;
  }
  const stored = applyEvent(timeline, { kind: "stored", msn: 0, ranges: { audio: { offset: 0, size: 1200 } } });
  if (stored.outcome === "applied") timeline = stored.timeline;
  expect(timeline.nextSeq).toBe(8);
  expect(decodeTimeline(encodeTimeline(timeline))).toEqual(timeline);
});

test.each(["", "{", "null", "{}", '{"channelId":"1001"}'])("%o is no timeline", (text) => {
  expect(decodeTimeline(text)).toBeNull();
});
