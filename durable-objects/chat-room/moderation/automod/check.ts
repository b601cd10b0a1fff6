/** The last rule: a line that holds a blocked term, or what AutoMod holds at the room's level. The text is folded once for both. Pure. */
import type { HeldReason } from "#protocol/chat/moderation.ts";
import type { Line } from "../state.ts";
import { fold } from "../terms/fold.ts";
import type { TermMatcher } from "../terms/matcher.ts";
import { checkAutoMod, levelOf } from "./automod.ts";

export type WordsFound = {
  readonly reason: HeldReason;
  readonly category: string;
  readonly spans: readonly (readonly [number, number])[];
  /** AutoMod's. */
  readonly level?: number;
};

export function checkWords(matcher: TermMatcher, autoModLevel: number, line: Line): WordsFound | null {
  const level = levelOf(autoModLevel);
  if (matcher.empty && level === null) return null;
  const folded = fold(line.text);
  const term = matcher.findIn(folded);
  if (term !== null) return { reason: "blocked_term", category: term.term, spans: [[term.start, term.end]] };
  const found = level === null ? null : checkAutoMod(folded, level, line.emotesOnly);
  return found === null ? null : { reason: "automod", ...found };
}
