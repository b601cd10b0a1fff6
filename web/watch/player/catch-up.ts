/**
 * The law that holds playback at its target latency: a little faster when it lags, a little slower when it runs dry, a seek when it
 * is far off. Pure: it knows no media element, no library and no clock; the caller asks about ten times a second.
 */
import { type Ms, ms, type Seconds, seconds } from "#protocol/units.ts";

/** Fastest and slowest playback. Up to a quarter faster, speech keeps its pitch and most people do not notice. */
export const RATE_MAX = 1.25;
export const RATE_MIN = 0.9;
/** Rates move in these steps, so that the element is not written ten times a second. */
export const RATE_STEP = 0.02;
/** Change of rate per second of distance from the target. */
const GAIN = 0.5;
/** A correction begins beyond the outer distance and ends within the inner one. */
export const OUTER_BAND: Seconds = seconds(0.04);
export const INNER_BAND: Seconds = seconds(0.02);
/** Further behind than this, catching up by rate takes more than six seconds: seek. */
export const SEEK_BEYOND: Seconds = seconds(1.5);
/** In the first moments a jump is not noticed, so it is taken sooner. */
export const SEEK_BEYOND_AT_START: Seconds = seconds(0.7);
export const START_SPAN: Ms = ms(2500);
/** After a seek no other one for this long, doubled each time up to the most: a seek that does not help is not repeated. */
export const SEEK_PAUSE: Ms = ms(4000);
export const SEEK_PAUSE_MAX: Ms = ms(64_000);
/** Once the target is held this long, the pause is short again. */
const SETTLED_AFTER: Ms = ms(20_000);
/** Within this distance of the target the latency counts as held. */
const HELD_WITHIN: Seconds = seconds(0.3);
/** Beyond the buffered end by this much, only the live edge of the playlist helps. */
const JUMP_BEYOND: Seconds = seconds(4);
/** Media that begins after a hole: playback stands before it for this long before it is stepped over. */
export const HOLE_PATIENCE: Ms = ms(300);

export type CatchUpInput = {
  readonly now: Ms;
  /** Behind the capture of the picture; null while unknown. */
  readonly latency: Seconds | null;
  readonly target: Seconds;
  /** Least buffer under which playback is never sped up. */
  readonly minBuffer: Seconds;
  readonly position: Seconds;
  /** End of the buffered range that holds the position; the position itself when there is none. */
  readonly bufferedEnd: Seconds;
  /** Start of the next buffered range after a hole, or null. */
  readonly nextStart: Seconds | null;
  /** The first frame was shown, and neither pause nor seek is under way. */
  readonly steering: boolean;
  /** Time since the first frame. */
  readonly playedFor: Ms;
};

export type CatchUpState = {
  readonly correcting: boolean;
  readonly seekPause: Ms;
  readonly seekAllowedAt: Ms;
  readonly heldSince: Ms | null;
  readonly dryAt: { readonly position: Seconds; readonly since: Ms } | null;
};

export type CatchUpAction =
  | { readonly kind: "rate"; readonly rate: number }
  | { readonly kind: "seek"; readonly to: Seconds; readonly why: "behind" | "hole" }
  /** Go to the playlist's live position: the buffer does not reach it. */
  | { readonly kind: "jump" };

export const CATCH_UP_START: CatchUpState = {
  correcting: false,
  seekPause: SEEK_PAUSE,
  seekAllowedAt: ms(0),
  heldSince: null,
  dryAt: null,
};

/** One decision. The action says what the element should do now; the state goes into the next call. */
export function steer(
  state: CatchUpState,
  input: CatchUpInput,
): { readonly state: CatchUpState; readonly action: CatchUpAction } {
  const ahead = input.bufferedEnd - input.position;
  const hole = stepOverHole(state, input, ahead);
  if (hole.action !== null) return { state: hole.state, action: hole.action };
  const watched = hole.state;
  if (!input.steering || input.latency === null) {
    return { state: { ...watched, correcting: false, heldSince: null }, action: { kind: "rate", rate: 1 } };
  }
  const error = input.latency - input.target;
  const settled = settle(watched, input.now, error);
  const far = farAction(settled, input, error, ahead);
  if (far !== null) return { state: afterSeek(settled, input.now), action: far };
  const distance = Math.abs(error);
  const correcting = settled.correcting ? distance > INNER_BAND : distance > OUTER_BAND;
  const rate = rateFor(correcting ? error : 0, ahead, input.minBuffer);
  return { state: { ...settled, correcting }, action: { kind: "rate", rate } };
}

/** The rate for a distance from the target and a buffer, in steps. */
function rateFor(error: number, ahead: number, minBuffer: number): number {
  let rate = Math.min(RATE_MAX, Math.max(RATE_MIN, 1 + GAIN * error));
  if (ahead < minBuffer) rate = Math.min(rate, 1);
  if (ahead < minBuffer / 2) rate = RATE_MIN;
  const stepped = Math.round(Math.round(rate / RATE_STEP) * RATE_STEP * 100) / 100;
  return Math.min(RATE_MAX, Math.max(RATE_MIN, stepped));
}

function farAction(state: CatchUpState, input: CatchUpInput, error: number, ahead: number): CatchUpAction | null {
  const threshold = input.playedFor < START_SPAN ? SEEK_BEYOND_AT_START : SEEK_BEYOND;
  if (error <= threshold || input.now < state.seekAllowedAt) return null;
  const reach = ahead - input.minBuffer;
  if (reach >= error - INNER_BAND || (reach > threshold / 2 && error < JUMP_BEYOND)) {
    return { kind: "seek", to: seconds(input.position + Math.min(error, reach)), why: "behind" };
  }
  return error > JUMP_BEYOND ? { kind: "jump" } : null;
}

function afterSeek(state: CatchUpState, now: Ms): CatchUpState {
  return {
    ...state,
    correcting: false,
    heldSince: null,
    seekAllowedAt: ms(now + state.seekPause),
    seekPause: ms(Math.min(state.seekPause * 2, SEEK_PAUSE_MAX)),
  };
}

/** Notes how long the target was held, and forgives earlier seeks after a while. */
function settle(state: CatchUpState, now: Ms, error: number): CatchUpState {
  if (Math.abs(error) > HELD_WITHIN) return { ...state, heldSince: null };
  if (state.heldSince === null) return { ...state, heldSince: now };
  if (now - state.heldSince < SETTLED_AFTER) return state;
  return { ...state, seekPause: SEEK_PAUSE };
}

/** Media after a hole is stepped into once playback has stood at the hole's edge for a moment. */
function stepOverHole(
  state: CatchUpState,
  input: CatchUpInput,
  ahead: number,
): { readonly state: CatchUpState; readonly action: CatchUpAction | null } {
  const standing = input.steering && input.nextStart !== null && ahead < INNER_BAND;
  if (!standing || input.nextStart === null) {
    return { state: state.dryAt === null ? state : { ...state, dryAt: null }, action: null };
  }
  const moved = state.dryAt === null || Math.abs(state.dryAt.position - input.position) > INNER_BAND;
  if (moved) return { state: { ...state, dryAt: { position: input.position, since: input.now } }, action: null };
  if (state.dryAt !== null && input.now - state.dryAt.since < HOLE_PATIENCE) return { state, action: null };
  const to = seconds(input.nextStart + INNER_BAND);
  return { state: { ...state, dryAt: null }, action: { kind: "seek", to, why: "hole" } };
}
