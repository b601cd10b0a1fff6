/** Which close codes may be sent at all. Pure. */
import { CHAT_CLOSE } from "#protocol/chat/frames.ts";

/** Answers a peer's close with a code that may be sent: 1005, 1006 and 1015 never travel (RFC 6455 7.4.1), and others are not ours to echo. */
export function replyCode(received: number): number {
  return received >= 3000 && received <= 4999 ? received : CHAT_CLOSE.normal;
}
