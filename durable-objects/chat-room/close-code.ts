/** Close codes of the room's sockets, and which codes may be sent at all. Pure. */

/** RFC 6455 7.4.1 and the IANA registry: what a client learns from the number alone. */
export const CLOSE = {
  normal: 1000,
  policy: 1008,
  tooLarge: 1009,
  /** The object lost its footing; a client comes back with its position. */
  restart: 1012,
  /** Too many sockets, or one that does not read: come back later. */
  tryLater: 1013,
} as const;

/** Answers a peer's close with a code that may be sent: 1005, 1006 and 1015 never travel (RFC 6455 7.4.1), and others are not ours to echo. */
export function replyCode(received: number): number {
  return received >= 3000 && received <= 4999 ? received : CLOSE.normal;
}
