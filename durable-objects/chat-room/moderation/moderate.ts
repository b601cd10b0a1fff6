/**
 * What the rules make of a line, in the order of docs/protocol.md, "Rules for a message"; the first that refuses answers. Cleaning (rule 1)
 * comes before. Pure.
 */
import { effectiveModes } from "#protocol/chat/modes.ts";
import { moderates } from "./authority.ts";
import { checkWords } from "./automod/check.ts";
import { followersOnly, notBanned, subscribersOnly } from "./rules/audience.ts";
import { emotesOnly, noLinks } from "./rules/content.ts";
import { oneASecond, slowMode, withinRate } from "./rules/pace.ts";
import { noDuplicate, uniqueChat } from "./rules/repetition.ts";
import type { Asked, Rule } from "./rules/rule.ts";
import { NOTHING_SPOKEN, repeatKey, speak } from "./spoken.ts";
import type { Line, ModerationState, Refusal, Spoken, Standing, Verdict } from "./state.ts";

/** Broadcaster, moderators and staff; VIPs; subscribers; everybody else. */
type Rank = "moderator" | "vip" | "subscriber" | "viewer";

/** The rules in their order, with the ranks that pass them. */
const RULES: readonly { readonly rule: Rule; readonly passed: readonly Rank[] }[] = [
  { rule: notBanned, passed: [] },
  { rule: withinRate, passed: [] },
  { rule: followersOnly, passed: ["moderator", "vip"] },
  { rule: subscribersOnly, passed: ["moderator", "vip", "subscriber"] },
  { rule: slowMode, passed: ["moderator", "vip"] },
  { rule: oneASecond, passed: ["moderator"] },
  { rule: noDuplicate, passed: ["moderator"] },
  { rule: emotesOnly, passed: ["moderator", "vip"] },
  { rule: uniqueChat, passed: ["moderator", "vip"] },
  { rule: noLinks, passed: ["moderator", "vip"] },
];

const rulesOf = (rank: Rank): readonly Rule[] =>
  RULES.filter(({ passed }) => !passed.includes(rank)).map(({ rule }) => rule);
const RULES_OF: Readonly<Record<Rank, readonly Rule[]>> = {
  moderator: rulesOf("moderator"),
  vip: rulesOf("vip"),
  subscriber: rulesOf("subscriber"),
  viewer: rulesOf("viewer"),
};

/** `spoken` is undefined for somebody who has not spoken lately; the verdict's is to be remembered, whatever the outcome. */
export function moderate(state: ModerationState, line: Line, spoken: Spoken | undefined, now: number): Verdict {
  const before = spoken ?? NOTHING_SPOKEN;
  const modes = effectiveModes(state.modes);
  const rank = rankOf(line.standing);
  const asked: Asked = { state, modes, line, spoken: before, key: repeatKey(line.text), now };
  const refused = firstRefusal(RULES_OF[rank], asked);
  if (refused !== null) return { outcome: "refuse", refusal: refused, spoken: before };
  const after = speak(before, asked.key, now);
  if (rank === "moderator" || rank === "vip") return { outcome: "pass", spoken: after };
  const found = checkWords(state.matcher, modes.autoModLevel, line);
  return found === null ? { outcome: "pass", spoken: after } : { outcome: "hold", ...found, spoken: after };
}

function rankOf(standing: Standing): Rank {
  if (moderates(standing)) return "moderator";
  if (standing.role === "vip") return "vip";
  return standing.subscribedMonths === null ? "viewer" : "subscriber";
}

function firstRefusal(rules: readonly Rule[], asked: Asked): Refusal | null {
  for (const rule of rules) {
    const refused = rule(asked);
    if (refused !== null) return refused;
  }
  return null;
}
