/** Rules about how often somebody may speak. They count what was taken, not what was tried. Pure. */
import { MAX_MODERATOR_SENDS, MAX_SENDS, MIN_SEND_GAP_MS, SEND_WINDOW_MS } from "#protocol/chat/limits.ts";
import { moderates } from "../authority.ts";
import { refusal } from "../refusal.ts";
import type { Rule } from "./rule.ts";

const TOO_QUICK = "Your message was not sent because you are sending messages too quickly.";

export const withinRate: Rule = ({ line, spoken, now }) => {
  const most = moderates(line.standing) ? MAX_MODERATOR_SENDS : MAX_SENDS;
  // The send that must leave the window before this one may enter it.
  const oldest = spoken.sentAt.at(-most);
  const retryMs = oldest === undefined ? 0 : oldest + SEND_WINDOW_MS - now;
  return retryMs > 0 ? refusal("msg_ratelimit", TOO_QUICK, Math.min(retryMs, SEND_WINDOW_MS)) : null;
};

export const slowMode: Rule = ({ modes, spoken, now }) => {
  const retryMs = untilNext(spoken.sentAt.at(-1), modes.slowSeconds * 1000, now);
  if (retryMs <= 0) return null;
  const seconds = Math.ceil(retryMs / 1000);
  return refusal(
    "msg_slowmode",
    `This room is in slow mode and you are sending messages too quickly. You will be able to talk again in ${seconds} seconds.`,
    retryMs,
  );
};

export const oneASecond: Rule = ({ spoken, now }) => {
  const retryMs = untilNext(spoken.sentAt.at(-1), MIN_SEND_GAP_MS, now);
  return retryMs > 0 ? refusal("msg_ratelimit", TOO_QUICK, retryMs) : null;
};

/** A clock that was set back makes nobody wait longer than the gap. */
function untilNext(last: number | undefined, gapMs: number, now: number): number {
  return last === undefined ? 0 : Math.min(last + gapMs - now, gapMs);
}
