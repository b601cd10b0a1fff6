/** A length of time as people say it: `30 s`, `10 min`, `1 h 30 min`, `7 days`. Pure. */
import { chatStrings as say } from "./chat-strings.ts";

const UNITS = [
  [86_400, say.days],
  [3600, say.hours],
  [60, say.minutes],
  [1, say.seconds],
] as const;

/** The two largest units that it has; whole seconds. */
export function durationInWords(seconds: number): string {
  let rest = Math.max(0, Math.round(seconds));
  const words: string[] = [];
  for (const [length, word] of UNITS) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) words.push(word(count));
    // A unit is followed by the next one or by nothing.
    if (words.length === 2 || (words.length === 1 && count === 0)) break;
  }
  return words.length === 0 ? say.seconds(0) : words.join(" ");
}
