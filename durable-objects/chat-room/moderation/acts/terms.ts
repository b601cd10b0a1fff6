/** Blocked terms: adding and removing one. The matcher is compiled anew. Pure. */
import { MAX_TERMS } from "#protocol/chat/limits.ts";
import type { BlockedTerm } from "#protocol/chat/moderation.ts";
import type { ActionResult, ModerationState } from "../state.ts";
import { isTermUsable, makeMatcher } from "../terms/matcher.ts";
import { type Asked, answered, carriedOut, refuseWith, unchanged, userOf } from "./acting.ts";

export function addTerm(asked: Asked, term: string): ActionResult {
  const { state, by, now } = asked;
  if (!isTermUsable(term)) return refuseWith("bad_term", "A blocked term needs at least two letters or digits.");
  const message = `“${term}” is blocked in this channel.`;
  const same = term.toLowerCase();
  if (state.terms.some((known) => known.term.toLowerCase() === same))
    return answered(unchanged(state), "term_success", message);
  if (state.terms.length >= MAX_TERMS)
    return refuseWith("too_many", `This channel has ${MAX_TERMS} blocked terms; remove some first.`);
  // Every term that is added has an entry in the log, so that the entry's number makes the id unique.
  const added: BlockedTerm = { id: `t${state.nextLogId}`, term, at: now, by: userOf(by.viewer) };
  const outcome = {
    state: withTerms(state, [...state.terms, added]),
    changes: [{ kind: "addTerm" as const, term: added }],
  };
  return carriedOut(asked, outcome, { action: "addTerm", user: null, detail: term }, "term_success", message);
}

export function removeTerm(asked: Asked, id: string): ActionResult {
  const { state } = asked;
  const known = state.terms.find((each) => each.id === id);
  if (known === undefined) return refuseWith("bad_term_unknown", "This term is not blocked in this channel.");
  const outcome = {
    state: withTerms(
      state,
      state.terms.filter((each) => each.id !== id),
    ),
    changes: [{ kind: "removeTerm" as const, id }],
  };
  const entry = { action: "removeTerm", user: null, detail: known.term };
  return carriedOut(asked, outcome, entry, "unterm_success", `“${known.term}” is no longer blocked in this channel.`);
}

const withTerms = (state: ModerationState, terms: readonly BlockedTerm[]): ModerationState => ({
  ...state,
  terms,
  matcher: makeMatcher(terms),
});
