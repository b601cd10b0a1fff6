/** Judges how the node keeps up and what to tell the streamer. Pure. */
import { SEGMENT_MAX } from "#protocol/playback/constants.ts";

/** A rung that comes later than this eats into the players' hold-back. */
export const LAG_LIMIT_MS = 700;
/** Readings in a row over the limit before a rung goes: one is a hiccup. */
export const LAG_READINGS = 3;
/** A fresh encoder, or one with fewer rungs, gets this long to settle. */
export const SETTLE_MS = 4000;

export type LagState = { readonly over: number; readonly settledAt: number };

/** Reads one lag figure (once a second). `shed` says that a rung must go now. */
export function judgeLag(
  state: LagState,
  lagMs: number,
  nowMs: number,
): { readonly state: LagState; readonly shed: boolean } {
  if (nowMs < state.settledAt || lagMs <= LAG_LIMIT_MS) return { state: { ...state, over: 0 }, shed: false };
  const over = state.over + 1;
  if (over < LAG_READINGS) return { state: { ...state, over }, shed: false };
  return { state: { over: 0, settledAt: nowMs + SETTLE_MS }, shed: true };
}

export type HealthFacts = {
  readonly gop: number;
  readonly fps: number;
  readonly dropped: readonly string[];
  readonly ring: number;
  readonly passthrough: boolean;
};

/** Bundles in the ring beyond which the way to the object is slow: 5 s. */
const SLOW_RING = 15;

/** One sentence for the streamer, the most pressing first; empty when all is well. */
export function healthMessage(facts: HealthFacts): string {
  if (facts.dropped.length > 0) {
    return `The server could not keep up and left out ${facts.dropped.join(", ")}; the other qualities go on.`;
  }
  if (facts.ring > SLOW_RING) return "The way from the server to the edge is slow: viewers may see pauses.";
  if (facts.fps > 0 && facts.fps < 10)
    return `Only ${facts.fps.toFixed(0)} frames a second arrive: look at the encoder or the upload.`;
  if (facts.gop > SEGMENT_MAX && !facts.passthrough) {
    return `Key frames come every ${facts.gop.toFixed(1)} s: set the keyframe interval to 2 s to pass the picture through untouched.`;
  }
  return "";
}
