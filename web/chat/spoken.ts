/** What a screen reader hears of new lines: a few at a time, since a busy chat is faster than any voice. Pure. */
import { chatStrings as say } from "./chat-strings.ts";
import { durationInWords } from "./duration-in-words.ts";
import type { Line } from "./lines.ts";
import { changeInWords } from "./modes-in-words.ts";

/** Lines that are spoken at once, at most. */
export const MAX_SPOKEN = 3;

/** The newest of these lines in words, and how many more there were; empty when nothing is to be said. */
export function spokenLines(lines: readonly Line[]): string {
  const words = lines.map(inWords).filter((text) => text !== "");
  const rest = words.length - MAX_SPOKEN;
  const newest = words.slice(-MAX_SPOKEN).join(". ");
  return rest > 0 ? `${newest}. ${say.andMore(rest)}` : newest;
}

function inWords(line: Line): string {
  switch (line.kind) {
    case "message":
      return line.gone === null ? `${line.event.from.name}: ${line.event.text}` : "";
    case "told":
      return line.text;
    case "notice":
      if (line.notice.kind === "clear") return say.cleared;
      if (line.notice.kind === "modes") return changeInWords(line.notice.changed).join(". ");
      return say.purged(line.notice.login, line.notice.seconds === null ? null : durationInWords(line.notice.seconds));
    default:
      return "";
  }
}
