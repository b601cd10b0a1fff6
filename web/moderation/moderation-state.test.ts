import { describe, expect, test } from "vitest";
import type { Down } from "#protocol/chat/frames.ts";
import type { Held, LogEntry, ModerationView } from "#protocol/chat/moderation.ts";
import { DEFAULT_MODES } from "#protocol/chat/modes.ts";
import { logInWords } from "./log-in-words.ts";
import { MAX_LOG_SHOWN, type ModerationChange, newModeration, reduceModeration } from "./moderation-state.ts";

const user = { userId: "7", login: "bob", name: "Bob" };
const held = (id: string): Held => ({
  ...{ id, at: 0, expiresAt: 1, from: user, text: "damn", reason: "automod", category: "swearing" },
  spans: [[0, 3]],
});
const entry = (id: number): LogEntry => ({ id, at: id, by: user, action: "clear", user: null, detail: "" });
const view = (change: Partial<ModerationView> = {}): ModerationView => ({
  ...{ role: "moderator", modes: DEFAULT_MODES },
  ...{ moderators: [], vips: [], bans: [], terms: [], held: [], log: [] },
  ...change,
});
const play = (...changes: readonly ModerationChange[]) => changes.reduce(reduceModeration, newModeration);
const heard = (down: Down): ModerationChange => ({ kind: "heard", down });
const loaded = (change?: Partial<ModerationView>): ModerationChange => ({ kind: "loaded", view: view(change) });
const over = (id: string) => heard({ kind: "heldOver", id, outcome: "denied" });

test("what comes to wait is added, and what is decided goes, whoever decided it", () => {
  const state = play(loaded({ held: [held("a")] }), heard({ kind: "held", held: held("b") }), over("a"));
  expect([state.view?.held, state.alarm]).toEqual([[held("b")], held("b")]);
  expect(reduceModeration(state, over("b")).alarm).toBeNull();
});

test("an answer that was on its way does not bring back or lose what came meanwhile", () => {
  const state = play(
    { kind: "asked" },
    heard({ kind: "held", held: held("new") }),
    over("old"),
    heard({ kind: "logged", entry: entry(2) }),
    loaded({ held: [held("old")], log: [entry(1)] }),
  );
  expect([state.view?.held, state.view?.log]).toEqual([[held("new")], [entry(2), entry(1)]]);
});

test("a message that came twice waits once, and an entry that came twice is one", () => {
  const state = play(
    loaded({ held: [held("a")], log: [entry(1)] }),
    heard({ kind: "held", held: held("a") }),
    heard({ kind: "logged", entry: entry(1) }),
  );
  expect([state.view?.held.length, state.view?.log.length]).toEqual([1, 1]);
});

test("so much of the log and no more", () => {
  const log = Array.from({ length: MAX_LOG_SHOWN }, (_, at) => entry(MAX_LOG_SHOWN - at));
  const state = play(loaded({ log }), heard({ kind: "logged", entry: entry(MAX_LOG_SHOWN + 1) }));
  expect([state.view?.log.length, state.view?.log[0]?.id, state.view?.log.at(-1)?.id]).toEqual([
    MAX_LOG_SHOWN,
    MAX_LOG_SHOWN + 1,
    2,
  ]);
});

test("a lost connection leaves what is there; a no takes it away", () => {
  const there = play(loaded());
  expect(reduceModeration(there, { kind: "troubled", trouble: "failed" })).toBe(there);
  expect(reduceModeration(there, { kind: "troubled", trouble: "forbidden" })).toMatchObject({
    view: null,
    trouble: "forbidden",
  });
  expect(play({ kind: "troubled", trouble: "failed" }).trouble).toBe("failed");
});

describe("the log in words", () => {
  test("an entry says who did what to whom", () => {
    expect(logInWords({ ...entry(1), action: "ban", user })).toEqual({ who: "Bob", what: "banned Bob" });
    expect(logInWords({ ...entry(1), by: null, action: "expireHeld", user }).who).toBe("The room");
  });

  test("an action that this page does not know is called what it is", () => {
    expect(logInWords({ ...entry(1), action: "warn", user }).what).toBe("warn Bob");
    expect(logInWords({ ...entry(1), action: "poll" }).what).toBe("poll");
  });

  test("a name is never read as a pattern", () => {
    expect(logInWords({ ...entry(1), action: "ban", user: { ...user, name: "$& %" } }).what).toBe("banned $& %");
  });
});
