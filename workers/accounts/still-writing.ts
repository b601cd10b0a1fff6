/** How long a broadcast, or the chat of one, may still write objects after it is over, milliseconds: its grace and a little more. */
export const STILL_WRITING_MS = 10 * 60_000;
