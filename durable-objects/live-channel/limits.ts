/** The named maxima of one channel's object. Knows nothing but numbers. */
import { PART_SEGMENTS } from "#protocol/playback/constants.ts";

const MIB = 1024 * 1024;

/** Bytes of parts kept in memory: about 30 s of a 12.5 Mbit/s ladder, well inside the isolate's 128 MB. */
export const MAX_HOT_BYTES = 48 * MIB;
/** Newest segments whose parts stay in memory after they are stored: those that playlists list part by part, and the open one. */
export const HOT_SEGMENTS = PART_SEGMENTS + 1;
/** Calls of `next` that may wait at once: one per isolate that watches the channel. */
export const MAX_WAITERS = 1024;
/** A call of `next` waits this long, at most: three target durations. */
export const MAX_NEXT_MS = 6000;
/** Events kept for mirrors that are a little behind: about 15 s. Older mirrors get a snapshot. */
export const MAX_RING_EVENTS = 64;

/** R2 operations in flight; the platform allows six connections per object and reads need the rest (2026-11). */
export const MAX_OPERATIONS_IN_FLIGHT = 4;
/** Operations that wait for their turn before those that nobody wants any more are taken out. */
export const MAX_WAITING_OPERATIONS = 64;
/** An R2 operation that takes longer counts as failed. */
export const OPERATION_TIMEOUT_MS = 10_000;
/** First and longest pause between two tries of an operation; half of it is random. */
export const RETRY_BASE_MS = 200;
export const RETRY_CAP_MS = 5000;
/** Part bundle objects are at least this far apart: one per part interval, 10,811 an hour. */
export const PART_OBJECT_INTERVAL_MS = 333;
/** Bytes of one part bundle object, before the next begins. */
export const MAX_PART_OBJECT_BYTES = 8 * MIB;
/** Bytes of part bundles that wait for R2; beyond it the oldest are dropped, since segments matter more. */
export const MAX_PENDING_PART_BYTES = 16 * MIB;
/** Keys of one delete; fewer calls, and far below the platform's 1,000. */
export const DELETE_BATCH = 30;
/** A segment whose renditions are not all done is stored without the open ones when this many newer ones have begun. */
export const STALE_SEGMENTS = 3;

/** A restarted object waits this long for the node of a held lease. */
export const NODE_RETURN_MS = 3000;
/** A replay that is not declared done after this long counts as done. */
export const REPLAY_MS = 5000;
/** Reads of a recovery from R2 end after this long, whatever came. */
export const RECOVERY_READ_MS = 3000;
/** Bytes of part bundles that a recovery reads. */
export const MAX_RECOVERY_BYTES = 40 * MIB;
/** Calls wait this long for a recovery, then they are told to come back. */
export const HELD_MS = 8000;

/** Acknowledgements are at least this far apart. */
export const ACK_INTERVAL_MS = 50;
/** Media this old means that the publisher is away: the channel is `reconnecting`. */
export const RECONNECTING_AFTER_MS = 5000;
/** The end of a broadcast waits this long for its segments' writes before it tries again by alarm. */
export const DRAIN_MS = 20_000;
/** Pause before the end of a broadcast, or a row in D1, is tried again. */
export const RETRY_JOB_MS = 10_000;
/** The viewer count in D1, by which live channels are ordered, is written at most this often. */
export const VIEWERS_WRITTEN_MS = 30_000;
