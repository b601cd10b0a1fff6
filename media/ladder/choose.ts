/** Chooses the ladder that a node can hold in real time, and what goes first when it cannot. Pure; the node's capacity is measured elsewhere. */
import { assert } from "#protocol/assert.ts";
import type { BitsPerSecond } from "#protocol/units.ts";
import { ladderCost } from "./cost.ts";
import {
  audioRung,
  encodedSourceRung,
  passthroughRung,
  type Rung,
  rungsBelow,
  type Source,
  type TableRung,
  type VideoRung,
  videoRung,
} from "./rungs.ts";

export type LadderInput = {
  readonly source: Source;
  /** Superfast-encoded pixels a second that one stream may use: the least of what one ffmpeg reaches and what the node has free. */
  readonly capacity: { readonly pixelsPerSecond: number };
  /** Work of the preset relative to superfast (PRESET_OVERHEAD). */
  readonly encoderOverhead: number;
};

/** Share of the measured capacity that a ladder may use: the rest absorbs harder pictures than the test's, and neighbours. */
export const CAPACITY_SHARE = 0.75;

/**
 * The rungs for this source, best first. The source's own frames go through untouched where they may, else the source is
 * encoded at the largest size that leaves room for the smallest rung. Then the table is filled from the smallest rung up while
 * decoding and all encodes fit: a phone on a bad network is served before a large screen on a middling one. Never empty.
 */
export function chooseLadder(input: LadderInput): readonly Rung[] {
  const { source } = input;
  const sound = source.audio === null ? [] : [audioRung(source.audio)];
  const fits = (video: readonly VideoRung[]): boolean =>
    ladderCost(source, [...video, ...sound], input.encoderOverhead) <= input.capacity.pixelsPerSecond * CAPACITY_SHARE;
  const top = source.passthrough ? passthroughRung(source) : largestSource(source, fits);
  const wanted = rungsBelow(source, Math.min(top.width, top.height));
  let chosen: readonly TableRung[] = [];
  for (const rung of [...wanted].reverse()) {
    const longer = [rung, ...chosen.filter((other) => other.shortSide !== rung.shortSide)];
    if (fits(fill(source, top, longer))) chosen = longer;
  }
  return [...fill(source, top, chosen), ...sound];
}

/** The largest source that leaves room for the smallest rung, else the largest that fits alone, else the smallest there is. */
function largestSource(source: Source, fits: (video: readonly VideoRung[]) => boolean): VideoRung {
  const candidates = [null, ...rungsBelow(source)].map((table) => encodedSourceRung(source, table));
  const withSmallest = candidates.find((top) => {
    const smallest = rungsBelow(source, Math.min(top.width, top.height)).at(-1);
    return fits(smallest === undefined ? [top] : fill(source, top, [smallest]));
  });
  const chosen = withSmallest ?? candidates.find((top) => fits([top])) ?? candidates.at(-1);
  assert(chosen !== undefined, "a source has at least its own size as a candidate");
  return chosen;
}

/** The top and the table's rungs below it, each bitrate below the one above. */
function fill(source: Source, top: VideoRung, rungs: readonly TableRung[]): readonly VideoRung[] {
  const filled = [top];
  let better: BitsPerSecond = top.bitrate;
  for (const rung of rungs) {
    const next = videoRung(rung, source, better);
    filled.push(next);
    better = next.bitrate;
  }
  return filled;
}

/**
 * Which rungs may go, first to last, when the node falls behind: the most expensive encode first, since it frees the most, and
 * the last encoded picture stays. The source's own frames cost nothing and never go; neither does sound.
 */
export function dropOrder(source: Source, rungs: readonly Rung[], encoderOverhead: number): readonly string[] {
  const encoded = rungs.filter((rung) => rung.kind === "video" && !rung.passthrough);
  const byCost = encoded
    .map((rung) => ({ id: rung.id, cost: ladderCost(source, [rung], encoderOverhead) }))
    .sort((a, b) => b.cost - a.cost);
  return byCost.slice(0, -1).map((rung) => rung.id);
}

/** The ladder without the rung that goes first, or null when none may go. */
export function dropRung(source: Source, rungs: readonly Rung[], encoderOverhead: number): readonly Rung[] | null {
  const first = dropOrder(source, rungs, encoderOverhead)[0];
  return first === undefined ? null : rungs.filter((rung) => rung.id !== first);
}
