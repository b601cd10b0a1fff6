/** When a broadcast's next still is made: as soon as there is a key frame, then every STILL_EVERY_MS, and never while the node is behind. Pure. */
import { STILL_EVERY_MS, STILL_SPACING_MS } from "#protocol/ingest/still.ts";
import { LAG_LIMIT_MS } from "./health.ts";

/** `shown`: it is stored. `early`: the channel is not listed yet, or has a still that is seconds old. `failed`: anything else. */
export type StillOutcome = "shown" | "early" | "failed";

/** A broadcast that began is listed within a second; what is tried again more often than stills are taken would be refused. */
const EARLY_RETRY_MS = STILL_SPACING_MS / 2;
/** Rungs that are half as late as viewers notice get the processor to themselves. */
const MAX_LAG_MS = LAG_LIMIT_MS / 2;

/** When the next one is due, after one that was begun at `begunAt`; times in milliseconds of one clock. A failure costs one turn, no more. */
export const nextStillAt = (outcome: StillOutcome, begunAt: number): number =>
  begunAt + (outcome === "early" ? EARLY_RETRY_MS : STILL_EVERY_MS);

/** `lagsMs`: how far each broadcast of the node is behind. */
export const hasTimeForStills = (lagsMs: readonly number[]): boolean => lagsMs.every((lag) => lag <= MAX_LAG_MS);
