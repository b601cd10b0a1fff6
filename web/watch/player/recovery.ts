/** What to do when the playback library has given up, by what failed and how often lately. Pure. */
import { type Ms, ms } from "#protocol/units.ts";

export type Recovery =
  /** Go on loading with the same buffers: the frame stays. */
  | { readonly kind: "resume"; readonly after: Ms }
  /** New buffers for the decoder. */
  | { readonly kind: "media"; readonly after: Ms }
  /** A new library instance and a fresh playlist. */
  | { readonly kind: "rebuild"; readonly after: Ms };

export type RecoveryState = { readonly failures: number; readonly lastAt: Ms | null };

export const RECOVERY_START: RecoveryState = { failures: 0, lastAt: null };

/** Failures further apart than this do not belong together. */
export const FORGET_AFTER: Ms = ms(30_000);
/** With this many failures in a row the page says so, and goes on trying. */
export const SAY_SO_AFTER = 5;
const FIRST_PAUSE: Ms = ms(300);
const LONGEST_PAUSE: Ms = ms(5000);
/** A network fault is met by resuming this often before everything is rebuilt. */
const RESUMES = 3;

export function recover(
  state: RecoveryState,
  of: "network" | "media",
  now: Ms,
): { readonly state: RecoveryState; readonly action: Recovery } {
  const fresh = state.lastAt === null || now - state.lastAt > FORGET_AFTER;
  const failures = fresh ? 1 : state.failures + 1;
  const after = ms(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(failures - 1, 10)));
  return { state: { failures, lastAt: now }, action: { kind: kindOf(of, failures), after } };
}

function kindOf(of: "network" | "media", failures: number): Recovery["kind"] {
  if (of === "network") return failures <= RESUMES ? "resume" : "rebuild";
  return failures === 1 ? "media" : "rebuild";
}
