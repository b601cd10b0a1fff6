/** Rules about saying the same again. What is the same to a reader is the same here (`repeatKey`). Pure. */
import { DUPLICATE_MS } from "#protocol/chat/limits.ts";
import { refusal } from "../refusal.ts";
import { UNIQUE_MS } from "../spoken.ts";
import type { Asked, Rule } from "./rule.ts";

export const noDuplicate: Rule = (asked) => {
  const retryMs = saidAt(asked) + DUPLICATE_MS - asked.now;
  return retryMs > 0
    ? refusal(
        "msg_duplicate",
        "Your message was not sent because it is identical to the previous one you sent, less than 30 seconds ago.",
        Math.min(retryMs, DUPLICATE_MS),
      )
    : null;
};

/** Its window is UNIQUE_MS, and the texts that are remembered of a user. */
export const uniqueChat: Rule = (asked) =>
  asked.modes.uniqueChat && saidAt(asked) + UNIQUE_MS > asked.now
    ? refusal("msg_r9k", "This room is in unique-chat mode and the message you attempted to send is not unique.")
    : null;

/** When this was said before; before all time when it was not. */
function saidAt({ spoken, key }: Asked): number {
  return spoken.texts.findLast(({ text }) => text === key)?.at ?? Number.NEGATIVE_INFINITY;
}
