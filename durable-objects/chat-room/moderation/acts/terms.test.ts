import { expect, test } from "vitest";
import type { Action } from "#protocol/chat/action.ts";
import { MAX_TERMS } from "#protocol/chat/limits.ts";
import { actorOf, contextOf, MODERATOR, NOW, roomOf } from "#testing/moderation-world.ts";
import { act } from "../act.ts";
import type { ActionResult, ModerationState } from "../state.ts";

const run = (state: ModerationState, action: Action): ActionResult =>
  act(state, actorOf(state, MODERATOR), action, contextOf(state, null), NOW);
const codeOf = (result: ActionResult): string => (result.outcome === "refuse" ? result.refusal.code : result.done.code);

test("a term is blocked from now on", () => {
  const result = run(roomOf(), { kind: "addTerm", term: "Darn*" });
  const term = { id: "t1", term: "Darn*", at: NOW, by: MODERATOR };
  expect(result).toMatchObject({
    state: { terms: [term], nextLogId: 2 },
    changes: [
      { kind: "addTerm", term },
      { kind: "log", entry: { action: "addTerm", detail: "Darn*" } },
    ],
    done: { code: "term_success", message: "“Darn*” is blocked in this channel." },
  });
  expect(result.outcome === "done" && result.state.matcher.find("darned")?.term).toBe("Darn*");
});

test("a term is removed", () => {
  const result = run(roomOf({}, ["darn", "heck"]), { kind: "removeTerm", id: "b0" });
  expect(result).toMatchObject({
    state: { terms: [{ term: "heck" }] },
    changes: [
      { kind: "removeTerm", id: "b0" },
      { kind: "log", entry: { action: "removeTerm", detail: "darn" } },
    ],
    done: { code: "unterm_success" },
  });
  expect(result.outcome === "done" && result.state.matcher.find("darn heck")?.term).toBe("heck");
});

test("a term that is blocked already is blocked once", () => {
  expect(run(roomOf({}, ["darn"]), { kind: "addTerm", term: "DARN" })).toMatchObject({
    changes: [],
    done: { code: "term_success" },
  });
});

test("a term of nothing to look for is refused, and so is an unknown one", () => {
  expect(codeOf(run(roomOf(), { kind: "addTerm", term: "?!" }))).toBe("bad_term");
  expect(codeOf(run(roomOf(), { kind: "removeTerm", id: "b0" }))).toBe("bad_term_unknown");
});

test("terms have a limit", () => {
  const names = (count: number) => Array.from({ length: count }, (_, at) => `term${at}`);
  expect(codeOf(run(roomOf({}, names(MAX_TERMS - 1)), { kind: "addTerm", term: "darn" }))).toBe("term_success");
  expect(codeOf(run(roomOf({}, names(MAX_TERMS)), { kind: "addTerm", term: "darn" }))).toBe("too_many");
});
