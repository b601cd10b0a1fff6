import { expect, test } from "vitest";
import { applyEvent, emptyTimeline } from "#media/timeline/timeline.ts";
import { BundleMaker } from "#testing/bundles.ts";
import { standingOf } from "./standing.ts";

const empty = emptyTimeline("1001", "7", 500);
const applied = applyEvent(empty, {
  kind: "bundle",
  header: new BundleMaker({ epoch: 1, nextSeq: 0, nextMsn: 0, mediaEnd: 0, nextInit: 0 }).next().header,
});
const playable = applied.outcome === "applied" ? applied.timeline : empty;
const of = { viewers: 3, broadcastId: "7", startedAt: 500 };
const offline = { state: "offline", viewers: 3, broadcastId: null, startedAt: null };

test("without a broadcast, or with one that never had media and nobody holds, a channel is offline", () => {
  expect([standingOf(null, 3, false, 0, 0), standingOf(empty, 3, false, 0, 0)]).toEqual([offline, offline]);
});

test("a publisher without media yet is starting, with media live, and silent for 5 s or gone reconnecting", () => {
  expect(standingOf(empty, 3, true, 0, 0)).toEqual({ ...of, state: "starting" });
  expect(standingOf(playable, 3, true, 1000, 5999)).toEqual({ ...of, state: "live" });
  expect(standingOf(playable, 3, true, 1000, 6000)).toEqual({ ...of, state: "reconnecting" });
  expect(standingOf(playable, 3, false, 1000, 1001)).toEqual({ ...of, state: "reconnecting" });
});
