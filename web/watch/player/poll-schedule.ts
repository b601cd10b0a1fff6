/** How soon to ask for the channel's state again. Pure. A waiting viewer asks often, since the first frame is owed soon after go-live. */
import type { LiveState } from "#protocol/channel/channel.ts";
import { type Ms, ms } from "#protocol/units.ts";

/** While the picture is on its way. */
export const POLL_STARTING: Ms = ms(400);
/** While waiting for a broadcast: half of it is the mean delay until the page knows. */
export const POLL_WAITING: Ms = ms(800);
/** Live: state changes are also seen in the playlists. */
export const POLL_LIVE: Ms = ms(4000);
export const POLL_RECONNECTING: Ms = ms(2000);
/** A page that nobody looks at. */
export const POLL_HIDDEN: Ms = ms(15_000);
/** A long wait costs requests: ask less often after these times. */
export const PATIENT_AFTER: Ms = ms(5 * 60_000);
export const POLL_PATIENT: Ms = ms(2500);
export const IDLE_AFTER: Ms = ms(30 * 60_000);
export const POLL_IDLE: Ms = ms(10_000);
/** After failed requests the pause doubles up to this. */
export const POLL_FAILING_MAX: Ms = ms(8000);
/** An address that is no channel is asked for again only in case it becomes one. */
export const POLL_UNKNOWN: Ms = ms(30_000);

export type PollInput = {
  readonly state: LiveState | "unknown" | null;
  readonly visible: boolean;
  /** Time in this state. */
  readonly waitedFor: Ms;
  /** Requests that failed in a row. */
  readonly failures: number;
};

export function nextPoll(input: PollInput): Ms {
  if (input.state === "unknown") return POLL_UNKNOWN;
  if (input.failures > 0) return ms(Math.min(POLL_FAILING_MAX, 500 * 2 ** Math.min(input.failures - 1, 10)));
  if (!input.visible) return POLL_HIDDEN;
  switch (input.state) {
    case "live":
      return POLL_LIVE;
    case "reconnecting":
      return POLL_RECONNECTING;
    case "starting":
      return input.waitedFor < PATIENT_AFTER ? POLL_STARTING : POLL_PATIENT;
    default:
      if (input.waitedFor >= IDLE_AFTER) return POLL_IDLE;
      return input.waitedFor >= PATIENT_AFTER ? POLL_PATIENT : POLL_WAITING;
  }
}
