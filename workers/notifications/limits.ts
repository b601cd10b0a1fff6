/** The limits of telling followers. */

/** Followers of one chunk: one statement writes their notices, and a chunk that has to run again is not much. */
export const CHUNK = 1000;
/**
 * Chunks that one batch of messages tells, over all of them: each message waits up to a second for company, so that few are better; three calls
 * a chunk stay below the thousand that one run may make.
 */
export const CHUNKS_AT_ONCE = 100;
/** Browsers of one user that take pushes; a new one takes the place of the oldest. */
export const MAX_DEVICES = 10;
/** Channels that one user does not want to hear of. */
export const MAX_MUTES = 2000;
/** Notices of a user that are listed. */
export const MAX_RECENT = 50;
/** Notices are kept for so long, milliseconds. */
export const NOTICE_KEPT_MS = 30 * 24 * 3600 * 1000;
/** Rows of old notices that a new chunk sweeps away, at most: as many as it makes, and some more. */
export const SWEPT = 2 * CHUNK;
/** A push or mail that comes so late is no news any more, milliseconds. */
export const STALE_MS = 30 * 60 * 1000;
/** Pauses before a push or mail is tried again, seconds. */
export const RETRY_SECONDS = [5, 30, 120] as const;
/** A push service has so long to answer, milliseconds. */
export const PUSH_MS = 10_000;
