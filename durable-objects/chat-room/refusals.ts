/** Refusals of the room itself: their codes and sentences. Those of moderation have theirs beside the rules. Pure. */
import type { RefusalCode } from "#protocol/chat/codes.ts";
import { MAX_MESSAGE_LENGTH, MAX_SOCKETS_PER_USER } from "#protocol/chat/limits.ts";
import type { Answer } from "./calls.ts";
import type { Refusal } from "./moderation/state.ts";

type Refused = Extract<Answer, { readonly kind: "refused" }>;

export function refused(nonce: string | null, { code, message, retryMs }: Refusal): Refused {
  return { kind: "refused", nonce, code, message, retryMs };
}

const refusal = (code: RefusalCode, message: string): Refusal => ({ code, message, retryMs: null });

export const MALFORMED = refusal("malformed", "This is not a frame of the chat protocol.");
export const NOT_JOINED = refusal("not_joined", "Join the chat before you send.");
export const LOGIN_REQUIRED = refusal("login_required", "Log in to write in this chat.");
export const ACCOUNT_DELETED = refusal("login_required", "This account was deleted.");
/** The operator's switch: it may be long, and nobody knows how long. */
export const CHAT_OFF = refusal("unavailable", "Only moderators can write in this chat for the moment.");
export const EMPTY = refusal("empty", "The message is empty.");
export const REPLY_GONE = refusal("reply_gone", "The message that you answer is no longer there.");
export const HELD_ALREADY = refusal("msg_rejected", "This message of yours is being checked by moderators already.");
export const DENIED = refusal("msg_rejected_mandatory", "Your message was not shown: the moderators did not allow it.");
export const EXPIRED = refusal("msg_rejected_mandatory", "Your message was not shown: nobody checked it in time.");
export const TOO_MANY_SOCKETS = refusal(
  "too_many",
  `One account has at most ${MAX_SOCKETS_PER_USER} connections here.`,
);
export const TOO_MANY_FRAMES: Refusal = {
  code: "msg_ratelimit",
  message: "Too much is waiting here. Try again in a moment.",
  retryMs: 5000,
};
export const NOT_STORED: Refusal = {
  code: "unavailable",
  message: "The room cannot store at the moment. Try again in a minute.",
  retryMs: 60_000,
};
export const NOT_RESOLVED: Refusal = {
  code: "unavailable",
  message: "Who that is cannot be found out at the moment. Try again.",
  retryMs: 5000,
};
export const REPLACED = refusal("unavailable", "The same message waits on too many connections.");

export const tooLong = (length: number): Refusal =>
  refusal("too_long", `The message has ${length} characters; ${MAX_MESSAGE_LENGTH} are allowed.`);
