/** What a rule says when it is broken. Data only. */

export type PlaylistFault = {
  /** The clause, e.g. `RFC 8216bis 4.4.4.9`. */
  readonly rule: string;
  /** `error`: a MUST is broken or players are known to stop. `warning`: a SHOULD. */
  readonly level: "error" | "warning";
  readonly message: string;
  /** Line of the playlist, from 1, where one line is to blame. */
  readonly line?: number;
};

const RFC = "RFC 8216bis";

/** `clause` is a section number of RFC 8216bis. */
export function error(clause: string, message: string, line?: number): PlaylistFault {
  return { rule: `${RFC} ${clause}`, level: "error", message, ...(line === undefined ? {} : { line }) };
}

export function warning(clause: string, message: string, line?: number): PlaylistFault {
  return { rule: `${RFC} ${clause}`, level: "warning", message, ...(line === undefined ? {} : { line }) };
}

/** Durations on the wire have five decimals: sums of a few dozen may be off by this much, seconds. */
export const DURATION_TOLERANCE = 0.001;
