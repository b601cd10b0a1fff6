/** Every limit of the TCP gateway for IRC, with its unit and reason. */
import { MAX_LINE_LENGTH, MAX_TAGS_LENGTH } from "#protocol/irc/limits.ts";

/** UTF-8 bytes of a UTF-16 unit, at most. */
const BYTES_PER_UNIT = 3;
/** Bytes of a line, at most: what the Worker takes, in the longest characters. */
export const MAX_LINE_BYTES = MAX_TAGS_LENGTH + BYTES_PER_UNIT * MAX_LINE_LENGTH;
/** Bytes that wait for the Worker or for a client, at most; the other side is read again when it is less. */
export const MAX_WAITING_BYTES = 64 * 1024;
/** Bytes of a frame from the Worker, at most. */
export const MAX_DOWN_FRAME_BYTES = 1024 * 1024;
/** Time that the Worker has to answer an upgrade, milliseconds. */
export const OPEN_MS = 10_000;
/** Time that a client has to take what was said to it before it is cut off, milliseconds. */
export const END_MS = 2000;
/** A client has this long to speak, milliseconds; the Worker asks every 5 minutes whether it is there. */
export const IDLE_MS = 11 * 60 * 1000;
/** Clients of one address, at most. */
export const MAX_PER_ADDRESS = 100;
