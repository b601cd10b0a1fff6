import { expect, test } from "vitest";
import { HISTORY_MESSAGES } from "#protocol/chat/chat.ts";
import { appendToLog, EMPTY_LOG, findSent, KEPT_MESSAGES, type KeptMessage, missedSince } from "./log.ts";

const message = (seq: number): KeptMessage => ({ seq, name: "ada", text: `line ${seq}`, at: seq, nonce: `n${seq}` });
const logOf = (from: number, to: number) =>
  appendToLog(
    EMPTY_LOG,
    Array.from({ length: to - from + 1 }, (_, at) => message(from + at)),
  );
const seqs = (missed: { messages: readonly { seq: number }[] }) => missed.messages.map((one) => one.seq);

test("a newcomer gets the newest messages, without the senders' marks", () => {
  const missed = missedSince(logOf(1, 250), undefined);
  expect(missed.complete).toBe(true);
  expect(seqs(missed)).toEqual(Array.from({ length: HISTORY_MESSAGES }, (_, at) => 151 + at));
  expect(missed.messages[0]).toEqual({ seq: 151, name: "ada", text: "line 151", at: 151 });
});

test("an empty room has nothing to give", () => {
  expect(missedSince(EMPTY_LOG, undefined)).toEqual({ messages: [], complete: true });
  expect(missedSince(EMPTY_LOG, 0)).toEqual({ messages: [], complete: true });
});

test("one who comes back gets exactly what came after, in order", () => {
  expect(missedSince(logOf(1, 5), 3)).toEqual({
    messages: [
      { seq: 4, name: "ada", text: "line 4", at: 4 },
      { seq: 5, name: "ada", text: "line 5", at: 5 },
    ],
    complete: true,
  });
  expect(seqs(missedSince(logOf(1, 5), 0))).toEqual([1, 2, 3, 4, 5]);
  expect(missedSince(logOf(1, 5), 5)).toEqual({ messages: [], complete: true });
});

test("the oldest position that can be resumed is the one before the oldest kept message", () => {
  const log = logOf(1, KEPT_MESSAGES + 10);
  const resumed = missedSince(log, 10);
  expect([resumed.complete, resumed.messages.length]).toEqual([true, KEPT_MESSAGES]);
  const late = missedSince(log, 9);
  expect([late.complete, late.messages.length]).toEqual([false, HISTORY_MESSAGES]);
});

test("a position ahead of the room belongs to a room that is gone", () => {
  const missed = missedSince(logOf(1, 3), 4);
  expect([missed.complete, seqs(missed)]).toEqual([false, [1, 2, 3]]);
});

test("a batch that storage lost is a gap that nobody resumes across", () => {
  const log = appendToLog(logOf(1, 2), [message(5), message(6)]);
  expect(missedSince(log, 1).complete).toBe(false);
  expect(missedSince(log, 3).complete).toBe(false);
  expect(missedSince(log, 4).complete).toBe(true);
});

test("a resend is known by its mark and its sender's name, whatever the case, while the message is kept", () => {
  const log = logOf(1, KEPT_MESSAGES + 1);
  expect(findSent(log, "ADA", "n7")).toBe(7);
  expect(findSent(log, "bob", "n7")).toBeUndefined();
  expect(findSent(log, "ada", "n1")).toBeUndefined();
  expect(findSent(log, "ada", "n2")).toBe(2);
});
