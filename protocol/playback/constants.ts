/**
 * The five constants of every playlist. They never change during a broadcast: a player on iOS stops for good when one does.
 * Source: RFC 8216bis 4.4.3.1, 4.4.3.7, 4.4.3.8 and B.1.
 */
import { type Seconds, seconds } from "#protocol/units.ts";

/** EXT-X-PART-INF PART-TARGET. No part is longer; all but a segment's last are at least 85 % of it. 16 AAC frames at 48 kHz are 0.3413 s, 15 at 44.1 kHz 0.3483 s. */
export const PART_TARGET: Seconds = seconds(0.35);

/** The span that parts are cut to, at most: 10 frames at 30 fps, 8 at 24. Audio rounds up to whole AAC frames and stays within PART_TARGET. */
export const PART_SPAN: Seconds = seconds(0.33367);

/** EXT-X-TARGETDURATION. A segment is at most 2.499 s, since EXTINF rounds to the nearest integer. */
export const TARGET_DURATION: Seconds = seconds(2);

/** The longest segment that still rounds to TARGET_DURATION. */
export const SEGMENT_MAX: Seconds = seconds(2.499);

/** EXT-X-SERVER-CONTROL PART-HOLD-BACK: 3.5 parts, since AVPlayer stalls at exactly 3. */
export const PART_HOLD_BACK: Seconds = seconds(1.225);

/** EXT-X-SERVER-CONTROL HOLD-BACK for players without low latency: 3 target durations, the least that the specification allows. */
export const HOLD_BACK: Seconds = seconds(6);

/** EXT-X-SERVER-CONTROL CAN-SKIP-UNTIL: 6 target durations, the least that the specification allows. */
export const CAN_SKIP_UNTIL: Seconds = seconds(12);

/** Segments that a live playlist names. 20 of 2 s give a newcomer 40 s of history. */
export const WINDOW_SEGMENTS = 20;

/** Newest segments whose parts a playlist lists; parts may go once they are 3 target durations from the edge (RFC 8216bis 6.2.2). */
export const PART_SEGMENTS = 4;

/** Media time of a broadcast's first frame, so that AAC priming and negative composition offsets stay representable. */
export const MEDIA_START: Seconds = seconds(10);

/** Media sequence number of a broadcast's first segment. Not 0: hls.js 1.7.4 takes a part of segment 0 for one that is not there. */
export const FIRST_MSN = 1;
