/** Whose word counts on how close to live to play: the viewer's own, and else the channel's. Pure. */
import * as v from "valibot";
import { type LatencyMode, latencyModeSchema } from "#protocol/channel/about.ts";

export type LatencyWish = {
  readonly channel: LatencyMode;
  /** Null: as the channel says. */
  readonly own: LatencyMode | null;
};

export const modeOf = ({ channel, own }: LatencyWish): LatencyMode => own ?? channel;

/** Who chooses what the channel says anyway has no wish of their own, and follows the next channel too. */
export const withChoice = (wish: LatencyWish, mode: LatencyMode): LatencyWish => ({
  ...wish,
  own: mode === wish.channel ? null : mode,
});

/** As it was kept from an earlier visit; null for nothing, and for what is no choice. */
export const readChoice = (kept: string | null): LatencyMode | null => (v.is(latencyModeSchema, kept) ? kept : null);
