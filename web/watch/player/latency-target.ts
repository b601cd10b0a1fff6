/**
 * How far behind the picture's capture to play: as close as the measured network allows. Pure: it is told about loads and stalls and
 * the time, and answers with a target. It knows nothing of players.
 */
import { type Ms, ms, type Seconds, seconds } from "#protocol/units.ts";

/** No target below or above these, whatever was measured. Below the floor a part of a third of a second cannot be fetched in time. */
export const TARGET_FLOOR: Seconds = seconds(0.5);
export const TARGET_CEILING: Seconds = seconds(6);
/** Time for encoding, transport to the edge, appending and decoding, with room for a late frame. */
export const MARGIN: Seconds = seconds(0.32);
/** A part costs two exchanges: the playlist that names it, then the part. */
const EXCHANGES = 2;
/** How much of the spread above the usual load time is waited for. */
const JITTER_SHARE = 1;
/** Loads that the estimate looks at: about ten seconds of parts of picture and sound. */
export const LOADS_KEPT = 60;
/** With fewer loads than this the network counts as unknown. */
export const LOADS_NEEDED = 4;
/** Assumed until measured: an exchange with an edge nearby. */
const UNKNOWN_LOAD: Ms = ms(25);
/** Each stall adds this, up to the most, and it goes again one step at a time after a while without another. */
export const STALL_STEP: Seconds = seconds(0.15);
export const STALL_EXTRA_MAX: Seconds = seconds(2.4);
export const STALL_DECAY_AFTER: Ms = ms(60_000);
/** A longer stop is a publisher or a connection that was gone; more buffer would not have helped. */
export const STALL_COUNTS_BELOW: Ms = ms(3000);
/** The target follows a better network slowly and a worse one at once, so that a single quick load does not pull it down. */
const EASE = 0.05;
/** Changes smaller than this are not worth a change of rate. */
const DEAD_ZONE: Seconds = seconds(0.02);
/**
 * The target of whoever plays whole segments, in target durations: the least hold-back that the specification allows (RFC 8216bis 4.4.3.8).
 * One segment is being made, one is on its way, and one is played meanwhile, so that a network may be late by seconds without a stall.
 */
export const SEGMENTS_BEHIND = 3;

export type TargetState = {
  /** Whole load times of the latest parts, oldest first. */
  readonly loads: readonly Ms[];
  readonly extra: Seconds;
  /** When the extra next shrinks. */
  readonly decayAt: Ms | null;
  readonly target: Seconds;
};

/** `partTarget` is null for a stream without parts, and for whoever plays whole segments whatever there is. */
export type Parts = { readonly partTarget: Seconds | null; readonly targetDuration: Seconds };

export function startTarget(parts: Parts): TargetState {
  return retarget({ loads: [], extra: seconds(0), decayAt: null, target: seconds(0) }, parts);
}

/** Where the target belongs with what was measured, at once and not step by step: parts are played from now on, or no longer. */
export function retarget(state: TargetState, parts: Parts): TargetState {
  return { ...state, target: wantedTarget(state, parts) };
}

/** A part arrived after this long. */
export function noteLoad(state: TargetState, took: Ms): TargetState {
  if (!Number.isFinite(took) || took < 0) return state;
  return { ...state, loads: [...state.loads, took].slice(-LOADS_KEPT) };
}

/** Playback stood still for this long and goes on. */
export function noteStall(state: TargetState, stoodFor: Ms, now: Ms): TargetState {
  if (stoodFor >= STALL_COUNTS_BELOW) return state;
  const extra = seconds(Math.min(state.extra + STALL_STEP, STALL_EXTRA_MAX));
  return { ...state, extra, decayAt: ms(now + STALL_DECAY_AFTER), target: clamp(state.target + extra - state.extra) };
}

/** The target for now; call it about once a second. */
export function updateTarget(state: TargetState, parts: Parts, now: Ms): TargetState {
  const decayed = decay(state, now);
  if (parts.partTarget === null) return retarget(decayed, parts);
  const distance = wantedTarget(decayed, parts) - decayed.target;
  if (Math.abs(distance) < DEAD_ZONE) return decayed;
  const step = distance > 0 || decayed.loads.length < LOADS_NEEDED ? distance : Math.min(-DEAD_ZONE, EASE * distance);
  return { ...decayed, target: clamp(decayed.target + step) };
}

/** Least buffer under which playback is never sped up: what one late part takes. */
export function minBufferFor(state: TargetState, partTarget: Seconds | null): Seconds {
  if (partTarget === null) return seconds(1);
  return seconds(Math.min(0.5, Math.max(0.15, (cost(state.loads) + partTarget) / 2)));
}

function wantedTarget({ loads, extra }: TargetState, { partTarget, targetDuration }: Parts): Seconds {
  if (partTarget === null) return seconds(SEGMENTS_BEHIND * targetDuration + extra);
  return clamp(partTarget + cost(loads) + MARGIN + extra);
}

function decay(state: TargetState, now: Ms): TargetState {
  if (state.decayAt === null || now < state.decayAt) return state;
  const extra = seconds(Math.max(0, state.extra - STALL_STEP));
  return { ...state, extra, decayAt: extra > 0 ? ms(now + STALL_DECAY_AFTER) : null };
}

/** Seconds that the exchanges for one part take, with the spread. */
function cost(loads: readonly Ms[]): number {
  if (loads.length < LOADS_NEEDED) return (EXCHANGES * UNKNOWN_LOAD) / 1000;
  const sorted = [...loads].sort((a, b) => a - b);
  const usual = sorted[Math.floor(sorted.length / 2)] ?? UNKNOWN_LOAD;
  const late = sorted[Math.floor(sorted.length * 0.9)] ?? usual;
  return (EXCHANGES * usual + JITTER_SHARE * (late - usual)) / 1000;
}

const clamp = (value: number): Seconds => seconds(Math.min(TARGET_CEILING, Math.max(TARGET_FLOOR, value)));
